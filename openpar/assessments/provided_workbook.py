"""The table of one criterion for all units: out to be filled in, and back as rows."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from openpar.assessments.computed import asked_of_unit
from openpar.assessments.providing import Given, Line, Place
from openpar.assessments.sheet_workbook import words_of
from openpar.assessments.table_files import UnreadableError, table_rows
from openpar.people.search import fold
from openpar.scoring.sets.model import Input
from openpar.scoring.sets.table_cells import folded

LARGEST_FILE = 2_000_000  # bytes; a table of 200 units has 15,000
MOST_ROWS = 5_000

CODE, NAME = "Mã đơn vị", "Đơn vị"
_SHEET = "Số liệu"
_GUIDE = (
    "Nhập số liệu của tiêu chí cho từng đơn vị vào các ô nền vàng: 1.234,5; 85%; 31/12/2026. "
    "Ô để trống là không có số liệu, không phải số 0. Không đổi tên cột, không đổi mã đơn vị."
)


def header_of(asked: Input) -> str:
    """Return the header of an input's column: its title and unit."""
    unit = asked.unit or ("%" if asked.type == "percent" else "")
    return f"{asked.title} ({unit})" if unit else asked.title


def figures_workbook(place: Place, lines: Iterable[Line]) -> bytes:
    """Return the table of a criterion with what was given so far."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    asked = asked_of_unit(place.node)
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet(_SHEET)
        title = book.add_format({"bold": True, "font_size": 13})
        head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF4"})
        shown = book.add_format({"valign": "top", "text_wrap": True})
        typed = book.add_format({"locked": False, "num_format": "@", "bg_color": "#FFF8DB"})
        sheet.write_string(0, 0, f"{place.criterion.code} {place.criterion.title}", title)
        sheet.write_string(1, 0, _GUIDE)
        sheet.write_row(3, 0, [CODE, NAME, *map(header_of, asked)], head)
        for row, line in enumerate(lines, start=4):
            sheet.write_string(row, 0, line.code, shown)
            sheet.write_string(row, 1, line.unit.name, shown)
            for column, figure in enumerate(line.figures, start=2):
                words = words_of(figure.asked)
                sheet.write_string(row, column, words.get(figure.before, figure.before), typed)
                if words and sum(map(len, words.values())) < 200:  # Excel's limit is 255
                    choice = {"validate": "list", "source": list(words.values())}
                    sheet.data_validation(row, column, row, column, choice)
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 1 + max(1, len(asked)), 22)
        sheet.freeze_panes(4, 2)
        sheet.ignore_errors({"number_stored_as_text": "A1:Z6000"})
        sheet.protect("", {"format_columns": True, "sort": True, "autofilter": True})
    return made.getvalue()


def read_figures(content: bytes, place: Place) -> list[Given]:
    """Return the rows of a table below its header row; columns it lacks stay as they stand.

    Raises
    ------
    UnreadableError
        It is no table, or no row has the header of unit codes and of one input.
    """
    rows = table_rows(content)
    for at, row in enumerate(rows):
        columns = _columns(row, asked_of_unit(place.node))
        if columns is not None:
            below = enumerate(rows[at + 1 :], start=at + 2)
            given = (_given(number, row, columns) for number, row in below)
            kept = [one for one in given if one.unit]
            if not kept:
                raise UnreadableError(_("There is no row below the headers."))
            if len(kept) > MOST_ROWS:
                raise UnreadableError(_("This table has more rows than a cycle has units."))
            return kept
    wanted = ", ".join(f"“{header_of(asked)}”" for asked in asked_of_unit(place.node))
    raise UnreadableError(
        _("No row has the headers “%(code)s” and one of: %(columns)s. Use the downloaded table.")
        % {"code": CODE, "columns": wanted}
    )


def _columns(row: Sequence[str], inputs: Sequence[Input]) -> tuple[int, dict[str, tuple]] | None:
    """Return where the code and each input stand, where the row is the header row."""
    headers = [fold(cell).strip() for cell in row]
    if fold(CODE) not in headers:
        return None
    places = {
        asked.name: (headers.index(fold(header_of(asked))), asked)
        for asked in inputs
        if fold(header_of(asked)) in headers
    }
    return (headers.index(fold(CODE)), places) if places else None


def _given(number: int, row: Sequence[str], columns: tuple[int, dict[str, tuple]]) -> Given:
    code, places = columns
    texts = {name: _typed(asked, _at(row, at)) for name, (at, asked) in places.items()}
    return Given(number, _at(row, code), texts)


def _typed(asked: Input, text: str) -> str:
    """Return the key of a word that was chosen; anything else as it was typed."""
    keys = {folded(word): key for key, word in words_of(asked).items()}
    return keys.get(folded(text), text)


def _at(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
