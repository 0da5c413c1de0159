"""Words of files without pages: office documents, tables, plain text. Runs confined.

The parts of an office document are read as a stream, no further than the limits; a document type
of its own (entities that grow, files from elsewhere) ends the reading. No Django here.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from openpar.evidence.pages import Unreadable
from openpar.people.workbook_reading import sheets_of
from openpar.scoring.sets.reading import SetError

LARGEST_PART = 100_000_000  # bytes unpacked
LARGEST_RATIO = 100  # unpacked bytes to packed ones
MOST_PARTS = 2_000
MOST_LETTERS = 5_000_000
_AT_ONCE = 1 << 16  # bytes

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
WORKBOOK = f"{_OFFICE}.spreadsheetml.sheet"
#: Media type -> parts that hold words, elements that begin a line, elements whose letters count
#: (none named: those of every element).
_XML = {
    f"{_OFFICE}.wordprocessingml.document": (r"word/(?:document|footnotes)\.xml", {"p"}, {"t"}),
    f"{_OFFICE}.presentationml.presentation": (r"ppt/slides/slide\d+\.xml", {"p"}, {"t"}),
    f"{_OPEN}.text": (r"content\.xml", {"p", "h"}, set()),
    f"{_OPEN}.spreadsheet": (r"content\.xml", {"p", "table-row"}, set()),
    f"{_OPEN}.presentation": (r"content\.xml", {"p", "h"}, set()),
}
#: Encodings of a text file, most telling first; the last one reads anything.
_ENCODINGS = ("utf-8-sig", "cp1258", "latin-1")


def text_of(path: Path, media_type: str) -> str:
    """Return the words of a file.

    Raises
    ------
    Unreadable
        ``damaged``, ``huge``, or ``kind``: this kind of file needs to be converted first.
    """
    if media_type in ("text/plain", "text/csv"):
        return _plain(path)
    if media_type == WORKBOOK:
        return _cells(path)
    if media_type in _XML:
        return _parts(path, *_XML[media_type])
    raise Unreadable("kind")


def _plain(path: Path) -> str:
    content = path.read_bytes()[: 4 * MOST_LETTERS]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")[:MOST_LETTERS]
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)[:MOST_LETTERS]
        except UnicodeDecodeError:
            continue
    raise Unreadable("damaged")


def _cells(path: Path) -> str:
    try:
        sheets = sheets_of(path.read_bytes())
    except SetError:
        raise Unreadable("damaged") from None
    rows = (row for sheet in sheets.values() for row in sheet)
    lines = ("\t".join(str(cell) for cell in row if cell not in ("", None)) for row in rows)
    return "\n".join(line for line in lines if line)[:MOST_LETTERS]


def _parts(path: Path, wanted: str, lines: set[str], letters: set[str]) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise Unreadable("huge")
            named = [part for part in parts if re.fullmatch(wanted, part.filename)]
            words = "".join(
                word
                for part in sorted(named, key=lambda part: _by_number(part.filename))
                for word in _words(archive, part, lines, letters)
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError):
        raise Unreadable("damaged") from None
    if not named:
        raise Unreadable("damaged")
    return words


def _by_number(name: str) -> tuple[int, str]:
    digits = re.search(r"(\d+)\.xml", name)
    return int(digits[1]) if digits else 0, name


def _words(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, lines: set[str], letters: set[str]
) -> list[str]:
    if part.file_size > LARGEST_PART or part.file_size > LARGEST_RATIO * max(part.compress_size, 1):
        raise Unreadable("huge")
    reader = _Words(lines, letters)
    with archive.open(part) as stream:
        _fed(reader, iter(lambda: stream.read(_AT_ONCE), b""))
    return reader.words


class _Words:
    """The words of one XML part while it is parsed."""

    def __init__(self, lines: set[str], letters: set[str]) -> None:
        self.lines, self.letters = lines, letters
        self.words: list[str] = []
        self.inside: list[str] = []
        self.count = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self.inside.append(local)
        if local in self.lines:
            self.words.append("\n")
        elif local in ("tab", "br", "s", "line-break"):
            self.words.append(" ")

    def end(self, _name: str) -> None:
        self.inside.pop()

    def text(self, text: str) -> None:
        if self.inside and (not self.letters or self.inside[-1] in self.letters):
            self.count += len(text)
            if self.count > MOST_LETTERS:
                raise Unreadable("huge")
            self.words.append(text)


def _fed(reader: _Words, blocks: Iterator[bytes]) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        for block in blocks:
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise Unreadable("damaged") from None


def _no_document_type(*_: object) -> NoReturn:
    raise Unreadable("damaged")
