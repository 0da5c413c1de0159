"""``openpar serve``: one program that starts, answers and stops as a whole (issue 2, section 1)."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from openpar.cli import embedded
from tests.operate.launching import Launcher, openpar, processes_of

pytestmark = pytest.mark.slow


def execute(folder: Path, statement: str) -> list[tuple]:
    with psycopg.connect(
        host=str(folder / "postgresql"), user="postgres", dbname="openpar", autocommit=True
    ) as connection:
        cursor = connection.execute(statement)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []


def test_it_serves_stops_whole_on_ctrl_c_and_keeps_its_data(folder: Path):
    first = Launcher(folder)
    first.wait_until_ready()
    health = first.health()
    assert health == {"status": 200, "web": "up", "database": "up", "worker": "up", "down": []}
    status, page = first.get("/")
    assert (status, b'lang="vi"' in page) == (200, True)
    execute(folder, "CREATE TABLE keepsake AS SELECT 7 AS number")

    assert first.stop(signal.SIGINT) == 0
    assert processes_of(folder) == []

    second = Launcher(folder, port=first.port)
    # Fifteen seconds on a quiet machine (docs/operate/running.md); tests share theirs.
    assert second.wait_until_ready() <= 40
    assert execute(folder, "SELECT number FROM keepsake") == [(7,)]
    assert second.stop(signal.SIGTERM) == 0
    assert processes_of(folder) == []


def test_after_kill_9_only_the_database_lives_and_the_next_run_takes_it_over(ready_folder: Path):
    killed = Launcher(ready_folder)
    killed.wait_until_ready()
    killed.process.kill()
    killed.process.wait()
    _wait(lambda: {process.name() for process in processes_of(ready_folder)} <= {"postgres"})
    assert processes_of(ready_folder) != []

    following = Launcher(ready_folder, port=killed.port)
    following.wait_until_ready()
    assert following.health()["status"] == 200
    assert following.stop() == 0
    assert processes_of(ready_folder) == []


def test_a_killed_worker_is_started_again_and_a_second_program_refused(ready_folder: Path):
    launcher = Launcher(ready_folder)
    launcher.wait_until_ready()
    worker = next(p for p in processes_of(ready_folder) if p.cmdline()[-1:] == ["worker"])
    worker.kill()
    _wait(lambda: "tác vụ nền đã dừng đột ngột" in launcher.log.read_text())
    _wait(lambda: any(p.cmdline()[-1:] == ["worker"] for p in processes_of(ready_folder)))
    _wait(lambda: launcher.health()["status"] == 200)

    # The same folder serves one program; a second one is refused and the first serves on.
    second = Launcher(ready_folder)
    assert second.process.wait(60) == 1
    assert "Một OpenPAR khác đang chạy" in second.log.read_text()
    assert launcher.health()["status"] == 200
    assert launcher.stop() == 0
    assert processes_of(ready_folder) == []


def test_a_busy_port_is_one_sentence_and_exit_1(folder: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        launcher = Launcher(folder, port=other.getsockname()[1])
        assert launcher.process.wait(60) == 1
    lines = launcher.log.read_text().splitlines()
    assert len(lines) == 1
    assert "Không mở được cổng" in lines[0]
    assert "OPENPAR_PORT" in lines[0]
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_is_one_sentence_and_exit_1(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    launcher = Launcher(tmp_path / "file" / "data")
    assert launcher.process.wait(60) == 1
    lines = launcher.log.read_text().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("Không ghi được vào thư mục dữ liệu")


def test_a_folder_without_write_permission_is_one_sentence_and_exit_1(folder: Path):
    folder.mkdir(mode=0o555)
    # Root may write everywhere unless it gives that up.
    before = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    if before and subprocess.run([*before, "true"], check=False).returncode != 0:
        pytest.skip("root cannot give up its right to write everywhere here")
    launcher = Launcher(folder, before=before)
    assert launcher.process.wait(60) == 1
    assert "Không ghi được vào thư mục dữ liệu" in launcher.log.read_text()


def test_data_of_another_postgresql_are_refused_with_a_sentence(folder: Path):
    (folder / "postgresql").mkdir(parents=True)
    (folder / "postgresql" / "PG_VERSION").write_text("15\n")
    launcher = Launcher(folder)
    assert launcher.process.wait(60) == 1
    assert "thuộc PostgreSQL 15" in launcher.log.read_text()


def test_data_of_a_newer_openpar_are_refused_with_a_sentence_and_untouched(ready_folder: Path):
    folder = ready_folder
    words = (
        "from django.db import connection;"
        "from django.db.migrations.recorder import MigrationRecorder;"
        "MigrationRecorder(connection).record_applied('people', '9999_from_the_future')"
    )
    assert openpar("manage", "shell", "-c", words, OPENPAR_DATA=str(folder)).returncode == 0
    launcher = Launcher(folder)
    assert launcher.process.wait(60) == 1
    assert "people.9999_from_the_future" in launcher.log.read_text()
    assert processes_of(folder) == []


def test_with_database_url_it_uses_that_server_and_leaves_it_running(folder: Path):
    server = folder.parent / "server"
    socket_folder = embedded.start(server)
    try:
        launcher = Launcher(
            folder, DATABASE_URL=f"postgres://postgres@/openpar?host={socket_folder}"
        )
        launcher.wait_until_ready()
        assert launcher.health()["status"] == 200
        assert launcher.stop() == 0
        assert not (folder / "postgresql").exists()
        assert embedded.running(server)
    finally:
        embedded.stop(server)
    assert not embedded.running(server)


def test_a_server_that_does_not_answer_is_named_without_its_password(folder: Path):
    launcher = Launcher(
        folder, DATABASE_URL="postgres://someone:very-secret@127.0.0.1:9/openpar?connect_timeout=2"
    )
    assert launcher.process.wait(60) == 1
    log = launcher.log.read_text()
    assert "Không kết nối được tới máy chủ cơ sở dữ liệu" in log
    assert "very-secret" not in log


def test_reset_asks_then_deletes_and_never_in_production(folder: Path):
    (folder / "postgresql").mkdir(parents=True)
    (folder / "notes.txt").write_text("not ours")
    kept = openpar("reset", OPENPAR_DATA=str(folder))
    assert (kept.returncode, (folder / "postgresql").exists()) == (1, True)

    refused = openpar(
        *("reset", "--yes"),
        OPENPAR_DATA=str(folder),
        OPENPAR_ENVIRONMENT="production",
        OPENPAR_SECRET_KEY="k" * 64,
    )
    assert (refused.returncode, (folder / "postgresql").exists()) == (1, True)

    done = openpar("reset", "--yes", OPENPAR_DATA=str(folder))
    assert (done.returncode, (folder / "postgresql").exists()) == (0, False)
    assert (folder / "notes.txt").exists()


def _wait(holds, seconds: float = 25) -> None:
    end = time.monotonic() + seconds
    while not _safely(holds):
        assert time.monotonic() < end
        time.sleep(0.2)


def _safely(holds) -> bool:
    try:
        return bool(holds())
    except psutil.Error:
        return False
