"""Results: runs, tables, one unit, one figure down to its trace. Runs are printed, not computed."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema, Status

from openpar.api.paging import NEWEST_FIRST, Order, Page, Paging, page
from openpar.api.shapes import Text, written
from openpar.api.sheet_shapes import Evidence, Layer, evidence_shown, layer_shown
from openpar.people.access import access
from openpar.results import actions
from openpar.results.models import OVERSEERS, Mark, Run, UnitResult
from openpar.results.views import cycles_read_by, own_results
from openpar.results.views.figure import figure_of
from openpar.results.views.table import find_run, seen_run
from openpar.results.views.unit import READERS, find_result

router = Router(tags=["results"])
RUN = "/results/{cycle}/{int:number}"
BY_POSITION = Order("position")


class RunRow(Schema):
    """One computation of a cycle: hashes of sets and inputs, version, who and when."""

    cycle: str
    number: int
    at: datetime
    by: str
    by_name: str
    office: str
    version: str
    inputs_hash: str
    set_hashes: dict[str, str]
    provisional: bool


class FieldTotals(Schema):
    """Points, applicable maximum and index of one field; exact texts, null where unknown."""

    points: str | None
    maximum: str | None
    index: str | None


class ResultRow(Schema):
    """One unit of a run; ``index`` unrounded, ``index_published`` as the set rounds it."""

    unit: str
    unit_name: str
    cohort: str
    points: str | None
    applicable_maximum: str
    index: str | None
    index_published: str
    rank: int | None
    class_title: str
    class_note: str
    status: str
    fields: dict[str, FieldTotals]


class MarkRow(Schema):
    """One leaf of one unit; ``layer`` names whose points they are."""

    criterion: str
    status: str
    points: str | None
    maximum: str
    layer: str
    reason: str


class ResultInFull(ResultRow):
    """A unit's result with its marks, in the order of the criteria set."""

    marks: list[MarkRow]


class Figure(MarkRow):
    """A mark with everything that explains it, as it stood when it was computed."""

    inputs: dict[str, str]
    explanation: list[str]
    rule: list[str]
    layers: list[Layer]
    evidence: list[Evidence]


class OwnResult(ResultRow):
    """A unit's own row and the run it is of."""

    cycle: str
    run: int


class OwnResults(Schema):
    """The newest published row of each own unit."""

    items: list[OwnResult]


class RunsAsked(Paging):
    """A filter: the code of a cycle."""

    cycle: Text = ""


@router.get("/results/runs", response=Page[RunRow], summary=gettext_noop("List runs"))
@access(*OVERSEERS)
def runs(request: HttpRequest, asked: Query[RunsAsked]) -> dict[str, object]:
    """Runs, the newest first."""
    rows = Run.objects.visible_to(request.user).for_list()
    if asked.cycle:
        rows = rows.filter(cycle__code=asked.cycle)
    return page(rows, NEWEST_FIRST, asked, run_shown)


@router.get("/results/own", response=OwnResults, summary=gettext_noop("Results of my units"))
@access("signed in")
def own(request: HttpRequest) -> dict[str, object]:
    """The newest row of each own unit, in cycles whose publication has begun."""
    return {
        "items": [
            _shown(row) | {"cycle": row.run.cycle.code, "run": row.run.number}
            for row in own_results(request.user)
        ]
    }


@router.post(
    "/results/{cycle}/compute", response={201: RunRow}, summary=gettext_noop("Compute results")
)
@access("coordinator", "inner_coordinator")
def compute(request: HttpRequest, response: HttpResponse, cycle: str) -> Status:
    """Compute a cycle from what is submitted and appraised now; store it as a run."""
    run = actions.compute(
        get_object_or_404(cycles_read_by(request.user), code=cycle), by=request.user
    )
    response["Location"] = f"/api/v1/results/{run.cycle.code}/{run.number}"
    return Status(201, run_shown(find_run(run.cycle.code, run.number)))


@router.get(RUN, response=RunRow, summary=gettext_noop("One run"))
@access(*OVERSEERS)
def run(request: HttpRequest, cycle: str, number: int) -> dict[str, object]:
    """One computation of a cycle."""
    return run_shown(seen_run(request.user, cycle, number))


@router.get(RUN + "/units", response=Page[ResultRow], summary=gettext_noop("Table of a run"))
@access(*OVERSEERS)
def table(request: HttpRequest, cycle: str, number: int, asked: Query[Paging]) -> dict[str, object]:
    """All units of a run in the order of the printed tables."""
    rows = seen_run(request.user, cycle, number).unit_results.for_table()
    return page(rows, BY_POSITION, asked, _shown)


@router.get(RUN + "/units/{unit}", response=ResultInFull, summary=gettext_noop("Result of a unit"))
@access(*READERS)
def unit(request: HttpRequest, cycle: str, number: int, unit: str) -> dict[str, object]:
    """One unit in a run, with every mark."""
    found = find_run(cycle, number)
    result = find_result(request, found, unit)
    marks = found.marks.filter(unit=result.unit_id).in_order()
    return _shown(result) | {"marks": [_mark(mark) for mark in marks]}


@router.get(
    RUN + "/units/{unit}/criteria/{code}",
    response=Figure,
    summary=gettext_noop("A figure of a run"),
)
@access(*READERS)
def figure(
    request: HttpRequest, cycle: str, number: int, unit: str, code: str
) -> dict[str, object]:
    """One mark down to its trace: sentences, rule, layers, evidence."""
    found = find_run(cycle, number)
    context = figure_of(found, find_result(request, found, unit), code)
    return _mark(context["mark"]) | {
        "inputs": {name: str(text) for name, text in context["mark"].inputs.items()},
        "explanation": list(context["explanation"]),
        "rule": list(context["rule"]),
        "layers": [layer_shown(layer) for layer in context["layers"]],
        "evidence": [evidence_shown(use) for use in context["uses"]],
    }


def run_shown(row: Run) -> dict[str, object]:
    """Return a run as it is answered."""
    names = set(RunRow.model_fields) - {"cycle"}
    return {name: getattr(row, name) for name in names} | {"cycle": row.cycle.code}


def _shown(row: UnitResult) -> dict[str, object]:
    return {
        "unit": row.unit.code,
        "unit_name": row.unit.name,
        "cohort": row.cohort.code,
        "points": written(row.points),
        "applicable_maximum": written(row.applicable_maximum),
        "index": written(row.index),
        "index_published": row.index_published,
        "rank": row.rank,
        "class_title": row.class_shown,
        "class_note": row.class_note,
        "status": row.status,
        "fields": row.fields,
    }


def _mark(mark: Mark) -> dict[str, object]:
    return {
        "criterion": mark.criterion.code,
        "status": mark.status,
        "points": written(mark.points),
        "maximum": written(mark.maximum),
        "layer": mark.layer,
        "reason": mark.reason,
    }
