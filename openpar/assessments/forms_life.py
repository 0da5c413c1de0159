"""Forms of a sheet's way from draft to receipt and back."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.assessments.models import ScoreItem
from openpar.criteria.cycle_forms import ActionForm, DayField, MomentField
from openpar.people.models import User


class ReportForm(ActionForm):
    """The signed report: the file, and what the document says of itself."""

    number = forms.CharField(label=_("Number of the document"), max_length=50)
    symbol = forms.CharField(
        label=_("Symbol of the document"), max_length=100, help_text=_("as on the document: BC-SNV")
    )
    date = DayField(label=_("Date of the document"))
    file = forms.FileField(
        label=_("Signed report (PDF)"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )


class ByCriterion(ActionForm):
    """A text for each of some criteria, by their codes; ``texts`` are those that were written."""

    def __init__(self, *arguments, items: Iterable[ScoreItem], label: str, **options):
        super().__init__(*arguments, **options)
        self.codes = [item.criterion.code for item in items]
        for code in self.codes:
            self.fields[_name(code)] = forms.CharField(
                label=f"{label} {code}", required=False, max_length=2000
            )

    @property
    def texts(self) -> dict[str, str]:
        """What was written, by code."""
        given = {code: self.cleaned_data[_name(code)] for code in self.codes}
        return {code: text for code, text in given.items() if text}

    def field(self, code: str) -> forms.BoundField:
        """The field of one criterion."""
        return self[_name(code)]


class RemarkForm(ByCriterion):
    """Why the head returns a sheet."""

    overall = forms.CharField(
        label=_("Remark on the whole sheet"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
    )


class RepairForm(ByCriterion):
    """Which criteria are returned for repair, why, and until when."""

    until = MomentField(label=_("To be sent again by"))


class ChosenForm(ActionForm):
    """Criteria to supplement, and the reason for all of them."""

    criteria = forms.MultipleChoiceField(
        label=_("Criteria to supplement"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("What is supplemented, and why"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *arguments, items: Iterable[ScoreItem], **options):
        super().__init__(*arguments, **options)
        self.fields["criteria"].choices = [
            (item.criterion.code, f"{item.criterion.code} {item.criterion.title}") for item in items
        ]


class GrantForm(ActionForm):
    """Until when a supplement is granted."""

    until = MomentField(label=_("To be sent again by"))


class RefuseForm(ActionForm):
    """Why a supplement is not granted."""

    ground = forms.CharField(label=_("Why not"), widget=forms.Textarea(attrs={"rows": 2}))


class HandOverForm(ActionForm):
    """From whom to whom all duties of a cycle go."""

    giver = forms.ModelChoiceField(label=_("From"), queryset=User.objects.none())
    taker = forms.ModelChoiceField(label=_("To"), queryset=User.objects.none())

    def __init__(self, *arguments, givers, takers, **options):
        super().__init__(*arguments, **options)
        self.fields["giver"].queryset = givers
        self.fields["taker"].queryset = takers


def _name(code: str) -> str:
    """A code as part of a form name: criteria cannot collide with the fields of every form."""
    return f"criterion-{code}"
