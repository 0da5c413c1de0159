"""Pages of a cycle's dates: a phase moved, a step of the plan written or taken out."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openpar.criteria import permissions, plan
from openpar.criteria.cycle_forms import PhaseForm, StepForm
from openpar.criteria.models import Phase, PlanStep
from openpar.criteria.phases import move_phase
from openpar.criteria.views.cycles import visible
from openpar.people.access import access


@require_http_methods(["GET", "POST"])
@access("coordinator", "inner_coordinator")
def phase(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Set or move the dates of one phase, with the reason everybody reads."""
    found = visible(request, code)
    if kind not in Phase.Kind.values:
        raise Http404
    permissions.may_change_cycle(request.user, found).or_403()
    known = Phase.objects.with_standing().filter(cycle=found, kind=kind).first()
    form = PhaseForm(request.POST or None, phase=known, kind=kind)
    if request.method == "POST" and form.is_valid():
        dates, reason = form.cleaned_data["dates"], form.cleaned_data["reason"]
        try:
            move_phase(found, kind, dates, reason=reason, by=request.user)
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("The dates are set; everybody sees them from now on."))
            return redirect("criteria:cycle", code)
    context = {"cycle": found, "phase": known, "label": Phase.Kind(kind).label, "form": form}
    return render(request, "criteria/phase.html", context)


@require_http_methods(["GET", "POST"])
@access("coordinator", "inner_coordinator")
def step(request: HttpRequest, code: str, number: int | None = None) -> HttpResponse:
    """Add a step to the plan, or change one."""
    found = visible(request, code)
    permissions.may_change_cycle(request.user, found).or_403()
    known = get_object_or_404(PlanStep, cycle=found, pk=number) if number else None
    form = StepForm(request.POST or None, cycle=found, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            plan.write_step(found, form.step, by=request.user, known=known)
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("The plan is up to date."))
            return redirect("criteria:cycle", code)
    return render(request, "criteria/step.html", {"cycle": found, "step": known, "form": form})


@require_POST
@access("coordinator", "inner_coordinator")
def remove_step(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take a step out of the plan."""
    found = visible(request, code)
    plan.remove_step(get_object_or_404(PlanStep, cycle=found, pk=number), by=request.user)
    messages.success(request, _("The plan is up to date."))
    return redirect("criteria:cycle", code)
