"""Open a Word file that anybody may have sent: limits first, then a document written anew.

A .docx is a ZIP archive of XML, like a workbook, and met with the same limits. What the reader
gets is a new archive with one part: tables, rows, cells and their texts. Macros, pictures, links,
fields, tracked deletions and document types of its own never reach it.
"""

import io
import zipfile
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from openpar.file_containers import BROKEN

LARGEST_FILE = 10_000_000  # bytes
LARGEST_UNPACKED = 100_000_000  # bytes, all parts together
LARGEST_RATIO = 100  # unpacked bytes to packed ones
MOST_PARTS = 2_000
MOST_ELEMENTS = 2_000_000
MOST_LETTERS = 2_000_000
DEEPEST = 60
_AT_ONCE = 1 << 20  # bytes

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DOCUMENT = "word/document.xml"
_CONTENT_TYPES = (
    f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    f'+xml"/><Override PartName="/{_DOCUMENT}" ContentType="{_TYPE}"/></Types>'
)
_ROOT_LINK = (
    f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINK}" Target="{_DOCUMENT}"/></Relationships>'
)
#: Elements that are written anew, and the one attribute that some of them keep.
_KEPT = {
    "document": "", "body": "", "tbl": "", "tblGrid": "", "gridCol": "w", "tr": "", "trPr": "",
    "gridBefore": "val", "tc": "", "tcPr": "", "gridSpan": "val", "vMerge": "val", "p": "", "r": "",
    "rPr": "", "b": "val", "t": "", "tab": "", "br": "",
}  # fmt: skip
#: Elements left out whose content stays: content controls, links, tracked insertions.
_PASSED_THROUGH = frozenset({"sdt", "sdtContent", "hyperlink", "ins", "smartTag", "customXml"})
_TABLE = frozenset({"tbl", "tblGrid", "gridCol", "tr", "trPr", "tc", "tcPr", "gridSpan", "vMerge"})
_OF_CELL = frozenset({"tcPr", "gridSpan", "vMerge"})
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class AnnexError(Exception):
    """A file that is no annex we can read; ``str()`` is the sentence to show, translated."""


def opened_document(content: bytes) -> io.BytesIO:
    """Return a clean .docx archive with nothing but the tables of ``content``.

    Raises
    ------
    AnnexError
        No Word document, damaged, locked by a password, or beyond a limit.
    """
    if len(content) > LARGEST_FILE:
        raise AnnexError(_("The file has more than 10 MB; an annex is far smaller."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _clean(_rewritten(archive, _main_part(archive, len(content))))
    except BROKEN:
        raise AnnexError(
            _(
                "This is no Word document (.docx), or it is damaged. Open it in a word processor "
                "and save it again as .docx, without a password."
            )
        ) from None


def _main_part(archive: zipfile.ZipFile, packed: int) -> zipfile.ZipInfo:
    """Return the part with the text, if what the directory says is within the limits."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    beyond = unpacked > min(LARGEST_UNPACKED, LARGEST_RATIO * packed)
    if len(parts) > MOST_PARTS or beyond:
        raise AnnexError(
            _("The file unpacks to far more than an annex holds. Copy the table to a new document.")
        )
    names = [part.filename for part in parts]
    if len(set(names)) != len(names) or _DOCUMENT not in names:
        raise zipfile.BadZipFile
    part = archive.getinfo(_DOCUMENT)
    if part.compress_type not in _METHODS:
        raise zipfile.BadZipFile
    return part


def _rewritten(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """Return the main part with only tables and texts."""
    writer = _Writer()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        with archive.open(part) as stream:
            while block := stream.read(_AT_ONCE):
                parser.Parse(block, False)
            parser.Parse(b"", True)
    except (expat.ExpatError, LookupError):
        raise zipfile.BadZipFile from None
    return "".join(writer.written)


def _no_document_type(*_arguments: object) -> NoReturn:
    raise zipfile.BadZipFile


class _Writer:
    """Writes kept elements while the part is parsed; a table inside a cell becomes its text."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.open: list[str] = []  # every element around, "" where its tag is not written
        self.left_out = 0  # depth within an element that is not kept
        self.cells = 0  # cells around
        self.elements = self.letters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _space, local = name.rpartition(" ")
        self.elements += 1
        if self.elements > MOST_ELEMENTS or len(self.open) + self.left_out > DEEPEST:
            raise zipfile.BadZipFile
        if self.left_out or space != _W or not (local in _KEPT or local in _PASSED_THROUGH):
            self.left_out += 1
            return
        if local in _PASSED_THROUGH or (local in _TABLE and self._is_nested(local)):
            self.open.append("")
            return
        self.open.append(local)
        self.cells += local == "tc"
        kept = _KEPT[local]
        value = attributes.get(f"{_W} {kept}") if kept else None
        said = f" w:{kept}={quoteattr(value)}" if value is not None else ""
        if local == "document":
            said = f' xmlns:w="{_W}"'
        if local == "t":
            said = ' xml:space="preserve"'
        self.written.append(f"<w:{local}{said}>")

    def _is_nested(self, local: str) -> bool:
        """Whether a part of a table belongs to a table within a cell."""
        if not self.cells:
            return False
        return local not in _OF_CELL or self.open[-1] != ("tc" if local == "tcPr" else "tcPr")

    def end(self, _name: str) -> None:
        if self.left_out:
            self.left_out -= 1
            return
        local = self.open.pop()
        self.cells -= local == "tc"
        if local:
            self.written.append(f"</w:{local}>")

    def text(self, text: str) -> None:
        if not self.left_out and self.open and self.open[-1] == "t":
            self.letters += len(text)
            if self.letters > MOST_LETTERS:
                raise zipfile.BadZipFile
            self.written.append(escape(text))


def _clean(document: str) -> io.BytesIO:
    """Return a new archive, not packed, around the main part."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as clean:
        clean.writestr("[Content_Types].xml", _CONTENT_TYPES)
        clean.writestr("_rels/.rels", _ROOT_LINK)
        clean.writestr(_DOCUMENT, document)
    target.seek(0)
    return target
