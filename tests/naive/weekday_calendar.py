"""Wrong twin of the working calendar: Monday to Friday, and no Tết."""

from datetime import date, timedelta


def after_weekdays(day: date, count: int) -> date:
    """Return the ``count``-th weekday after ``day``."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
