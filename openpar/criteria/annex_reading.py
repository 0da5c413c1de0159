"""The tables of an annex as a province has it: a Word document or an Excel workbook.

Cells that were merged keep their text at the upper left corner and are empty elsewhere; ``merges``
says how far each reaches.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import OpcError
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell

from openpar.criteria.annex_opening import AnnexError, opened_document
from openpar.people.formats import is_vietnamese
from openpar.people.workbook_opening import opened
from openpar.people.workbook_reading import sheets_of
from openpar.scoring.numbers import decimal_text
from openpar.scoring.sets.reading import SetError
from openpar.scoring.sets.table_cells import Cell

EXTENSIONS = (".docx", ".xlsx")
MOST_TABLES = 100
MOST_ROWS = 2_000
MOST_COLUMNS = 40
MOST_LETTERS = 1_000_000
MOST_MERGES = 20_000
LONGEST_CELL = 5_000  # letters
_ZIP = b"PK\x03\x04"
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``rows`` of texts, all of one length.

    ``merges`` are ``[top, left, bottom, right]`` counted from 0, both ends inside; ``bold`` the
    rows, from 0, whose text is bold (Word only).
    """

    name: str
    rows: list[list[str]]
    merges: list[list[int]] = field(default_factory=list)
    bold: list[int] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Columns of the table."""
        return len(self.rows[0]) if self.rows else 0

    def as_data(self) -> dict[str, object]:
        """Return the table as JSON holds it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, object]) -> "Table":
        """Return the table that JSON holds."""
        return cls(**data)  # type: ignore[arg-type]


def read_annex(content: bytes, file_name: str) -> list[Table]:
    """Return the tables of a file with at least two rows and two columns.

    Raises
    ------
    AnnexError
        Neither .docx nor .xlsx, damaged, beyond a limit, or without a table.
    """
    if not content.startswith(_ZIP):
        raise AnnexError(
            _(
                "Send a Word document (.docx) or a workbook (.xlsx). An older .doc or .xls, or a "
                "PDF, is opened in its program and saved in the new form first."
            )
        )
    word = file_name.lower().endswith(".docx")
    found = _word_tables(content) if word else _sheets(content)
    tables = [table for table in found if len(table.rows) > 1 and table.width > 1]
    if not tables:
        raise AnnexError(_("No table was found in this file."))
    letters = sum(len(cell) for table in tables for row in table.rows for cell in row)
    if len(tables) > MOST_TABLES or letters > MOST_LETTERS:
        raise AnnexError(_("The file holds more than an annex does. Keep only the annex in it."))
    return tables


# --- Word ---------------------------------------------------------------------------------------


def _word_tables(content: bytes) -> list[Table]:
    try:
        document = Document(opened_document(content))
        return [_word_table(table, n) for n, table in enumerate(document.tables, start=1)]
    except (OpcError, KeyError, ValueError, AttributeError):
        raise AnnexError(_("The tables of this Word document cannot be read.")) from None


def _word_table(table: WordTable, number: int) -> Table:
    """Return one table; a cell that continues the one above widens its merge."""
    placed: list[dict[int, str]] = []
    merges: dict[tuple[int, int], list[int]] = {}
    above: dict[int, list[int]] = {}  # left column -> the merge that may be continued below
    bold: list[int] = []
    width = 0
    for top, row in enumerate(table._tbl.tr_lst):
        _limit(top, 0)
        column, texts, continued = row.grid_before, {}, {}
        for cell in row.tc_lst:
            right = column + max(cell.grid_span, 1) - 1
            _limit(top, right)
            if cell.vMerge == "continue" and column in above:
                above[column][2] = top
                continued[column] = above[column]
                merges[above[column][0], column] = above[column]
            else:
                read = WordCell(cell, table)
                texts[column] = _text(read.text)
                here = [top, column, top, right]
                continued[column] = here
                if right > column:
                    merges[top, column] = here
                if texts[column] and _is_bold(read) and top not in bold:
                    bold.append(top)
            column = right + 1
        above, width = continued, max(width, column)
        placed.append(texts)
    rows = [[texts.get(column, "") for column in range(width)] for texts in placed]
    name = _("Table %(number)d") % {"number": number}
    return Table(name, rows, [list(one) for one in merges.values()], bold)


def _limit(row: int, column: int) -> None:
    if row >= MOST_ROWS or column >= MOST_COLUMNS:
        raise AnnexError(
            _("A table has more than %(rows)d rows or %(columns)d columns.")
            % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        )


def _is_bold(cell: WordCell) -> bool:
    runs = [run for one in cell.paragraphs for run in one.runs if run.text.strip()]
    return bool(runs) and all(run._r.rPr is not None and run.font.bold for run in runs)


def _text(text: str) -> str:
    """Return the text of a cell: lines kept, no other control characters, not endless."""
    kept = "".join(one if one.isprintable() or one == "\n" else " " for one in text)
    lines = (" ".join(line.split()) for line in kept.splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_CELL]


# --- Excel --------------------------------------------------------------------------------------


def _sheets(content: bytes) -> list[Table]:
    try:
        sheets = sheets_of(content)
        merges = _merges(content)
    except SetError as error:
        language = "vi" if is_vietnamese() else "en"
        raise AnnexError(error.defects[0].text(language)) from None
    return [_sheet(name, rows, merges.get(name, [])) for name, rows in sheets.items()]


def _sheet(name: str, cells: list[list[Cell]], merges: list[list[int]]) -> Table:
    """Return a sheet as a table, without the empty columns at the right."""
    texts = [[_text(_shown(cell)) for cell in row] for row in cells]
    width = max((n for row in texts for n, text in enumerate(row, start=1) if text), default=0)
    _limit(len(texts) - 1, width - 1)
    rows = [(row + [""] * width)[:width] for row in texts]
    inside = [one for one in merges if one[0] < len(rows) and one[1] < width]
    return Table(name, rows, inside)


def _shown(cell: Cell) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool | str):
        return str(cell)
    return decimal_text(cell) if hasattr(cell, "numerator") else str(cell)


def _merges(content: bytes) -> dict[str, list[list[int]]]:
    """Return the merged ranges of each sheet by its name.

    The archive was found within the limits a moment before; here only attributes of ``mergeCell``
    are read, and counted.
    """
    with zipfile.ZipFile(opened(content)) as clean:
        names = _elements(clean.read("xl/workbook.xml"), "sheet")
        links = _elements(clean.read("xl/_rels/workbook.xml.rels"), "Relationship")
    targets = {link["Id"]: link["Target"].lstrip("/").removeprefix("xl/") for link in links}
    found: dict[str, list[list[int]]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for sheet in names:
            part = f"xl/{targets.get(sheet.get('id', ''), '')}"
            if _SHEET.fullmatch(part) and part in archive.namelist():
                merged = _elements(archive.read(part), "mergeCell")
                found[sheet["name"]] = list(_ranges(one.get("ref", "") for one in merged))
    return found


def _elements(content: bytes, wanted: str) -> list[dict[str, str]]:
    """Return the attributes of every element called ``wanted``."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == wanted and len(found) < MOST_MERGES:
            found.append({key.rpartition(" ")[2]: value for key, value in attributes.items()})

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise AnnexError(_("The merged cells of this workbook cannot be read.")) from None
    return found


def _ranges(references: Iterable[str]) -> Iterable[list[int]]:
    for reference in references:
        if found := _RANGE.fullmatch(reference):
            left, top, right, bottom = found.groups()
            yield [int(top) - 1, _index(left), int(bottom) - 1, _index(right)]


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
