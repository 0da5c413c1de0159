"""A step of the database's clock is noticed and written down: deadlines hang on it.

The log keeps its order by sequence whatever the clock does. An event that is earlier than the one
before it by more than a second is marked by the database itself (migration ``audit.0002``).
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from openpar.audit.log import record
from openpar.audit.models import Event
from openpar.criteria.clock import database_now

TOLERANCE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks at one moment, and the newest event then."""

    database: datetime
    steady: float  # seconds
    event: int


def steady() -> float:
    """Seconds of a clock that nobody sets; it goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def read() -> Reading:
    """Read both clocks."""
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    return Reading(database_now(), steady(), newest or 0)


@transaction.atomic
def compare(before: Reading | None) -> Reading:
    """Compare the clocks with an earlier reading, and return that of now.

    Where the database's clock went more than a second further, or less far, than time did, an event
    says so; the events ``after`` and ``before`` it enclose the step.
    """
    now = read()
    if before is None:
        return now
    step = (now.database - before.database) - timedelta(seconds=now.steady - before.steady)
    newest = Event.objects.filter(pk=now.event).first()
    if abs(step) > TOLERANCE and newest is not None:
        record(
            "criteria.clock_stepped", newest, by=None,
            seconds=f"{step.total_seconds():+.3f}", after=before.event, before=now.event,
            read=before.database, read_again=now.database,
        )  # fmt: skip
    return now
