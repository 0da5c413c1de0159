"""Open a workbook that anybody may have sent: every limit is checked before it is unpacked.

A workbook is a ZIP archive of XML. What its directory says is compared with the limits, then each
part is unpacked no further than that, and a new archive of exactly these parts is what the reader
gets: no second directory, no overlapping or hidden part, no size that lies. Parts are looked
through for cells far out, because the reader lays out every cell up to the last one.

No Django here: the command line uses it too.
"""

import io
import zipfile
import zlib
from xml.parsers import expat

from openpar.scoring.defects import Defect, Place
from openpar.scoring.sets.reading import SetError

LARGEST_FILE = 10_000_000  # bytes; a set of 150 criteria has 50,000
LARGEST_UNPACKED = 200_000_000  # bytes, all parts together
LARGEST_RATIO = 100  # unpacked bytes to packed ones
MOST_PARTS = 2_000
MOST_ROWS = 5_000
MOST_COLUMNS = 200
MOST_CELLS = 200_000

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError,
           OSError, ValueError, OverflowError)  # fmt: skip


def refused(vi: str, en: str) -> SetError:
    """Return the refusal of a whole workbook."""
    return SetError([Defect("V0", Place(), vi, en)])


def opened(content: bytes) -> io.BytesIO:
    """Return a clean archive of the workbook's parts, unpacked within the limits.

    Raises
    ------
    SetError
        No ZIP archive or no workbook, damaged, locked by a password, or beyond a limit.
    """
    if len(content) > LARGEST_FILE:
        raise _too_large(f"{LARGEST_FILE // 1_000_000} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _clean(archive, _within_limits(archive, len(content)))
    except _BROKEN as error:
        if isinstance(error, SetError):
            raise
        raise refused(
            "tệp không phải là tệp Excel .xlsx hoặc đã hỏng; mở bằng Excel rồi lưu lại dạng .xlsx, "
            "không đặt mật khẩu",
            "this is no .xlsx workbook, or it is damaged; open it in a spreadsheet program and "
            "save it again as .xlsx, without a password",
        ) from None


def _too_large(limit: str) -> SetError:
    return refused(
        f"tệp Excel quá lớn (giới hạn: {limit}); một bộ tiêu chí nhỏ hơn nhiều",
        f"the workbook is too large (limit: {limit}); a criteria set is far smaller",
    )


def _within_limits(archive: zipfile.ZipFile, packed: int) -> list[zipfile.ZipInfo]:
    """Return the parts of the archive, if what its directory says is within the limits."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS:
        raise _too_large(f"{MOST_PARTS} phần")
    if unpacked > LARGEST_UNPACKED:
        raise _too_large(f"{LARGEST_UNPACKED // 1_000_000} MB khi giải nén")
    if unpacked > LARGEST_RATIO * packed:
        raise _too_large(f"giải nén gấp {LARGEST_RATIO} lần")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names) or "xl/workbook.xml" not in names:
        raise zipfile.BadZipFile
    if any(part.compress_type not in _METHODS for part in parts):
        raise zipfile.BadZipFile
    return parts


def _clean(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> io.BytesIO:
    """Return a new archive, not packed, of the XML parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as clean:
        for part in parts:
            name = part.filename
            if not name.endswith((".xml", ".rels")):
                continue  # pictures, macros, printer settings: nothing that holds a cell
            with archive.open(part) as stream:
                content = stream.read(part.file_size + 1)
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                _look_through(content)
            clean.writestr(name, content)
    made.seek(0)
    return made


class _Cells:
    """Counts the cells of a sheet that hold anything and refuses one beyond the limits."""

    def __init__(self) -> None:
        self.count = 0
        self.reference = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self.reference = attributes.get("r", "")
            self.count += 1
            if self.count > MOST_CELLS:
                raise _too_large(f"{MOST_CELLS} ô")
        elif local in ("v", "is", "f"):
            self.within(self.reference)

    def within(self, reference: str) -> None:
        """Refuse a cell such as XFD1048576."""
        letters = reference.rstrip("0123456789")
        row = reference[len(letters) :]
        column = 0
        for letter in letters[:4].upper():
            column = column * 26 + ord(letter) - ord("A") + 1
        if len(row) > 7 or int(row or 0) > MOST_ROWS or column > MOST_COLUMNS:
            raise refused(
                f"có ô {reference[:12]} ngoài phạm vi {MOST_ROWS} dòng, {MOST_COLUMNS} cột: xóa "
                "các dòng, cột thừa rồi lưu lại",
                f"the cell {reference[:12]} lies beyond {MOST_ROWS} rows and {MOST_COLUMNS} "
                "columns: delete what is not needed and save again",
            )


def _look_through(content: bytes) -> None:
    """Refuse a sheet with too many cells, cells far out, or a document type of its own."""
    cells = _Cells()
    parser = expat.ParserCreate()
    parser.StartElementHandler = cells.start
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise zipfile.BadZipFile from None


def _no_document_type(*_: object) -> None:
    raise zipfile.BadZipFile
