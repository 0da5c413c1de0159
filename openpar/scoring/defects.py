"""What is wrong in a file, where, and said in Vietnamese and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file: ``line`` and ``column`` from 1; 0 where unknown.

    In a workbook ``sheet`` is the name of the sheet, the line is a row of it.
    """

    line: int = 0
    column: int = 0
    sheet: str = ""

    def text(self, language: str = "vi") -> str:
        """Say the place as a person finds it: ``12``, or ``trang “Tiêu chí”, ô F12``."""
        if not self.sheet:
            return str(self.line)
        english = language == "en"
        said = f"sheet “{self.sheet}”" if english else f"trang “{self.sheet}”"
        if not self.line:
            return said
        if not self.column:
            return f"{said}, {'row' if english else 'dòng'} {self.line}"
        return f"{said}, {'cell' if english else 'ô'} {column_letters(self.column)}{self.line}"


def column_letters(column: int) -> str:
    """Return how a spreadsheet names a column, counted from 1.

    >>> column_letters(1), column_letters(27)
    ('A', 'AA')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


NOWHERE = Place()


class Wrong(ValueError):
    """Something is not as the format asks; ``vi`` and ``en`` say what and what is expected."""

    def __init__(self, vi: str, en: str, place: Place) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en
        self.place = place


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect of a set that could be read: ``check`` is V1 … V12, V0 for what cannot be read."""

    check: str
    place: Place
    vi: str
    en: str

    @property
    def line(self) -> int:
        """Return the line, from 1."""
        return self.place.line

    def text(self, language: str = "vi") -> str:
        """Return the sentence in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi
