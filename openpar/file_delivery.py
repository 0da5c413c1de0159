"""Handing a file out, stored or made. The caller has asked for permission a moment before."""

from typing import IO, Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from openpar.file_storage import open_stored, sha256_of

Response = TypeVar("Response", bound=HttpResponseBase)


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
    response = piecewise(open_unchanged(kept), name=kept.file_name, media_type=kept.media_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["ETag"] = f'"{kept.sha256}"'
    return response


def made(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """Return a file that was made for the reader, to be saved and kept nowhere on the way."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _for_the_reader_alone(response)


def piecewise(file: IO[bytes], *, name: str, media_type: str) -> FileResponse:
    """Return an open file piece by piece, to be saved and kept nowhere on the way."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    return _for_the_reader_alone(response)


def _for_the_reader_alone(response: Response) -> Response:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
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
