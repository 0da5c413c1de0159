"""Pages of duties: one's own criteria, and who of a unit answers for what."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.criteria import duties as actions
from openpar.criteria import responsibility_permissions as permissions
from openpar.criteria.models import Criterion, Cycle, Duty, Membership
from openpar.criteria.responsibility_forms import DutyForm
from openpar.people.access import access


@require_GET
@access("signed in")
def mine(request: HttpRequest) -> HttpResponse:
    """My criteria: what I answer for, in cycles that are not closed (S0-7)."""
    own = Duty.objects.of(request.user).exclude(cycle__state=Cycle.State.CLOSED)
    return render(request, "criteria/my_criteria.html", {"duties": own})


@require_http_methods(["GET", "POST"])
@access("officer", "contributor", "head", "deputy", "coordinator", "auditor")
def duties(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Who of a unit answers for which criterion; the head gives."""
    member = _member(request, code, unit)
    may_give = permissions.may_give_duties(request.user, member.unit)
    if request.method == "POST":
        may_give.or_403()
    nodes = Criterion.objects.filter(set=member.cohort.criteria_set).order_by("position")
    form = DutyForm(request.POST or None, people=actions.workers_of(member.unit), nodes=nodes)
    if request.method == "POST" and form.is_valid():
        person, chosen = form.cleaned_data["person"], form.cleaned_data["criteria"]
        try:
            actions.give(member.cycle, member.unit, person, chosen, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Done, and written to the log."))
            return redirect("criteria:duties", code, unit)
    given = Duty.objects.filter(cycle=member.cycle, unit=member.unit)
    context = {
        "member": member,
        "duties": given.select_related("criterion", "user").order_by("criterion__position", "pk"),
        "may_give": may_give,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "criteria/duties.html", context, status=status)


@require_POST
@access("head", "deputy")
def take(request: HttpRequest, code: str, unit: str, pk: int) -> HttpResponse:
    """Take a duty from a person."""
    member = _member(request, code, unit)
    rows = Duty.objects.select_related("cycle", "unit", "user", "criterion")
    duty = get_object_or_404(rows, pk=pk, cycle=member.cycle, unit=member.unit)
    actions.take(duty, by=request.user)
    return redirect("criteria:duties", code, unit)


def _member(request: HttpRequest, code: str, unit: str) -> Membership:
    """Return the unit in the cycle, or the 404 of what is not this person's to see."""
    rows = Membership.objects.select_related("cycle", "unit", "cohort__criteria_set")
    rows = rows.defer("cohort__criteria_set__text")
    member = get_object_or_404(rows, cycle__code=code, unit__code=unit)
    if not permissions.may_see_duties(request.user, member.unit):
        raise Http404
    return member
