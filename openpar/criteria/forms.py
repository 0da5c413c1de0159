"""The form through which a set file comes in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.criteria.workbook import EXTENSION, looks_like_workbook

LARGEST_FILE = 1_000_000  # bytes; the largest real annex is a tenth of it


class SetFileForm(forms.Form):
    """A set file, chosen or pasted. A chosen file wins; its text comes back when it is refused.

    The cleaned data hold either ``workbook`` (bytes) or ``text``.
    """

    file = forms.FileField(
        label=_("Set file (YAML or Excel)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": f".yaml,.yml,text/yaml,{EXTENSION}"}),
    )
    text = forms.CharField(
        label=_("Or the text itself"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "code", "spellcheck": "false"}),
    )

    def clean_file(self):
        """Refuse what is too large to be a set file before reading it."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("A set file has at most 1 MB; this one is larger."))
        return file

    def clean(self):
        """Put the workbook, the text of the file, or else the pasted one into the data."""
        cleaned = super().clean()
        if file := cleaned.get("file"):
            content = file.read()
            if looks_like_workbook(content) or file.name.lower().endswith(EXTENSION):
                return cleaned | {"workbook": content}
            try:
                cleaned["text"] = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(
                    _("This file is not UTF-8 text. A set file is YAML saved as UTF-8.")
                ) from None
        if "\x00" in cleaned.get("text", ""):
            raise forms.ValidationError(_("This file holds characters that no text has."))
        if not self.errors and not cleaned.get("text", "").strip():
            raise forms.ValidationError(_("Choose a set file or paste its text."))
        return cleaned
