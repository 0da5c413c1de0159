"""A criteria set as an Excel workbook: bytes <-> the tables of ``scoring.sets.table_form``.

Every text is written as text, so no cell of ours is ever a formula. No Django here: the command
line uses it too.
"""

import datetime
import io

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from openpar.people.workbook_parts import refused
from openpar.people.workbook_reading import sheets_of
from openpar.scoring.sets.document import Data, read_document
from openpar.scoring.sets.model import CriteriaSet
from openpar.scoring.sets.table_cells import Cell
from openpar.scoring.sets.table_columns import (
    CRITERIA,
    GUIDE_SHEET,
    SET_LINES,
    SET_SHEET,
    TABLES,
    YES_NO,
    Column,
    Table,
)
from openpar.scoring.sets.table_form import blank_tables, read_tables, tables_of
from openpar.scoring.sets.writing import yaml_text

EXTENSION = ".xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows prepared with lists of words and help, for sets yet to be written.
PREPARED_ROWS = 600
_NEVER = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
_LONGEST_HELP = 255  # characters that a spreadsheet shows beside a cell
_LONGEST_HELP_TITLE = 32


def looks_like_workbook(content: bytes) -> bool:
    """Whether the content is a ZIP archive, as every .xlsx is."""
    return content.startswith(b"PK\x03\x04")


# --- reading ------------------------------------------------------------------------------------


def read_workbook(content: bytes) -> tuple[Data, CriteriaSet]:
    """Return the data of a workbook and the set it makes.

    Raises
    ------
    openpar.scoring.sets.reading.SetError
        No workbook, beyond a limit, or cells that do not fit; each names its sheet and cell.
    """
    return read_tables(sheets_of(content))


def yaml_of(content: bytes) -> str:
    """Return the set file (YAML) that says the same as a workbook; errors as ``read_workbook``."""
    return yaml_text(read_workbook(content)[0])


# --- writing ------------------------------------------------------------------------------------


def workbook_of(text: str) -> bytes:
    """Return the workbook of a set file's text.

    Raises
    ------
    openpar.scoring.defects.Wrong
        The text is no set file, or holds what a workbook cannot.
    """
    sheets = tables_of(read_document(text))
    content = written(sheets)
    if read_tables(sheets)[1] != read_workbook(content)[1]:
        raise refused(
            "bộ tiêu chí này có ký tự mà tệp Excel không chứa được; dùng tệp YAML",
            "this set holds characters that a workbook cannot; use the YAML file",
        )
    return content


def blank_workbook() -> bytes:
    """Return the form with nothing filled in."""
    return written(blank_tables())


def written(sheets: dict[str, list[list[Cell]]]) -> bytes:
    """Return the bytes of a workbook with the sheets of the form and the guide."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": _NEVER})  # the same set gives the same bytes
        writer = _Writer(book)
        writer.head(sheets[SET_SHEET])
        for table in TABLES:
            writer.table(table, sheets[table.name])
        writer.guide()
    return target.getvalue()


class _Writer:
    """Writes the sheets of one workbook in one style."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        look = {"valign": "top", "text_wrap": True, "font_name": "Arial", "font_size": 10}
        self.heading = book.add_format(
            look | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79", "border": 1}
        )
        self.muted = book.add_format(look | {"font_color": "#555555"})
        strong = {"bold": True, "bg_color": "#EAF1F8"}
        forms = {"text": {"num_format": "@"}, "number": {}, "day": {"num_format": "dd/mm/yyyy"}}
        self.plain = {name: book.add_format(look | form) for name, form in forms.items()}
        self.strong = {name: book.add_format(look | form | strong) for name, form in forms.items()}

    def head(self, rows: list[list[Cell]]) -> None:
        """Write the sheet about the set, with what each line means beside it."""
        sheet = self.sheet(SET_SHEET, (34, 60, 60))
        for index, title in enumerate([*map(str, rows[0]), "Giải thích"]):
            sheet.write_string(0, index, title, self.heading)
        for number, (line, row) in enumerate(zip(SET_LINES, rows[1:], strict=True), start=1):
            sheet.write_string(number, 0, line.title, self.strong["text"])
            self.write(sheet, number, 1, row[1], self.form(line, self.plain))
            sheet.write_string(number, 2, line.means, self.muted)
            self.help(sheet, line, (number, 1, number, 1))
        sheet.freeze_panes(1, 1)

    def table(self, table: Table, rows: list[list[Cell]]) -> None:
        """Write one table: headings, rows, lists of words, and help for each column."""
        sheet = self.sheet(table.name, tuple(column.width for column in table.columns))
        last = max(len(rows) - 1, PREPARED_ROWS)
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, column.width, self.form(column, self.plain))
            sheet.write_string(0, index, column.title, self.heading)
            self.help(sheet, column, (1, index, last, index))
        for number, row in enumerate(rows[1:], start=1):
            top_level = table is CRITERIA and row[1] is None
            for index, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                form = self.form(column, self.strong if top_level else self.plain)
                self.write(sheet, number, index, cell, form)
        sheet.freeze_panes(1, 4 if table is CRITERIA else 1)
        sheet.autofilter(0, 0, max(len(rows) - 1, 1), len(table.columns) - 1)

    def guide(self) -> None:
        """Write what each sheet and column is for, with an example."""
        sheet = self.sheet(GUIDE_SHEET, (20, 30, 10, 70, 50))
        titles = ("Trang", "Cột, mục", "Bắt buộc", "Ý nghĩa", "Ví dụ")
        for index, title in enumerate(titles):
            sheet.write_string(0, index, title, self.heading)
        number = 1
        groups = [(SET_SHEET, "Mỗi mục một dòng.", SET_LINES)]
        groups += [(table.name, table.means, table.columns) for table in TABLES]
        for name, means, columns in groups:
            sheet.write_string(number, 0, name, self.strong["text"])
            sheet.write_string(number, 3, means, self.strong["text"])
            number += 1
            for column in columns:
                needed = "có" if column.needed else ""
                line = (name, column.title, needed, _meaning(column), column.example)
                for index, text in enumerate(line):
                    sheet.write_string(number, index, text, self.plain["text"])
                number += 1
        sheet.freeze_panes(1, 0)

    def sheet(self, name: str, widths: tuple[int, ...]) -> Worksheet:
        """Add a sheet that prints landscape, its headings on every page."""
        sheet = self.book.add_worksheet(name)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def form(self, column: Column, forms: dict[str, Format]) -> Format:
        """Return the format of a column: text cells keep what is typed, 1.10 as well."""
        return forms.get(column.kind, forms["text"])

    def write(self, sheet: Worksheet, row: int, index: int, cell: Cell, form: Format) -> None:
        """Write one cell by its type; text only ever as text."""
        if cell is None:
            sheet.write_blank(row, index, None, form)
        elif isinstance(cell, str):
            sheet.write_string(row, index, cell, form)
        elif isinstance(cell, datetime.date):
            sheet.write_datetime(row, index, cell, form)
        elif isinstance(cell, bool):
            sheet.write_boolean(row, index, cell, form)
        else:
            sheet.write_number(row, index, float(cell), form)

    def help(self, sheet: Worksheet, column: Column, area: tuple[int, int, int, int]) -> None:
        """Offer the words of a choice, and say what a cell is for when it is entered."""
        words = YES_NO if column.kind == "yes_no" else column.words
        listed = column.kind in ("word", "yes_no")
        options: dict[str, object] = {"validate": "list", "source": list(words)}
        if not listed:
            options = {"validate": "any"}
        options |= {
            "ignore_blank": True,
            "input_title": column.title[:_LONGEST_HELP_TITLE],
            "input_message": _meaning(column)[:_LONGEST_HELP],
            "error_type": "information" if column.open_words else "stop",
            "error_title": "Chọn trong danh sách",
            "error_message": f"Các giá trị: {', '.join(words)}"[:_LONGEST_HELP],
        }
        sheet.data_validation(*area, options)


def _meaning(column: Column) -> str:
    """Return what a column means, with the words it may hold."""
    words = YES_NO if column.kind == "yes_no" else column.words
    allowed = f"Một trong: {', '.join(words)}." if words else ""
    return " ".join(part for part in (column.means, allowed) if part) or column.title
