"""What may be asked of the list of units."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.people.models import Unit


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
    ended = forms.BooleanField(label=_("Also units that have ended"), required=False)
