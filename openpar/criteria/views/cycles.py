"""Pages of cycles."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from openpar.criteria.models import Cycle, Membership
from openpar.people.access import access


@require_GET
@access("signed in")
def cycles(request: HttpRequest) -> HttpResponse:
    """The list of cycles, the newest first."""
    return render(request, "criteria/cycles.html", {"cycles": Cycle.objects.for_list()})


@require_GET
@access("signed in")
def cycle(request: HttpRequest, code: str) -> HttpResponse:
    """One cycle: its phases with their standing by the database clock, its cohorts and units."""
    found = get_object_or_404(Cycle, code=code)
    context = {
        "cycle": found,
        "phases": found.phases.with_standing(),
        "cohorts": found.cohorts.with_set(),
        "memberships": Membership.objects.for_cycle(found),
        "files": found.files.defer("text").order_by("name"),
    }
    return render(request, "criteria/cycle.html", context)
