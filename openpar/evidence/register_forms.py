"""Forms of the register: the shape of what is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.evidence.actions import Description
from openpar.evidence.flags import FLAGS
from openpar.evidence.kinds import KINDS
from openpar.evidence.models import Document, Form, Inspection, LinkCheck, Secrecy
from openpar.people.account_forms import DayField
from openpar.people.models import Unit

_ANY = ("", _("All"))


class RegisterFilterForm(forms.Form):
    """Search and filters of the register. Everything is optional."""

    q = forms.CharField(
        label=_("Number, abstract, issuer, text"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("with or without marks")}),
    )
    kind = forms.ChoiceField(
        label=_("Kind of document"), required=False, choices=[_ANY, *KINDS.items()]
    )
    year = forms.IntegerField(
        label=_("Year of the document"), required=False, min_value=1990, max_value=2100
    )
    criterion = forms.CharField(label=_("Criterion (code)"), required=False, max_length=50)
    flag = forms.ChoiceField(
        label=_("To be looked at"),
        required=False,
        choices=[_ANY, *((flag.name, flag.title) for flag in FLAGS.values())],
    )
    use = forms.ChoiceField(
        label=_("Used in a sheet"),
        required=False,
        choices=[_ANY, ("used", _("used")), ("unused", _("not used"))],
    )
    unit = forms.CharField(label=_("Unit (code)"), required=False, max_length=50)

    def __init__(self, *arguments: object, several_units: bool, **options: object) -> None:
        super().__init__(*arguments, **options)
        if not several_units:
            del self.fields["unit"]


class OwnerForm(forms.Form):
    """The unit whose register is written to; hidden where there is but one."""

    unit = forms.ChoiceField(label=_("Unit"))

    def __init__(self, *arguments: object, units: list[Unit], **options: object) -> None:
        super().__init__(*arguments, **options)
        self.units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [(key, str(unit)) for key, unit in self.units.items()]
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk

    def owner(self) -> Unit:
        """Return the unit that was chosen."""
        return self.units[self.cleaned_data["unit"]]


class DescriptionForm(forms.Form):
    """What the register book says of a document."""

    number = forms.CharField(label=_("Number"), required=False, max_length=50)
    symbol = forms.CharField(
        label=_("Symbol"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "KH-UBND"}),
    )  # fmt: skip
    date = DayField(label=_("Date of the document"), required=False)
    issuer = forms.CharField(label=_("Issuer"), required=False, max_length=300)
    abstract = forms.CharField(
        label=_("Abstract"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind of document"), required=False)
    effective_from = DayField(label=_("Effective from"), required=False)
    effective_to = DayField(
        label=_("Effective to"), required=False,
        help_text=_("Of a certificate: the last day on which it is valid."),
    )  # fmt: skip
    secrecy = forms.ChoiceField(label=_("Secrecy class"), choices=Secrecy, required=False)

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        own = str(self.initial.get("kind", ""))
        kinds = KINDS if own in KINDS or not own else KINDS | {own: own}
        self.fields["kind"].choices = [("", _("not said")), *kinds.items()]

    def description(self) -> Description:
        """Return what was typed."""
        names = Description.__dataclass_fields__
        given = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return Description(**given | {"secrecy": given.get("secrecy") or Secrecy.NORMAL})

    @staticmethod
    def of(document: Document) -> dict[str, object]:
        """Return the fields as they stand."""
        return {name: getattr(document, name) for name in Description.__dataclass_fields__}


class LinkCheckForm(forms.ModelForm):
    """A page of the web, and what a person found there."""

    address = forms.URLField(label=_("Web address"), max_length=2000, assume_scheme="https")
    checked_on = DayField(label=_("Checked on"))

    class Meta:
        model = LinkCheck
        fields = ("address", "checked_on", "result", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def _post_clean(self) -> None:
        """Leave the instance alone: the action asks every rule."""

    def check(self) -> LinkCheck:
        """Return what was typed."""
        return LinkCheck(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class InspectionForm(forms.ModelForm):
    """Minutes of an inspection on the spot."""

    inspected_on = DayField(label=_("Inspected on"))

    class Meta:
        model = Inspection
        fields = ("minutes_number", "inspected_on", "inspectors", "finding")
        widgets = {
            "minutes_number": forms.TextInput(),
            "inspectors": forms.TextInput(),
            "finding": forms.Textarea(attrs={"rows": 3}),
        }

    def _post_clean(self) -> None:
        """Leave the instance alone: the action asks every rule."""

    def check(self) -> Inspection:
        """Return what was typed."""
        return Inspection(**{name: self.cleaned_data[name] for name in self.Meta.fields})


#: The form of what is stated, by the form of the entry.
STATEMENTS = {Form.LINK: LinkCheckForm, Form.INSPECTED: InspectionForm}


class DecisionForm(forms.Form):
    """Why a locked file is released or removed."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.TextInput())
