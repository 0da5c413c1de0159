"""Handing a stored file out. The caller has asked for permission a moment before."""

from typing import IO, Protocol

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from openpar.file_storage import open_stored, sha256_of


class Kept(Protocol):
    """A row that describes a stored file: a revision of the register, an attachment of a notice."""

    storage_name: str
    file_name: str
    media_type: str
    sha256: str


def deliver(kept: Kept) -> FileResponse:
    """Return the file as a download that no browser opens, guesses about or runs.

    Always an attachment, of the type that was recognised when it arrived, in a sandbox without
    scripts, never kept in a shared cache. The bytes are those that were received, or nothing.

    Raises
    ------
    Http404
        It is not in the store.
    PermissionDenied
        Its bytes are no longer those of its hash.
    """
    response = FileResponse(
        open_unchanged(kept),
        as_attachment=True,
        filename=kept.file_name,
        content_type=kept.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = f'"{kept.sha256}"'
    return response


def open_unchanged(kept: Kept) -> IO[bytes]:
    """Open a stored file once its bytes have been compared with their hash.

    Raises
    ------
    Http404
        It is not in the store.
    PermissionDenied
        Its bytes are no longer those of its hash.
    """
    try:
        file = open_stored(kept.storage_name)
    except FileNotFoundError:
        raise Http404(kept.storage_name) from None
    if sha256_of(file) != kept.sha256:
        file.close()
        raise PermissionDenied(
            _(
                "This file is no longer what was received: its hash differs. "
                "Tell the technical operator; the backup has the original."
            )
        )
    file.seek(0)
    return file
