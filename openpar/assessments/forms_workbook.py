"""The form of a filled-in workbook: a file, or the rows of one that was looked at a moment ago."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.assessments.table_files import UnreadableError
from openpar.assessments.workbook_applying import from_text
from openpar.assessments.workbook_reading import LARGEST_FILE, Filled


class WorkbookForm(forms.Form):
    """The rows travel with the page, so that what is saved is what was shown."""

    file = forms.FileField(
        label=gettext_lazy("The filled-in sheet (Excel)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy("The file downloaded from this page, filled in and saved."),
    )
    tried = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LARGEST_FILE)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["file"].required = not self.data.get("tried")

    def filled(self, read: Callable[[bytes], list[Filled]]) -> list[Filled]:
        """Return the rows of the file, through ``read``, or those that came with the page.

        Raises
        ------
        UnreadableError
            There is no file, or it cannot be read.
        """
        if file := self.cleaned_data["file"]:
            if file.size > LARGEST_FILE:
                raise UnreadableError(
                    _("This file is larger than 5 MB. A score sheet is far smaller.")
                )
            return read(file.read())
        try:
            return from_text(self.cleaned_data["tried"])
        except ValueError:
            raise UnreadableError(_("Choose the filled-in file.")) from None
