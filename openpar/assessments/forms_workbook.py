"""The form of a filled-in score sheet."""

from django import forms
from django.utils.translation import gettext_lazy

from openpar.assessments.forms_tried import TriedForm
from openpar.assessments.workbook_reading import LARGEST_FILE, Filled


class WorkbookForm(TriedForm):
    """The workbook of a sheet, filled in elsewhere."""

    row = Filled
    largest = LARGEST_FILE
    too_large = gettext_lazy("This file is larger than 5 MB. A score sheet is far smaller.")
    choose = gettext_lazy("Choose the filled-in file.")

    file = forms.FileField(
        label=gettext_lazy("The filled-in sheet (Excel)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy("The file downloaded from this page, filled in and saved."),
    )
