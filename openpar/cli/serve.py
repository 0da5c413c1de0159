"""``openpar serve``: database, web and worker as one program that starts and stops together."""

import argparse
import hashlib
import json
import os
import signal
import socket
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from openpar.cli import embedded, serve_demonstration, serve_processes
from openpar.cli.catalogue import compile_catalogues
from openpar.cli.environment import database, database_folder, load_settings, refuse_newer_data
from openpar.cli.folder import claim
from openpar.cli.refusal import Refused

LONGEST_START = 60.0  # seconds from starting web and worker until both must answer


class _Stop(BaseException):
    """SIGINT or SIGTERM has arrived; nothing on the way may mistake it for an error."""


def configure(parser: argparse.ArgumentParser) -> None:
    """One option: whether the demonstration province is loaded into an empty database."""
    parser.add_argument(
        "--demonstration",
        action="store_true",
        help="nạp tỉnh minh hoạ nếu chưa có / load the demonstration province when absent",
    )


def run(arguments: argparse.Namespace) -> int:
    """Start everything, wait for the signal to stop, stop everything."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _stop)
    try:
        load_settings()
        _require_a_free_port()
        with claim(settings.OPENPAR_DATA):
            try:
                return _serve(demonstration=arguments.demonstration)
            finally:
                _ignore_signals()
                # Also one that an earlier, killed run has left: nobody else would stop it.
                if settings.EMBEDDED_DATABASE:
                    embedded.stop(database_folder())
    except _Stop:
        _say("Đã dừng. Dữ liệu được giữ nguyên.")
        return 0


def _serve(*, demonstration: bool) -> int:
    _say("Khởi động cơ sở dữ liệu …")
    with database():
        _say("Kiểm tra phiên bản dữ liệu …")
        refuse_newer_data()
        call_command("migrate", interactive=False, verbosity=0)
        serve_demonstration.refuse_accounts_in_production(asked_for=demonstration)
        if demonstration:
            _say("Chuẩn bị tỉnh minh hoạ …")
            serve_demonstration.load()
        _collect_files()
        people = serve_demonstration.introduce()
        connection.close()
        programs = serve_processes.Programs(_programs())
        try:
            programs.start()
            _wait_until_all_live(programs)
            _announce(people)
            return _watch(programs)
        finally:
            _ignore_signals()
            _say("Đang dừng …")
            programs.stop()


def _stop(number: int, frame: FrameType | None) -> None:
    raise _Stop


def _ignore_signals() -> None:
    """A second Ctrl-C must not interrupt the stopping."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _require_a_free_port() -> None:
    host, port = settings.OPENPAR_HOST, settings.OPENPAR_PORT
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                f"Không mở được cổng {port} trên {host} ({error.strerror}): có thể một chương "
                "trình khác đang dùng. Hãy dừng nó, hoặc chọn cổng khác bằng OPENPAR_PORT."
            ) from error


def _collect_files() -> None:
    """Compile translations and copy static files under names with their hash, when changed."""
    compile_catalogues(settings.LOCALE_PATHS[0])
    if not settings.COLLECTED:
        return
    mark = Path(settings.STATIC_ROOT) / "collected.json"
    now = {"static": _fingerprint()}
    if mark.exists() and json.loads(mark.read_text()) == now:
        return
    _say("Chuẩn bị tệp giao diện …")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(json.dumps(now))


def _fingerprint() -> str:
    """Hash names, sizes and times of all static files; their content would take longer."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _programs() -> list[serve_processes.Program]:
    environment = os.environ | {"OPENPAR_DATA": str(settings.OPENPAR_DATA)}
    return [
        serve_processes.web(
            settings.OPENPAR_HOST,
            settings.OPENPAR_PORT,
            settings.OPENPAR_WEB_WORKERS,
            environment,
        ),
        serve_processes.worker(environment),
    ]


def _wait_until_all_live(programs: serve_processes.Programs) -> None:
    _say("Khởi động trang web và tác vụ nền …")
    end = time.monotonic() + LONGEST_START
    down = ["web"]
    while time.monotonic() < end:
        if any(program.has_died() for program in programs.programs):
            break
        down = _down()
        if not down:
            return
        time.sleep(0.2)
    dead = [program.title for program in programs.programs if program.has_died()]
    raise Refused(
        f"Không khởi động được: {', '.join(dead or down)}. Xem các dòng lỗi ở trên và "
        "docs/operate/running.md."
    )


def _down() -> list[str]:
    """What ``/healthz`` says is down; empty when all live."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (translated, not bound)
    host = everywhere.get(settings.OPENPAR_HOST, settings.OPENPAR_HOST)
    # Production may allow its public name only.
    name = settings.ALLOWED_HOSTS[0].lstrip(".*") or host
    call = HTTPConnection(host, settings.OPENPAR_PORT, timeout=3)
    try:
        call.request("GET", "/healthz", headers={"Host": name})
        return list(json.load(call.getresponse())["down"])
    except (OSError, HTTPException, ValueError, KeyError):
        return ["web"]
    finally:
        call.close()


def _address(host: str) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.OPENPAR_PORT}/"


def _announce(people: list[str]) -> None:
    for line in ["", f"OpenPAR đang chạy tại {_address(settings.OPENPAR_HOST)}", *people]:
        _say(line)
    _say("Nhấn Ctrl-C để dừng.")


def _watch(programs: serve_processes.Programs) -> int:
    """Start again what dies on its own; end when one cannot live."""
    while True:
        time.sleep(1)
        for program in programs.programs:
            if program.has_died():
                _say(f"Phần {program.title} đã dừng đột ngột; đang chạy lại.")
                if not program.start_again():
                    raise Refused(f"Phần {program.title} không chạy được. Xem các dòng lỗi ở trên.")
