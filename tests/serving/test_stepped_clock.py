"""The clock of the database is set back or forward in the midst of work: the log says so (T31).

A second PostgreSQL runs under a false clock (libfaketime), which is stepped between two writes.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from openpar.cli import embedded
from tests.naive.log_by_time import log_by_time
from tests.operate.launching import ROOT, environment

pytestmark = pytest.mark.slow
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
SECOND = timedelta(seconds=1)
#: Starts the server under the false clock; Python itself keeps the right one.
START = """
import json, os, sys
from pathlib import Path
from openpar.cli import embedded
os.environ.update(json.loads(sys.argv[2]))
print(embedded.start(Path(sys.argv[1])))
"""


@contextmanager
def second_database() -> Iterator[tuple[str, Path]]:
    """A PostgreSQL with a false clock: its settings as JSON, and the file that steps the clock."""
    if not LIBRARIES:
        pytest.skip("no libfaketime (apt-get install faketime)")
    folder = Path(tempfile.mkdtemp(prefix="openpar-stepped-"))
    clock = folder / "clock"
    clock.write_text("+0")
    for path, mode in ((folder, 0o755), (clock, 0o644)):
        path.chmod(mode)  # the server may be another user
    false = {
        "LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    data = folder / "postgresql"
    try:
        started = subprocess.run(
            [sys.executable, "-c", START, str(data), json.dumps(false)],
            cwd=ROOT, env=environment(), capture_output=True, text=True, check=True,
        )  # fmt: skip
        host = started.stdout.strip().splitlines()[-1]
        yield json.dumps({"HOST": host, "NAME": "openpar", "USER": "postgres"}), clock
    finally:
        embedded.stop(data)
        shutil.rmtree(folder, ignore_errors=True)


def stepped(count: int, step: str) -> dict[str, list]:
    """What the log holds after ``count`` writes with a step in their midst."""
    with second_database() as (database, clock), tempfile.TemporaryDirectory() as data:
        surroundings = environment(
            OPENPAR_ENVIRONMENT="test", OPENPAR_DATA=data, DJANGO_SETTINGS_MODULE="openpar.settings"
        )
        done = subprocess.run(
            [sys.executable, "-m", "tests.serving.stepped", database, str(clock), str(count), step],
            cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True,
        )  # fmt: skip
    return json.loads(done.stdout)


def backwards(events: list[dict]) -> list[int]:
    """The events that are more than a second earlier than the one before them."""
    times = [(event["pk"], datetime.fromisoformat(event["at"])) for event in events]
    return [pk for (_before, then), (pk, now) in pairwise(times) if then - now > SECOND]


@pytest.mark.parametrize("step", ["-300", "+300"])
def test_a_step_of_the_clock_raises_an_alarm_and_leaves_the_order(step, size):
    count = size("writes around a step of the clock")
    told = stepped(count, step)

    *written, alarm = told["events"]
    assert [event["data"]["number"] for event in written] == list(range(count))
    assert told["shown"] == [event["pk"] for event in reversed(told["events"])]
    assert alarm["action"] == "criteria.clock_stepped"
    assert abs(float(alarm["data"]["seconds"]) - float(step)) < 1
    assert alarm["data"]["after"] == written[count // 2 - 1]["pk"]
    assert alarm["data"]["before"] == written[-1]["pk"]
    marked = [event["pk"] for event in told["events"] if "clock_back_from" in event["data"]]
    assert marked == backwards(told["events"])
    assert len(marked) == (step == "-300")


def test_the_twin_that_reads_by_time_mixes_up_what_happened_when():
    told = stepped(4, "-300")
    assert log_by_time(told["events"]) != told["shown"]


def test_a_clock_that_is_only_slewed_raises_no_alarm():
    told = stepped(4, "+0.2")
    assert [event["action"] for event in told["events"]] == ["stepped.written"] * 4
