"""A folder of last year's evidence as one ZIP file -> documents, each with its criterion's code.

The directory of the archive is compared with the limits before anything is unpacked; each file
then passes the same guards as one that is attached by hand. No name of the archive becomes a path.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from openpar.file_content import RefusedFileError
from openpar.file_storage import MEBIBYTE, Stored, discard, receive

LARGEST_ARCHIVE = 300 * MEBIBYTE
LARGEST_UNPACKED = 600 * MEBIBYTE
LARGEST_RATIO = 200  # unpacked bytes to packed ones, of one file; scans hardly shrink at all
MOST_FILES = 500
_CODE = re.compile(
    r"^(?:tc|tiêu chí|tieu chi)?[\s_.-]*"
    r"(?P<code>(?:[IVX]{1,5}|\d{1,2})(?:\.(?:\d{1,2}|[a-zđ](?![a-zđ])))+)(?=[_\s)-]|\.(?!\d)|$)",
    re.IGNORECASE,
)
_LITTER = re.compile(r"^(?:thumbs\.db|desktop\.ini|\.ds_store|~\$.*|\._.*)$", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError)
_ENCRYPTED = 0x1


class FolderError(ValueError):
    """An archive that cannot be taken in; ``str()`` is the sentence to show, translated."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the folder: ``code`` of its criterion or empty; ``error`` or where it lies."""

    path: str
    code: str = ""
    error: str = ""
    storage_name: str = ""
    file_name: str = ""
    sha256: str = ""
    size: int = 0
    media_type: str = ""
    traits: Sequence[str] = ()
    hidden: Sequence[str] = ()
    heading: str = ""

    @property
    def stored(self) -> Stored:
        """The file in the store."""
        given = {each.name: getattr(self, each.name) for each in fields(Stored)}
        return Stored(**given)

    def as_data(self) -> dict[str, object]:
        """Return the entry as JSON holds it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Upload:
    """A file within an archive, read like one that a browser sends."""

    name: str
    archive: zipfile.ZipFile
    part: zipfile.ZipInfo

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in pieces."""
        with self.archive.open(self.part) as stream:
            while block := stream.read(MEBIBYTE):
                yield block


def code_of(path: str) -> str:
    """Return the code that a file's name begins with, else that of the nearest folder.

    >>> code_of("2025/1.2.3_ke-hoach.pdf"), code_of("TC 2.1/bao-cao.pdf"), code_of("khac.pdf")
    ('1.2.3', '2.1', '')
    """
    pure = PurePosixPath(path)
    for name in (pure.stem, *(one.name for one in pure.parents)):
        if found := _CODE.match(name):
            return found["code"]
    return ""


def read_folder(file: IO[bytes], size: int) -> list[Entry]:
    """Take every file of an archive into the store; nothing is registered yet.

    Raises
    ------
    FolderError
        No archive, locked by a password, or beyond a limit. Nothing is left in the store.
    """
    if size > LARGEST_ARCHIVE:
        raise FolderError(_("The folder has more than 300 MB. Send it in parts."))
    entries: list[Entry] = []
    try:
        with zipfile.ZipFile(file) as archive:
            for part in _files(archive):
                entries.append(_entry(archive, part))
    except _BROKEN:
        forget(entries)
        raise FolderError(
            _("This is no ZIP file, it is damaged, or it is locked by a password.")
        ) from None
    return entries


def forget(entries: list[Entry]) -> None:
    """Remove what a trial has stored."""
    for entry in entries:
        if entry.storage_name:
            discard(entry.stored)


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    parts = [one for one in archive.infolist() if not one.is_dir()]
    kept = [one for one in parts if not _LITTER.match(PurePosixPath(one.filename).name)]
    if not kept:
        raise FolderError(_("The folder is empty."))
    if len(kept) > MOST_FILES:
        raise FolderError(
            _("The folder has more than %(most)d files. Send it in parts.") % {"most": MOST_FILES}
        )
    unpacked = sum(one.file_size for one in kept)
    swollen = any(one.file_size > LARGEST_RATIO * max(one.compress_size, 1) for one in kept)
    if unpacked > LARGEST_UNPACKED or swollen:
        raise FolderError(_("The folder unpacks to far more than it holds. Pack it anew."))
    if any(one.flag_bits & _ENCRYPTED for one in kept):
        raise zipfile.BadZipFile
    return kept


def _entry(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Entry:
    path = _name(part)
    try:
        stored = receive(_Upload(path, archive, part))
    except RefusedFileError as error:
        return Entry(path, code_of(path), str(error))
    return Entry(path, code_of(path), "", **asdict(stored))


def _name(part: zipfile.ZipInfo) -> str:
    """Return the name; programs that do not say so write UTF-8 all the same."""
    name = part.filename
    if not part.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            return name[:400]
    return name[:400]
