"""Reminders before a deadline, by the database clock: to units whose sheet is not handed in yet.

A unit hears of its own deadline, its extension included, some days before
(``OPENPAR_REMIND_DAYS``); agencies that lead criteria hear as early, those that cooperate by a
setting of their own. Each occasion is told once, however often the clock asks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse_lazy

from openpar.assessments.deadlines import deadlines_of
from openpar.assessments.models import SheetRevision
from openpar.criteria.clock import database_now
from openpar.criteria.models import Cycle, Matrix, Membership, Period, Responsibility
from openpar.messages.actions import alerts
from openpar.messages.models import Alert
from openpar.people.models import Appointment, Unit
from openpar.web.telling import PREPARING, schedule, send_soon

Part = Responsibility.Part
SHEETS = reverse_lazy("assessments:sheets")
_KINDS = {Part.LEAD: "deadline_lead", Part.COOPERATING: "deadline_cooperating"}


@dataclass(frozen=True, slots=True)
class Due:
    """A unit of a cycle that owes something ``until`` a moment; ``days`` is how long before it is
    reminded, the nearest of the setting."""

    kind: str
    cycle: Cycle
    unit: Unit
    until: datetime
    days: int

    @property
    def key(self) -> str:
        """The occasion: a moved deadline is another one."""
        moment = self.until.isoformat()
        return f"{self.kind}:{self.cycle.pk}:{self.unit.pk}:{moment}:{self.days}"

    @property
    def about(self) -> dict[str, str]:
        """The names and the moment in the sentence."""
        until = self.until.isoformat()
        return {"unit": self.unit.name, "cycle": self.cycle.title, "until": until}


@transaction.atomic
def remind() -> int:
    """Tell every unit that is due for a reminder and has not had it; return how many were told."""
    dues = {due.key: due for due in _due(database_now())}
    known = Alert.objects.filter(key__in=dues).values_list("key", flat=True)
    for key in known.distinct():
        del dues[key]
    people = _people_of({due.unit.pk for due in dues.values()})
    plan = schedule()
    reached = [(key, due) for key, due in dues.items() if due.unit.pk in people]
    for key, due in reached:
        occasion = alerts.Occasion(due.kind, key, due.cycle, SHEETS, due.about)
        alerts.tell(occasion, people[due.unit.pk], schedule=plan)
    if reached and settings.MAIL_ENABLED:
        transaction.on_commit(send_soon)
    return len(reached)


def _people_of(units: set[int]) -> dict[int, set[int]]:
    """Return who prepares the sheet of each unit that has anybody: one query."""
    people: dict[int, set[int]] = {}
    rows = Appointment.objects.in_force().filter(unit__in=units, role__in=PREPARING)
    for unit, user in rows.values_list("unit", "user"):
        people.setdefault(unit, set()).add(user)
    return people


def _due(now: datetime) -> Iterator[Due]:
    """Yield who is to be reminded now: the units, then the agencies of the matrix."""
    waiting: dict[Cycle, datetime] = {}
    members = list(_not_submitted())
    deadlines = deadlines_of((member.cycle_id, member.unit_id) for member in members)
    for member in members:
        deadline = deadlines.get((member.cycle_id, member.unit_id))
        if deadline is None or not deadline.opens_at <= now < deadline.closes_at:
            continue
        last = waiting.get(member.cycle, deadline.closes_at)
        waiting[member.cycle] = min(last, deadline.closes_at)
        days = _nearest(settings.REMIND_DAYS, deadline.closes_at - now)
        if days is not None:
            yield Due("deadline", member.cycle, member.unit, deadline.closes_at, days)
    yield from _agencies(waiting, now)


def _agencies(waiting: dict[Cycle, datetime], now: datetime) -> Iterator[Due]:
    """Agencies with a part in cycles of which units are still waiting: the leading one's own sheet
    apart, each hears once of the part in which it answers most."""
    rows = Responsibility.objects.filter(
        matrix__cycle__in=waiting, matrix__state=Matrix.State.APPROVED
    ).select_related("matrix__cycle", "unit")
    parts: dict[tuple[Cycle, Unit], str] = {}
    for row in rows.order_by("pk"):
        place = (row.matrix.cycle, row.unit)
        if parts.get(place) != Part.LEAD:
            parts[place] = row.part
    for (cycle, unit), part in parts.items():
        until = waiting[cycle]
        wanted = settings.REMIND_DAYS if part == Part.LEAD else settings.REMIND_COOPERATING_DAYS
        days = _nearest(wanted, until - now)
        if days is not None:
            yield Due(_KINDS[Part(part)], cycle, unit, until, days)


def _not_submitted() -> Iterable[Membership]:
    """Members of open cycles whose sheet of the year has never been submitted: one query."""
    submitted = SheetRevision.objects.filter(
        sheet__cycle=OuterRef("cycle"),
        sheet__unit=OuterRef("unit"),
        sheet__period__kind=Period.Kind.YEAR,
    )
    rows = Membership.objects.filter(~Exists(submitted), cycle__state=Cycle.State.OPEN)
    return rows.select_related("cycle", "unit").order_by("cycle", "unit__code")


def _nearest(wanted: Iterable[int], left: timedelta) -> int | None:
    """Return the least number of days that is not yet under-run; ``None`` where it is too early."""
    return min((days for days in wanted if left <= timedelta(days=days)), default=None)
