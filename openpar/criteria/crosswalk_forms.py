"""Forms of the crosswalk: which older set, and one corrected line."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openpar.criteria.exact import parse_exact
from openpar.criteria.models import RELATIONS, CriteriaSet
from openpar.people.formats import InputError, read_number
from openpar.scoring.numbers import LONGEST, Number
from openpar.scoring.sets.crosswalk import Line, Relation


class OlderSetForm(forms.Form):
    """The set to compare with."""

    old_set = forms.ModelChoiceField(label=_("Older set"), queryset=CriteriaSet.objects.none())

    def __init__(self, *arguments, sets, **options) -> None:
        super().__init__(*arguments, **options)
        self.fields["old_set"].queryset = sets
        self.fields["old_set"].label_from_instance = lambda one: f"{one.title} ({one})"


class CodesField(forms.CharField):
    """Codes of leaves with commas or semicolons between."""

    def clean(self, value):
        """Return the codes in the order in which they were typed, each once."""
        codes = super().clean(value).replace(";", ",").split(",")
        return tuple(dict.fromkeys(code.strip() for code in codes if code.strip()))


class SharesField(forms.CharField):
    """Shares of points with semicolons between: fractions or decimals."""

    def clean(self, value):
        """Return exact numbers."""
        texts = [text.strip() for text in super().clean(value).split(";")]
        return tuple(_share(text) for text in texts if text)


def _share(text: str) -> Number:
    try:
        return parse_exact(text[: 2 * LONGEST]) if "/" in text else read_number(text)
    except (ValueError, InputError):
        raise ValidationError(
            _now("“%(text)s” is no share: write 1/3 or 0.5, with semicolons between.")
            % {"text": text}
        ) from None


class LineForm(forms.Form):
    """One line of the crosswalk. Other lines that hold one of its leaves give way."""

    relation = forms.ChoiceField(
        label=_("Relation"),
        choices=[(str(relation), label) for relation, label in RELATIONS.items()],
    )
    old = CodesField(
        label=_("Codes of the older set"), max_length=1000, required=False,
        help_text=_("Several codes with commas between; leave empty for what is new."),
    )  # fmt: skip
    new = CodesField(
        label=_("Codes of the newer set"), max_length=1000, required=False,
        help_text=_("Several codes with commas between; leave empty for what is dropped."),
    )  # fmt: skip
    shares = SharesField(
        label=_("Shares of points"), max_length=1000, required=False,
        help_text=_(
            "Split: one share for each new code, together 1. Merged: one for each old code. "
            "Leave empty where points cannot be carried; figures are carried all the same."
        ),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def line(self) -> Line:
        """Return the line as typed."""
        given = self.cleaned_data
        return Line(
            Relation(given["relation"]), given["old"], given["new"], given["shares"], given["note"]
        )
