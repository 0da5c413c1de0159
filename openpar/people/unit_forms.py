"""Forms of units: the shape of what is typed. Rules are asked by the actions."""

from fractions import Fraction

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from openpar.people.account_forms import DayField, UnitField
from openpar.people.formats import InputError, read_number
from openpar.people.models import Reorganisation, ServicePoint, Unit
from openpar.people.national import provinces

ROWS = 8
MOST_ROWS = 70


class UnitFilterForm(forms.Form):
    """Search and filters of the list of units. Everything is optional."""

    q = forms.CharField(
        label=_("Name or code"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("with or without marks")}),
    )
    kind = forms.ChoiceField(
        label=_("Type of unit"),
        required=False,
        choices=[("", _("All types")), *Unit.Kind.choices],
    )
    below = forms.CharField(label=_("Below the unit (code)"), required=False, max_length=50)
    block = forms.CharField(label=_("Block"), required=False, max_length=100)
    day = DayField(label=_("As on the day"), required=False)
    ended = forms.BooleanField(label=_("Also units that have ended"), required=False)


class UnitForm(forms.ModelForm):
    """The facts of a unit; its superior by code or name."""

    parent = UnitField(label=_("Superior unit (code)"), required=False)

    class Meta:
        model = Unit
        fields = (
            "name", "short_name", "name_en", "kind", "administrative_class", "block",
            "administrative_code", "electronic_code",
        )  # fmt: skip

    field_order = (
        "code", "name", "short_name", "name_en", "kind", "parent", "administrative_class", "block",
        "administrative_code", "electronic_code", "valid_from",
    )  # fmt: skip

    def facts(self) -> dict[str, object]:
        """Return the facts that were typed, by name."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "parent")}

    def _post_clean(self) -> None:
        """Leave the instance alone: the action builds the unit and asks every rule."""


class NewUnitForm(UnitForm):
    """A unit that does not exist yet."""

    code = forms.CharField(
        label=_("Code"), max_length=50, help_text=_("It stays for ever, for example SNV.")
    )
    valid_from = DayField(label=_("In force from"))
    decision = forms.CharField(label=_("Decision number"), required=False, max_length=100)


class ChangeUnitForm(UnitForm):
    """Facts that hold from a day on."""

    from_day = DayField(
        label=_("These facts hold from"),
        help_text=_("To correct a slip, give the first day of the period in which it stands."),
    )
    decision = forms.CharField(
        label=_("Decision number"),
        required=False,
        max_length=100,
        help_text=_("With number and date, a new name stands in the history as an act."),
    )
    decided_on = DayField(label=_("Date of the decision"), required=False)


class EndForm(forms.Form):
    """The last day of a unit or a service point."""

    last_day = DayField(label=_("Last day"))
    decision = forms.CharField(label=_("Decision number"), required=False, max_length=100)


class ServicePointForm(forms.ModelForm):
    """A service point of a unit."""

    valid_from = DayField(label=_("In force from"))

    class Meta:
        model = ServicePoint
        fields = ("kind", "name", "address")


class ReorganisationForm(forms.Form):
    """The act: kind, decision, day."""

    kind = forms.ChoiceField(
        label=_("Kind of reorganisation"),
        choices=[
            choice
            for choice in Reorganisation.Kind.choices
            if choice[0] != Reorganisation.Kind.RENAME
        ],
    )
    decision = forms.CharField(label=_("Decision number"), max_length=100)
    decided_on = DayField(label=_("Date of the decision"))
    valid_from = DayField(label=_("In force from"))
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ShareForm(forms.Form):
    """Who takes over how much of whom, by code."""

    predecessor = forms.CharField(label=_("Unit (code)"), max_length=50)
    successor = forms.CharField(label=_("Goes to (code)"), max_length=50)
    percent = forms.CharField(label=_("Share"), max_length=40, initial="100")

    def clean_percent(self) -> Fraction:
        """Return the share: per cent, or a fraction such as 1/3."""
        text = self.cleaned_data["percent"].strip().removesuffix("%")
        over, slash, under = text.partition("/")
        if slash and over.strip().isdecimal() and under.strip().isdecimal() and int(under):
            return Fraction(int(over), int(under))
        try:
            return Fraction(read_number(text)) / 100
        except InputError as error:
            raise forms.ValidationError(str(error)) from None


class BeginningForm(forms.Form):
    """A unit that begins with the act."""

    code = forms.CharField(label=_("Code"), max_length=50)
    name = forms.CharField(label=_("Name"), max_length=250)
    kind = forms.ChoiceField(label=_("Type of unit"), choices=[("", "–"), *Unit.Kind.choices])
    parent = UnitField(label=_("Superior unit (code)"), required=False)
    administrative_code = forms.CharField(
        label=_("Administrative code"), required=False, max_length=20
    )


Shares = formset_factory(ShareForm, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
Beginnings = formset_factory(BeginningForm, extra=3, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class UnitFileForm(forms.Form):
    """A list of units, and from when on changed facts hold."""

    file = forms.FileField(
        label=_("List of units (Excel or CSV)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )
    from_day = DayField(
        label=_("Changed facts hold from"),
        help_text=_("New units begin on the day that stands in their line."),
    )


class NationalForm(forms.Form):
    """One of the 34 provinces."""

    province = forms.ChoiceField(label=_("Province"))

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.fields["province"].choices = [(unit.code, unit.name) for unit in provinces()]
