"""Shape of what is typed about notices, training and feedback."""

from datetime import datetime
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.messages.models import (
    Address,
    Feedback,
    MailChoice,
    Notice,
    Scope,
    TrainingSession,
    reached,
)
from openpar.people.formats import HANOI, InputError, parse_vietnamese_moment
from openpar.people.models import Unit

#: The longest text, in characters; a longer one belongs in a document.
LONGEST_TEXT = 20_000


class MomentField(forms.Field):
    """A day with its hour, in Hanoi time, as people write it: 31/12/2026 16:30."""

    widget = forms.TextInput(attrs={"maxlength": 60})

    def to_python(self, value: str | None) -> datetime | None:
        """Return the moment, or say how to write it."""
        if not value or not value.strip():
            return None
        try:
            return parse_vietnamese_moment(value[:60])
        except InputError as error:
            raise forms.ValidationError(str(error)) from None

    def prepare_value(self, value: object) -> object:
        """Write a moment as one types it."""
        if isinstance(value, datetime):
            return f"{value.astimezone(HANOI):%d/%m/%Y %H:%M}"
        return value


class OneLineList(forms.CharField):
    """Codes of units, apart by commas, spaces or lines."""

    widget = forms.Textarea(attrs={"rows": 2})


class RecipientsForm(forms.Form):
    """Whom something is addressed to; any of the rules is enough."""

    everybody = forms.BooleanField(label=_("All units"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("Units of a type"),
        required=False,
        choices=Unit.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    blocks = forms.MultipleChoiceField(
        label=_("Units of a block"), required=False, widget=forms.CheckboxSelectMultiple
    )
    units = OneLineList(
        label=_("Single units"),
        required=False,
        max_length=4000,
        help_text=_("Codes of units, apart by commas, for example SNV, STC."),
    )

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        known = Unit.objects.valid_today().exclude(block="").values_list("block", flat=True)
        self.fields["blocks"].choices = [(block, block) for block in sorted(set(known))]
        if not self.fields["blocks"].choices:
            del self.fields["blocks"]

    def clean_units(self) -> list[str]:
        """Return the codes; one that no unit in force has is named."""
        wanted = self.cleaned_data["units"].replace(",", " ").replace(";", " ").split()
        known = Unit.objects.valid_today().filter(code__in=wanted)
        missing = set(wanted) - set(known.values_list("code", flat=True))
        if missing:
            raise forms.ValidationError(
                _("No unit in force has the code %(codes)s."),
                params={"codes": ", ".join(sorted(missing))},
            )
        return list(dict.fromkeys(wanted))

    @property
    def rules(self) -> tuple[tuple[str, str], ...]:
        """The rules of addressing, as pairs of scope and value."""
        cleaned = self.cleaned_data
        rules = [(Scope.EVERYBODY.value, "")] if cleaned["everybody"] else []
        rules += [(Scope.KIND.value, kind) for kind in cleaned["kinds"]]
        rules += [(Scope.BLOCK.value, block) for block in cleaned.get("blocks", ())]
        rules += [(Scope.UNIT.value, code) for code in cleaned["units"]]
        return tuple(rules)

    @staticmethod
    def initial_of(notice: Notice) -> dict[str, object]:
        """Return the rules of a notice as the form shows them."""
        rules = list(notice.addresses.order_by("pk").values_list("scope", "value"))

        def of(scope: str) -> list[str]:
            return [value for kind, value in rules if kind == scope]

        return {
            "everybody": bool(of(Scope.EVERYBODY)),
            "kinds": of(Scope.KIND),
            "blocks": of(Scope.BLOCK),
            "units": ", ".join(of(Scope.UNIT)),
        }


class NoticeForm(RecipientsForm):
    """A draft of a notice."""

    title = forms.CharField(label=_("Title of the notice"), max_length=250)
    kind = forms.ChoiceField(label=_("Kind of notice"), choices=Notice.Kind.choices)
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Markdown: **bold**, lists with -, headings with ##, [words](address)."),
    )
    about = forms.CharField(
        label=_("Page it is about"),
        required=False,
        max_length=300,
        help_text=_("The address of a criteria set, cycle or guide page here: /guide/…"),
    )
    confirm_by = MomentField(
        label=_("To be confirmed by"),
        required=False,
        help_text=_("Day and hour, for example 31/12/2026 16:30. Empty: no confirmation is asked."),
    )
    changed = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    field_order = (
        "title", "kind", "body", "about", "confirm_by", "everybody", "kinds", "blocks", "units",
    )  # fmt: skip

    def clean_about(self) -> str:
        """Return the path alone: a whole address of this site is shortened, another refused."""
        about = self.cleaned_data["about"].strip()
        if not about:
            return ""
        parts = urlsplit(about)
        if parts.scheme or parts.netloc or not about.startswith("/") or about.startswith("/\\"):
            raise forms.ValidationError(_("Write the address from the first slash: /guide/."))
        return about


class AttachmentForm(forms.Form):
    """A file of a draft."""

    file = forms.FileField(label=_("File"))


class WithdrawForm(forms.Form):
    """Why a notice is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class UntrainedForm(forms.Form):
    """Filter of the list of units not trained."""

    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100)


class TrackingForm(forms.Form):
    """Filters of the list of units a notice reached. Everything is optional."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=200)
    answer = forms.ChoiceField(
        label=_("Which units"),
        required=False,
        choices=[
            ("", _("All units")),
            ("unopened", _("Not opened yet")),
            ("unconfirmed", _("Not confirmed yet")),
            ("confirmed", _("Confirmed")),
            ("late", _("Confirmed late")),
        ],
    )


class MailChoiceForm(forms.Form):
    """The own address, and when mail comes to it."""

    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    wish = forms.ChoiceField(
        label=_("When mail comes"), choices=MailChoice.Wish.choices, widget=forms.RadioSelect
    )


class MaterialForm(forms.Form):
    """Training material: a file or an address."""

    title = forms.CharField(label=_("Title"), max_length=250)
    file = forms.FileField(label=_("File"), required=False)
    link = forms.URLField(
        label=_("Or an address"), required=False, max_length=500, assume_scheme="https"
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, object]:
        """Ask for one of the two."""
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("link")):
            raise forms.ValidationError(_("Choose a file or write an address, one of the two."))
        return cleaned


class MaterialChangeForm(MaterialForm):
    """What stands about material; without a new file or address the old one stays."""

    def clean(self) -> dict[str, object]:
        """Refuse both at once."""
        cleaned = forms.Form.clean(self)
        if cleaned.get("file") and cleaned.get("link"):
            raise forms.ValidationError(_("Choose a file or write an address, one of the two."))
        return cleaned


class UnitCodesField(OneLineList):
    """Codes of units in force, read as the units themselves."""

    def clean(self, value: str) -> list[Unit]:
        """Return the units; a code that no unit in force has is named."""
        wanted = super().clean(value).replace(",", " ").replace(";", " ").split()
        found = list(Unit.objects.valid_today().filter(code__in=wanted).order_by("code"))
        missing = set(wanted) - {unit.code for unit in found}
        if missing:
            raise forms.ValidationError(
                _("No unit in force has the code %(codes)s."),
                params={"codes": ", ".join(sorted(missing))},
            )
        return found


class SessionChangeForm(forms.Form):
    """What stands about a session; units are added and taken off by their codes."""

    title = forms.CharField(label=_("Title"), max_length=250)
    begins_at = MomentField(label=_("Begins at"), help_text=_("For example 31/12/2026 08:00."))
    place = forms.CharField(label=_("Place"), required=False, max_length=250)
    mode = forms.ChoiceField(label=_("Mode"), choices=TrainingSession.Mode.choices)
    invite = UnitCodesField(label=_("Invite these units too"), required=False, max_length=4000)
    uninvite = UnitCodesField(
        label=_("Take these units off"),
        required=False,
        max_length=4000,
        help_text=_("Units whose attendance has been noted stay on the list."),
    )


class TrainingSessionForm(RecipientsForm):
    """A session and whom it is for."""

    title = forms.CharField(label=_("Title"), max_length=250)
    begins_at = MomentField(label=_("Begins at"), help_text=_("For example 31/12/2026 08:00."))
    place = forms.CharField(label=_("Place"), required=False, max_length=250)
    mode = forms.ChoiceField(label=_("Mode"), choices=TrainingSession.Mode.choices)

    field_order = (
        "title", "begins_at", "place", "mode", "everybody", "kinds", "blocks", "units",
    )  # fmt: skip

    def invited(self) -> list[Unit]:
        """Return the units that the rules reach today."""
        rules = [Address(scope=scope, value=value) for scope, value in self.rules]
        return list(reached(rules).order_by("search", "code"))


class FeedbackForm(forms.ModelForm):
    """What the box on every page sends: the words, the page's path and title, the width.

    The prefix keeps its fields apart from those of the page it stands on.
    """

    prefix = "feedback"

    class Meta:
        model = Feedback
        fields = ("text", "page", "page_title", "width")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3, "maxlength": 4000}),
            "page": forms.HiddenInput,
            "page_title": forms.HiddenInput,
            "width": forms.HiddenInput,
        }

    text = forms.CharField(
        label=_("What you want to say"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_page(self) -> str:
        """Keep the path alone: what was searched or filtered stands after it."""
        path = self.cleaned_data["page"].partition("?")[0].partition("#")[0]
        return path if path.startswith("/") and not path.startswith("//") else ""


class FeedbackFilterForm(forms.Form):
    """Filter of the list of feedback."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *Feedback.State.choices]
    )


class AnswerForm(forms.Form):
    """The coordinator's answer to feedback."""

    answer = forms.CharField(
        label=_("Answer"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
