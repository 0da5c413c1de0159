"""Saving: one row by its own form, or all rows that need no reason at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openpar.appraisals import actions
from openpar.appraisals.forms import ACCEPT, RECOGNISE, AppraiseForm
from openpar.appraisals.models import DeskItem
from openpar.appraisals.permissions import Desk
from openpar.appraisals.rows import Row, rows_of
from openpar.appraisals.views.matrix import desk_items, find_criterion
from openpar.assessments.computed import figures_of_sheet
from openpar.assessments.models import ScoreItem
from openpar.assessments.submitted import show_submitted
from openpar.criteria.models import Cycle
from openpar.people.access import access
from openpar.scoring.numbers import Number

VIEWS = ("criterion", "unit", "item")


@require_http_methods(["GET", "POST"])
@access("appraiser")
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item with its explanation, evidence and layers; POST appraises it.

    With htmx the fresh row comes back, and a refused one with what was typed (422; 409 where
    somebody else was quicker; 403 where the phase has closed). Without, the page the row stands on
    comes back, or this page with the refusal.
    """
    row = find_row(request, pk)
    if request.method == "GET":
        return _item_page(request, row)
    form = AppraiseForm(request.POST)
    status = _appraise(row, form, request) if form.is_valid() else _refuse(row, form, form.errors)
    if status == 200:
        row = find_row(request, pk)
    view = request.POST.get("view") if request.POST.get("view") in VIEWS else "item"
    if "HX-Request" in request.headers and view != "item":
        context = {"row": row, "view": view, "cycle": row.item.sheet.cycle}
        return render(request, "appraisals/_row.html", context, status=status)
    if status != 200:
        return _item_page(request, row, status)
    messages.success(request, _("Saved: %(unit)s, %(code)s.") % _names(row))
    return redirect(_address_of(row, view))


@require_POST
@access("appraiser")
def recognise(request: HttpRequest, cycle: str, set_code: str, code: str) -> HttpResponse:
    """Recognise the self points of all rows that need no reason; asks once before doing it."""
    found = get_object_or_404(Cycle, code=cycle)
    criterion = find_criterion(found, set_code, code)
    desk = Desk.of(request.user, found)
    items = desk_items(request, found, criterion.field_code, desk)
    desk.may_write.or_403()
    rows = rows_of(items.filter(criterion=criterion).for_matrix(), [criterion], desk)
    ready = [row for row in rows if row.is_ready]
    if request.POST.get("confirm") != "yes":
        context = {
            "cycle": found,
            "criterion": criterion,
            "ready": ready,
            "left": [
                row for row in rows if row.standing.appraised is None and not row.recognisable
            ],
        }
        return render(request, "appraisals/recognise.html", context)
    layers = actions.recognise([row.item for row in ready], by=request.user)
    messages.success(
        request,
        ngettext(
            "Self points of %(count)d unit recognised.",
            "Self points of %(count)d units recognised.",
            len(layers),
        )
        % {"count": len(layers)},
    )
    return redirect("appraisals:criterion", found.code, criterion.set.code, criterion.code)


def find_row(request: HttpRequest, pk: int) -> Row:
    """Return one row of this person's desk; anything else is 404, as if it did not exist."""
    items = DeskItem.objects.on_desk_of(request.user).for_matrix()
    found = get_object_or_404(items.select_related("criterion__set"), pk=pk)
    desk = Desk.of(request.user, found.sheet.cycle)
    return rows_of([found], [found.criterion], desk)[0]


def _appraise(row: Row, form: AppraiseForm, request: HttpRequest) -> int:
    """Act; return the status of the answer, with the refusal in the row."""
    given = form.cleaned_data
    try:
        actions.appraise(
            row.item,
            by=request.user,
            points=decided_points(row, given["decision"], given["points"]),
            reason=given["reason"],
            seen=given["seen"],
        )
    except ValidationError as error:
        return _refuse(row, form, error.message_dict)
    except PermissionDenied as refusal:  # the phase has closed since the page was opened
        row.form, row.refused = form, {"may": str(refusal)}
        return 403
    except actions.StaleAppraisal as stale:
        row.form, row.stale = form, stale.newest
        return 409
    return 200


def decided_points(row: Row, decision: str, points: Number | None) -> Number | None:
    """Return the points a decision means: the unit's own, none at all, or those given."""
    if decision == RECOGNISE:
        return row.standing.self_points
    return None if decision == ACCEPT else points


def _refuse(row: Row, form: AppraiseForm, errors: dict[str, list[str]]) -> int:
    row.form = form
    row.refused = {name: " ".join(sentences) for name, sentences in errors.items()}
    return 422


def _names(row: Row) -> dict[str, str]:
    return {"unit": row.item.sheet.unit.label, "code": row.item.criterion.code}


def _address_of(row: Row, view: str) -> str:
    """Return where the person was: the matrix at the row, or the item itself."""
    found = row.item
    cycle, criterion = found.sheet.cycle.code, found.criterion
    if view == "criterion":
        page = reverse("appraisals:criterion", args=[cycle, criterion.set.code, criterion.code])
    elif view == "unit":
        unit = found.sheet.unit.code
        page = reverse("appraisals:unit", args=[cycle, criterion.field_code, unit])
    else:
        page = reverse("appraisals:item", args=[found.pk])
    return f"{page}#row-{found.pk}"


def _item_page(request: HttpRequest, row: Row, status: int = 200) -> HttpResponse:
    sheet = row.item.sheet
    items = list(ScoreItem.objects.filter(sheet=sheet).select_related("criterion"))
    for item in items:
        item.sheet = sheet
    show_submitted(items)
    figures = figures_of_sheet(sheet, row.item.criterion.set.parsed, items)
    context = {
        "row": row,
        "cycle": sheet.cycle,
        "view": "item",
        "explanation": figures.explanation(row.item.criterion.code, get_language() or "vi"),
    }
    return render(request, "appraisals/item.html", context, status=status)
