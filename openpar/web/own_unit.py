"""The head's board: the own unit's sheets, what is left and lost, the deadlines, what waits for a
signature, who answers for what.

The head of a unit answers for its result (S1-7); whoever headed it during the year is shown with
the days of office (S1-11).
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openpar.assessments import overview
from openpar.assessments.gaps import Gap, gap_of, pairs_of
from openpar.assessments.models import ScoreSheet
from openpar.assessments.permissions import may_read_judgements
from openpar.criteria.duties import leaves_below
from openpar.criteria.models import Cycle, Duty
from openpar.people.access import access
from openpar.people.models import Appointment, Role, Unit, User
from openpar.people.models.validity import today_in_database
from openpar.scoring.numbers import Number, exact
from openpar.web.boards.rows import HOLDERS

#: Who answers for a unit here: the head, and a deputy who signs for the head (KT.).
SIGNING = (Role.HEAD, Role.DEPUTY)


@dataclass(frozen=True, slots=True)
class OwnWork:
    """One sheet of the unit as its head sees it.

    ``lost`` are the points missing from the maximum of the criteria that have points so far;
    ``gap`` is ``None`` until the reader may see what was appraised.
    """

    work: overview.Work
    waits_for_signature: bool
    lost: Number | None
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here, with the criteria given and how many of their leaves are left."""

    appointment: Appointment
    duties: list[Duty]
    left: int


@dataclass(slots=True)
class OwnUnit:
    """One unit the reader heads: its work, its people with their criteria, its heads this year."""

    unit: Unit
    works: list[OwnWork]
    people: list[Person]
    heads: list[Appointment]

    @property
    def waiting(self) -> list[OwnWork]:
        """The sheets that wait for the reader's signature."""
        return [own for own in self.works if own.waits_for_signature]


@require_GET
@access(*SIGNING)
def own_unit(request: HttpRequest) -> HttpResponse:
    """Everything a head answers for, on one page: queries by unit headed, not by people."""
    user = request.user
    works = overview.own_work(user)
    context = {"units": [_overview(user, unit, works) for unit in user.units(*SIGNING)]}
    return render(request, "web/own_unit.html", context)


def _overview(user: User, unit: Unit, works: list[overview.Work]) -> OwnUnit:
    own = [work for work in works if work.member.unit_id == unit.pk]
    unfilled = {
        (work.member.cycle_id, row.node.code)
        for work in own
        if work.period is None and work.summary
        for row in work.summary.unfilled
    }
    duties: dict[int, list[Duty]] = {}
    open_duties = Duty.objects.filter(unit=unit).exclude(cycle__state=Cycle.State.CLOSED)
    rows = open_duties.select_related("criterion__set").defer("criterion__set__text")
    for duty in rows.order_by("criterion__position"):
        duties.setdefault(duty.user_id, []).append(duty)
    here = Appointment.objects.in_force().filter(unit=unit, user__is_active=True)
    people = here.select_related("user").order_by("role", "user__search")
    return OwnUnit(
        unit,
        [_work(user, work) for work in own],
        [_person(one, duties.get(one.user_id, []), unfilled) for one in people],
        list(Appointment.objects.heads_in_year(unit, _year())),
    )


def _work(user: User, work: overview.Work) -> OwnWork:
    summary, sheet = work.summary, work.sheet
    holders = HOLDERS.get(sheet.state, ()) if sheet else ()
    return OwnWork(
        work,
        waits_for_signature=Role.HEAD in holders,
        lost=exact(summary.maximum - summary.points) if summary else None,
        gap=_gap(user, sheet) if sheet and sheet.was_submitted else None,
    )


def _gap(user: User, sheet: ScoreSheet) -> Gap | None:
    """Return the gap of the own sheet, once the reader may see what was appraised."""
    if not may_read_judgements(user, sheet):
        return None
    return gap_of(pairs_of(sheet.cycle, sheet.unit_id))


def _person(one: Appointment, duties: list[Duty], unfilled: set[tuple[int, str]]) -> Person:
    leaves = {(duty.cycle_id, code) for duty in duties for code in leaves_below(duty.criterion)}
    return Person(one, duties, len(leaves & unfilled))


def _year() -> int:
    """Return the year of the database clock."""
    today = User.objects.annotate(today=today_in_database()).values_list("today", flat=True)
    return today[0].year
