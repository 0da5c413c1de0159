"""How long self-assessment is still open, by the database clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openpar.criteria.models import Cycle, Phase


@dataclass(frozen=True, slots=True)
class Deadline:
    """The self-assessment phase of one cycle. ``standing``: upcoming, open or over.

    ``left`` is the time until it closes (open) or opens (upcoming), measured by the database.
    """

    standing: str
    opens_at: datetime
    closes_at: datetime
    left: timedelta

    @property
    def is_open(self) -> bool:
        """Whether figures may be typed now."""
        return self.standing == "open"

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
        """The time left in words: 3 days 4 hours; 25 minutes; less than a minute."""
        minutes = self.seconds_left // 60
        days, hours = divmod(minutes // 60, 24)
        if days:
            return " ".join(part for part in (_days(days), _hours(hours) if hours else "") if part)
        if hours:
            rest = minutes % 60
            return f"{_hours(hours)} {_minutes(rest)}" if rest else _hours(hours)
        return _minutes(minutes) if minutes else _("less than a minute")

    @property
    def is_near(self) -> bool:
        """Whether less than three days are left."""
        return self.is_open and self.left < timedelta(days=3)


def deadlines_of(cycles: Iterable[Cycle]) -> dict[int, Deadline]:
    """Return the self-assessment deadline of each cycle that has one, by cycle id, in one query."""
    phases = Phase.objects.with_standing().filter(
        cycle__in=[cycle.pk for cycle in cycles], kind=Phase.Kind.SELF_ASSESSMENT
    )
    timed = phases.annotate(
        until_close=ExpressionWrapper(F("closes_at") - Now(), output_field=DurationField()),
        until_open=ExpressionWrapper(F("opens_at") - Now(), output_field=DurationField()),
    )
    return {
        phase.cycle_id: Deadline(
            phase.standing,
            phase.opens_at,
            phase.closes_at,
            phase.until_open if phase.standing == "upcoming" else phase.until_close,
        )
        for phase in timed
    }


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


def _minutes(count: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
