"""The head's overview: the own unit's sheets, what is missing, the deadlines, who answers for what.

The head of a unit answers for its result (S1-7); whoever headed it during the year is shown with
the days of office (S1-11).
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openpar.assessments import overview
from openpar.criteria.models import Cycle, Duty
from openpar.people.access import access
from openpar.people.models import Appointment, Role, Unit, User
from openpar.people.models.validity import today_in_database


@dataclass(slots=True)
class OwnUnit:
    """One unit the reader heads: its work, its people with their criteria, its heads this year."""

    unit: Unit
    works: list[overview.Work]
    people: list[tuple[Appointment, list[Duty]]]
    heads: list[Appointment]


@require_GET
@access("head")
def own_unit(request: HttpRequest) -> HttpResponse:
    """Everything a head answers for, on one page: queries by unit headed, not by people."""
    user = request.user
    works = overview.own_work(user)
    context = {"units": [_overview(unit, works) for unit in user.units(Role.HEAD)]}
    return render(request, "web/own_unit.html", context)


def _overview(unit: Unit, works: list[overview.Work]) -> OwnUnit:
    duties: dict[int, list[Duty]] = {}
    open_duties = Duty.objects.filter(unit=unit).exclude(cycle__state=Cycle.State.CLOSED)
    for duty in open_duties.select_related("criterion").order_by("criterion__position"):
        duties.setdefault(duty.user_id, []).append(duty)
    here = Appointment.objects.in_force().filter(unit=unit, user__is_active=True)
    people = here.select_related("user").order_by("role", "user__search")
    return OwnUnit(
        unit,
        [work for work in works if work.member.unit_id == unit.pk],
        [(one, duties.get(one.user_id, [])) for one in people],
        list(Appointment.objects.heads_in_year(unit, _year())),
    )


def _year() -> int:
    """Return the year of the database clock."""
    today = User.objects.annotate(today=today_in_database()).values_list("today", flat=True)
    return today[0].year
