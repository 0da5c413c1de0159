"""A list of units as a table: the columns, reading CSV and Excel, writing Excel.

Import and export have the same columns, so what was exported can be sent back.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import xlsxwriter
from django.utils.translation import gettext as _

from openpar.people.formats import is_vietnamese, write_date
from openpar.people.models import Unit, written_fact
from openpar.people.search import fold
from openpar.people.workbook_reading import sheets_of
from openpar.scoring.sets.reading import SetError

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_FILE = 5_000_000  # bytes; the 3,355 units of the country take 110,000
MOST_LINES = 5_000
LONGEST_CELL = 1_000  # characters
SHEET = "Đơn vị"

#: Cells of a line by the name of their column; ``line`` is its number in the file.
Line = dict[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the program, its headings, whether its cells must be text."""

    name: str
    vi: str
    en: str
    is_text: bool = False
    width: int = 16

    @property
    def heading(self) -> str:
        """The heading in the reader's language."""
        return self.vi if is_vietnamese() else self.en


COLUMNS = (
    Column("code", "Mã đơn vị", "Code", is_text=True),
    Column("name", "Tên đơn vị", "Name", width=40),
    Column("short_name", "Tên ngắn", "Short name", width=24),
    Column("name_en", "Tên tiếng Anh", "English name", width=32),
    Column("kind", "Loại đơn vị", "Type of unit", width=24),
    Column("parent", "Mã cấp trên", "Superior unit's code", is_text=True),
    Column("administrative_class", "Loại đơn vị hành chính", "Class of administrative unit"),
    Column("block", "Khối", "Block", width=24),
    Column("administrative_code", "Mã đơn vị hành chính", "Administrative code", is_text=True),
    Column("electronic_code", "Mã định danh điện tử", "Electronic identifier", is_text=True),
    Column("valid_from", "Hiệu lực từ", "Valid from"),
    Column("valid_to", "Hiệu lực đến", "Valid to"),
)
BY_NAME: Mapping[str, Column] = {column.name: column for column in COLUMNS}
NEEDED = ("code", "name", "kind")
DAYS = ("valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell: line of the file (0: the file itself), column, sentence."""

    line: int
    column: str
    sentence: str


class SheetRefused(ValueError):
    """The file is no list of units; ``str()`` says why, translated."""


def read_lines(content: bytes) -> tuple[list[Line], list[Fault]]:
    """Return the lines of a CSV or Excel file that hold something, and the faults of single cells.

    Raises
    ------
    SheetRefused
        No such file, a wrong encoding, too much of anything, or headings that cannot be used.
    """
    if len(content) > LARGEST_FILE:
        raise SheetRefused(_("A list of units has at most 5 MB; this file is larger."))
    rows = _workbook_rows(content) if content.startswith(b"PK\x03\x04") else _csv_rows(content)
    if not rows or not any(str(cell).strip() for cell in rows[0]):
        raise SheetRefused(_("The first line must hold the headings. Begin from the template."))
    if len(rows) - 1 > MOST_LINES:
        raise SheetRefused(_("At most %(most)s lines at once.") % {"most": MOST_LINES})
    places = _places(rows[0])
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows[1:], start=2):
        line, wrong = _line(number, row, places)
        faults += wrong
        if len(line) > 1 or wrong:
            lines.append({name: line.get(name, "") for name in ("line", *places)})
    if not lines:
        raise SheetRefused(_("There is no line below the headings."))
    return lines, faults


def _line(number: int, row: list[object], places: dict[str, int]) -> tuple[Line, list[Fault]]:
    """Return the cells of a line that hold something, and what is wrong with others."""
    line: Line = {"line": str(number)}
    faults = []
    for name, at in places.items():
        text, wrong = _cell(BY_NAME[name], row[at] if at < len(row) else "")
        if text:
            line[name] = text
        if wrong:
            faults.append(Fault(number, BY_NAME[name].heading, wrong))
    return line, faults


def _workbook_rows(content: bytes) -> list[list[object]]:
    try:
        sheets = sheets_of(content)
    except SetError as error:
        raise SheetRefused(error.vi if is_vietnamese() else error.en) from None
    return sheets.get(SHEET) or next((rows for rows in sheets.values() if rows), [])


def _csv_rows(content: bytes) -> list[list[object]]:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise SheetRefused(
            _("This file is not UTF-8 text. Save it as “CSV UTF-8” or as an Excel workbook.")
        ) from None
    if "\x00" in text:
        raise SheetRefused(_("This file is neither text nor an Excel workbook (.xlsx)."))
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows: list[list[object]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(list(row))
            if len(rows) > MOST_LINES + 1:
                break  # the caller says so; what follows is not read
    except csv.Error:
        raise SheetRefused(
            _("Line %(line)s: the quotation marks do not close. Save the file again.")
            % {"line": len(rows) + 1}
        ) from None
    return rows


def _places(headings: list[object]) -> dict[str, int]:
    """Return where each column stands; refuse headings that are double, unknown or missing."""
    known = {
        fold(word): column.name
        for column in COLUMNS
        for word in (column.vi, column.en, column.name)
    }
    places: dict[str, int] = {}
    for at, cell in enumerate(headings):
        heading = str(cell).strip()
        if not heading:
            continue
        name = known.get(fold(heading))
        if name is None:
            raise SheetRefused(
                _("Column %(number)s: the heading “%(heading)s” is not known.")
                % {"number": at + 1, "heading": heading[:80]}
            )
        if name in places:
            raise SheetRefused(
                _("The heading “%(heading)s” stands twice: columns %(first)s and %(second)s.")
                % {"heading": heading, "first": places[name] + 1, "second": at + 1}
            )
        places[name] = at
    if missing := [BY_NAME[name].heading for name in NEEDED if name not in places]:
        raise SheetRefused(
            _("The headings lack: %(names)s. Begin from the template.")
            % {"names": ", ".join(missing)}
        )
    return places


def _cell(column: Column, value: object) -> tuple[str, str]:
    """Return a cell as text, and what is wrong with it."""
    if isinstance(value, date):
        if column.name in DAYS:
            return value.isoformat(), ""
        return "", _("This cell holds a date. Format the column as text.")
    if not isinstance(value, str) and value is not None:
        if column.name in DAYS:
            return "", _(
                "This cell holds a number, not a date. Format it as a date or write 31/12/2026."
            )
        if column.is_text:
            return "", _("This cell holds a number, which loses leading zeros. Format it as text.")
    text = " ".join(str("" if value is None else value).split())
    if len(text) > LONGEST_CELL:
        return "", _("This cell has more than %(most)s characters.") % {"most": LONGEST_CELL}
    return text, ""


def workbook_of(units: Iterable[Unit]) -> bytes:
    """Return units as a workbook in the columns of the import; no cell is ever a formula."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet(SHEET)
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        for at, column in enumerate(COLUMNS):
            sheet.write_string(0, at, column.vi, head)
            sheet.set_column(at, at, column.width, text)
        for row, unit in enumerate(units, start=1):
            for at, column in enumerate(COLUMNS):
                if written := _written(unit, column.name):
                    sheet.write_string(row, at, written, text)
        sheet.freeze_panes(1, 2)
    return made.getvalue()


def _written(unit: Unit, name: str) -> str:
    value = getattr(unit, name)
    if name == "parent":
        return value.code if value else ""
    if name in DAYS:
        return write_date(value, language="vi") if value else ""
    return written_fact(name, value)
