"""Cycles: phases by the database clock, cohorts, members; prepared, opened, closed, moved."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema, Status
from pydantic import Field

from openpar.api.paging import BY_KEY, Order, Page, Paging, page
from openpar.api.shapes import Body, Day, May, Moment, Name, Text, Whole, may
from openpar.criteria import lifecycle, permissions
from openpar.criteria.models import Cycle, Membership, Phase
from openpar.criteria.phases import Dates, move_phase
from openpar.criteria.views.cycles import visible
from openpar.people.access import access

router = Router(tags=["cycles"])
CYCLE = "/cycles/{code}"
BY_UNIT = Order("unit__code", str)
Move = Literal["open", "close"]


class CycleRow(Schema):
    """One yearly round of scoring; ``as_of`` is the day up to which results count."""

    code: str
    title: str
    title_en: str
    year: int
    as_of: date
    state: str


class PhaseRow(Schema):
    """A phase: ``standing`` (upcoming, open, grace, late, over), seconds by the database clock."""

    kind: str
    opens_at: datetime
    closes_at: datetime
    grace_minutes: int
    late_until: datetime | None
    standing: str
    seconds_left: int


class CohortRow(Schema):
    """Units that are compared with one another, and the criteria set that scores them."""

    code: str
    title: str
    title_en: str
    criteria_set: str
    criteria_set_version: int
    ranked: bool
    units: int


class CycleInFull(CycleRow):
    """A cycle with phases, cohorts, and the moves out of its state that this account may."""

    phases: list[PhaseRow]
    cohorts: list[CohortRow]
    moves: dict[str, May]


class MemberRow(Schema):
    """A unit in a cycle and the cohort it stands in."""

    unit: str
    unit_name: str
    cohort: str


class NewCycle(Body):
    """A cycle to prepare: nobody but who prepares or audits it sees it before it is opened."""

    code: Annotated[Text, Field(pattern=r"^[-a-zA-Z0-9_]+$", min_length=1, max_length=100)]
    title: Name
    title_en: Annotated[Text, Field(max_length=250)] = ""
    year: Annotated[int, Field(strict=True, ge=2000, le=2100)]
    as_of: Day


class NewDates(Body):
    """Opening, closing and grace of a phase, the end of late submission; ``reason`` is read beside
    the new date."""

    opens_at: Moment
    closes_at: Moment
    grace_minutes: Annotated[Whole, Field(le=100_000)] = 0
    late_until: Moment | None = None
    reason: Annotated[Text, Field(max_length=1000)] = ""


@router.get("/cycles", response=Page[CycleRow], summary=gettext_noop("List cycles"))
@access("signed in")
def cycles(request: HttpRequest, asked: Query[Paging]) -> dict[str, object]:
    """Cycles that have been opened; those in preparation for who prepares or audits them."""
    return page(Cycle.objects.visible_to(request.user), BY_KEY, asked, _row)


@router.get(CYCLE, response=CycleInFull, summary=gettext_noop("One cycle"))
@access("signed in")
def cycle(request: HttpRequest, code: str) -> dict[str, object]:
    """One cycle with its phases and cohorts."""
    return _in_full(request, visible(request, code))


@router.get(
    CYCLE + "/members", response=Page[MemberRow], summary=gettext_noop("Members of a cycle")
)
@access("signed in")
def members(request: HttpRequest, code: str, asked: Query[Paging]) -> dict[str, object]:
    """The units of a cycle, in the order of their codes."""
    rows = Membership.objects.for_cycle(visible(request, code))
    return page(rows, BY_UNIT, asked, _member)


@router.post("/cycles", response={201: CycleInFull}, summary=gettext_noop("Prepare a cycle"))
@access("coordinator", "inner_coordinator")
def plan(request: HttpRequest, response: HttpResponse, given: NewCycle) -> Status:
    """Begin to prepare a cycle."""
    made = lifecycle.plan_cycle(by=request.user, **given.dict())
    response["Location"] = f"/api/v1/cycles/{made.code}"
    return Status(201, _in_full(request, made))


@router.post(
    CYCLE + "/moves/{name}",
    response=CycleInFull,
    summary=gettext_noop("Open or close a cycle"),
)
@access("coordinator", "inner_coordinator")
def move(request: HttpRequest, code: str, name: Move) -> dict[str, object]:
    """Move a cycle on: ``open`` or ``close``; what blocks is listed."""
    moved = lifecycle.MOVES[name].act(visible(request, code), by=request.user)
    return _in_full(request, moved)


@router.put(CYCLE + "/phases/{kind}", response=CycleInFull, summary=gettext_noop("Move a phase"))
@access("coordinator", "inner_coordinator")
def phase(request: HttpRequest, code: str, kind: Phase.Kind, given: NewDates) -> dict[str, object]:
    """Set or move the dates of a phase, within what is fair to those who act in it."""
    found = visible(request, code)
    permissions.may_change_cycle(request.user, found).or_403()
    dates = Dates(
        given.opens_at, given.closes_at, timedelta(minutes=given.grace_minutes), given.late_until
    )
    move_phase(found, kind, dates, reason=given.reason, by=request.user)
    return _in_full(request, found)


def _row(found: Cycle) -> dict[str, object]:
    return {name: getattr(found, name) for name in CycleRow.model_fields}


def _member(row: Membership) -> dict[str, object]:
    return {"unit": row.unit.code, "unit_name": row.unit.name, "cohort": row.cohort.code}


def _in_full(request: HttpRequest, found: Cycle) -> dict[str, object]:
    moves = lifecycle.moves_from(found, request.user)
    return _row(found) | {
        "phases": [
            {name: getattr(row, name) for name in PhaseRow.model_fields}
            for row in found.phases.with_standing()
        ],
        "cohorts": [
            {
                "code": row.code,
                "title": row.title,
                "title_en": row.title_en,
                "criteria_set": row.criteria_set.code,
                "criteria_set_version": row.criteria_set.version,
                "ranked": row.ranked,
                "units": row.unit_count,
            }
            for row in found.cohorts.with_set()
        ],
        "moves": {name: may(verdict) for name, verdict in moves.items()},
    }
