"""T56: programs that read hostile files are limited, stopped, without network, and lose nothing."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from openpar.evidence import confined, reading
from openpar.evidence.confined import MEBIBYTE, Limits, Stopped
from openpar.evidence.models import RevisionReading
from openpar.people.models import Role
from tests.evidence.files import letter, open_document, photo, registered, sheet, word
from tests.factories import appointed
from tests.naive import hasty_reader

PYTHON = sys.executable
LISTENER = """
import socket, sys
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), 2)
    print("connected")
except OSError:
    print("no network")
"""


def ran(code: str, *arguments: str, seconds: int = 5) -> str:
    with confined.workplace() as folder:
        limits = Limits(seconds, memory=512 * MEBIBYTE, written=MEBIBYTE)
        return confined.run([PYTHON, "-c", code, *arguments], limits, folder).decode().strip()


def test_an_endless_loop_is_stopped_and_what_it_had_said_is_kept():
    begun = time.monotonic()
    with pytest.raises(Stopped) as stop:
        ran("print('trang 1', flush=True)\nwhile True: pass", seconds=2)
    assert time.monotonic() - begun < 10
    assert stop.value.late
    assert stop.value.output == b"trang 1\n"


@pytest.mark.parametrize(
    "code",
    [
        "bytearray(2 << 30)",
        "open('much', 'wb').write(bytes(64 << 20))",
        "import os; os.kill(os.getpid(), 11)",
        "raise SystemExit(3)",
    ],
)
def test_memory_disk_and_crashes_end_the_program_alone(code):
    with pytest.raises(Stopped) as stop:
        ran(code)
    assert not stop.value.late


def test_what_it_started_dies_with_it():
    code = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid)
"""
    child = int(ran(code))
    for _moment in range(50):
        if not os.path.exists(f"/proc/{child}") or "Z" in _state(child):
            return
        time.sleep(0.1)
    pytest.fail("the child outlived its program")


def _state(process: int) -> str:
    try:
        with open(f"/proc/{process}/stat") as told:
            return told.read().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes a network namespace everywhere")
def test_there_is_no_network_in_it(live_server):
    assert ran(LISTENER, str(live_server.url.rpartition(":")[2])) == "no network"


def test_it_knows_nothing_of_the_workers_settings(monkeypatch):
    monkeypatch.setenv("OPENPAR_SECRET_KEY", "khoa-bi-mat")
    monkeypatch.setenv("DATABASE_URL", "postgres://ai:mat-khau@may/csdl")
    told = ran("import os; print(sorted(os.environ))")
    assert "OPENPAR_SECRET_KEY" not in told
    assert "DATABASE_URL" not in told


@pytest.fixture
def officer(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path
    return appointed(Role.OFFICER)


@pytest.mark.slow
@pytest.mark.django_db
def test_thirty_mutated_files_each_come_to_an_end_and_the_next_is_read(
    officer, settings, monkeypatch, tmp_path
):
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    draw = random.Random(seed)
    whole = {
        "pdf": letter(), "png": photo(), "docx": word("Kế hoạch"), "xlsx": sheet(["Kế hoạch"]),
        "odt": open_document("Kế hoạch"),
    }  # fmt: skip
    good = [registered(officer, f"tot.{kind}", content) for kind, content in whole.items()]
    monkeypatch.setenv(
        "PATH", str(tmp_path)
    )  # the readers of this program alone: seconds, not minutes
    settings.READING_SECONDS = 20
    for number in range(30):
        revision = good[number % len(good)]
        _mutate(tmp_path, revision.storage_name, draw)
        RevisionReading.objects.update(reader=0)
        begun = time.monotonic()
        done = reading.read(revision.pk)
        assert done.state in (RevisionReading.State.READ, RevisionReading.State.UNREADABLE)
        assert time.monotonic() - begun < 35
    last = registered(officer, "cuoi.pdf", letter(number="13/KH-SNV"))
    assert reading.read(last.pk).number == "13"


def _mutate(data, storage_name: str, draw: random.Random) -> None:
    """Turn one byte in two hundred of a stored file, as no upload could."""
    file = data / "evidence" / storage_name[:2] / storage_name
    content = bytearray(file.read_bytes())
    for _time in range(max(1, len(content) // 200)):
        content[draw.randrange(len(content))] = draw.randrange(256)
    file.write_bytes(content)


WORKER = """
import sys, time
from django.conf import settings
name, host, data, revision = sys.argv[1:]
settings.DATABASES["default"].update(NAME=name, HOST=host)
settings.OPENPAR_DATA = data
import django
django.setup()
from openpar.evidence import extracting, reading
extracting.extract = lambda revision: time.sleep(120)
reading.read(int(revision))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_reads_loses_nothing(officer, tmp_path):
    revision = registered(officer, "ke-hoach.pdf", letter())
    database = connection.settings_dict
    arguments = [database["NAME"], str(database["HOST"]), str(tmp_path), str(revision.pk)]
    worker = subprocess.Popen([PYTHON, "-c", WORKER, *arguments])
    try:
        _until(lambda: RevisionReading.objects.filter(revision=revision).exists())
        assert reading.read(revision.pk) is None  # the other one holds it
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    assert [one.pk for one in reading.waiting()] == [revision.pk]
    done = _until(lambda: reading.read(revision.pk))
    assert (done.state, done.attempts) == (RevisionReading.State.READ, 2)


def _until(answer):
    """Return the first answer that is one; the database notices a dead worker in a moment."""
    for _moment in range(300):
        if given := answer():
            return given
        time.sleep(0.1)
    return pytest.fail("nothing came of it in half a minute")


@pytest.mark.django_db
def test_a_reader_that_says_done_before_it_is_loses_the_file(officer):
    revision = registered(officer, "ke-hoach.pdf", letter())
    hasty_reader.begin(revision.pk)  # and here it dies
    assert not reading.waiting().exists()
