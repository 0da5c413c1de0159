"""Pages that open a submitted sheet again: returned for repair, supplemented, asked for."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openpar.assessments import moves, reopening, supplementing
from openpar.assessments.differences import between
from openpar.assessments.forms_life import ChosenForm, GrantForm, RefuseForm, RepairForm
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.assessments.views import READERS, may_see_whole, visible_sheet
from openpar.criteria.cycle_forms import ActionForm
from openpar.people.access import access


@access(*READERS)
@require_http_methods(["GET", "POST"])
def repair(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """Return criteria to the unit for repair, each with its reason, until a moment."""
    found = visible_sheet(request, cycle, unit)
    moves.may(request.user, found, "return_for_repair").or_403()
    items = _items(found)
    form = RepairForm(request.POST or None, items=items, label=_("Why criterion"))
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        done = _done(form, lambda: reopening.return_for_repair(
            found, by=request.user, reasons=form.texts, until=until
        ))  # fmt: skip
        if done:
            messages.success(request, _("The chosen criteria are open again for the unit."))
            return redirect("assessments:sheet", cycle, unit)
    rows = [(item, form.field(item.criterion.code)) for item in items]
    context = {"sheet": found, "form": form, "rows": rows}
    return _page(request, "assessments/repair.html", context, form)


@access(*READERS)
@require_http_methods(["GET", "POST"])
def supplement(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """Open criteria again in the supplement phase; outside of it, ask the coordinator."""
    found = visible_sheet(request, cycle, unit)
    at_once = moves.may(request.user, found, "supplement")
    if not at_once:
        moves.may(request.user, found, "ask_supplement").or_403()
    form = ChosenForm(request.POST or None, items=_items(found))
    if request.method == "POST" and form.is_valid():
        codes, reason = form.cleaned_data["criteria"], form.cleaned_data["reason"]
        if at_once:
            done = _done(form, lambda: reopening.supplement(
                found, by=request.user, reasons=dict.fromkeys(codes, reason)
            ))  # fmt: skip
            sentence = _("The chosen criteria are open again: supplement, then submit anew.")
        else:
            done = _done(form, lambda: supplementing.ask(
                found, by=request.user, criteria=codes, reason=reason
            ))  # fmt: skip
            sentence = _("The coordinator has your request; the answer appears on the sheet.")
        if done:
            messages.success(request, sentence)
            return redirect("assessments:sheet", cycle, unit)
    context = {"sheet": found, "form": form, "at_once": at_once}
    return _page(request, "assessments/supplement.html", context, form)


@access(*READERS)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """Grant or refuse what the unit asked for."""
    found = visible_sheet(request, cycle, unit)
    moves.may(request.user, found, "grant_supplement").or_403()
    refusing = request.POST.get("move") == "refuse_supplement"
    grant = GrantForm(None if refusing else request.POST or None)
    refuse = RefuseForm(request.POST if refusing else None)
    form = refuse if refusing else grant
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = supplementing.refuse if refusing else supplementing.grant
        if _done(form, lambda: act(found, by=request.user, **given)):
            messages.success(request, _("The unit reads your answer on its sheet."))
            return redirect("assessments:sheet", cycle, unit)
    asked = supplementing.open_request(found)
    context = {"sheet": found, "grant": grant, "refuse": refuse, "asked": asked}
    return _page(request, "assessments/answer.html", context, form)


@access(*READERS)
@require_GET
def differences(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """What two submitted revisions of a sheet say differently; the newest two unless asked."""
    found = visible_sheet(request, cycle, unit)
    revisions = list(found.revisions.order_by("number")) if may_see_whole(request, found) else []
    numbered = {str(one.number): one for one in revisions}
    newer = numbered.get(request.GET.get("new", ""), revisions[-1] if revisions else None)
    older = numbered.get(request.GET.get("old", ""), revisions[-2] if revisions[1:] else None)
    changes = []
    if newer is not None and older is not None:
        changes = between(older.content, newer.content, found.scoring_set().parsed)
    context = {
        "sheet": found, "revisions": revisions, "older": older, "newer": newer, "changes": changes,
    }  # fmt: skip
    return render(request, "assessments/differences.html", context)


def _items(found: ScoreSheet) -> list[ScoreItem]:
    return list(found.items.select_related("criterion").order_by("criterion__position"))


def _done(form: ActionForm, act: Callable[[], object]) -> bool:
    """Act, or show in the form what the action says against it."""
    try:
        act()
    except ValidationError as refusal:
        form.refused(refusal)
        return False
    return True


def _page(
    request: HttpRequest, template: str, context: dict[str, object], form: ActionForm
) -> HttpResponse:
    return render(request, template, context, status=422 if form.is_bound else 200)
