"""The store of files: hashed and counted while they arrive, kept under random names.

Where they lie is the setting ``OPENPAR_STORAGE``: under ``OPENPAR_DATA/evidence``, or in a bucket
of an S3 server. A name like ``3f/3fa9…`` tells nothing, and no text from outside ever becomes part
of a path. A file is whole and safely written before any row speaks of it: no row without its file.
"""

import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from openpar.file_content import RefusedFileError, check_content, clean_name, kind_of

MEBIBYTE = 1024 * 1024
#: How the name of a file begins that has not arrived wholly.
ARRIVING = "arriving-"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was accepted and lies in the store. ``size`` is in bytes.

    ``traits``, ``hidden`` and ``heading`` are what ``file_content.Content`` says of its bytes.
    """

    storage_name: str
    file_name: str
    sha256: str
    size: int
    media_type: str
    traits: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    heading: str = ""


class DiskStorage(FileSystemStorage):
    """The store as a folder: a file appears there whole, in one step, or not at all."""

    @property
    def base_location(self) -> str:
        """The folder, as the settings say in this moment."""
        return str(root())

    @property
    def location(self) -> str:
        """The same, absolute."""
        return str(root())

    def _save(self, name: str, content: File) -> str:
        """Move a temporary file of the same disk to its place."""
        final = Path(self.path(name))
        final.parent.mkdir(mode=0o700, exist_ok=True)
        os.replace(content.name, final)
        _write_through(final.parent)
        return name


def root() -> Path:
    """Return the program's own folder for files, made on first use, readable by it alone."""
    folder = Path(settings.OPENPAR_DATA) / "evidence"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def receive(upload: UploadedFile) -> Stored:
    """Store an uploaded file and say what it is.

    The bytes are hashed and counted in chunks as they arrive, so memory stays flat and a file over
    ``EVIDENCE_MAX_BYTES`` is dropped at the limit, whatever length was announced.

    Raises
    ------
    RefusedFileError
        With the sentence to show. Nothing is left in the store.
    """
    name = clean_name(upload.name or "")
    kind_of(name)
    handle, temporary_name = tempfile.mkstemp(prefix=ARRIVING, dir=root())
    temporary = Path(temporary_name)
    try:
        with os.fdopen(handle, "wb") as target:
            digest = hashlib.sha256()
            size = 0
            for chunk in _limited(upload, name):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            target.flush()
            os.fsync(target.fileno())
        if not size:
            raise RefusedFileError(
                _("“%(name)s” is empty. Attach the real document.") % {"name": name}
            )
        content = check_content(temporary, name)
        storage_name = secrets.token_hex(16)
        _keep(temporary, storage_name)
    finally:
        temporary.unlink(missing_ok=True)
    return Stored(storage_name, name, digest.hexdigest(), size, **asdict(content))


def receive_text(text: str, name: str) -> Stored:
    """Store what a person stated as a text file: it passes the guards of every other file."""
    return receive(ContentFile(text.encode(), name))


def open_stored(storage_name: str) -> IO[bytes]:
    """Open a stored file for reading, at its beginning.

    Raises
    ------
    FileNotFoundError
        It is not in the store.
    """
    opened = storages["evidence"].open(_place(storage_name), "rb")
    opened.seek(0)  # a bucket answers only now whether it has the file
    return opened


@contextlib.contextmanager
def local_path(storage_name: str) -> Iterator[Path]:
    """Yield a path at which a program can read a stored file: its own, or that of a copy.

    Raises
    ------
    FileNotFoundError
        It is not in the store.
    """
    store = storages["evidence"]
    if isinstance(store, DiskStorage):
        yield Path(store.path(_place(storage_name)))
        return
    with tempfile.TemporaryDirectory(prefix="openpar-file-") as folder:
        copy = Path(folder) / storage_name
        with open_stored(storage_name) as source, copy.open("wb") as target:
            while chunk := source.read(MEBIBYTE):
                target.write(chunk)
        yield copy


def discard(stored: Stored) -> None:
    """Remove a file whose transaction did not come about."""
    remove(stored.storage_name)


def remove(storage_name: str) -> None:
    """Remove a file from the store, if it is there."""
    storages["evidence"].delete(_place(storage_name))


def stored_names() -> Iterator[tuple[str, datetime]]:
    """Yield every file of the store with the moment it was written, in no order."""
    store = storages["evidence"]
    folders, _files = store.listdir("")
    for folder in folders:
        for name in store.listdir(folder)[1]:
            yield name, store.get_modified_time(f"{folder}/{name}")


def arriving_files() -> Iterator[Path]:
    """Yield the temporary files that an arrival has on this machine."""
    yield from root().glob(f"{ARRIVING}*")


def sha256_of(file: IO[bytes]) -> str:
    """Return the hash of the bytes of an open file, which is read from where it stands."""
    digest = hashlib.sha256()
    while chunk := file.read(MEBIBYTE):
        digest.update(chunk)
    return digest.hexdigest()


def _place(storage_name: str) -> str:
    return f"{storage_name[:2]}/{storage_name}"


def _keep(temporary: Path, storage_name: str) -> None:
    with temporary.open("rb") as file:
        storages["evidence"].save(_place(storage_name), File(file, str(temporary)))


def _write_through(folder: Path) -> None:
    """Have the disk keep the new name even if the machine stops in the next moment."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _limited(upload: UploadedFile, name: str) -> Iterator[bytes]:
    """Yield the chunks of a file until it exceeds the size that is allowed."""
    arrived = 0
    for chunk in upload.chunks():
        arrived += len(chunk)
        if arrived > settings.EVIDENCE_MAX_BYTES:
            raise RefusedFileError(
                _("“%(name)s” is larger than %(most)s MB. Reduce it, or split it in parts.")
                % {"name": name, "most": settings.EVIDENCE_MAX_BYTES // MEBIBYTE}
            )
        yield chunk
