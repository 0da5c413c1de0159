"""The interface put together: its resources, and what becomes of each thing that goes wrong."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.http.request import RawPostDataException
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as ShapeError

from openpar import __version__
from openpar.api import (
    account,
    appointments,
    appraisals,
    boards,
    criteria_sets,
    crosswalks,
    cycles,
    documents,
    events,
    refusals,
    results,
    score_sheets,
    sheet_moves,
    units,
)
from openpar.api.identification import SCHEMES, unknown
from openpar.criteria.actions import defect_sentences, stored
from openpar.file_content import RefusedFileError
from openpar.scoring.sets.reading import SetError

RESOURCES = (
    account, units, appointments, criteria_sets, crosswalks, cycles, boards, documents,
    score_sheets, sheet_moves, appraisals, results, events,
)  # fmt: skip


def unreadable_body(request: HttpRequest, error: Exception) -> refusals.Refusal:
    """422: the body is no JSON."""
    return refusals.refuse(422, refusals.NOT_AS_EXPECTED, [("", refusals.SHAPES[""])])


def refused_file(request: HttpRequest, error: RefusedFileError) -> refusals.Refusal:
    """422: the file cannot become evidence; with the sentence that says why."""
    return refusals.refused_now(422, str(refusals.NOT_AS_EXPECTED), [("file", str(error))])


def unreadable_set(request: HttpRequest, error: SetError) -> refusals.Refusal:
    """422: the file cannot be read as a criteria set; each defect with its place."""
    sentences = defect_sentences(map(stored, error.defects))
    fields = [("file", sentence) for sentence in sentences]
    return refusals.refused_now(422, str(refusals.NOT_AS_EXPECTED), fields)


def interface() -> NinjaAPI:
    """Return the interface with all its resources."""
    made = NinjaAPI(
        title="OpenPAR",
        version=__version__,
        auth=SCHEMES,
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )
    for resource in RESOURCES:
        made.add_router("", resource.router)
    for kind, handler in (
        (Http404, refusals.not_there),
        (PermissionDenied, refusals.forbidden),
        (ValidationError, refusals.breached),
        (ShapeError, refusals.misshapen),
        (AuthenticationError, lambda request, error: unknown()),
        (HttpError, unreadable_body),
        # A form instead of JSON: it is read already, for the token of the session.
        (RawPostDataException, unreadable_body),
        (RefusedFileError, refused_file),
        (SetError, unreadable_set),
    ):
        made.add_exception_handler(kind, handler)
    return made


API = interface()
