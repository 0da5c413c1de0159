"""Pages of cycles: the list, one cycle, its public schedule; preparing, opening and closing one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.criteria import exercises, lifecycle, permissions, readiness
from openpar.criteria.carrying import carry_over
from openpar.criteria.cycle_forms import CycleForm
from openpar.criteria.models import Cycle, Extension, Membership, Phase, PlanStep
from openpar.people.access import access


@require_GET
@access("signed in")
def cycles(request: HttpRequest) -> HttpResponse:
    """The list of cycles, the newest first."""
    context = {
        "cycles": Cycle.objects.visible_to(request.user).for_list(),
        "may_open": permissions.may_open_cycle(request.user),
    }
    return render(request, "criteria/cycles.html", context)


@require_GET
@access("signed in")
def cycle(request: HttpRequest, code: str) -> HttpResponse:
    """One cycle: its phases with their standing by the database clock, plan, cohorts and units."""
    return render(request, "criteria/cycle.html", cycle_context(request, visible(request, code)))


@require_GET
@access("anyone")
def schedule(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may read of a cycle: plan, phases, and the extensions granted."""
    found = get_object_or_404(Cycle.objects.announced(), code=code)
    context = {
        "cycle": found,
        "phases": found.phases.with_standing(),
        "steps": PlanStep.objects.for_cycle(found),
        "extensions": Extension.objects.for_cycle(found).in_force(),
    }
    return render(request, "criteria/schedule.html", context)


@require_http_methods(["GET", "POST"])
@access("coordinator", "inner_coordinator")
def new(request: HttpRequest) -> HttpResponse:
    """Begin to prepare a cycle, from nothing or from an earlier one."""
    form = CycleForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        head = dict(form.cleaned_data)
        before = head.pop("carried_from")
        try:
            if before is None:
                planned = lifecycle.plan_cycle(by=request.user, **head)
            else:
                planned = carry_over(before, by=request.user, **head).cycle
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("In preparation. Check what is still missing, then open."))
            return redirect("criteria:cycle", planned.code)
    return render(request, "criteria/new_cycle.html", {"form": form})


@require_POST
@access("coordinator", "inner_coordinator")
def move(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Open or close a cycle, as ``lifecycle.MOVES`` allows; what blocks is listed."""
    found = visible(request, code)
    if name not in lifecycle.MOVES:
        raise Http404
    try:
        lifecycle.MOVES[name].act(found, by=request.user)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        done = {
            "open": _("The cycle is open: its phases give rights from now on."),
            "close": _("The cycle is closed."),
        }
        messages.success(request, done[name])
    return redirect("criteria:cycle", code)


def visible(request: HttpRequest, code: str) -> Cycle:
    """Return the cycle, or 404 alike for what is absent and what is not yet for this person."""
    seen = Cycle.objects.visible_to(request.user).select_related("matrix", "owner")
    return get_object_or_404(seen, code=code)


def cycle_context(request: HttpRequest, found: Cycle) -> dict[str, object]:
    """Return what the page of a cycle needs: a fixed number of queries, whatever its size."""
    user = request.user
    extensions = Extension.objects.for_cycle(found)
    if not exercises.oversees(user, found):
        extensions = extensions.in_force()
    planned = found.state == Cycle.State.PLANNED
    phases = list(found.phases.with_standing())
    known = {phase.kind for phase in phases}
    return {
        "cycle": found,
        "phases": phases,
        "missing_phases": [each for each in Phase.Kind.choices if each[0] not in known],
        "periods": found.periods.in_order(),
        "steps": PlanStep.objects.for_cycle(found),
        "extensions": decidable(user, extensions),
        "cohorts": found.cohorts.with_set(),
        "memberships": Membership.objects.for_cycle(found),
        "files": found.files.defer("text").order_by("name"),
        "moves": lifecycle.moves_from(found, user),
        "findings": readiness.findings(found) if planned else [],
        "may_change": permissions.may_change_cycle(user, found),
        "may_prepare": permissions.may_prepare_cycle(user, found),
        "may_extend": permissions.may_extend(user, found),
    }


def decidable(user, extensions: models.QuerySet) -> list[Extension]:
    """Return extensions, each with what this person may do about it."""
    rows = list(extensions)
    for row in rows:
        row.may_decide = permissions.may_decide_extension(user, row)
        row.may_refuse = permissions.may_refuse_extension(user, row)
    return rows
