"""Pages of the periods of a cycle: which there are, up to which days, when they are scored."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openpar.criteria import periods, permissions
from openpar.criteria.cycle_forms import PeriodForm, PeriodsForm
from openpar.criteria.models import Period
from openpar.criteria.views.cycles import visible
from openpar.people.access import access


@require_http_methods(["GET", "POST"])
@access("coordinator")
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Switch scoring within the year on or off."""
    found = visible(request, code)
    permissions.may_change_cycle(request.user, found).or_403()
    known = set(found.periods.within_the_year().values_list("kind", flat=True))
    posted = request.POST if request.method == "POST" else None
    form = PeriodsForm(posted, initial={"kinds": sorted(known)})
    if form.is_valid():
        try:
            periods.choose_periods(found, form.cleaned_data["kinds"], by=request.user)
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("The periods of the cycle are set."))
            return redirect("criteria:cycle", code)
    return render(request, "criteria/periods.html", {"cycle": found, "form": form})


@require_http_methods(["GET", "POST"])
@access("coordinator")
def period(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Set both cut-offs of one period, and when units score themselves."""
    found = visible(request, code)
    permissions.may_change_cycle(request.user, found).or_403()
    row = get_object_or_404(Period, cycle=found, pk=number)
    form = PeriodForm(request.POST or None, period=row)
    if request.method == "POST" and form.is_valid():
        try:
            periods.set_days(row, form.days, by=request.user)
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("The dates are set; everybody sees them from now on."))
            return redirect("criteria:cycle", code)
    return render(request, "criteria/period.html", {"cycle": found, "period": row, "form": form})
