"""Pages about units and about one's own roles."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from openpar.people.access import access
from openpar.people.forms import UnitFilterForm
from openpar.people.models import Unit
from openpar.people.permissions import may_see_people

UNITS_PER_PAGE = 50


@require_GET
@access("signed in")
def units(request: HttpRequest) -> HttpResponse:
    """The list of units: by type, by a piece of the name, today's or also those of the past."""
    form = UnitFilterForm(request.GET)
    rows = Unit.objects.with_standing().for_list()
    if form.is_valid():
        rows = rows.matching(form.cleaned_data["q"])
        if form.cleaned_data["kind"]:
            rows = rows.filter(kind=form.cleaned_data["kind"])
        if not form.cleaned_data["ended"]:
            rows = rows.valid_today()
    page = Paginator(rows, UNITS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "query": _without_page(request)}
    return render(request, "people/units.html", context)


@require_GET
@access("signed in")
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: codes, dates, attributes, units below; appointments for who may see people."""
    found = get_object_or_404(Unit.objects.with_standing().select_related("parent"), code=code)
    sees_people = may_see_people(request.user)
    context = {
        "unit": found,
        "children": found.children.with_standing().for_list(),
        "may_see_people": sees_people,
        "appointments": _appointments(found) if sees_people else (),
    }
    return render(request, "people/unit.html", context)


@require_GET
@access("signed in")
def my_roles(request: HttpRequest) -> HttpResponse:
    """What one is appointed to: today, before and later."""
    mine = request.user.appointments.with_standing().select_related("unit")
    context = {"appointments": mine.order_by("-valid_from", "role", "pk")}
    return render(request, "people/my_roles.html", context)


def _appointments(unit: Unit):
    """Return a unit's appointments, those of today first."""
    rows = unit.appointments.with_standing().select_related("user")
    return rows.order_by("standing", "role", "user__username")


def _without_page(request: HttpRequest) -> str:
    """Return the filters as the links of the pagination carry them on."""
    parameters = request.GET.copy()
    parameters.pop("page", None)
    return f"&{parameters.urlencode()}" if parameters else ""
