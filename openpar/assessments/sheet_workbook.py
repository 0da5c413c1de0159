"""A score sheet as an Excel workbook, to be filled in without a connection (S0-29).

One line a figure, in the order of the annex; what may be typed is open, all else is locked. A
hidden page keeps what every row began with, by which ``workbook_reading`` tells what was typed in
the file from what somebody saved on the page meanwhile. The words of the workbook are Vietnamese
whatever the reader's language: a file filled in by one person is read by another.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from openpar.assessments.computed import asked_of_unit
from openpar.assessments.forms import EXPLANATION, GROUND, POINTS, name_of
from openpar.assessments.models import ScoreSheet
from openpar.assessments.rows import Row
from openpar.people.formats import write_number
from openpar.scoring.sets.model import Input

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET, BEGINNING, LISTS = "Phiếu tự đánh giá", "Gốc", "Danh mục"

#: The row of headers, counted from 0; above it stand the title and how to fill in.
HEADER_ROW = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the workbook; ``typed`` may be changed by the unit."""

    key: str
    header: str
    width: int
    typed: bool = False


COLUMNS = (
    Column("key", "Khóa", 4),
    Column("code", "Mã", 9),
    Column("title", "Tiêu chí", 44),
    Column("maximum", "Điểm tối đa", 9),
    Column("how", "Cách chấm", 40),
    Column("label", "Số liệu", 30),
    Column("unit", "Đơn vị tính", 12),
    Column("value", "Giá trị", 18, typed=True),
    Column(POINTS, "Điểm khác điểm tính được", 14, typed=True),
    Column(EXPLANATION, "Giải trình", 44, typed=True),
    Column(GROUND, "Không áp dụng: căn cứ", 30, typed=True),
    Column("evidence", "Tài liệu kiểm chứng", 34),
)
AT = {column.key: place for place, column in enumerate(COLUMNS)}
YES_NO = {"yes": "Có", "no": "Không"}
_GUIDE = (
    "Chỉ nhập vào các ô nền vàng, viết như trên trang: 1.234,5; 85%; 31/12/2026. Ô để trống là "
    "chưa trả lời, không phải số 0. Tài liệu kiểm chứng đính kèm trên trang. Lưu rồi nạp lại tệp "
    "này."
)
_LONGEST_HOW = 1000


def sheet_workbook(sheet: ScoreSheet, rows: Iterable[Row], *, set_sha256: str) -> bytes:
    """Return the workbook of a sheet's ``rows``, those that the reader sees."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        _Writer(book).write(sheet, list(rows), set_sha256)
    return made.getvalue()


def words_of(asked: Input) -> dict[str, str]:
    """Return the words by which the workbook offers the keys of a yes/no or a choice."""
    if asked.type == "yes_no":
        return YES_NO
    return dict(asked.options) if asked.type == "choice" else {}


class _Writer:
    """The three pages of one workbook and their formats."""

    def __init__(self, book: Workbook) -> None:
        plain = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#B8C2CC"}
        self.page: Worksheet = book.add_worksheet(SHEET)
        self.beginning: Worksheet = book.add_worksheet(BEGINNING)
        self.lists: Worksheet = book.add_worksheet(LISTS)
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format(plain | {"bold": True, "bg_color": "#E8EEF4"})
        self.shown = book.add_format(plain)
        # Text, so that a spreadsheet turns neither 85% into 0.85 nor a code into a day.
        self.typed = book.add_format(
            plain | {"locked": False, "num_format": "@", "bg_color": "#FFF8DB"}
        )
        self.chosen = 0

    def write(self, sheet: ScoreSheet, rows: list[Row], set_sha256: str) -> None:
        page = self.page
        page.write_string(0, 1, f"{sheet.unit.name} – {sheet.cycle.title}", self.title)
        page.write_string(1, 1, _GUIDE)
        for at, column in enumerate(COLUMNS):
            page.write_string(HEADER_ROW, at, column.header, self.head)
            page.set_column(at, at, column.width)
        page.set_column(0, 0, None, None, {"hidden": True})
        for at, text in enumerate((sheet.place, sheet.unit.code, set_sha256)):
            self.beginning.write_string(0, at, text)
        at = HEADER_ROW + 1
        for number, row in enumerate(rows, start=1):
            self._begin(number, row)
            at = self._leaf(at, row)
        page.freeze_panes(HEADER_ROW + 1, AT["maximum"])
        page.ignore_errors({"number_stored_as_text": "A1:L5000"})
        page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADER_ROW)
        self.beginning.hide()
        self.lists.hide()

    def _begin(self, number: int, row: Row) -> None:
        """Keep what the row began with: its code, version and texts."""
        for at, text in enumerate((row.node.code, str(row.item.version), row.was)):
            self.beginning.write_string(number, at, text)

    def _leaf(self, at: int, row: Row) -> int:
        """Write the lines of one leaf, at least one, and return the next free line."""
        asked = asked_of_unit(row.node) if row.is_open else ()
        for place, one in enumerate(asked or (None,)):
            self._line(at, row, one, first=place == 0)
            at += 1
        return at

    def _line(self, at: int, row: Row, asked: Input | None, *, first: bool) -> None:
        texts = row.texts
        cells = {"key": row.node.code, "code": row.node.code}
        if first:
            cells |= {
                "title": row.title,
                "maximum": "" if row.node.maximum is None else write_number(row.node.maximum),
                "how": (row.locked_reason or " ".join(row.how))[:_LONGEST_HOW],
                "evidence": _evidence(row),
                POINTS: texts[POINTS],
                EXPLANATION: texts[EXPLANATION],
                GROUND: texts[GROUND],
            }
        if asked is not None:
            text = texts[name_of(asked.name)]
            cells |= {
                "key": f"{row.node.code}|{asked.name}",
                "label": asked.title,
                "unit": asked.unit or ("%" if asked.type == "percent" else ""),
                "value": words_of(asked).get(text, text),
            }
        for place, column in enumerate(COLUMNS):
            open_here = column.typed and row.may_edit
            open_here &= asked is not None if column.key == "value" else first
            form = self.typed if open_here else self.shown
            self.page.write_string(at, place, cells.get(column.key, ""), form)
        if asked is not None and row.may_edit and (words := words_of(asked)):
            self._offer(at, list(words.values()))

    def _offer(self, at: int, words: list[str]) -> None:
        """Let the cell choose among words that stand on a page of their own."""
        for line, word in enumerate(words):
            self.lists.write_string(line, self.chosen, word)
        first = xlsxwriter.utility.xl_rowcol_to_cell(0, self.chosen, True, True)
        last = xlsxwriter.utility.xl_rowcol_to_cell(len(words) - 1, self.chosen, True, True)
        source = f"='{LISTS}'!{first}:{last}"
        self.page.data_validation(at, AT["value"], at, AT["value"], {
            "validate": "list", "source": source,
            "error_title": "Không có trong danh sách", "error_message": "Chọn một mục có sẵn.",
        })  # fmt: skip
        self.chosen += 1


def _evidence(row: Row) -> str:
    """Say which documents are attached and which are missing."""
    attached = [f"{use.code} {use.revision.file_name}" for use in row.uses]
    missing = [f"còn thiếu: {title}" for title in row.missing]
    return "\n".join(attached + missing)
