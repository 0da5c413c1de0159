"""Forms of the results of past years."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openpar.results.models import PastImport
from openpar.results.past_reading import LARGEST_FILE, Column, Given

COLUMNS = [
    (Column.IGNORED, _("not needed")),
    (Column.UNIT, _("unit (code or name)")),
    (Column.YEAR, _("year")),
    (Column.INDEX, _("index in per cent")),
    (Column.RANK, _("rank")),
    (Column.COMPARED, _("units compared")),
    (Column.COHORT, _("group compared")),
    (Column.CLASS, _("class")),
    (Column.SOURCE, _("source document")),
    (Column.SCORE, _("points of the criterion in the heading")),
]


class GivenForm(forms.Form):
    """What holds for the whole table where no column says it."""

    source = forms.CharField(
        label=_("Source document"),
        max_length=500,
        required=False,
        help_text=_("Number and date of the decision that published the results."),
    )
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100, required=False)
    compared = forms.IntegerField(
        label=_("Units compared"), min_value=1, max_value=10_000, required=False
    )
    cohort = forms.CharField(label=_("Group compared"), max_length=250, required=False)

    def given(self) -> Given:
        """Return what was typed."""
        return Given(**{name: self.cleaned_data[name] for name in GivenForm.base_fields})


class PastFileForm(GivenForm):
    """A table of results, CSV or Excel."""

    file = forms.FileField(
        label=_("Table of results (CSV or Excel)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    field_order = ("file", "source", "year", "compared", "cohort")

    def clean_file(self):
        """Refuse by size before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file has more than 5 MB; a table of results is far smaller.")
            )
        return file


class PastMappingForm(GivenForm):
    """What each column is."""

    def __init__(self, *arguments, past: PastImport, **options) -> None:
        super().__init__(*arguments, initial=past.given, **options)
        self.width = len(past.columns)
        for n, kind in enumerate(past.columns):
            field = forms.ChoiceField(choices=COLUMNS, initial=kind)
            field.label = past.rows[0][n] or gettext("Column %(number)d") % {"number": n + 1}
            self.fields[f"column_{n}"] = field

    def clean(self):
        """Unit and index are needed; every kind but scores stands once."""
        cleaned = super().clean()
        chosen = [cleaned.get(f"column_{n}") for n in range(self.width)]
        if Column.UNIT not in chosen or Column.INDEX not in chosen:
            raise forms.ValidationError(_("Say which column holds the unit and which the index."))
        several = (Column.SCORE, Column.IGNORED, None)
        if twice := [one for one in chosen if one not in several and chosen.count(one) > 1]:
            raise forms.ValidationError(
                _("Two columns are “%(kind)s”; only one can be.")
                % {"kind": dict(COLUMNS)[twice[0]]}
            )
        return cleaned

    def columns(self) -> list[str]:
        """Return what was chosen."""
        return [self.cleaned_data[f"column_{n}"] for n in range(self.width)]
