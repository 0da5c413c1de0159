"""Forms of a province's own file: who leads a criterion, points of the superior level."""

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.assessments.external import LARGEST_FILE, Line, read_lines
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.assessments.shares import leading
from openpar.assessments.table_files import UnreadableError
from openpar.people.models import Unit

_SALT = "openpar.assessments.external"


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


class ExternalForm(forms.Form):
    """A file of points, or the rows of one that was tried a moment ago.

    The rows travel with the page, signed, so that what is imported is what was shown.
    """

    file = forms.FileField(
        label=gettext_lazy("CSV or Excel file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=gettext_lazy("Columns: code, points, reason (mã, điểm, lý do)."),
    )
    source = forms.CharField(
        label=gettext_lazy("From which letter or notice"), max_length=300, required=False
    )
    tried = forms.CharField(required=False, widget=forms.HiddenInput, max_length=3 * LARGEST_FILE)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    sentences: tuple[str, ...] = ()

    def clean(self):
        """Put the rows into ``lines``."""
        cleaned = super().clean()
        try:
            cleaned["lines"] = self._lines(cleaned)
        except UnreadableError as refusal:
            self.add_error("file", str(refusal))
        return cleaned

    def second_step(self) -> "ExternalForm":
        """Return the form that confirms what was shown, the typed source kept."""
        rows = [[line.number, line.code, line.points, line.reason] for line in self.lines]
        tried = signing.dumps(rows, salt=_SALT, compress=True)
        source = self.cleaned_data["source"]
        form = ExternalForm(initial={"source": source, "tried": tried, "confirmed": "1"})
        form.sentences = self.sentences
        return form

    def refused(self, refusal: ValidationError) -> None:
        """Keep the sentences of the action for the page."""
        self.sentences = tuple(refusal.messages)

    @property
    def lines(self) -> list[Line]:
        """The rows that were read."""
        return self.cleaned_data["lines"]

    def _lines(self, cleaned: dict[str, object]) -> list[Line]:
        if file := cleaned.get("file"):
            if file.size > LARGEST_FILE:
                raise UnreadableError(
                    _("This file is larger than 2 MB. A table of points is far smaller.")
                )
            return read_lines(file.read())
        try:
            return [Line(*row) for row in signing.loads(cleaned.get("tried") or "", salt=_SALT)]
        except signing.BadSignature:
            raise UnreadableError(_("Choose the file of points.")) from None
