"""Open a workbook that anybody may have sent: every limit is checked before it is unpacked.

A workbook is a ZIP archive of XML. What its directory says is compared with the limits, then each
part is unpacked no further than that, and a new archive of parts written anew is what the reader
gets: no second directory, no overlapping or hidden part, no size that lies.

No Django here: the command line uses it too.
"""

import io
import re
import zipfile

from openpar.file_containers import BROKEN
from openpar.people.workbook_parts import ROOT_LINK, refused, rewritten, too_large
from openpar.scoring.sets.reading import SetError

LARGEST_FILE = 10_000_000  # bytes; a set of 150 criteria has 50,000
LARGEST_UNPACKED = 200_000_000  # bytes, all parts together
LARGEST_RATIO = 100  # unpacked bytes to packed ones
MOST_PARTS = 2_000
LARGEST_AREA = 2_000_000  # cells laid out, empty ones too, all sheets together

_FILE_LIMIT = f"{LARGEST_FILE // 1_000_000} MB"
_UNPACKED_LIMIT = f"{LARGEST_UNPACKED // 1_000_000} MB"
_PART = re.compile(r"xl/[^/]+\.xml|xl/worksheets/[^/]+\.xml|xl/_rels/workbook\.xml\.rels")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def opened(content: bytes) -> io.BytesIO:
    """Return a clean archive of the workbook's parts, unpacked within the limits.

    Raises
    ------
    SetError
        No ZIP archive or no workbook, damaged, locked by a password, or beyond a limit.
    """
    if len(content) > LARGEST_FILE:
        raise too_large(_FILE_LIMIT, _FILE_LIMIT)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _clean(archive, _within_limits(archive, len(content)))
    except BROKEN as error:
        if isinstance(error, SetError):
            raise
        raise refused(
            "tệp không phải là tệp Excel .xlsx hoặc đã hỏng; mở bằng Excel rồi lưu lại dạng .xlsx, "
            "không đặt mật khẩu",
            "this is no .xlsx workbook, or it is damaged; open it in a spreadsheet program and "
            "save it again as .xlsx, without a password",
        ) from None


def _within_limits(archive: zipfile.ZipFile, packed: int) -> list[zipfile.ZipInfo]:
    """Return the parts of the archive, if what its directory says is within the limits."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS:
        raise too_large(f"{MOST_PARTS} phần", f"{MOST_PARTS} parts")
    if unpacked > LARGEST_UNPACKED:
        raise too_large(f"{_UNPACKED_LIMIT} khi giải nén", f"{_UNPACKED_LIMIT} unpacked")
    if unpacked > LARGEST_RATIO * packed:
        raise too_large(f"giải nén gấp {LARGEST_RATIO} lần", f"unpacked {LARGEST_RATIO} times")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names) or "xl/workbook.xml" not in names:
        raise zipfile.BadZipFile
    if any(part.compress_type not in _METHODS for part in parts):
        raise zipfile.BadZipFile
    return parts


def _clean(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> io.BytesIO:
    """Return a new archive, not packed, of the parts that hold sheets, texts and formats."""
    target, area = io.BytesIO(), 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as clean:
        clean.writestr("_rels/.rels", ROOT_LINK)
        for part in parts:
            name = part.filename
            if not _PART.fullmatch(name):
                continue  # pictures, macros, printer settings: nothing that holds a cell
            with archive.open(part) as stream:
                made = rewritten(stream)
            area += made.area
            if area > LARGEST_AREA:
                raise too_large(f"{LARGEST_AREA} ô", f"{LARGEST_AREA} cells")
            clean.writestr(name, made.text)
    target.seek(0)
    return target
