"""Score sheets: what a unit declares, the points computed from it, the evidence, the receipt."""

from datetime import datetime
from typing import Annotated

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from openpar.api.paging import BY_KEY, Page, Paging, page
from openpar.api.refusals import Problem, refused_now
from openpar.api.shapes import Body, May, Text, Whole, Yes, may, read_exact, written
from openpar.api.sheet_shapes import (
    Declared,
    Evidence,
    ItemInFull,
    ItemRow,
    Receipt,
    evidence_shown,
    item_shown,
    layer_shown,
    receipt_shown,
)
from openpar.assessments import actions, moves, moving
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.assessments.views import (
    READERS,
    find_receipt,
    layers_seen,
    sheet_context,
    visible_items,
    visible_sheet,
)
from openpar.assessments.views import begin as begin_page
from openpar.people.access import access

router = Router(tags=["score sheets"])
SHEET = "/score-sheets/{cycle}/{unit}"
ITEM = SHEET + "/items/{code}"


class SheetRow(Schema):
    """A sheet: one unit in one cycle; ``version`` counts its changes."""

    cycle: str
    unit: str
    unit_name: str
    state: str
    version: int


class SheetInFull(SheetRow):
    """A sheet with what is left to do. ``points`` of ``maximum`` counted so far, exact text."""

    criteria_set: str
    criteria_set_version: int
    done: int
    leaves: int
    missing_documents: int
    points: str
    maximum: str
    opens_at: datetime | None
    closes_at: datetime | None
    may_edit: May


class Items(Schema):
    """The items of a sheet that this account may read, in the order of the criteria set."""

    sheet_version: int
    items: list[ItemRow]


class ItemConflict(Problem):
    """Somebody saved the item meanwhile: what stands there now, and what was sent."""

    current: ItemRow
    sent: Declared


class SheetsAsked(Paging):
    """A filter: the code of a cycle."""

    cycle: Text = ""


class Submission(Body):
    """``version`` of the sheet as its completeness was read; ``confirm`` to submit with gaps."""

    version: Whole
    confirm: Yes = False


class AboutFile(Schema):
    """The kind of evidence as the criteria set names it, and the pages that count."""

    kind: Annotated[Text, Field(max_length=50)] = ""
    pages: Annotated[Text, Field(max_length=100)] = ""


@router.get("/score-sheets", response=Page[SheetRow], summary=gettext_noop("List score sheets"))
@access(*READERS)
def sheets(request: HttpRequest, asked: Query[SheetsAsked]) -> dict[str, object]:
    """The sheets that this account may read."""
    rows = ScoreSheet.objects.visible_to(request.user).select_related("cycle", "period", "unit")
    if asked.cycle:
        rows = rows.filter(cycle__code=asked.cycle)
    return page(rows, BY_KEY, asked, _row)


@router.get(SHEET, response=SheetInFull, summary=gettext_noop("One score sheet"))
@access(*READERS)
def sheet(request: HttpRequest, cycle: str, unit: str) -> dict[str, object]:
    """State, version, deadline and what is left."""
    return _in_full(request, visible_sheet(request, cycle, unit))


@router.post(SHEET + "/begin", response=SheetInFull, summary=gettext_noop("Begin a score sheet"))
@access(*READERS)
def begin(request: HttpRequest, cycle: str, unit: str) -> dict[str, object]:
    """Begin the sheet of a unit; twice gives the same sheet."""
    begin_page(request, cycle, unit)  # the page finds the member and acts; its way on is not ours
    return _in_full(request, visible_sheet(request, cycle, unit))


@router.get(SHEET + "/items", response=Items, summary=gettext_noop("Items of a score sheet"))
@access(*READERS)
def items(request: HttpRequest, cycle: str, unit: str) -> dict[str, object]:
    """What is declared for each leaf, the points computed from it, and why."""
    found = visible_sheet(request, cycle, unit)
    rows = sheet_context(request, found)["rows_by_code"].values()
    return {"sheet_version": found.version, "items": [item_shown(row) for row in rows]}


@router.get(ITEM, response=ItemInFull, summary=gettext_noop("One item of a score sheet"))
@access(*READERS)
def item(request: HttpRequest, cycle: str, unit: str, code: str) -> dict[str, object]:
    """One leaf with its score layers, as far as this account may see them by now."""
    found = _item(request, cycle, unit, code)
    layers = [layer_shown(layer) for layer in layers_seen(request, found)]
    return _item_shown(request, found) | {"layers": layers}


@router.put(
    ITEM,
    response={200: ItemRow, 409: ItemConflict},
    summary=gettext_noop("Save an item of a score sheet"),
)
@access(*READERS)
def save(
    request: HttpRequest, cycle: str, unit: str, code: str, given: Declared
) -> dict[str, object] | HttpResponse:
    """Write down what the unit declares. ``version`` is that of the item as it was read."""
    found = _item(request, cycle, unit, code)
    values = given.dict(exclude={"self_points"})
    try:
        actions.save_item(
            found, by=request.user, self_points=read_exact(given.self_points), **values
        )
    except actions.StaleVersionError:
        current = _item_shown(request, _item(request, cycle, unit, code))
        return refused_now(
            409,
            _("Somebody saved this criterion meanwhile. Compare both, then save again."),
            extra={"current": ItemRow(**current).dict(), "sent": given.dict()},
        )
    return _item_shown(request, _item(request, cycle, unit, code))


@router.post(ITEM + "/files", response={201: Evidence}, summary=gettext_noop("Attach a file"))
@access(*READERS)
def attach(
    request: HttpRequest,
    cycle: str,
    unit: str,
    code: str,
    file: File[UploadedFile],
    about: Form[AboutFile],
) -> Status:
    """Keep a file in the unit's register and pin it to the item; the same bytes once."""
    found = _item(request, cycle, unit, code)
    use = actions.attach(found, file, by=request.user, kind=about.kind, pages=about.pages)
    return Status(201, evidence_shown(use))


@router.post(
    SHEET + "/submit", response={201: Receipt}, summary=gettext_noop("Submit a score sheet")
)
@access(*READERS)
def submit(request: HttpRequest, cycle: str, unit: str, given: Submission) -> object:
    """Hand the sheet in; twice gives the same receipt."""
    found = visible_sheet(request, cycle, unit)
    if not sheet_context(request, found)["summary"].is_complete and not given.confirm:
        moves.may(request.user, found, "submit").or_403()
        sentence = _("Confirm that you have read the list, then submit.")
        raise ValidationError({"confirm": sentence})
    try:
        revision = actions.submit(found, by=request.user, version=given.version)
    except moving.ChangedMeanwhileError:
        return refused_now(409, _("The sheet changed meanwhile. Read the list again, then submit."))
    return Status(201, receipt_shown(revision))


@router.get(
    SHEET + "/receipts/{int:number}",
    response=Receipt,
    summary=gettext_noop("Receipt of a submission"),
)
@access(*READERS)
def receipt(request: HttpRequest, cycle: str, unit: str, number: int) -> dict[str, object]:
    """The receipt of a submission, from the frozen revision."""
    found = visible_sheet(request, cycle, unit)
    return receipt_shown(find_receipt(request, found, number))


def _item(request: HttpRequest, cycle: str, unit: str, code: str) -> ScoreItem:
    """Return an item that this account may read, or 404."""
    found = get_object_or_404(visible_items(request, cycle, unit), criterion__code=code)
    found.sheet.files = found.files
    return found


def _item_shown(request: HttpRequest, found: ScoreItem) -> dict[str, object]:
    rows = sheet_context(request, found.sheet)["rows_by_code"]
    return item_shown(rows[found.criterion.code])


def _row(found: ScoreSheet) -> dict[str, object]:
    return {
        "cycle": found.place,
        "unit": found.unit.code,
        "unit_name": found.unit.name,
        "state": found.state,
        "version": found.version,
    }


def _in_full(request: HttpRequest, found: ScoreSheet) -> dict[str, object]:
    context = sheet_context(request, found)
    summary, deadline = context["summary"], context["deadline"]
    return _row(found) | {
        "criteria_set": context["criteria_set"].code,
        "criteria_set_version": context["criteria_set"].version,
        "done": summary.done,
        "leaves": summary.leaves,
        "missing_documents": summary.missing_documents,
        "points": written(summary.points),
        "maximum": written(summary.maximum),
        "opens_at": deadline.opens_at if deadline else None,
        "closes_at": deadline.closes_at if deadline else None,
        "may_edit": may(context["verdict"]),
    }
