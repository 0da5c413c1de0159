"""ZIP containers – Word, Excel, OpenDocument – before anybody unpacks them.

Everything is decided from the directory of the archive and the packed bytes: an archive that would
unpack to far more than it holds, that lies about a size, whose parts overlap, or that another
program would read otherwise than this one, is refused. No part is ever written to a disk.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MEBIBYTE = 1024 * 1024
LARGEST_UNPACKED = 200 * MEBIBYTE  # all parts together
LARGEST_RATIO = 100  # unpacked bytes to those of the file
MOST_PARTS = 2_000
_AT_ONCE = 1 << 16  # bytes
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30  # bytes in front of the name
_END = 22  # bytes of the last record, where no comment follows
#: Beginnings of archives: an office document has none among its parts, but for other documents.
_ARCHIVES = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_DOCUMENTS = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".xlsb", ".emz", ".wmz", ".gz")

BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError,
    ValueError, OverflowError,
)  # fmt: skip


class DamagedContainer(ValueError):
    """No ZIP archive, damaged, locked, or made to be read in two ways."""


class SwollenContainer(ValueError):
    """It would unpack to more than any document needs."""


@dataclass(frozen=True, slots=True)
class Container:
    """An archive whose directory is within the limits and tells the truth."""

    path: Path
    archive: zipfile.ZipFile

    @property
    def names(self) -> list[str]:
        """The parts, as the archive names them."""
        return self.archive.namelist()

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield a part in pieces."""
        with self.archive.open(name) as stream:
            while block := stream.read(_AT_ONCE):
                yield block


def checked(path: Path, archive: zipfile.ZipFile) -> Container:
    """Return the archive once nothing in it can surprise who unpacks it.

    Raises
    ------
    SwollenContainer
        Too many parts, or too many bytes once it is unpacked.
    DamagedContainer
        Anything else that no office program writes.
    """
    try:
        parts = archive.infolist()
        size = path.stat().st_size
        _within_limits(parts, size)
        with path.open("rb") as file:
            _one_reading_only(parts, file, size, archive.start_dir)
            for part in parts:
                _tells_its_size(part, file)
                _holds_no_archive(part, archive)
    except BROKEN as error:
        if isinstance(error, DamagedContainer | SwollenContainer):
            raise
        raise DamagedContainer from error
    return Container(path, archive)


def _within_limits(parts: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * size:
        raise SwollenContainer
    names = [part.filename for part in parts]
    for part in parts:
        if part.flag_bits & _ENCRYPTED or part.compress_type not in _METHODS:
            raise DamagedContainer
        if stat.S_ISLNK(part.external_attr >> 16):
            raise DamagedContainer
        if part.filename.startswith(("/", "\\")) or ".." in part.filename.split("/"):
            raise DamagedContainer
    if len({name.casefold() for name in names}) != len(names):
        raise DamagedContainer


def _one_reading_only(
    parts: list[zipfile.ZipInfo], file: IO[bytes], size: int, directory: int
) -> None:
    """Refuse what stands before, between or behind the parts: two programs would see two files."""
    file.seek(size - _END)
    if file.read(4) != b"PK\x05\x06":
        raise DamagedContainer
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end or (not end and part.header_offset):
            raise DamagedContainer
        end = _data_of(part, file) + part.compress_size
    if end > directory:
        raise DamagedContainer


def _data_of(part: zipfile.ZipInfo, file: IO[bytes]) -> int:
    """Return where the packed bytes of a part begin; its own header must name it alike."""
    file.seek(part.header_offset)
    header = file.read(_LOCAL_HEADER)
    if header[:4] != b"PK\x03\x04" or len(header) < _LOCAL_HEADER:
        raise DamagedContainer
    name_length = int.from_bytes(header[26:28], "little")
    extra_length = int.from_bytes(header[28:30], "little")
    name = file.read(name_length)
    encoding = "utf-8" if part.flag_bits & 0x800 else "cp437"
    if name != part.orig_filename.encode(encoding):
        raise DamagedContainer
    return part.header_offset + _LOCAL_HEADER + name_length + extra_length


def _tells_its_size(part: zipfile.ZipInfo, file: IO[bytes]) -> None:
    """Unpack a part to nowhere: it must end where the directory says."""
    file.seek(_data_of(part, file))
    if part.compress_type == zipfile.ZIP_STORED:
        if part.compress_size != part.file_size:
            raise DamagedContainer
        return
    unpacking, unpacked, left = zlib.decompressobj(-15), 0, part.compress_size
    while left and not unpacking.eof:
        packed = file.read(min(_AT_ONCE, left))
        if not packed:
            raise DamagedContainer
        left -= len(packed)
        while packed and not unpacking.eof:
            unpacked += len(unpacking.decompress(packed, _AT_ONCE * 16))
            packed = unpacking.unconsumed_tail
            if unpacked > part.file_size:
                raise SwollenContainer
    if unpacked != part.file_size or not unpacking.eof:
        raise DamagedContainer


def _holds_no_archive(part: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    """Refuse an archive in the archive; a document that is part of another is none."""
    if part.filename.lower().endswith(_DOCUMENTS) or part.is_dir():
        return
    with archive.open(part) as stream:
        if stream.read(6).startswith(_ARCHIVES):
            raise SwollenContainer
