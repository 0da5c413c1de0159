"""When mail goes out: at once outside the quiet hours, the digest at its hour on working days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from openpar.people.formats import HANOI

_DAY = timedelta(days=1)
_LONGEST = 60  # days searched for a working day


@dataclass(frozen=True, slots=True)
class Schedule:
    """``digest``: the hour of the daily mail; ``quiet``: from which hour to which nothing goes out,
    over midnight where the first is the later; equal hours: never quiet. All hours are Hanoi's.
    """

    digest: int
    quiet: tuple[int, int]
    is_working: Callable[[date], bool]

    def at_once(self, now: datetime) -> datetime:
        """Return the first moment from ``now`` (aware) outside the quiet hours."""
        local = now.astimezone(HANOI)
        begins, ends = self.quiet
        if begins == ends or not self._is_quiet(local.hour):
            return now
        day = local.date() + _DAY if local.hour >= ends else local.date()
        return _at(day, ends)

    def daily(self, now: datetime) -> datetime:
        """Return the next hour of the digest after ``now`` (aware) on a working day.

        A calendar without a working day for two months gives the last day searched.
        """
        local = now.astimezone(HANOI)
        day = local.date() if local < _at(local.date(), self.digest) else local.date() + _DAY
        for _number in range(_LONGEST):
            if self.is_working(day):
                break
            day += _DAY
        return _at(day, self.digest)

    def _is_quiet(self, hour: int) -> bool:
        begins, ends = self.quiet
        if begins < ends:
            return begins <= hour < ends
        return hour >= begins or hour < ends


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=HANOI)
