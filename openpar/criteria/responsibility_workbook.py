"""The responsibility matrix as an Excel workbook, one sheet a criteria set."""

import io
from collections.abc import Iterable

import xlsxwriter

from openpar.criteria.responsibilities import SetLines

HEADER = ("Mã", "Tiêu chí", "Chủ trì", "Phối hợp", "Theo mục")
_WIDTHS = (10, 70, 30, 50, 10)
_LONGEST_SHEET_NAME = 31


def responsibility_workbook(sets: Iterable[SetLines]) -> bytes:
    """Return every node with its lead and cooperating agencies as they hold."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for one in sets:
            sheet = book.add_worksheet(one.criteria_set.code[:_LONGEST_SHEET_NAME])
            sheet.write_row(0, 0, HEADER, head)
            for row, line in enumerate(one.lines, start=1):
                for column, text in enumerate(_cells(line)):
                    sheet.write_string(row, column, text, wrapped)
            for column, width in enumerate(_WIDTHS):
                sheet.set_column(column, column, width)
            sheet.freeze_panes(1, 1)
    return made.getvalue()


def _cells(line) -> tuple[str, ...]:
    lead = line.lead.name if line.lead else ""
    others = "; ".join(unit.name for unit in line.cooperating)
    return (line.criterion.code, line.criterion.title, lead, others, line.lead_from)
