"""A filled-in score sheet, read back: which texts of which criterion were typed in the file."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _

from openpar.assessments.computed import asked_of_unit
from openpar.assessments.forms import CLAIM, EXPLANATION, GROUND, POINTS, name_of
from openpar.assessments.models import ScoreSheet
from openpar.assessments.sheet_workbook import (
    AT,
    BEGINNING,
    COLUMNS,
    HEADER_ROW,
    SHEET,
    words_of,
)
from openpar.assessments.table_files import UnreadableError
from openpar.people.formats import InputError, is_vietnamese, write_date, write_number
from openpar.people.workbook_reading import sheets_of
from openpar.scoring.sets.model import CriteriaSet, Input, Node
from openpar.scoring.sets.reading import SetError
from openpar.scoring.sets.table_cells import Cell, folded

LARGEST_FILE = 5_000_000  # bytes; a sheet of 100 criteria has 40,000

#: Fields that stand on the first line of a criterion.
_ONCE = (POINTS, EXPLANATION, GROUND)


@dataclass(slots=True)
class Filled:
    """One criterion as the file has it: texts by form name, where they stand, what is wrong.

    ``was`` is the JSON of the texts it began with and ``version`` the row's version then.
    """

    code: str
    version: str
    was: str
    texts: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_filled(content: bytes, sheet: ScoreSheet, criteria_set) -> list[Filled]:
    """Return the criteria of a workbook made for ``sheet``, in its order.

    ``criteria_set`` is the stored set (``sha256`` and ``parsed``).

    Raises
    ------
    UnreadableError
        It is no workbook of this sheet, or the set has changed since it was made.
    """
    pages = _pages(content)
    beginning = _beginning(pages.get(BEGINNING, []), sheet, criteria_set.sha256)
    lines = pages.get(SHEET, [])
    if len(lines) <= HEADER_ROW or _header(lines) != _HEADERS:
        raise UnreadableError(
            _("The columns of the file were changed. Download the sheet again and copy into it.")
        )
    _read_lines(lines, beginning, criteria_set.parsed)
    return [each for each in beginning.values() if each.texts]


_HEADERS = [folded(column.header) for column in COLUMNS]


def _header(lines: Sequence[Sequence[Cell]]) -> list[str]:
    return [folded(str(cell)) for cell in lines[HEADER_ROW][: len(COLUMNS)]]


def _pages(content: bytes) -> dict[str, list[list[Cell]]]:
    try:
        return sheets_of(content)
    except SetError as error:
        said = [each.vi if is_vietnamese() else each.en for each in error.defects]
        raise UnreadableError(" ".join(said)) from None


def _beginning(
    lines: Sequence[Sequence[Cell]], sheet: ScoreSheet, set_sha256: str
) -> dict[str, Filled]:
    """Return the rows as the file began, by code; refuse the file of another sheet."""
    rows = [[str(cell) for cell in line] for line in lines]
    if not rows or len(rows[0]) < 3:
        raise UnreadableError(
            _("This is no score sheet of this program. Download the sheet first, then fill it in.")
        )
    place, unit, sha256 = rows[0][:3]
    if (place, unit) != (sheet.place, sheet.unit.code):
        raise UnreadableError(
            _("This file is the sheet %(place)s of unit %(unit)s, not the one on this page.")
            % {"place": place[:60], "unit": unit[:40]}
        )
    if sha256 != set_sha256:
        raise UnreadableError(
            _("The criteria set has changed since this file was made. Download the sheet again.")
        )
    return {row[0]: Filled(row[0], row[1], row[2]) for row in rows[1:] if len(row) >= 3 and row[0]}


def _read_lines(
    lines: Sequence[Sequence[Cell]], filled: Mapping[str, Filled], criteria_set: CriteriaSet
) -> None:
    nodes = {node.code: node for node in criteria_set.leaves()}
    for number, line in enumerate(lines[HEADER_ROW + 1 :], start=HEADER_ROW + 2):
        code, _bar, name = str(line[0] if line else "").partition("|")
        if code not in filled or code not in nodes:
            continue
        row, node = filled[code], nodes[code]
        if not row.texts:  # the first line of the criterion
            _read_once(row, line, number)
        if name:
            _read_figure(row, node, name, line, number)


def _read_once(row: Filled, line: Sequence[Cell], number: int) -> None:
    """Read the points, the explanation and the ground of a claim."""
    for name in _ONCE:
        row.texts[name] = _text(_at(line, name))
        row.cells[name] = _place(name, number)
    row.texts[CLAIM] = "yes" if row.texts[GROUND].strip() else ""


def _read_figure(row: Filled, node: Node, name: str, line: Sequence[Cell], number: int) -> None:
    asked = next((one for one in asked_of_unit(node) if one.name == name), None)
    if asked is None:
        return
    field_name, cell = name_of(name), _at(line, "value")
    row.cells[field_name] = _place("value", number)
    try:
        row.texts[field_name] = _key(asked, _figure(asked, cell))
    except InputError as error:
        row.texts[field_name] = _text(cell)
        row.errors[field_name] = str(error)


def _figure(asked: Input, cell: Cell) -> str:
    """Return a cell as it would be typed on the page."""
    if asked.type == "percent" and isinstance(cell, Fraction) and 0 < cell < 1:
        raise InputError(
            _("The spreadsheet turned this percentage into %(number)s. Write it as text: 85%%.")
            % {"number": write_number(cell)}
        )
    return _text(cell)


def _key(asked: Input, text: str) -> str:
    """Return the key of a word that was chosen; anything else as it was typed."""
    keys = {folded(word): key for key, word in words_of(asked).items()}
    return keys.get(folded(text), text)


def _at(line: Sequence[Cell], column: str) -> Cell:
    place = AT[column]
    return line[place] if place < len(line) else ""


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime.date):
        return write_date(cell)
    return cell if isinstance(cell, str) else write_number(cell)


def _place(column: str, number: int) -> str:
    return f"{chr(ord('A') + AT[column])}{number}"
