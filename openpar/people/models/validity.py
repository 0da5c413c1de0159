"""Validity dates: everything organisational holds from one day to another.

A day is the day of the database clock in the time zone of the settings; ``valid_to`` is the last
valid day, as a decision writes it.
"""

from datetime import date

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now, TruncDate


def today_in_database() -> TruncDate:
    """Return the expression for today's date by the database clock."""
    return TruncDate(Now())


class ValidQuerySet(models.QuerySet):
    """Rows with ``valid_from`` and ``valid_to``."""

    def with_standing(self):
        """Add ``standing``: upcoming, current or over, by the database clock."""
        return self.annotate(
            standing=Case(
                When(valid_from__gt=today_in_database(), then=Value("upcoming")),
                When(valid_to__lt=today_in_database(), then=Value("over")),
                default=Value("current"),
                output_field=models.CharField(),
            )
        )

    def valid_on(self, day: date | TruncDate):
        """Return the rows in force on ``day``."""
        open_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(open_ended, valid_from__lte=day)

    def valid_today(self):
        """Return the rows in force today, by the database clock."""
        return self.valid_on(today_in_database())
