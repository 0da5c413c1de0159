"""A deadline to the millisecond, whatever clocks and time zones the servers have (T28, T30).

Real server processes run at once, ten minutes slow, right and ten minutes fast, each in another
time zone. For them the database stands still at one moment: a schema that they search first holds
a ``statement_timestamp()`` which reads it from a table. So "one millisecond late" is exactly that,
and no test sleeps. Queued requests (T29) and a stepped database clock (T31) run at night.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from openpar.assessments import actions
from openpar.assessments.models import ScoreSheet, SheetRevision, State
from openpar.criteria.models import Cycle
from openpar.people.models import Role
from tests.factories import CohortFactory, MembershipFactory, PhaseFactory, appointed
from tests.operate.launching import environment, free_port

ROOT = Path(__file__).resolve().parents[2]
#: Seconds after the deadline at which a sheet is submitted, by the database clock.
MOMENTS = {-1.0: True, -0.001: True, 0.0: True, 0.001: False, 1.0: False}
#: How far the clock of each server is off, in seconds, and its time zone.
SERVERS = {-600: "UTC", 0: "Asia/Ho_Chi_Minh", 600: "America/New_York"}
DEADLINES = {
    "the end of the year": datetime.fromisoformat("2026-12-31T23:59:59+07:00"),
    "a leap day": datetime.fromisoformat("2028-02-29T23:59:59+07:00"),
}
TOKEN = "a" * 32
REFUSED = "Kỳ đánh giá này chưa đến hoặc đã qua giai đoạn tự đánh giá."
DATABASE = ("HOST", "PORT", "NAME", "USER", "PASSWORD")

FROZEN = """
CREATE SCHEMA frozen;
CREATE TABLE frozen.moment (at timestamptz);
INSERT INTO frozen.moment VALUES (now());
CREATE FUNCTION frozen.statement_timestamp() RETURNS timestamptz STABLE LANGUAGE sql
    AS 'SELECT at FROM frozen.moment';
"""


@pytest.fixture
def frozen_database(transactional_db) -> Iterator[None]:
    """A second clock in the database, for connections that search the schema ``frozen`` first."""
    with connection.cursor() as cursor:
        cursor.execute(FROZEN)
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA frozen CASCADE")


def stop_at(moment: datetime) -> None:
    """Let the servers' database stand still."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE frozen.moment SET at = %s", [moment])


def database() -> str:
    """The test database with the frozen clock, as JSON."""
    told = {name: connection.settings_dict[name] for name in DATABASE}
    return json.dumps(told | {"OPTIONS": {"options": "-c search_path=frozen,pg_catalog,public"}})


@contextmanager
def server(moment: datetime, zone: str, *more: str) -> Iterator[int]:
    """A server process whose clock begins at ``moment``; gives its port."""
    port = free_port()
    variables = {
        "TZ": zone, "OPENPAR_ENVIRONMENT": "test",
        "DJANGO_SETTINGS_MODULE": "openpar.settings", "OPENPAR_DATA": os.environ["OPENPAR_DATA"],
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.assessments.clocked_server", str(port)]
    process = subprocess.Popen(
        [*command, moment.isoformat(), database(), *more], cwd=ROOT, env=environment(**variables),
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout.readline() == "ready\n"
        yield port
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def new_sheet(cycle: Cycle) -> tuple[ScoreSheet, str]:
    """A begun sheet of another unit of the cycle, and the session of its officer."""
    member = MembershipFactory(cohort=cycle.cohorts.get())
    officer = appointed(Role.OFFICER, member.unit)
    client = Client()
    client.force_login(officer)
    sheet = actions.open_sheet(cycle, member.unit, by=officer)
    return sheet, client.cookies["sessionid"].value


def submit(port: int, sheet: ScoreSheet, session: str) -> tuple[int, str]:
    """Submit a sheet as a browser does; return status and page."""
    call = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    path = f"/assessments/{sheet.cycle.code}/{sheet.unit.code}/submit/"
    call.request("POST", path, urlencode({"confirm": "1"}), headers)
    answer = call.getresponse()
    page = answer.read().decode()
    call.close()
    return answer.status, page


def read(port: int, path: str) -> str:
    """Read a public page."""
    call = HTTPConnection("127.0.0.1", port, timeout=60)
    call.request("GET", path)
    page = call.getresponse().read().decode()
    call.close()
    return page


@pytest.fixture
def deadline_cycle(frozen_database, settings):
    """Make a cycle whose self-assessment closes at a given moment; sessions outlast the years."""
    settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 3600

    def made(closes_at: datetime) -> Cycle:
        cohort = CohortFactory()
        opens_at = datetime(2026, 1, 1, tzinfo=UTC)
        PhaseFactory(cycle=cohort.cycle, opens_at=opens_at, closes_at=closes_at)
        return cohort.cycle

    return made


@pytest.fixture
def servers() -> Iterator[Callable[..., dict[int, int]]]:
    """Start the three servers with their clocks around a moment; gives ports by clock."""
    with ExitStack() as stack:

        def started(around: datetime, *more: str) -> dict[int, int]:
            return {
                off: stack.enter_context(server(around + timedelta(seconds=off), zone, *more))
                for off, zone in SERVERS.items()
            }

        yield started


def decisions(ports: dict[int, int], cycle: Cycle) -> dict[int, dict[float, bool]]:
    """By clock: at which moments around the deadline a sheet was accepted."""
    found: dict[int, dict[float, bool]] = {off: {} for off in ports}
    closes_at = cycle.phases.get().closes_at
    for after in MOMENTS:
        stop_at(closes_at + timedelta(seconds=after))
        for off, port in ports.items():
            sheet, session = new_sheet(cycle)
            status, page = submit(port, sheet, session)
            sheet.refresh_from_db()
            found[off][after] = SheetRevision.objects.filter(sheet=sheet).exists()
            told = (302, State.SUBMITTED) if found[off][after] else (403, State.DRAFT)
            assert (status, sheet.state) == told
            assert found[off][after] or REFUSED in page
    return found


def test_three_are_accepted_and_two_refused_in_every_clock_and_time_zone(servers, deadline_cycle):
    ports = servers(DEADLINES["the end of the year"])
    for closes_at in DEADLINES.values():
        cycle = deadline_cycle(closes_at)
        assert decisions(ports, cycle) == dict.fromkeys(SERVERS, MOMENTS)
        schedule = read(ports[600], f"/criteria/cycles/{cycle.code}/schedule/")
        assert f"23:59, {closes_at:%d/%m/%Y} (GMT+7)" in schedule


def test_the_twin_that_asks_its_own_clock_decides_otherwise_on_each_server(servers, deadline_cycle):
    closes_at = DEADLINES["the end of the year"]
    found = decisions(servers(closes_at, "naive"), deadline_cycle(closes_at))
    assert found[-600] == dict.fromkeys(MOMENTS, True)  # too late and still accepted
    assert found[600] == dict.fromkeys(MOMENTS, False)  # in time, and refused
