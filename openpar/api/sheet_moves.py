"""Moves of a score sheet: up to the head and back, signed, reported, reopened, supplemented."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from openpar.api.refusals import refused_now
from openpar.api.shapes import Body, Day, May, Moment, Text, Whole, may
from openpar.assessments import (
    moves,
    moving,
    reopening,
    signed_report,
    signing,
    supplementing,
)
from openpar.assessments.models import ScoreSheet
from openpar.assessments.views import READERS, visible_sheet
from openpar.people.access import access

router = Router(tags=["score sheets"])
SHEET = "/score-sheets/{cycle}/{unit}"
Reason = Annotated[Text, Field(max_length=5000)]


class Standing(Schema):
    """Where a sheet stands, and the moves that lead on from there for this account."""

    state: str
    version: int
    moves: dict[str, May]


class AsRead(Body):
    """``version`` of the sheet as it was read."""

    version: Whole


class Remarks(Body):
    """Why a sheet is returned: ``overall``, or by the codes of criteria."""

    overall: Reason = ""
    remarks: dict[str, Reason] = Field(default_factory=dict)


class Repair(Body):
    """Reasons by the codes of criteria, and the last moment to send them again."""

    reasons: dict[str, Reason]
    until: Moment


class Supplement(Body):
    """Codes of criteria, and what is supplemented."""

    criteria: list[Text]
    reason: Reason


class Grant(Body):
    """The last moment to send the supplement."""

    until: Moment


class Ground(Body):
    """Why not."""

    ground: Reason


class AboutReport(Schema):
    """Number, symbol and day of the signed report."""

    number: Annotated[Text, Field(max_length=50)]
    symbol: Annotated[Text, Field(max_length=100)]
    date: Day


class BroughtReport(Schema):
    """A signed report; ``verdict``: equal, differs or unreadable, beside the signed sheet."""

    number: str
    symbol: str
    at: datetime
    sha256: str
    verdict: str
    differences: list[dict[str, str]]


@router.get(SHEET + "/moves", response=Standing, summary=gettext_noop("Moves of a score sheet"))
@access(*READERS)
def standing(request: HttpRequest, cycle: str, unit: str) -> dict[str, object]:
    """The state of a sheet, and what this account may do next, with the reason where not."""
    return _standing(request, visible_sheet(request, cycle, unit))


@router.post(SHEET + "/send-up", response=Standing, summary=gettext_noop("Send up to the head"))
@access(*READERS)
def send_up(request: HttpRequest, cycle: str, unit: str, given: AsRead) -> object:
    """Lay the sheet before the head of the unit."""
    found = visible_sheet(request, cycle, unit)
    try:
        signing.send_up(found, by=request.user, version=given.version)
    except moving.ChangedMeanwhileError:
        return refused_now(409, _("The sheet changed meanwhile. Read it again."))
    return _standing(request, found)


@router.post(SHEET + "/take-back", response=Standing, summary=gettext_noop("Take back"))
@access(*READERS)
def take_back(request: HttpRequest, cycle: str, unit: str) -> dict[str, object]:
    """Take a sheet back that lies with the head."""
    found = visible_sheet(request, cycle, unit)
    signing.take_back(found, by=request.user)
    return _standing(request, found)


@router.post(SHEET + "/return", response=Standing, summary=gettext_noop("Return to the officers"))
@access(*READERS)
def return_inside(request: HttpRequest, cycle: str, unit: str, given: Remarks) -> dict[str, object]:
    """Return a sheet to the officers, with remarks."""
    found = visible_sheet(request, cycle, unit)
    signing.return_inside(found, by=request.user, overall=given.overall, remarks=given.remarks)
    return _standing(request, found)


@router.post(SHEET + "/sign", response=Standing, summary=gettext_noop("Sign off a score sheet"))
@access(*READERS)
def sign(request: HttpRequest, cycle: str, unit: str, given: AsRead) -> object:
    """Sign the sheet as the head, or for the head (KT.) as a deputy."""
    found = visible_sheet(request, cycle, unit)
    try:
        signing.sign(found, by=request.user, version=given.version)
    except moving.ChangedMeanwhileError:
        return refused_now(409, _("The sheet changed meanwhile. Read it again."))
    return _standing(request, found)


@router.post(
    SHEET + "/report",
    response={201: BroughtReport},
    summary=gettext_noop("Bring the signed report"),
)
@access(*READERS)
def report(
    request: HttpRequest, cycle: str, unit: str, file: File[UploadedFile], about: Form[AboutReport]
) -> Status:
    """Keep the signed report of a signed sheet, with number and date."""
    found = visible_sheet(request, cycle, unit)
    given = signed_report.About(about.number, about.symbol, about.date)
    return Status(201, signed_report.bring(found, file, by=request.user, about=given))


@router.post(SHEET + "/repair", response=Standing, summary=gettext_noop("Return for repair"))
@access(*READERS)
def repair(request: HttpRequest, cycle: str, unit: str, given: Repair) -> dict[str, object]:
    """Open chosen criteria of a submitted sheet again, each with its reason, until a moment."""
    found = visible_sheet(request, cycle, unit)
    reopening.return_for_repair(found, by=request.user, reasons=given.reasons, until=given.until)
    return _standing(request, found)


@router.post(SHEET + "/supplement", response=Standing, summary=gettext_noop("Supplement"))
@access(*READERS)
def supplement(request: HttpRequest, cycle: str, unit: str, given: Supplement) -> dict[str, object]:
    """Open criteria again while the supplement phase is open."""
    found = visible_sheet(request, cycle, unit)
    reasons = dict.fromkeys(given.criteria, given.reason)
    reopening.supplement(found, by=request.user, reasons=reasons)
    return _standing(request, found)


@router.post(
    SHEET + "/supplement/ask", response=Standing, summary=gettext_noop("Ask to supplement")
)
@access(*READERS)
def ask(request: HttpRequest, cycle: str, unit: str, given: Supplement) -> dict[str, object]:
    """Ask the coordinator to open criteria again."""
    found = visible_sheet(request, cycle, unit)
    supplementing.ask(found, by=request.user, criteria=given.criteria, reason=given.reason)
    return _standing(request, found)


@router.post(SHEET + "/supplement/grant", response=Standing, summary=gettext_noop("Grant"))
@access(*READERS)
def grant(request: HttpRequest, cycle: str, unit: str, given: Grant) -> dict[str, object]:
    """Grant what the unit asked for, until a moment."""
    found = visible_sheet(request, cycle, unit)
    supplementing.grant(found, by=request.user, until=given.until)
    return _standing(request, found)


@router.post(SHEET + "/supplement/refuse", response=Standing, summary=gettext_noop("Do not grant"))
@access(*READERS)
def refuse(request: HttpRequest, cycle: str, unit: str, given: Ground) -> dict[str, object]:
    """Decide against what the unit asked for, with the reason."""
    found = visible_sheet(request, cycle, unit)
    supplementing.refuse(found, by=request.user, ground=given.ground)
    return _standing(request, found)


@router.post(SHEET + "/close", response=Standing, summary=gettext_noop("Leave as submitted"))
@access(*READERS)
def close(request: HttpRequest, cycle: str, unit: str) -> dict[str, object]:
    """Close a reopened sheet without submitting it anew."""
    found = visible_sheet(request, cycle, unit)
    reopening.close_reopening(found, by=request.user)
    return _standing(request, found)


def _standing(request: HttpRequest, found: ScoreSheet) -> dict[str, object]:
    now = ScoreSheet.objects.for_page().get(pk=found.pk)
    allowed = moves.available(request.user, now)
    told = {name: may(verdict) for name, verdict in allowed.items()}
    return {"state": now.state, "version": now.version, "moves": told}
