"""What an appraiser types in a row: points and reason."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openpar.people.formats import InputError, read_number
from openpar.scoring.numbers import Number

SAVE, RECOGNISE, ACCEPT = "save", "recognise", "accept"

#: Longest reason kept; a page of text.
LONGEST_REASON = 4000


class AppraiseForm(forms.Form):
    """Points as a person writes them (1,25), the reason, and the layer the person looked at.

    ``decision``: save the typed points, recognise the self points, or accept the unit's claim that
    the criterion does not apply.
    """

    points = forms.CharField(label=_("Appraised points"), required=False, max_length=40)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=LONGEST_REASON, strip=True
    )
    seen = forms.IntegerField(required=False, min_value=0)
    decision = forms.ChoiceField(
        required=False, choices=[(word, word) for word in (SAVE, RECOGNISE, ACCEPT)]
    )

    def clean_points(self) -> Number | None:
        """Read the number in the form of the active language; empty is no points, never zero."""
        typed = self.cleaned_data["points"].strip()
        if not typed:
            return None
        try:
            return read_number(typed)
        except InputError as error:
            raise ValidationError(str(error)) from error

    def clean_decision(self) -> str:
        """Enter in a field saves."""
        return self.cleaned_data["decision"] or SAVE


class AssignForm(forms.Form):
    """Which person appraises which field."""

    user = forms.ModelChoiceField(label=_("Appraiser"), queryset=None)
    field_code = forms.ChoiceField(label=_("Field"))

    def __init__(self, *arguments: object, people: object, fields: object, **options: object):
        super().__init__(*arguments, **options)
        self.fields["user"].queryset = people
        self.fields["field_code"].choices = fields
