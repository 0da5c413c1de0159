"""The form of a table of figures: a file, or the rows of one that was looked at a moment ago."""

import json

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.assessments.provided_workbook import LARGEST_FILE, read_figures
from openpar.assessments.providing import Given, Place
from openpar.assessments.table_files import UnreadableError


class FiguresForm(forms.Form):
    """The rows travel with the page, so that what is written down is what was shown."""

    file = forms.FileField(
        label=gettext_lazy("Table of figures (Excel or CSV)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=gettext_lazy("The table downloaded from this page, filled in and saved."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where the figures come from"),
        max_length=300,
        help_text=gettext_lazy("A report, a letter, a system, with its number and date."),
    )
    tried = forms.CharField(required=False, widget=forms.HiddenInput, max_length=3 * LARGEST_FILE)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["file"].required = not self.data.get("tried")

    def given(self, place: Place) -> list[Given]:
        """Return the rows.

        Raises
        ------
        UnreadableError
            There is no file, or it cannot be read.
        """
        if file := self.cleaned_data["file"]:
            if file.size > LARGEST_FILE:
                raise UnreadableError(
                    _("This file is larger than 2 MB. A table of figures is smaller.")
                )
            return read_figures(file.read(), place)
        try:
            rows = json.loads(self.cleaned_data["tried"] or "null")
            return [Given(int(number), str(unit), _strings(texts)) for number, unit, texts in rows]
        except (TypeError, ValueError, AttributeError):
            raise UnreadableError(_("Choose the table of figures.")) from None


def as_text(given: list[Given]) -> str:
    """Return rows as the text that travels with the page."""
    return json.dumps([[row.number, row.unit, row.texts] for row in given], ensure_ascii=False)


def _strings(texts: dict) -> dict[str, str]:
    return {str(name): str(text) for name, text in texts.items()}
