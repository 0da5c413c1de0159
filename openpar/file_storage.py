"""Files on disk: hashed and counted while they arrive, kept under random names.

Everything lies under ``OPENPAR_DATA/evidence``; a name like ``3f/3fa9…`` tells nothing, and no text
from outside ever becomes part of a path.
"""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from openpar.file_content import RefusedFileError, check_content, clean_name, kind_of

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was accepted and lies in the store. ``size`` is in bytes."""

    storage_name: str
    file_name: str
    sha256: str
    size: int
    media_type: str


def root() -> Path:
    """Return the folder of the store, made on first use, readable by the program alone."""
    folder = Path(settings.OPENPAR_DATA) / "evidence"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def path_of(storage_name: str) -> Path:
    """Return where a stored file lies."""
    return root() / storage_name[:2] / storage_name


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
    handle, temporary_name = tempfile.mkstemp(prefix="arriving-", dir=root())
    temporary = Path(temporary_name)
    try:
        with os.fdopen(handle, "wb") as target:
            digest = hashlib.sha256()
            size = 0
            for chunk in _limited(upload, name):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        if not size:
            raise RefusedFileError(
                _("“%(name)s” is empty. Attach the real document.") % {"name": name}
            )
        media_type = check_content(temporary, name)
        storage_name = secrets.token_hex(16)
        final = path_of(storage_name)
        final.parent.mkdir(mode=0o700, exist_ok=True)
        temporary.replace(final)
    finally:
        temporary.unlink(missing_ok=True)
    return Stored(storage_name, name, digest.hexdigest(), size, media_type)


def discard(stored: Stored) -> None:
    """Remove a file whose transaction did not come about."""
    path_of(stored.storage_name).unlink(missing_ok=True)


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
