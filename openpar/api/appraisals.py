"""Appraisal: the matrix of a criterion, the points of an item, recognising what needs no reason."""

from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema, Status
from pydantic import Field

from openpar.api.paging import BY_KEY, Page, Paging, page
from openpar.api.refusals import Problem, refused_now
from openpar.api.shapes import Body, Exact, May, Text, Whole, may, read_exact, written
from openpar.api.sheet_shapes import Evidence, Layer, evidence_shown, layer_shown
from openpar.appraisals import actions
from openpar.appraisals.forms import LONGEST_REASON
from openpar.appraisals.models import Assignment
from openpar.appraisals.permissions import Desk
from openpar.appraisals.rows import Row, rows_of
from openpar.appraisals.views.matrix import desk_items, find_criterion
from openpar.appraisals.views.saving import decided_points, find_row
from openpar.criteria.models import Criterion, Cycle
from openpar.people.access import access

router = Router(tags=["appraisal"])
MATRIX = "/appraisals/{cycle}/criteria/{set_code}/{code}"


class AssignmentRow(Schema):
    """A field of a cycle that this account appraises."""

    cycle: str
    field: str


class MatrixRow(Schema):
    """One unit in the matrix; ``seen`` is what to send when appraising (0 without an appraisal)."""

    item: int
    unit: str
    unit_name: str
    inputs: dict[str, str]
    explanation: str
    claim_not_applicable: bool
    claim_ground: str
    self_points: str | None
    computed_points: str | None
    appraised: Layer | None
    seen: int
    difference: str | None
    recognisable: bool
    evidence: list[Evidence]
    may_appraise: May


class Matrix(Schema):
    """One criterion over all units on the desk, in the order of their names."""

    criterion: str
    title: str
    maximum: str | None
    part: int
    whole: int
    rows: list[MatrixRow]


class Appraising(Body):
    """``points``: those given; ``recognise``: the unit's own; ``accept``: its claim."""

    decision: Literal["points", "recognise", "accept"] = "points"
    points: Exact | None = None
    reason: Annotated[Text, Field(max_length=LONGEST_REASON)] = ""
    seen: Whole


class AppraisalConflict(Problem):
    """Somebody appraised the item meanwhile: the layer that stands now, and what was sent."""

    current: Layer
    sent: Appraising


class Recognised(Schema):
    """How many units' self points were recognised."""

    count: int


@router.get(
    "/appraisals", response=Page[AssignmentRow], summary=gettext_noop("Fields assigned to me")
)
@access("appraiser", "coordinator", "inner_coordinator")
def assignments(request: HttpRequest, asked: Query[Paging]) -> dict[str, object]:
    """The fields that are assigned to this account, cycle by cycle."""
    rows = Assignment.objects.of(request.user)
    return page(rows, BY_KEY, asked, lambda row: {"cycle": row.cycle.code, "field": row.field_code})


@router.get(MATRIX, response=Matrix, summary=gettext_noop("Matrix of a criterion"))
@access("appraiser")
def matrix(request: HttpRequest, cycle: str, set_code: str, code: str) -> dict[str, object]:
    """Self, computed and appraised points side by side; the own unit is not in it."""
    criterion, _desk, rows = _rows(request, cycle, set_code, code)
    left = sum(1 for row in rows if row.standing.appraised is None)
    return {
        "criterion": criterion.code,
        "title": criterion.title,
        "maximum": written(criterion.maximum),
        "part": len(rows) - left,
        "whole": len(rows),
        "rows": [_shown(row) for row in rows],
    }


@router.post(
    "/appraisals/items/{int:number}",
    response={201: Layer, 409: AppraisalConflict},
    summary=gettext_noop("Appraise an item"),
)
@access("appraiser")
def appraise(request: HttpRequest, number: int, given: Appraising) -> object:
    """Write the appraised points of one item as a new layer."""
    row = find_row(request, number)
    try:
        layer = actions.appraise(
            row.item,
            by=request.user,
            points=decided_points(row, given.decision, read_exact(given.points)),
            reason=given.reason,
            seen=given.seen,
        )
    except actions.StaleAppraisal as stale:
        return refused_now(
            409,
            _("Somebody appraised this criterion meanwhile. Compare both, then save again."),
            extra={"current": layer_shown(stale.newest), "sent": given.dict()},
        )
    return Status(201, layer_shown(layer))


@router.post(
    MATRIX + "/recognise", response=Recognised, summary=gettext_noop("Recognise self points")
)
@access("appraiser")
def recognise(request: HttpRequest, cycle: str, set_code: str, code: str) -> dict[str, object]:
    """Recognise the self points of all units that need no reason."""
    _criterion, desk, rows = _rows(request, cycle, set_code, code)
    desk.may_write.or_403()
    layers = actions.recognise([row.item for row in rows if row.is_ready], by=request.user)
    return {"count": len(layers)}


def _rows(
    request: HttpRequest, cycle: str, set_code: str, code: str
) -> tuple[Criterion, Desk, list[Row]]:
    """Return the criterion, this person's desk and the rows on it, or 404."""
    found = get_object_or_404(Cycle, code=cycle)
    criterion = find_criterion(found, set_code, code)
    desk = Desk.of(request.user, found)
    items = desk_items(request, found, criterion.field_code, desk).filter(criterion=criterion)
    return criterion, desk, rows_of(items.for_matrix(), [criterion], desk)


def _shown(row: Row) -> dict[str, object]:
    item, standing = row.item, row.standing
    return {
        "item": item.pk,
        "unit": item.sheet.unit.code,
        "unit_name": item.sheet.unit.name,
        "inputs": dict(item.inputs),
        "explanation": item.explanation,
        "claim_not_applicable": item.claim_not_applicable,
        "claim_ground": item.claim_ground,
        "self_points": written(standing.self_points),
        "computed_points": written(standing.computed_points),
        "appraised": layer_shown(standing.appraised) if standing.appraised else None,
        "seen": row.seen,
        "difference": written(row.difference),
        "recognisable": row.recognisable,
        "evidence": [evidence_shown(use) for use in item.uses.all()],
        "may_appraise": may(row.may),
    }
