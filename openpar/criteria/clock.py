"""The database's clock. It alone decides what is early, in time or late."""

from datetime import date, datetime

from django.db import connection
from django.utils import timezone


def database_now() -> datetime:
    """Return this moment by the database clock: one query. A transaction sees time go on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def day_of(moment: datetime) -> date:
    """Return the day of a moment in Vietnam's time."""
    return timezone.localtime(moment).date()
