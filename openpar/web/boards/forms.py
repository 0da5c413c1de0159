"""Filters of the boards, and the words of an urging."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.web.boards.rows import Punctuality


class SearchForm(forms.Form):
    """A piece of a unit's name or code."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=200)


class BoardForm(SearchForm):
    """Filters of the units of a board; ``cohorts`` are codes with titles."""

    cohort = forms.ChoiceField(label=_("Cohort"), required=False)
    punctuality = forms.ChoiceField(
        label=_("Deadline"), required=False, choices=[("", _("All")), *Punctuality.choices]
    )
    incomplete = forms.BooleanField(label=_("Only with criteria left"), required=False)

    def __init__(
        self, *arguments: object, cohorts: Iterable[tuple[str, str]], **named: object
    ) -> None:
        super().__init__(*arguments, **named)
        self.fields["cohort"].choices = [("", _("All")), *cohorts]


class GapForm(forms.Form):
    """Whether gaps are shown by unit or by criterion."""

    UNIT, CRITERION = "unit", "criterion"

    by = forms.ChoiceField(
        label=_("Gaps by"),
        required=False,
        choices=[(UNIT, _("unit")), (CRITERION, _("criterion"))],
    )


class UrgeForm(forms.Form):
    """What is written to units that are urged."""

    title = forms.CharField(label=_("Title of the notice"), max_length=250)
    body = forms.CharField(
        label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
