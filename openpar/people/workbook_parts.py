"""Write the parts of a workbook anew: only sheets, texts, formats and cells, each within limits.

The reader of workbooks believes what a part says of itself: one that promises four thousand
million texts, or a cell in the last row, takes all memory and the whole process with it. So it
never sees what was sent. What it sees is written here from the elements that a table needs; all
else, formulas as well, is left out. No Django here.
"""

import re
import zipfile
from dataclasses import dataclass
from typing import IO, NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from openpar.scoring.defects import Defect, Place, column_letters
from openpar.scoring.sets.reading import SetError

MOST_ROWS = 5_000
MOST_COLUMNS = 200
MOST_CELLS = 200_000
MOST_ELEMENTS = 3_000_000
MOST_LETTERS = 20_000_000
DEEPEST = 30
_AT_ONCE = 1 << 20  # bytes

#: Elements that are kept, and of each the attributes: name -> what its value may be.
_KEPT: dict[str, dict[str, str]] = {
    "workbook": {},
    "workbookPr": {"date1904": "0|1|true|false"},
    "sheets": {},
    "sheet": {"name": r".{1,31}", "sheetId": r"\d{1,9}", "state": "visible|hidden|veryHidden",
              "id": r"[\w.-]{1,100}"},
    "Relationships": {},
    "Relationship": {"Id": r"[\w.-]{1,100}", "Type": r"[\w./:-]{1,200}",
                     "Target": r"[\w./ -]{1,200}"},
    "sst": {},
    "si": {},
    "r": {},
    "t": {"space": "preserve"},
    "styleSheet": {},
    "numFmts": {},
    "numFmt": {"numFmtId": r"\d{1,5}", "formatCode": r".{1,255}"},
    "cellXfs": {},
    "xf": {"numFmtId": r"\d{1,5}"},
    "worksheet": {},
    "sheetData": {},
    "row": {},
    "c": {"s": r"\d{1,5}", "t": "b|d|e|inlineStr|n|s|str"},
    "v": {},
    "is": {},
}  # fmt: skip
_ROOTS = ("workbook", "Relationships", "sst", "styleSheet", "worksheet")
_PREFIXED = {"id": "r:id", "space": "xml:space"}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: The part that says where the workbook is.
ROOT_LINK = (
    f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_LINKS}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")


def refused(vi: str, en: str) -> SetError:
    """Return the refusal of a whole workbook."""
    return SetError([Defect("V0", Place(), vi, en)])


def too_large(limit_vi: str, limit_en: str) -> SetError:
    """Return the refusal of a workbook beyond a limit."""
    return refused(
        f"tệp Excel quá lớn (giới hạn: {limit_vi}); xóa trang, dòng, cột không cần rồi lưu lại",
        f"the workbook is too large (limit: {limit_en}); delete what is not needed and save again",
    )


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A part written anew; ``area`` are the cells that the reader lays out for it."""

    text: str
    area: int


def rewritten(stream: IO[bytes]) -> Rewritten:
    """Return a part written anew, its text empty where it holds nothing a set needs.

    Raises
    ------
    zipfile.BadZipFile
        The part is no XML, or brings a document type of its own.
    SetError
        Too many cells, letters or elements, or a cell far out.
    """
    part = _Part()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = part.start
    parser.EndElementHandler = part.end
    parser.CharacterDataHandler = part.text
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        while block := stream.read(_AT_ONCE):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, SetError):
            raise
        raise zipfile.BadZipFile from None
    return Rewritten("".join(part.written), part.last_row * part.last_column)


def _no_document_type(*_: object) -> NoReturn:
    raise zipfile.BadZipFile


class _Part:
    """One part while it is parsed: what is written so far, and where in the sheet we are."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.open: list[str] = []  # the elements around, those kept
        self.left_out = 0  # depth within an element that is not kept
        self.row = self.column = self.last_row = self.last_column = 0
        self.elements = self.cells = self.letters = 0
        self.cell: dict[str, str] | None = None  # a cell not written yet, perhaps it is empty

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise too_large(f"{MOST_ELEMENTS} phần tử", f"{MOST_ELEMENTS} elements")
        if self.left_out or local not in _KEPT or not (self.open or local in _ROOTS):
            self.left_out += 1
            return
        if len(self.open) >= DEEPEST:
            raise zipfile.BadZipFile
        given = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self.open.append(local)
        if local == "row":
            self.row, self.column = self.row + 1, 0
            if re.fullmatch(r"\d{1,7}", given.get("r", "")):
                self.row = int(given["r"])
        elif local == "c":
            self.at_cell(given)
            return
        elif local in ("v", "is") and self.cell is not None:
            self.write("c", self.cell)
            self.cell = None
        self.write(local, given)

    def at_cell(self, given: dict[str, str]) -> None:
        """Take note of a cell; it is written once something stands in it."""
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise too_large(f"{MOST_CELLS} ô", f"{MOST_CELLS} cells")
        self.column += 1
        if found := _REFERENCE.fullmatch(given.get("r", "")):
            self.row, self.column = int(found[2]), 0
            for letter in found[1].upper():
                self.column = self.column * 26 + ord(letter) - ord("A") + 1
        self.cell = given

    def write(self, local: str, given: dict[str, str]) -> None:
        """Write the beginning of an element with the attributes that are as they should be."""
        words = [
            f" {_PREFIXED.get(key, key)}={quoteattr(given[key])}"
            for key, pattern in _KEPT[local].items()
            if key in given and re.fullmatch(pattern, given[key])
        ]
        if local in _ROOTS:
            space = _PACKAGE if local == "Relationships" else _MAIN
            words = [f' xmlns="{space}" xmlns:r="{_LINKS}"']
        if local == "c":
            words.append(f' r="{self.reference()}"')
        self.written.append(f"<{local}{''.join(words)}>")

    def reference(self) -> str:
        """Return where the cell stands, if that is within the limits."""
        where = f"{column_letters(self.column)}{self.row}"
        if not 1 <= self.row <= MOST_ROWS or self.column > MOST_COLUMNS:
            raise refused(
                f"có ô {where} ngoài phạm vi {MOST_ROWS} dòng, {MOST_COLUMNS} cột: xóa các dòng, "
                "cột thừa rồi lưu lại",
                f"the cell {where} lies beyond {MOST_ROWS} rows and {MOST_COLUMNS} columns: "
                "delete what is not needed and save again",
            )
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        return where

    def end(self, _: str) -> None:
        if self.left_out:
            self.left_out -= 1
            return
        local = self.open.pop()
        if local == "c" and self.cell is not None:
            self.cell = None  # nothing stood in it
            return
        self.written.append(f"</{local}>")

    def text(self, text: str) -> None:
        if not self.left_out and self.open and self.open[-1] in ("v", "t"):
            self.letters += len(text)
            if self.letters > MOST_LETTERS:
                raise too_large(f"{MOST_LETTERS} ký tự", f"{MOST_LETTERS} letters")
            self.written.append(escape(text, {"\r": "&#13;"}))
