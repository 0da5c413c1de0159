"""Read the cells of a workbook that anybody may have sent. No Django here."""

import datetime
import math
from fractions import Fraction

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from openpar.people.workbook_opening import opened
from openpar.people.workbook_parts import refused
from openpar.scoring.numbers import exact
from openpar.scoring.sets.table_cells import Cell


def sheets_of(content: bytes) -> dict[str, list[list[Cell]]]:
    """Return the cells of every sheet, from the first row and column."""
    archive = opened(content)
    try:
        book = CalamineWorkbook.from_filelike(archive)
        return {
            name: [
                [_cell(value) for value in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in _worksheets(book)
        }
    except (CalamineError, OSError, ValueError) as error:
        raise refused(
            f"không đọc được tệp Excel: {str(error)[:120]}",
            f"the workbook cannot be read: {str(error)[:120]}",
        ) from None


def _worksheets(book: CalamineWorkbook) -> list[str]:
    """Return the names of the sheets that hold cells (a chart is a sheet too)."""
    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def _cell(value: object) -> Cell:
    """Return a cell's value; a binary number as the decimal that it prints."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return exact(Fraction(repr(value))) if math.isfinite(value) else str(value)
    if isinstance(value, datetime.datetime):
        return value.date()
    return value if isinstance(value, datetime.date) else str(value)
