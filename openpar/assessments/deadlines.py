"""How long a sheet may still be typed and submitted, by the database clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, Subquery
from django.db.models.functions import Now

from openpar.assessments.models import Reopening, ScoreSheet, Timeliness
from openpar.criteria.arrivals import counted
from openpar.criteria.countdown import NEAR, in_words
from openpar.criteria.models import Extension, Period, Phase

#: What a submission is, by the standing of the deadline at the moment in which it was asked.
TIMELINESS = {
    "open": Timeliness.ON_TIME,
    "grace": Timeliness.IN_GRACE,
    "late": Timeliness.LATE,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The time in which one unit types and submits. ``standing``: upcoming, open, grace, late or
    over; ``extended``: whether the unit has longer than the others; ``late_until``: up to when a
    late sheet is accepted.

    ``left`` is the time until it closes (open) or opens (upcoming), measured by the database.
    """

    standing: str
    opens_at: datetime
    closes_at: datetime
    left: timedelta
    extended: bool = False
    late_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether figures may be typed now."""
        return self.standing in TIMELINESS

    @property
    def seconds_left(self) -> int:
        """Whole seconds until the next change."""
        return max(0, int(self.left.total_seconds()))

    @property
    def countdown(self) -> str:
        """The time left in words."""
        return in_words(self.left)

    @property
    def is_near(self) -> bool:
        """Whether less than three days are left."""
        return self.is_open and self.left < NEAR


def deadlines_of(
    places: Iterable[tuple[int, int]], kind: str = Phase.Kind.SELF_ASSESSMENT
) -> dict[tuple[int, int], Deadline]:
    """Return the deadline of each place (ids of cycle and unit) whose cycle has a phase of the
    kind: one query.
    """
    places = list(places)
    extension = Extension.objects.in_force().filter(
        phase=OuterRef("pk"), unit=OuterRef("cycle__memberships__unit")
    )
    phases = Phase.objects.filter(
        kind=kind,
        cycle__in={cycle for cycle, _unit in places},
        cycle__memberships__unit__in={unit for _cycle, unit in places},
    ).annotate(
        unit=F("cycle__memberships__unit"),
        until=Subquery(extension.order_by("-until").values("until")[:1]),
    )
    return {(phase.cycle_id, phase.unit): _deadline(phase) for phase in phases.with_standing()}


def deadline_of(sheet: ScoreSheet) -> Deadline | None:
    """Return the deadline of one sheet: the year's follows its phase, another its period, and a
    reopened one what was said when it was opened again."""
    if sheet.reopening_id is not None:
        return reopened_deadlines([sheet]).get(sheet.pk)
    if sheet.period.is_year:
        place = (sheet.cycle_id, sheet.unit_id)
        return deadlines_of([place]).get(place)
    return period_deadlines([sheet.period]).get(sheet.period_id)


def reopened_deadlines(sheets: Iterable[ScoreSheet]) -> dict[int, Deadline]:
    """Return the deadline of each reopened sheet, by its id: a query, and another one where the
    supplement phase of the cycle decides."""
    by_reopening = {sheet.reopening_id: sheet for sheet in sheets if sheet.reopening_id}
    if not by_reopening:
        return {}
    left = ExpressionWrapper(F("until") - Now(), output_field=DurationField())
    rows = Reopening.objects.filter(pk__in=by_reopening).annotate(left=left)
    deadlines, windowed = {}, []
    for row in rows:
        sheet = by_reopening[row.pk]
        if row.until is None:
            windowed.append(sheet)
        else:
            standing = "open" if row.left >= timedelta(0) else "over"
            deadlines[sheet.pk] = Deadline(standing, row.at, row.until, row.left)
    if windowed:
        places = [(sheet.cycle_id, sheet.unit_id) for sheet in windowed]
        found = deadlines_of(places, Phase.Kind.SUPPLEMENT)
        for sheet, place in zip(windowed, places, strict=True):
            if place in found:
                deadlines[sheet.pk] = found[place]
    return deadlines


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
    late_until = phase.late_until
    due = max(phase.closes_at, phase.until or phase.closes_at)
    now = counted(phase.checked_at, due)
    if phase.opens_at > now:
        standing = "upcoming"
    elif now <= due:
        standing = "open"
    elif now <= phase.closes_at + phase.grace:
        standing = "grace"
    else:
        standing = "late" if late_until is not None and now <= late_until else "over"
    left = (phase.opens_at if standing == "upcoming" else due) - now
    return Deadline(standing, phase.opens_at, due, left, due > phase.closes_at, late_until)
