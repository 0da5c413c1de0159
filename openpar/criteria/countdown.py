"""How long is left, in words: 3 days 4 hours; 25 minutes; less than a minute."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: Less than this is little time left.
NEAR = timedelta(days=3)


def in_words(left: timedelta) -> str:
    """Return the two largest parts of ``left`` in the person's language; nothing below a minute."""
    minutes = max(0, int(left.total_seconds())) // 60
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{_days(days)} {_hours(hours)}" if hours else _days(days)
    if hours:
        rest = minutes % 60
        return f"{_hours(hours)} {_minutes(rest)}" if rest else _hours(hours)
    return _minutes(minutes) if minutes else _("less than a minute")


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _hours(count: int) -> str:
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


def _minutes(count: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
