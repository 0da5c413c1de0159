"""Writes events while the clock of its database is stepped: ``stepped DATABASE CLOCK COUNT STEP``.

Started by ``test_stepped_clock.py`` as a process of its own. ``DATABASE`` is what differs from the
settings, as JSON; ``CLOCK`` the file from which the server's false clock takes its offset. Prints
what the log holds, as JSON.
"""

import json
import sys
from pathlib import Path

import django
from django.conf import settings

settings.DATABASES["default"] |= json.loads(sys.argv[1])
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from openpar.audit.log import record  # noqa: E402
from openpar.audit.models import Event  # noqa: E402
from openpar.criteria import clock_watch  # noqa: E402


class Anchor(Event):
    """Something an event can be about: the log itself has nothing else in this database."""

    class Meta:
        """The table of events, under a name of its own."""

        app_label = "stepped"
        proxy = True


def write(number: int) -> None:
    """One change with its event, as an action writes it."""
    with transaction.atomic():
        record("stepped.written", Anchor(pk=number), by=None, number=number)


def main(_database: str, clock: str, count: str, step: str) -> None:
    """Write, step the clock in the middle, write on, and look twice as the watch does."""
    call_command("migrate", "audit", verbosity=0, interactive=False)
    half = int(count) // 2
    for number in range(half):
        write(number)
    reading = clock_watch.compare(None)
    Path(clock).write_text(step)
    for number in range(half, int(count)):
        write(number)
    clock_watch.compare(clock_watch.compare(reading))
    rows = Event.objects.order_by("pk").values("pk", "at", "action", "data")
    shown = list(Event.objects.newest_first().values_list("pk", flat=True))
    told = {"events": list(rows), "shown": shown}
    sys.stdout.write(json.dumps(told, default=str))
    connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
