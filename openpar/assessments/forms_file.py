"""Forms of a province's own file: who leads a criterion, points of the superior level."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from openpar.assessments.external import LARGEST_FILE, Line, read_lines
from openpar.assessments.forms_tried import TriedForm
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.assessments.shares import leading
from openpar.assessments.table_files import UnreadableError
from openpar.people.models import Unit


class ItemField(forms.ModelChoiceField):
    """A criterion of the file, by code and title."""

    def label_from_instance(self, item: ScoreItem) -> str:
        """Return ``1.1 Title``."""
        return str(item.criterion)


class LeadForm(forms.Form):
    """Which unit directly below the province leads which criterion."""

    item = ItemField(label=gettext_lazy("Criterion"), queryset=ScoreItem.objects.none())
    lead = forms.ModelChoiceField(
        label=gettext_lazy("Lead unit"), queryset=Unit.objects.none(), empty_label="–"
    )

    def __init__(self, *arguments, sheet: ScoreSheet, **options):
        super().__init__(*arguments, **options)
        items = ScoreItem.objects.filter(sheet=sheet).select_related("criterion")
        self.fields["item"].queryset = items.order_by("criterion__position")
        self.fields["lead"].queryset = leading(sheet.unit_id).for_list()


class ExternalForm(TriedForm):
    """A file of points that the superior level appraised, and the letter they come from."""

    row = Line
    largest = LARGEST_FILE
    too_large = gettext_lazy("This file is larger than 2 MB. A table of points is far smaller.")
    choose = gettext_lazy("Choose the file of points.")

    file = forms.FileField(
        label=gettext_lazy("CSV or Excel file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=gettext_lazy("Columns: code, points, reason (mã, điểm, lý do)."),
    )
    source = forms.CharField(
        label=gettext_lazy("From which letter or notice"), max_length=300, required=False
    )
    sentences: tuple[str, ...] = ()

    def clean(self):
        """Put the rows into ``lines``."""
        cleaned = super().clean()
        if not self.errors:
            try:
                cleaned["lines"] = self.rows(read_lines)
            except UnreadableError as refusal:
                self.add_error("file", str(refusal))
        return cleaned

    def second_step(self) -> "ExternalForm":
        """Return the form that confirms what was shown, the typed source kept."""
        told = {"tried": self.packed(self.lines), "confirmed": "1"}
        form = ExternalForm(initial={"source": self.cleaned_data["source"], **told})
        form.sentences = self.sentences
        return form

    def refused(self, refusal: ValidationError) -> None:
        """Keep the sentences of the action for the page."""
        self.sentences = tuple(refusal.messages)

    @property
    def lines(self) -> list[Line]:
        """The rows that were read."""
        return self.cleaned_data["lines"]
