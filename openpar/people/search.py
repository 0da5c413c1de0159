"""Search that ignores diacritics: ``so noi vu`` finds ``Sở Nội vụ``.

PostgreSQL is used without its contrib extensions, so the folded text is a column of our own.
"""

import unicodedata

from django.db import models

#: Letters that are letters of their own and do not decompose.
_STROKES = str.maketrans({"đ": "d", "Đ": "d"})


def fold(text: str) -> str:
    """Return ``text`` in small letters, without diacritics, with single spaces.

    >>> fold("  Sở  Nội vụ – Đặc khu Phú Quý ")
    'so noi vu – dac khu phu quy'
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKES).casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.split())


class FoldedField(models.TextField):
    """The folded text of other fields of the row, kept true by ``save`` and ``bulk_create``."""

    def __init__(self, *sources: str, **options: object) -> None:
        options |= {"editable": False, "blank": True, "default": ""}
        super().__init__(**options)
        self.sources = sources

    def deconstruct(self):
        """Return what a migration needs to build the field again."""
        name, path, _arguments, options = super().deconstruct()
        for option in ("editable", "blank", "default"):
            options.pop(option, None)
        return name, path, list(self.sources), options

    def pre_save(self, instance: models.Model, add: bool) -> str:
        """Fold the sources as they stand in the row."""
        folded = fold(" ".join(str(getattr(instance, source) or "") for source in self.sources))
        setattr(instance, self.attname, folded)
        return folded
