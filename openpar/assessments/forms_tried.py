"""A file that is tried before anything is stored: the form that all such pages share."""

from collections.abc import Callable, Iterable
from dataclasses import astuple
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.utils.functional import Promise

from openpar.assessments.table_files import UnreadableError


class TriedForm(forms.Form):
    """A file, or the rows of one that was tried a moment ago.

    The rows travel with the page, signed, so that what is stored is what was shown. A form of its
    own says what a ``row`` is (a dataclass of plain values), how ``largest`` the file may be in
    bytes, and two sentences: ``too_large``, and ``choose`` where there is no file.
    """

    row: ClassVar[type]
    largest: ClassVar[int]
    too_large: ClassVar[str | Promise]
    choose: ClassVar[str | Promise]

    file = forms.FileField()
    tried = forms.CharField(required=False, widget=forms.HiddenInput, max_length=5_000_000)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["file"].required = not self.data.get("tried")
        self.fields["file"].error_messages["required"] = self.choose

    def rows(self, read: Callable[[bytes], list]) -> list[Any]:
        """Return the rows of the file, through ``read``, or those that came with the page.

        Raises
        ------
        UnreadableError
            The file is too large or cannot be read, or the rows were not written by this program.
        """
        if file := self.cleaned_data["file"]:
            if file.size > self.largest:
                raise UnreadableError(str(self.too_large))
            return read(file.read())
        try:
            told = signing.loads(self.cleaned_data["tried"], salt=type(self).__name__)
        except signing.BadSignature:
            raise UnreadableError(str(self.choose)) from None
        return [self.row(*values) for values in told]

    @classmethod
    def packed(cls, rows: Iterable[Any]) -> str:
        """Return rows as the text that travels with the page."""
        told = [astuple(row) for row in rows]
        return signing.dumps(told, salt=cls.__name__, compress=True)
