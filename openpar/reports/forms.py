"""The form of part III of a self-assessment report."""

from django import forms
from django.utils.translation import gettext_lazy

from openpar.assessments.models import Narrative

LONGEST = 10_000


class NarrativeForm(forms.Form):
    """Difficulties and proposals, with the version the page began with."""

    difficulties = forms.CharField(
        label=gettext_lazy("Difficulties and obstacles"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
        required=False,
    )
    proposals = forms.CharField(
        label=gettext_lazy("Proposals and requests"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)

    @classmethod
    def of(cls, narrative: Narrative | None) -> "NarrativeForm":
        """Return the form with what is stored."""
        if narrative is None:
            return cls(initial={"version": 0})
        names = ("difficulties", "proposals", "version")
        return cls(initial={name: getattr(narrative, name) for name in names})

    def against(self, current: Narrative) -> "NarrativeForm":
        """Return what was typed, ready to be saved over ``current`` once it has been read."""
        return NarrativeForm(initial=self.cleaned_data | {"version": current.version})
