"""A table that somebody sends, CSV or Excel: its cells as text, or why it cannot be read."""

import csv
import io
from fractions import Fraction

from django.utils.translation import gettext as _

from openpar.criteria.exact import exact_text
from openpar.people.formats import is_vietnamese
from openpar.people.workbook_reading import sheets_of
from openpar.scoring.sets.reading import SetError


class UnreadableError(Exception):
    """The file as a whole cannot be read; the text is the sentence to show."""


def table_rows(content: bytes) -> list[list[str]]:
    """Return the rows of a file by its content: a workbook is a ZIP archive, all else is CSV.

    Raises
    ------
    UnreadableError
        It is no table.
    """
    return _workbook_rows(content) if content.startswith(b"PK") else _csv_rows(content)


def _csv_rows(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError(
            _("This file is neither a workbook nor UTF-8 text. Save it as .xlsx or CSV UTF-8.")
        ) from None
    if "\x00" in text:
        raise UnreadableError(_("This file holds characters that no text has."))
    tables, refused = [], None
    for delimiter in ";\t,":
        try:
            tables.append(list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)))
        except csv.Error as error:
            refused = error
    if not tables:
        raise UnreadableError(_("This is no CSV table: %(error)s.") % {"error": refused})
    return max(tables, key=_split_rows)  # a title above the headers may hold any separator


def _split_rows(rows: list[list[str]]) -> int:
    return sum(len(row) > 1 for row in rows)


def _workbook_rows(content: bytes) -> list[list[str]]:
    """Return the cells of the first sheet as text; a number as the decimal it prints."""
    try:
        sheets = sheets_of(content)
    except SetError as error:
        defects = error.defects
        raise UnreadableError(
            " ".join(defect.vi if is_vietnamese() else defect.en for defect in defects)
        ) from None
    first = next(iter(sheets.values()), [])
    return [[_cell(value) for value in row] for row in first]


def _cell(value: object) -> str:
    """Return a cell as text; what no database keeps as text (NUL, half a character) is left out."""
    number = isinstance(value, int | Fraction) and not isinstance(value, bool)
    text = exact_text(value) if number else str(value)
    return text.replace("\x00", "").encode(errors="ignore").decode()
