"""What had reached the proxy before a deadline is in time, however long the server was busy (T29).

The one thread of a real server is held back by a lock on a sheet; submissions pile up behind it;
the deadline is moved to this moment, more come, and the lock is let go. Nobody sleeps.
"""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client

from openpar.assessments import actions
from openpar.assessments.models import ScoreSheet, SheetRevision
from openpar.audit.models import Event
from openpar.criteria.models import Cycle, Phase
from openpar.people.models import Role
from tests.factories import CohortFactory, MembershipFactory, PhaseFactory, appointed
from tests.factories_assessments import address
from tests.serving.granian import granian
from tests.serving.proxy import Proxy, proxy

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TOKEN = "a" * 32
#: How far the proxy's clock may be off before the rule is off, and is.
NIGHT = pytest.mark.nightly
WRONG = (5.0, pytest.param(-5.0, marks=NIGHT), pytest.param(600.0, marks=NIGHT))


@dataclass(slots=True)
class Submission:
    """A sheet that waits to be submitted, and the session of its officer."""

    sheet: ScoreSheet
    session: str

    def send(self, where: tuple[str, int], **more: str) -> int:
        """Submit as a browser does; return the status."""
        call = HTTPConnection(*where, timeout=900)
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded", "Host": "127.0.0.1",
            "Connection": "close", **more,
        }  # fmt: skip
        call.request("POST", address(self.sheet, "submit/"), urlencode({"confirm": "1"}), headers)
        status = call.getresponse().status
        call.close()
        return status

    @property
    def is_stored(self) -> bool:
        """Whether it came through."""
        return SheetRevision.objects.filter(sheet=self.sheet).exists()


@pytest.fixture
def cycle() -> Cycle:
    cohort = CohortFactory()
    PhaseFactory(cycle=cohort.cycle)
    return cohort.cycle


def waiting(cycle: Cycle, count: int) -> list[Submission]:
    made = []
    for _number in range(count):
        member = MembershipFactory(cohort=cycle.cohorts.get())
        officer = appointed(Role.OFFICER, member.unit)
        client = Client()
        client.force_login(officer)
        sheet = actions.open_sheet(cycle, member.unit, by=officer)
        made.append(Submission(sheet, client.cookies["sessionid"].value))
    return made


class Saturated:
    """The server's only thread waits for a lock that somebody else holds."""

    def __init__(self, first: Submission, where: tuple[str, int]) -> None:
        told = connection.get_connection_params()
        names = ("host", "port", "user", "password", "dbname")
        self.line = psycopg.connect(**{name: told[name] for name in names if told.get(name)})
        self.line.execute(
            "SELECT 1 FROM assessments_scoresheet WHERE id = %s FOR UPDATE", [first.sheet.pk]
        )
        self.thread = threading.Thread(target=first.send, args=[where])
        self.thread.start()
        wait_until(self.is_blocking)

    def is_blocking(self) -> bool:
        """Whether the server waits for the lock by now."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
            return cursor.fetchone()[0] > 0

    def let_go(self) -> None:
        """Let the server work again."""
        self.line.rollback()
        self.line.close()
        self.thread.join()


def wait_until(comes_true) -> None:
    end = time.monotonic() + 60
    while not comes_true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


@dataclass(slots=True)
class Outcome:
    """Who was accepted: those in the queue before the deadline, those after it."""

    in_time: list[bool]
    late: list[bool]


def rush(front: Proxy, cycle: Cycle, count: int) -> Outcome:
    """Let ``count`` submissions queue, close, let half as many follow, and serve them all."""
    where = front.listening.getsockname()
    first, *early = waiting(cycle, count + 1)
    late = waiting(cycle, max(1, count // 2))
    saturated = Saturated(first, where)
    with ThreadPoolExecutor(count * 2 + 2) as browsers:
        queued: list[Future] = []
        for wave, closes in ((early, True), (late, False)):
            there = len(front.passed) + len(wave)
            queued += [browsers.submit(one.send, where) for one in wave]
            wait_until(partial(lambda all_of_them: len(front.passed) == all_of_them, there))
            if closes:
                Phase.objects.update(closes_at=Now())
        saturated.let_go()
        statuses = [one.result() for one in queued]
    assert set(statuses) <= {302, 403}
    return Outcome([one.is_stored for one in early], [one.is_stored for one in late])


def test_who_queued_before_the_deadline_is_accepted_and_who_came_after_is_not(cycle, size):
    count = size("submissions in the queue")
    with proxy() as front, granian(OPENPAR_PROXY_CLOCK=front.clock) as front.server:
        outcome = rush(front, cycle, count)
    assert outcome.in_time == [True] * count
    assert not any(outcome.late)
    flagged = Event.objects.filter(action="assessments.submitted", data__queued=True)
    closed = Phase.objects.get().closes_at
    assert flagged.count() >= count
    for event in flagged:
        assert event.data["timeliness"] == "on_time"
        assert event.data["arrived_at"] <= closed.isoformat() < event.at.isoformat()


@pytest.mark.parametrize("off", WRONG)
def test_a_proxy_whose_clock_is_off_decides_nothing_and_an_alarm_says_so(cycle, off):
    with proxy(off=off) as front, granian(OPENPAR_PROXY_CLOCK=front.clock) as front.server:
        outcome = rush(front, cycle, 2)
    assert not any(outcome.in_time + outcome.late)
    alarm = Event.objects.get(action="criteria.proxy_clock_off")
    assert abs(float(alarm.data["seconds"]) - off) < 1


def test_without_the_setting_only_the_database_decides(cycle):
    with proxy() as front, granian() as front.server:
        outcome = rush(front, cycle, 2)
    assert not any(outcome.in_time + outcome.late)


def forged(cycle: Cycle, front: Proxy, *, through: bool) -> tuple[int, bool]:
    """Submit after the deadline with a stamp from before it; to the proxy, or past it."""
    (one,) = waiting(cycle, 1)
    before = f"t={front.now() - 30:.3f}"
    Phase.objects.update(closes_at=Now() - timedelta(seconds=1))
    where = front.listening.getsockname() if through else ("127.0.0.1", front.server)
    return one.send(where, **{"X-Request-Start": before}), one.is_stored


@pytest.mark.parametrize("through", [True, False])
def test_a_forged_stamp_has_no_effect(cycle, through):
    with proxy() as front, granian(OPENPAR_PROXY_CLOCK=front.clock) as front.server:
        assert forged(cycle, front, through=through) == (403, False)


def test_the_twin_that_trusts_any_stamp_lets_the_forger_in(cycle):
    with proxy() as front, granian(twin="trusting arrival") as front.server:
        assert forged(cycle, front, through=False) == (302, True)
