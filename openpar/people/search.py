"""Search that ignores diacritics: ``so noi vu`` finds ``Sở Nội vụ``.

PostgreSQL is used without its contrib extensions, so the folded text is a column of our own.
"""

import re
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


_NO_WORD = re.compile(r"[\W_]+")


def words_of(text: str) -> str:
    """Return the folded words of ``text`` and nothing between them but single spaces.

    >>> words_of("Kế hoạch số 12/KH-UBND")
    'ke hoach so 12 kh ubnd'
    """
    return _NO_WORD.sub(" ", fold(text)).strip()


def prefix_query(text: str) -> str:
    """Return the raw query of PostgreSQL for words that begin like each word of ``text``.

    >>> prefix_query("Kế hoạch 12/KH")
    'ke:* & hoach:* & 12:* & kh:*'
    """
    return " & ".join(f"{word}:*" for word in words_of(text).split()[:20])


class WordsField(FoldedField):
    """The folded words of other fields, for the index of words: without any punctuation."""

    def pre_save(self, instance: models.Model, add: bool) -> str:
        """Fold the sources to words as they stand in the row."""
        folded = words_of(" ".join(str(getattr(instance, one) or "") for one in self.sources))
        setattr(instance, self.attname, folded)
        return folded
