"""Who stood in the queue before a deadline is not late because the server was busy.

The proxy in front stamps every request with the moment at which it was complete there
(``X-Request-Start``). Where ``OPENPAR_PROXY_CLOCK`` names the proxy's clock, that stamp counts, in
the time of the database, for what is served up to ``PATIENCE`` after a closing. Without the setting
the rule is off: the web server itself does not know when a waiting request came.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from threading import Lock
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Greatest, Least, Now
from django.http import HttpRequest, HttpResponse

from openpar.audit.log import circumstances, record
from openpar.audit.models import Event
from openpar.criteria.clock import database_now

HEADER = "X-Request-Start"
PATIENCE = timedelta(seconds=60)
#: A proxy whose clock is further off than this cannot say who came in time.
TOLERANCE = timedelta(seconds=1)
MEASURED_EVERY = 10.0  # seconds
ASKED = 5
LONGEST_ANSWER = 1.0  # seconds the proxy's clock may take
ALARM = "criteria.proxy_clock_off"
ALARM_EVERY = timedelta(minutes=10)

_arrival: ContextVar[datetime | None] = ContextVar("arrival", default=None)


@dataclass(frozen=True, slots=True)
class Measured:
    """How far the database is ahead of the proxy; ``None`` where the proxy could not be asked."""

    offset: timedelta | None
    at: float  # by the monotonic clock of this process

    @property
    def is_trusted(self) -> bool:
        """Whether stamps of the proxy may be believed."""
        return self.offset is not None and abs(self.offset) <= TOLERANCE

    @property
    def is_fresh(self) -> bool:
        """Whether it need not be measured again yet."""
        return time.monotonic() - self.at < MEASURED_EVERY


class ArrivalMiddleware:
    """Know when the request came to the proxy, if that can be believed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.measured: Measured | None = None
        self.measuring = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what is asked meanwhile about a deadline may look at the arrival."""
        stamp = _stamp(request)
        if stamp is None:
            return self.get_response(request)
        offset = self._offset()
        if offset is None:
            return self.get_response(request)
        with arrived(stamp + offset):
            return self.get_response(request)

    def _offset(self) -> timedelta | None:
        """Return what to add to a stamp, measured newly where that is due; ``None``: no rule."""
        with self.measuring:
            if self.measured is None or not self.measured.is_fresh:
                self.measured = measure(settings.PROXY_CLOCK)
                if not self.measured.is_trusted:
                    raise_alarm(self.measured)
            return self.measured.offset if self.measured.is_trusted else None


@contextmanager
def arrived(moment: datetime) -> Iterator[None]:
    """Let what happens inside belong to a request that came at ``moment`` by the database."""
    token, told = _arrival.set(moment), circumstances.set({})
    try:
        yield
    finally:
        circumstances.reset(told)
        _arrival.reset(token)


def allows(closing: Callable[[object], bool]) -> bool:
    """Return whether ``closing`` lets one act now, or at the moment the request arrived.

    ``closing`` is asked with the moment that must not be after the deadline: now, by the database;
    if that is refused, the arrival, unless it has waited longer than ``PATIENCE``. What is done
    thanks to the arrival is marked so in its events.
    """
    if closing(Now()):
        return True
    arrival = _arrival.get()
    if arrival is None:
        return False
    came = Value(arrival, output_field=models.DateTimeField())
    if not closing(Least(Now(), Greatest(came, Now() - PATIENCE))):
        return False
    circumstances.set({"queued": True, "arrived_at": arrival})
    return True


def counted(now: datetime, due: datetime) -> datetime:
    """Return the moment that counts against the deadline ``due``: ``now`` by the database, or the
    arrival of a request that came in time and did not wait longer than ``PATIENCE``.
    """
    arrival = _arrival.get()
    if arrival is None or not arrival <= due < now <= arrival + PATIENCE:
        return now
    circumstances.set({"queued": True, "arrived_at": arrival})
    return arrival


def measure(address: str) -> Measured:
    """Ask the proxy for its time a few times and keep the answer that came fastest: the longer one
    waits, the less one knows when in between the clock was read.
    """
    asked = [one for one in (_asked(address) for _time in range(ASKED)) if one is not None]
    _waited, offset = min(asked, default=(None, None))
    return Measured(offset, time.monotonic())


def _asked(address: str) -> tuple[timedelta, timedelta] | None:
    """Return how long the proxy took to tell its time, and how far the database is ahead."""
    parts = urlsplit(address)
    call = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=LONGEST_ANSWER)
    try:
        before = database_now()
        call.request("GET", parts.path or "/")
        moment = _moment(call.getresponse().read(64).decode("ascii", "replace"))
        after = database_now()
    except (OSError, HTTPException):
        return None
    finally:
        call.close()
    waited = after - before
    return None if moment is None else (waited, before + waited / 2 - moment)


@transaction.atomic
def raise_alarm(measured: Measured) -> None:
    """Write down that the rule is off, and why; not again within ten minutes."""
    last = Event.objects.filter(action=ALARM, at__gt=Now() - ALARM_EVERY)
    if last.exists():
        return
    newest = Event.objects.order_by("-pk").first()
    if newest is not None:
        off = measured.offset
        record(
            ALARM, newest, by=None, proxy=settings.PROXY_CLOCK,
            seconds="unknown" if off is None else f"{-off.total_seconds():+.3f}",
        )  # fmt: skip


def _stamp(request: HttpRequest) -> datetime | None:
    """Return the stamp of the proxy; anybody else's is not looked at."""
    if not settings.PROXY_CLOCK:
        return None
    if request.META.get("REMOTE_ADDR") != urlsplit(settings.PROXY_CLOCK).hostname:
        return None
    return _moment(request.headers.get(HEADER, ""))


def _moment(text: str) -> datetime | None:
    """Read seconds since 1970, as proxies write them: ``t=1732500000.123``."""
    try:
        return datetime.fromtimestamp(float(text.strip().removeprefix("t=")), UTC)
    except (ValueError, OverflowError, OSError):
        return None
