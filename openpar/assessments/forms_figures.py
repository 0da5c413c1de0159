"""The form of a lead agency's table of figures."""

from django import forms
from django.utils.translation import gettext_lazy

from openpar.assessments.forms_tried import TriedForm
from openpar.assessments.provided_workbook import LARGEST_FILE
from openpar.assessments.providing import Given


class FiguresForm(TriedForm):
    """A table of figures, and where they come from."""

    row = Given
    largest = LARGEST_FILE
    too_large = gettext_lazy("This file is larger than 2 MB. A table of figures is smaller.")
    choose = gettext_lazy("Choose the table of figures.")

    file = forms.FileField(
        label=gettext_lazy("Table of figures (Excel or CSV)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=gettext_lazy("The table downloaded from this page, filled in and saved."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where the figures come from"),
        max_length=300,
        help_text=gettext_lazy("A report, a letter, a system, with its number and date."),
    )
