"""A crosswalk as an Excel workbook: one row a line, old and new beside each other."""

import io
from collections.abc import Iterable

import xlsxwriter

from openpar.criteria.crosswalks import Row, Side
from openpar.criteria.exact import exact_text
from openpar.scoring.language.wording import number_text

HEADER = (
    "Quan hệ", "Mã cũ", "Tiêu chí cũ", "Điểm cũ", "Mã mới", "Tiêu chí mới", "Điểm mới",
    "Tỷ phần điểm", "Nội dung thay đổi", "Ghi chú",
)  # fmt: skip
_WIDTHS = (16, 10, 50, 9, 10, 50, 9, 14, 70, 30)


def crosswalk_workbook(rows: Iterable[Row]) -> bytes:
    """Return every line with the differences in words; text only, so that no code turns a date."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Đối chiếu")
        sheet.write_row(0, 0, HEADER, head)
        count = 0
        for count, row in enumerate(rows, start=1):
            for column, text in enumerate(_cells(row)):
                sheet.write_string(count, column, text, wrapped)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, count, len(HEADER) - 1)
    return made.getvalue()


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.relation,
        *_leaves(row.old),
        *_leaves(row.new),
        "; ".join(map(exact_text, row.line.shares)),
        "\n".join(one.text("vi") for one in row.differences),
        row.line.note,
    )


def _leaves(sides: Iterable[Side]) -> tuple[str, str, str]:
    nodes = [side.node for side in sides]
    maxima = ("" if node.maximum is None else number_text(node.maximum) for node in nodes)
    return (
        "\n".join(node.code for node in nodes),
        "\n".join(node.title for node in nodes),
        "\n".join(maxima),
    )
