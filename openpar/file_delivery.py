"""Handing a stored file out. The caller has asked for permission a moment before."""

from typing import Protocol

from django.http import FileResponse, Http404

from openpar.file_storage import path_of


class Kept(Protocol):
    """A row that describes a stored file: a revision of the register, an attachment of a notice."""

    storage_name: str
    file_name: str
    media_type: str
    sha256: str


def deliver(kept: Kept) -> FileResponse:
    """Return the file as a download that no browser opens, guesses about or runs.

    Always an attachment, of the type that was recognised when it arrived, in a sandbox without
    scripts, never kept in a shared cache.
    """
    try:
        file = path_of(kept.storage_name).open("rb")
    except FileNotFoundError:
        raise Http404(kept.storage_name) from None
    response = FileResponse(
        file, as_attachment=True, filename=kept.file_name, content_type=kept.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = f'"{kept.sha256}"'
    return response
