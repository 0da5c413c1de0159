"""A list as an Excel workbook. Numbers are numbers, days are days, every text is inert."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from openpar.people.formats import HANOI, write_moment

if TYPE_CHECKING:
    from openpar.people.lists import Column

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a cell of a workbook holds at most, in characters.
LONGEST_TEXT = 32_767
#: A text that begins so becomes a formula when somebody edits its cell, unless it is quoted.
_TRIGGERS = tuple("=+-@|\t\r\n＝＋－＠")
_INERT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HEAD_ROW = 3

#: Formats by kind of value; the Vietnamese of Excel writes 1.234,5 and 31/12/2026.
_FORMATS = {
    "text": {"text_wrap": True, "valign": "top"},
    "quoted": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "whole": {"num_format": "[$-42A]#,##0", "valign": "top"},
    "fraction": {"num_format": "[$-42A]#,##0.00##", "valign": "top"},
    "day": {"num_format": "[$-42A]dd/mm/yyyy", "valign": "top", "align": "left"},
    "moment": {"num_format": "[$-42A]hh:mm dd/mm/yyyy", "valign": "top", "align": "left"},
}


def list_workbook(title: str, columns: "Sequence[Column]", rows: Iterable[Any]) -> bytes:
    """Return the workbook: title, moment of the export, heads (frozen), then one line a row."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, **_INERT}) as book:
        sheet = book.add_worksheet(_("List"))
        formats = {kind: book.add_format(look) for kind, look in _FORMATS.items()}
        heading = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet.write_string(0, 0, title[:LONGEST_TEXT], heading)
        made = {"moment": write_moment(timezone.now())}
        sheet.write_string(1, 0, _("Exported at %(moment)s") % made)
        for at, column in enumerate(columns):
            sheet.write_string(_HEAD_ROW, at, str(column.label), head)
            sheet.set_column(at, at, column.width)
        last = _HEAD_ROW
        for last, row in enumerate(rows, start=_HEAD_ROW + 1):
            for at, column in enumerate(columns):
                _write(sheet, last, at, column.value(row), formats)
        sheet.freeze_panes(_HEAD_ROW + 1, 1)
        sheet.autofilter(_HEAD_ROW, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)
    return file.getvalue()


def _write(sheet: Worksheet, row: int, at: int, value: object, formats: dict[str, Format]) -> None:
    """Write one cell in the type of its value; what is nothing leaves the cell empty."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    if isinstance(value, datetime):
        local = value.astimezone(HANOI).replace(tzinfo=None, microsecond=0)
        sheet.write_datetime(row, at, local, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value, formats["day"])
    elif isinstance(value, int | Fraction | Decimal):
        whole = value == int(value)
        sheet.write_number(row, at, value, formats["whole" if whole else "fraction"])
    else:
        text = str(value)[:LONGEST_TEXT]
        quoted = text.lstrip(" ").startswith(_TRIGGERS)
        sheet.write_string(row, at, text, formats["quoted" if quoted else "text"])
