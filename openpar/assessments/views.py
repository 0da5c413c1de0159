"""The officer's pages. A view fetches, asks, acts, renders; nothing else."""

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from openpar.assessments import (
    actions,
    comment_permissions,
    moves,
    overview,
    permissions,
    readers,
)
from openpar.assessments.deadlines import deadline_of
from openpar.assessments.finding import Finder, people_of, shown, tabs_of
from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreLayer, ScoreSheet
from openpar.assessments.models.comment import with_discussion
from openpar.assessments.past import past_points
from openpar.assessments.row import Row
from openpar.assessments.rows import blocks_of, rows_of, summary_of
from openpar.assessments.shares import parts_of
from openpar.assessments.standing import next_step
from openpar.assessments.submitted import may_open_use, show_submitted
from openpar.criteria import exercises
from openpar.criteria.models import CriteriaSet, Membership
from openpar.evidence import permissions as evidence_permissions
from openpar.evidence import sight
from openpar.file_content import recognition_available
from openpar.file_delivery import deliver
from openpar.people.access import access

READERS = (
    "officer", "contributor", "head", "deputy", "coordinator", "inner_coordinator", "auditor",
    "appraiser",
)  # fmt: skip


@access(*READERS)
@require_GET
def sheets(request: HttpRequest) -> HttpResponse:
    """My work: the sheets of the own units; for the standing body every unit's state."""
    context = {
        "works": overview.own_work(request.user),
        "parts": parts_of(request.user),
        "standings": [],
    }
    oversees = readers.oversees_any(request.user)
    context["gives_figures"] = oversees or bool(readers.filled_units(request.user))
    if oversees:
        context["standings"] = overview.all_standings(request.user)
    return render(request, "assessments/sheets.html", context)


@access(*READERS)
@require_POST
def begin(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """Begin a unit's sheet and go to it."""
    own = Q(unit__in=readers.own_units(request.user))
    overseen = exercises.overseen_by(request.user, "cycle__")
    members = Membership.objects.select_related("cycle", "unit").filter(own | overseen)
    code, _dot, period_code = cycle.partition(".")
    member = get_object_or_404(members, cycle__code=code, unit__code=unit)
    periods = {period.code: period for period in member.cycle.periods.all()}
    period = periods.get(period_code)
    if period_code and period is None:
        raise Http404
    actions.open_sheet(member.cycle, member.unit, by=request.user, period=period)
    return redirect("assessments:sheet", cycle, unit)


@access(*READERS)
@require_GET
def sheet(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """The score sheet, in the order officials know."""
    found = visible_sheet(request, cycle, unit)
    context = sheet_context(request, found)
    return render(request, "assessments/sheet.html", context | found_context(request, context))


@access(*READERS)
@require_GET
def criterion(request: HttpRequest, cycle: str, unit: str, code: str) -> HttpResponse:
    """One criterion: guide, rule, own figures, the score layers so far, the evidence."""
    item = get_object_or_404(visible_items(request, cycle, unit), criterion__code=code)
    return show_criterion(request, item)


def show_criterion(
    request: HttpRequest, item: ScoreItem, *, status: int = 200, refused: str = "", typed: str = ""
) -> HttpResponse:
    """Render the page of one criterion; ``refused`` says what is wrong with a ``typed`` comment."""
    item.sheet.files = item.files
    context = sheet_context(request, item.sheet)
    found_context(request, context)
    row = context["rows_by_code"][item.criterion.code]
    context |= {"row": row, "layers": layers_seen(request, item), "next_step": next_step(row)}
    if comment_permissions.may_read_discussion(request.user, item):
        context |= {
            "comments": item.discussion.select_related("by"),
            "may_comment": comment_permissions.may_comment(request.user, item),
            "refused": refused,
            "typed": typed,
        }
    return render(request, "assessments/criterion.html", context, status=status)


@access(*READERS)
@require_GET
def download(request: HttpRequest, use_id: int) -> FileResponse:
    """One attached file, to those who may read its criterion in this moment."""
    use = use_to_open(request, use_id)
    sight.may_take_bytes(request.user, use.revision).or_403()
    return deliver(use.revision)


def use_to_open(request: HttpRequest, use_id: int) -> EvidenceUse:
    """Return the use of a file that this person may open now, or the 404 of what does not exist.

    Raises
    ------
    PermissionDenied
        The file is locked, or was removed.
    """
    visible = ScoreItem.objects.visible_to(request.user)
    uses = EvidenceUse.with_detached.filter(item__in=visible)
    related = ("revision__document__owner", "revision__lock", "item__criterion",
               "item__sheet__cycle", "item__sheet__period", "item__sheet__unit")  # fmt: skip
    use = get_object_or_404(uses.select_related(*related), pk=use_id)
    if not may_open_use(use, as_submitted=reads_as_submitted(request, use.item)):
        raise Http404
    evidence_permissions.may_download(request.user, use.revision).or_403()
    return use


def reads_as_submitted(request: HttpRequest, item: ScoreItem) -> bool:
    """Whether this person reads of a reopened sheet what was submitted last."""
    own = item.lead_id in readers.own_units(request.user)
    return not own and not may_see_whole(request, item.sheet)


def layers_seen(request: HttpRequest, item: ScoreItem) -> QuerySet[ScoreLayer]:
    """Return the score layers of an item that the reader may see by now, oldest first."""
    layers = ScoreLayer.objects.filter(item=item).order_by("pk")
    if not permissions.may_read_judgements(request.user, item.sheet):
        return layers.declared()
    return layers


def visible_sheet(request: HttpRequest, cycle: str, unit: str) -> ScoreSheet:
    """Return the sheet at an address, or the 404 of what does not exist."""
    visible = ScoreSheet.objects.visible_to(request.user).for_page()
    return get_object_or_404(visible.at(cycle, unit))


def visible_items(request: HttpRequest, cycle: str, unit: str) -> QuerySet[ScoreItem]:
    """Return the items at an address that the reader may see."""
    visible = ScoreItem.objects.visible_to(request.user).for_row()
    return visible.filter(sheet__in=ScoreSheet.objects.at(cycle, unit))


def find_receipt(request: HttpRequest, found: ScoreSheet, number: int):
    """Return a submitted revision for who sees the whole sheet, or 404."""
    if not may_see_whole(request, found):
        raise Http404
    related = ("signature", "report", "reopening__revision")
    return get_object_or_404(found.revisions.select_related(*related), number=number)


def may_see_whole(request: HttpRequest, found: ScoreSheet) -> bool:
    """Whether the reader sees the whole sheet, not only the items of assigned fields."""
    own = found.unit_id in readers.own_units(request.user)
    return own or exercises.oversees(request.user, found.cycle)


def _show_submitted_to(request: HttpRequest, found: ScoreSheet, items: list[ScoreItem]) -> None:
    """Show who appraises a reopened sheet what was submitted last; a lead unit its own part."""
    own = readers.own_units(request.user)
    for item in items:
        item.sheet = found
    show_submitted([item for item in items if item.lead_id not in own])


def sheet_context(
    request: HttpRequest, found: ScoreSheet, replaced: Row | None = None
) -> dict[str, object]:
    """Return what the pages of one sheet need; ``replaced`` is a row as it was just typed."""
    items = list(with_discussion(ScoreItem.objects.filter(sheet=found).for_sheet(), request.user))
    if found.reopening_id is not None and not may_see_whole(request, found):
        _show_submitted_to(request, found, items)
    criteria_set = CriteriaSet.objects.defer("text").get(pk=items[0].criterion.set_id)
    verdict = permissions.may_edit(request.user, found)
    may_edit = bool(verdict or permissions.may_edit_part(request.user, found))
    rows = rows_of(found, criteria_set.parsed, items, may_edit=may_edit)
    opened = permissions.opened_items(found)
    for row in rows.values():
        row.item.sheet = found
        if not comment_permissions.may_read_discussion(request.user, row.item):
            row.item.comments = row.item.unread = 0
        row.may_edit = (
            row.may_edit
            and (opened is None or row.item.pk in opened)
            and readers.fills(request.user, permissions.leaf_of(row.item))
        )
    if replaced is not None:
        rows[replaced.node.code] = replaced
    shared = found.cycle.is_own_file
    summary = summary_of(rows.values())
    if not may_see_whole(request, found):
        rows = {
            code: row
            for code, row in rows.items()
            if permissions.may_read_item(request.user, row.item)
        }
        summary = summary_of(rows.values()) if shared else summary
    blocks = [block for block in blocks_of(criteria_set.parsed, rows) if block.rows]
    return {
        "sheet": found,
        "criteria_set": criteria_set,
        "blocks": blocks,
        "rows_by_code": rows,
        "summary": summary,
        "verdict": verdict,
        "moves": moves.available(request.user, found),
        "whole": may_see_whole(request, found),
        "deadline": deadline_of(found),
        "recognition_available": recognition_available(),
    }


def found_context(request: HttpRequest, context: dict[str, object]) -> dict[str, object]:
    """Add to the rows of ``sheet_context`` who answers for them and what they got the last time;
    return what the page needs to show those that the reader asked for. Two queries.
    """
    found, rows = context["sheet"], context["rows_by_code"]
    units = {found.unit_id} | {row.item.lead_id for row in rows.values() if row.item.lead_id}
    people = people_of(found.cycle_id, units, context["criteria_set"].parsed)
    past = past_points(found)
    for code, row in rows.items():
        row.people = people.get((row.item.lead_id or found.unit_id, code), ())
        row.past = past.get(code)
    finder = Finder.of(request.user, request.GET)
    return {
        "finder": finder,
        "tabs": tabs_of(finder, rows.values()),
        "people": sorted({each for some in people.values() for each in some}, key=str),
        "fields": context["blocks"],
        "blocks": shown(finder, context["blocks"]),
    }
