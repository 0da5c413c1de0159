"""The scope editor: which units a planned cycle scores, in which cohort, by which set."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from openpar.criteria import lifecycle, permissions
from openpar.criteria.cycle_forms import CohortForm, PlaceForm, ScopeFilterForm
from openpar.criteria.models import Cohort, Cycle, Membership
from openpar.criteria.owning import scorable
from openpar.criteria.views.cycles import visible
from openpar.people.access import access
from openpar.people.models import UnitQuerySet

UNITS_PER_PAGE = 200


@require_GET
@access("coordinator", "inner_coordinator")
def scope(request: HttpRequest, code: str) -> HttpResponse:
    """Cohorts of the cycle, and the units in force today with the cohort each stands in."""
    found = visible(request, code)
    permissions.may_prepare_cycle(request.user, found).or_403()
    return _page(request, found, CohortForm(user=request.user))


@require_POST
@access("coordinator", "inner_coordinator")
def put_cohort(request: HttpRequest, code: str) -> HttpResponse:
    """Add a cohort of a published set, or give the cohort of that code this set."""
    found = visible(request, code)
    form = CohortForm(request.POST, user=request.user)
    if form.is_valid():
        criteria_set, cohort = form.chosen
        try:
            lifecycle.put_cohort(found, cohort, criteria_set, by=request.user)
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            return redirect("criteria:scope", code)
    permissions.may_prepare_cycle(request.user, found).or_403()
    return _page(request, found, form)


@require_POST
@access("coordinator", "inner_coordinator")
def remove_cohort(request: HttpRequest, code: str, cohort: str) -> HttpResponse:
    """Take a cohort out of a planned cycle."""
    found = visible(request, code)
    row = get_object_or_404(Cohort.objects.select_related("cycle"), cycle=found, code=cohort)
    lifecycle.remove_cohort(row, by=request.user)
    return redirect("criteria:scope", code)


@require_POST
@access("coordinator", "inner_coordinator")
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Put the ticked units, or all that the filter finds, into a cohort or out of the cycle."""
    found = visible(request, code)
    form = PlaceForm(request.POST, cycle=found)
    if form.is_valid():
        units = _candidates(found, ScopeFilterForm(request.POST))
        if not request.POST.get("everything"):
            ticked = [number for number in request.POST.getlist("unit") if number.isdecimal()]
            units = units.filter(pk__in=ticked)
        try:
            moved = lifecycle.place_units(
                found, list(units), form.cleaned_data["cohort"], by=request.user
            )
        except ValidationError as refusal:
            moved = []
            for sentence in refusal.messages:
                messages.error(request, sentence)
        said = ngettext("%(count)d unit placed.", "%(count)d units placed.", len(moved))
        messages.success(request, said % {"count": len(moved)})
    else:
        messages.error(request, _("This cohort is not in the cycle any more."))
    names = ("q", "kind", "place")
    query = "&".join(f"{name}={request.POST[name]}" for name in names if request.POST.get(name))
    return redirect(f"{reverse('criteria:scope', args=[code])}?{query}")


def _candidates(cycle: Cycle, form: ScopeFilterForm) -> UnitQuerySet:
    """Return the units in force today that the filter finds, each with ``cohort_title``."""
    member = Membership.objects.filter(cycle=cycle, unit=OuterRef("pk"))
    units = scorable(cycle).for_list()
    units = units.annotate(cohort_title=Subquery(member.values("cohort__title")[:1]))
    if not form.is_valid():
        return units
    asked = form.cleaned_data
    units = units.matching(asked["q"])
    if asked["kind"]:
        units = units.filter(kind=asked["kind"])
    if asked["place"]:
        units = units.filter(cohort_title__isnull=asked["place"] == "out")
    return units


def _page(request: HttpRequest, found: Cycle, cohort_form: CohortForm) -> HttpResponse:
    filters = ScopeFilterForm(request.GET)
    units = Paginator(_candidates(found, filters), UNITS_PER_PAGE).get_page(request.GET.get("page"))
    parameters = request.GET.copy()
    parameters.pop("page", None)
    context = {
        "cycle": found,
        "cohorts": found.cohorts.with_set(),
        "cohort_form": cohort_form,
        "filters": filters,
        "place_form": PlaceForm(cycle=found),
        "page": units,
        "query": f"&{parameters.urlencode()}" if parameters else "",
        "asked": filters.cleaned_data if filters.is_valid() else {},
    }
    return render(request, "criteria/scope.html", context)
