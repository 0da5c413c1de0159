"""Saving one row: the same address with htmx (the fresh row) and without (the whole page)."""

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openpar.assessments import actions, readers
from openpar.assessments.computed import figures_of_sheet, readers_of
from openpar.assessments.forms import EXPLANATION, POINTS, Entry, merged, read_row
from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet
from openpar.assessments.permissions import leaf_of
from openpar.assessments.row import Row, conflicts_of
from openpar.assessments.rows import blocks_of, row_of, rows_of, summary_of
from openpar.assessments.submission import node_of
from openpar.assessments.views import READERS, found_context, sheet_context, visible_items
from openpar.file_content import RefusedFileError, recognition_available
from openpar.people.access import access
from openpar.scoring.sets.model import CriteriaSet, Node

#: The page a row was saved from; the row comes back to it without JavaScript.
CRITERION_PAGE = "criterion"

#: Form fields of files begin so; the kind of document follows.
FILES = "files-"


@access(*READERS)
@require_POST
def save(request: HttpRequest, cycle: str, unit: str, code: str) -> HttpResponse:
    """Save what was typed, attach what was dropped, take off what was removed.

    200 (or a redirect) when all is stored; 422 when a field or file was refused, 409 when somebody
    else saved the row meanwhile, 403 when the sheet may no longer be changed: the row comes back
    with what was typed, whatever happens.
    """
    item = _asked_for(request, cycle, unit, code)
    item.sheet.files = item.files
    criteria_set = item.criterion.set.parsed
    node = node_of(criteria_set, code)
    outcome = _store(request, item, node)
    if "HX-Request" in request.headers:
        return _fragment(request, outcome, criteria_set, node)
    return _page(request, outcome, criteria_set, node)


def _asked_for(request: HttpRequest, cycle: str, unit: str, code: str) -> ScoreItem:
    """Return the item whose form was sent. One shown before a newer criteria set replaced the sheet
    names its own item: the code may mean another criterion by now."""
    shown = request.POST.get("item", "")
    if not shown.isdecimal():
        return get_object_or_404(visible_items(request, cycle, unit), criterion__code=code)
    sheets = ScoreSheet.with_set_aside.at(cycle, unit)
    items = ScoreItem.objects.visible_to(request.user).for_row().filter(sheet__in=sheets)
    return get_object_or_404(items, pk=int(shown), criterion__code=code)


class _Outcome:
    """What came of it: the item as it stands, the status, and what the row must tell."""

    def __init__(self, item: ScoreItem, entry: Entry) -> None:
        self.item = item
        self.entry = entry
        self.status = 200
        self.notice = ""
        self.may_edit = True
        self.stale = False
        self.file_errors: list[str] = []


def _store(request: HttpRequest, item: ScoreItem, node: Node) -> _Outcome:
    year = item.sheet.cycle.year
    outcome = _Outcome(item, read_row(request.POST, node, item, year=year))
    try:
        try:
            outcome.item = _save_fields(request, item, outcome.entry)
        except actions.StaleVersionError as stale:
            current = stale.current
            current.sheet, current.criterion = item.sheet, item.criterion
            texts, overlap = merged(request.POST, node, current)
            outcome.item = current
            outcome.entry = read_row(
                texts | {"version": str(current.version)}, node, current, year=year
            )
            if overlap:
                outcome.status, outcome.stale = 409, True
                return outcome
            outcome.item = _save_fields(request, current, outcome.entry)
        if request.POST.get("confirm"):
            outcome.item = actions.confirm_carried(item, by=request.user)
        _change_files(request, outcome)
    except PermissionDenied as refusal:
        outcome.status, outcome.notice, outcome.may_edit = 403, str(refusal), False
    if outcome.status == 200 and (outcome.entry.errors or outcome.file_errors):
        outcome.status = 422
    return outcome


def _save_fields(request: HttpRequest, item: ScoreItem, entry: Entry) -> ScoreItem:
    """Save every field that could be read; the refused ones keep their stored value."""
    try:
        return actions.save_item(item, by=request.user, version=entry.version, **entry.declared())
    except actions.UnexplainedError as refusal:
        entry.errors[EXPLANATION] = refusal.messages[0]
        entry.keep_stored(item, EXPLANATION, POINTS)
    return actions.save_item(item, by=request.user, version=entry.version, **entry.declared())


def _change_files(request: HttpRequest, outcome: _Outcome) -> None:
    item = outcome.item
    for name, files in request.FILES.lists():
        if not name.startswith(FILES):
            continue
        for file in files:
            try:
                actions.attach(item, file, by=request.user, kind=name.removeprefix(FILES))
            except RefusedFileError as refusal:
                outcome.file_errors.append(str(refusal))
    removed = request.POST.get("detach", "")
    if removed.isdecimal():
        uses = EvidenceUse.objects.filter(item=item).select_related(
            "revision", "item__criterion", "item__sheet__cycle", "item__sheet__period"
        )
        actions.detach(get_object_or_404(uses, pk=int(removed)), by=request.user)


def _row(outcome: _Outcome, criteria_set: CriteriaSet, node: Node, rows: list[ScoreItem]) -> Row:
    """The row with what was typed wherever that is not what is stored."""
    item = outcome.item
    prefetch_related_objects([item], *ScoreItem.objects.with_evidence()._prefetch_related_lookups)
    item.kinds = [use.revision.document.kind for use in item.uses.all()]
    sheet = item.sheet
    figures = figures_of_sheet(sheet, criteria_set, rows)
    row = row_of(item, node, figures, may_edit=outcome.may_edit)
    row.must_explain = sheet.cycle.is_own_file
    row.notice, row.file_errors = outcome.notice, outcome.file_errors
    if outcome.status != 200:
        row.entry = outcome.entry
    if outcome.stale:
        row.conflicts = conflicts_of(row)
    return row


def _all_items(outcome: _Outcome) -> list[ScoreItem]:
    """All items of the sheet as they stand: those of the action, or read again after a refusal."""
    item = outcome.item
    rows = getattr(item.sheet, "rows", None) if outcome.status in (200, 422) else None
    if rows is None:
        rows = list(ScoreItem.objects.filter(sheet=item.sheet).for_summary())
    return [item if each.pk == item.pk else each for each in rows]


def _fragment(
    request: HttpRequest, outcome: _Outcome, criteria_set: CriteriaSet, node: Node
) -> HttpResponse:
    """The row, the summary, and the results of other rows that use its figures."""
    items = _all_items(outcome)
    row = _row(outcome, criteria_set, node, items)
    sheet = outcome.item.sheet
    rows = rows_of(sheet, criteria_set, items, may_edit=outcome.may_edit, explained=False)
    rows |= {node.code: row}
    if sheet.cycle.is_own_file:  # who leads a part counts that part, as the page did
        units = readers.own_units(request.user)
        rows = {code: each for code, each in rows.items() if each.item.lead_id in units}
    context = {
        "row": row,
        "sheet": sheet,
        "summary": summary_of(rows.values()),
        "block": next(each for each in blocks_of(criteria_set, rows) if row in each.rows),
        "dependents": _dependents(request, outcome, criteria_set, node, items),
        "page_name": request.POST.get("page", ""),
        "recognition_available": recognition_available(),
        "out_of_band": True,
        "saved": outcome.status == 200,
    }
    return render(request, "assessments/_saved.html", context, status=outcome.status)


def _dependents(
    request: HttpRequest,
    outcome: _Outcome,
    criteria_set: CriteriaSet,
    node: Node,
    items: list[ScoreItem],
) -> list[Row]:
    """Rows of other criteria whose rules read this one's figures; none beside a single row."""
    if request.POST.get("page") == CRITERION_PAGE:
        return []
    codes = {other.code for other in readers_of(criteria_set, node.code)}
    if not codes:
        return []
    sheet = outcome.item.sheet
    figures = figures_of_sheet(sheet, criteria_set, items)
    for item in items:
        item.sheet = sheet
    return [
        row_of(
            item,
            node_of(criteria_set, item.criterion.code),
            figures,
            may_edit=readers.fills(request.user, leaf_of(item)),
        )
        for item in items
        if item.criterion.code in codes and item.lead_id == outcome.item.lead_id
    ]


def _page(
    request: HttpRequest, outcome: _Outcome, criteria_set: CriteriaSet, node: Node
) -> HttpResponse:
    """Without JavaScript: back to the page, or the page with the row as it was typed."""
    item = outcome.item
    address = (item.sheet.place, item.sheet.unit.code)
    if outcome.status == 200:
        if request.POST.get("page") == CRITERION_PAGE:
            return redirect("assessments:criterion", *address, node.code)
        return redirect(f"{reverse('assessments:sheet', args=address)}#item-{item.pk}")
    row = _row(outcome, criteria_set, node, _all_items(outcome))
    context = sheet_context(request, item.sheet, replaced=row)
    context |= found_context(request, context)
    context["notice"] = _("Not everything could be saved: see criterion %(code)s.") % {
        "code": node.code
    }
    return render(request, "assessments/sheet.html", context, status=outcome.status)
