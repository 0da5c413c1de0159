"""A web server whose clock stands elsewhere: ``clocked_server PORT MOMENT DATABASE [naive]``.

Started by ``test_deadline_clocks.py`` as a process of its own; ``DATABASE`` is what differs from
the settings, as JSON.
"""

import json
import sys
from datetime import datetime
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
import time_machine
from django.conf import settings

settings.DATABASES["default"] |= json.loads(sys.argv[3])
django.setup()

from openpar.criteria.models.phase import PhaseQuerySet  # noqa: E402
from openpar.wsgi import application  # noqa: E402
from tests.naive.application_clock import open_by_this_machine  # noqa: E402


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the output of the tests readable."""


def main(port: str, moment: str, _database: str, *more: str) -> None:
    """Serve until stopped. ``naive``: the clock of this machine decides, as it must not."""
    if "naive" in more:
        PhaseQuerySet.open_now = lambda _rows, cycle, _kind, _unit=None: open_by_this_machine(cycle)
    with time_machine.travel(datetime.fromisoformat(moment), tick=True):
        server = make_server("127.0.0.1", int(port), application, handler_class=_Silent)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
