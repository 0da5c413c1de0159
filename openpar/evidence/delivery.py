"""Handing a stored file out. The caller has asked for permission a moment before."""

from django.http import FileResponse, Http404

from openpar.evidence.models import Revision
from openpar.evidence.storage import path_of


def deliver(revision: Revision) -> FileResponse:
    """Return the file as a download that no browser opens, guesses about or runs.

    Always an attachment, of the type that was recognised when it arrived, in a sandbox without
    scripts, never kept in a shared cache.
    """
    try:
        file = path_of(revision.storage_name).open("rb")
    except FileNotFoundError:
        raise Http404(revision.storage_name) from None
    response = FileResponse(
        file, as_attachment=True, filename=revision.file_name, content_type=revision.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = f'"{revision.sha256}"'
    return response
