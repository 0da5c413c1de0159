"""How long self-assessment is still open for a unit, by the database clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Subquery
from django.db.models.functions import Now

from openpar.assessments.models import ScoreSheet
from openpar.criteria.countdown import NEAR, in_words
from openpar.criteria.models import Extension, Period, Phase


@dataclass(frozen=True, slots=True)
class Deadline:
    """The self-assessment phase of one cycle for one unit. ``standing``: upcoming, open, grace or
    over; ``extended``: whether the unit has longer than the others.

    ``left`` is the time until it closes (open) or opens (upcoming), measured by the database.
    """

    standing: str
    opens_at: datetime
    closes_at: datetime
    left: timedelta
    extended: bool = False

    @property
    def is_open(self) -> bool:
        """Whether figures may be typed now."""
        return self.standing in ("open", "grace")

    @property
    def seconds_left(self) -> int:
        """Whole seconds until the next change."""
        return max(0, int(self.left.total_seconds()))

    @property
    def days_left(self) -> int:
        """Whole days until the next change."""
        return self.left.days

    @property
    def countdown(self) -> str:
        """The time left in words."""
        return in_words(self.left)

    @property
    def is_near(self) -> bool:
        """Whether less than three days are left."""
        return self.is_open and self.left < NEAR


def deadlines_of(places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Deadline]:
    """Return the self-assessment deadline of each place (ids of cycle and unit) whose cycle has
    that phase: one query.
    """
    places = list(places)
    extension = Extension.objects.in_force().filter(
        phase=OuterRef("pk"), unit=OuterRef("cycle__memberships__unit")
    )
    phases = Phase.objects.filter(
        kind=Phase.Kind.SELF_ASSESSMENT,
        cycle__in={cycle for cycle, _unit in places},
        cycle__memberships__unit__in={unit for _cycle, unit in places},
    ).annotate(
        unit=F("cycle__memberships__unit"),
        until=Subquery(extension.order_by("-until").values("until")[:1]),
    )
    timed = phases.with_standing().annotate(
        until_own=ExpressionWrapper(F("until") - Now(), output_field=DurationField())
    )
    return {(phase.cycle_id, phase.unit): _deadline(phase) for phase in timed}


def deadline_of(sheet: ScoreSheet) -> Deadline | None:
    """Return the deadline of one sheet: the year's follows its phase, another its period."""
    if sheet.period.is_year:
        place = (sheet.cycle_id, sheet.unit_id)
        return deadlines_of([place]).get(place)
    return period_deadlines([sheet.period]).get(sheet.period_id)


def period_deadlines(periods: Iterable[Period]) -> dict[int, Deadline]:
    """Return the deadline of each period that has one, by its id: one query."""
    rows = Period.objects.filter(
        pk__in=[period.pk for period in periods], opens_at__isnull=False
    ).annotate(
        until_close=ExpressionWrapper(F("closes_at") - Now(), output_field=DurationField()),
        until_open=ExpressionWrapper(F("opens_at") - Now(), output_field=DurationField()),
    )
    return {row.pk: _of_period(row) for row in rows}


def _of_period(row: Period) -> Deadline:
    if row.until_open > timedelta(0):
        return Deadline("upcoming", row.opens_at, row.closes_at, row.until_open)
    standing = "open" if row.until_close >= timedelta(0) else "over"
    return Deadline(standing, row.opens_at, row.closes_at, row.until_close)


def _deadline(phase: Phase) -> Deadline:
    if phase.until is None or phase.until <= phase.closes_at or phase.standing == "upcoming":
        return Deadline(phase.standing, phase.opens_at, phase.closes_at, phase.left)
    standing = "open" if phase.until_own >= timedelta(0) else "over"
    return Deadline(standing, phase.opens_at, phase.until, phase.until_own, extended=True)
