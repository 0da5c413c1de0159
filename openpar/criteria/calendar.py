"""Working days: the week, the days off and the make-up days. Deadlines of n working days.

Pure once read: a ``Calendar`` is two sets of days. A year whose days nobody has entered knows only
its weekends, which pages say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import permissions
from openpar.criteria.models import Holiday
from openpar.people.models import User

#: When a working day ends: what is due on a day is due at this time, Vietnam's.
END_OF_DAY = time(17, 0)
SATURDAY = 5  # of date.weekday()
_DAY = timedelta(days=1)
_LONGEST = 3660  # days searched before giving up: ten years without a working day is no calendar


@dataclass(frozen=True, slots=True)
class Calendar:
    """``off``: days that nobody works; ``make_up``: Saturdays and Sundays worked for one of them.

    ``years`` are those with at least one entry.
    """

    off: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()

    @classmethod
    def read(cls) -> "Calendar":
        """Read the calendar as it stands: one query."""
        return cls.of(Holiday.objects.values_list("day", "kind"))

    @classmethod
    def of(cls, rows: Iterable[tuple[date, str]]) -> "Calendar":
        """Return the calendar of ``rows``: day and kind."""
        days: dict[str, set[date]] = {kind: set() for kind in Holiday.Kind.values}
        for day, kind in rows:
            days[kind].add(day)
        return cls(frozenset(days[Holiday.Kind.OFF]), frozenset(days[Holiday.Kind.MAKE_UP]))

    @property
    def years(self) -> set[int]:
        """The years whose days have been entered."""
        return {day.year for day in self.off | self.make_up}

    def is_working(self, day: date) -> bool:
        """Return whether offices work on ``day``: a make-up day wins over its weekend."""
        return day in self.make_up or (day.weekday() < SATURDAY and day not in self.off)

    def after(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``; the day itself is not counted.

        Raises
        ------
        ValueError
            ``count`` is negative.
        """
        if count < 0:
            raise ValueError(f"{count} working days: a deadline lies ahead")
        for _number, found in zip(range(count), self._working_after(day), strict=False):
            day = found
        return day

    def on_or_after(self, day: date) -> date:
        """Return ``day`` if offices work then, else the next day they do."""
        return next(self._working_after(day - _DAY))

    def between(self, first: date, last: date) -> int:
        """Return how many working days lie from ``first`` to ``last``, both counted."""
        length = max(0, (last - first).days + 1)
        return sum(self.is_working(first + number * _DAY) for number in range(length))

    def deadline(self, day: date, count: int, at: time = END_OF_DAY) -> datetime:
        """Return the moment ``count`` working days after ``day`` at ``at``, Vietnam's time."""
        return timezone.make_aware(datetime.combine(self.after(day, count), at))

    def _working_after(self, day: date) -> Iterator[date]:
        for number in range(1, _LONGEST):
            if self.is_working(candidate := day + number * _DAY):
                yield candidate


@transaction.atomic
def set_day(day: date, kind: str, title: str, source: str, *, by: User) -> Holiday:
    """Enter a day of the calendar, or change what stands there; the event keeps what was.

    Raises
    ------
    django.core.exceptions.ValidationError
        A make-up day on which offices work anyway.
    """
    permissions.may_change_calendar(by).or_403()
    if kind == Holiday.Kind.MAKE_UP and day.weekday() < SATURDAY:
        raise ValidationError(
            {"day": _("Offices work on this day of the week anyway; a make-up day is a weekend.")}
        )
    before = Holiday.objects.select_for_update().filter(day=day).first()
    holiday, _created = Holiday.objects.update_or_create(
        day=day, defaults={"kind": kind, "title": title.strip(), "source": source.strip()}
    )
    record(
        "criteria.holiday_set", holiday, by=by,
        day=day, kind=str(kind), source=source, before=str(before) if before else None,
    )  # fmt: skip
    return holiday


@transaction.atomic
def remove_day(day: date, *, by: User) -> None:
    """Take a day out of the calendar: it follows its weekday again. Taking it out twice is once."""
    permissions.may_change_calendar(by).or_403()
    holiday = Holiday.objects.select_for_update().filter(day=day).first()
    if holiday is None:
        return
    record("criteria.holiday_removed", holiday, by=by, day=day, kind=holiday.kind)
    holiday.delete()
