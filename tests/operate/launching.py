"""Start the real program in a folder of its own, as a person would, and look at it from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**variables: str) -> dict[str, str]:
    """The surroundings of a newcomer: no setting but those named here."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("OPENPAR_") and name not in ("DATABASE_URL", "LANG")
    }
    return kept | variables


def openpar(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "openpar", *words],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def processes_of(folder: Path) -> list[psutil.Process]:
    """Every process that has to do with a data folder, by its command line or surroundings."""
    found = []
    for process in psutil.process_iter():
        try:
            traces = [*process.cmdline(), process.environ().get("OPENPAR_DATA", "")]
        except psutil.Error:
            continue
        if any(trace.startswith(str(folder)) for trace in traces):
            found.append(process)
    return found


class Launcher:
    """One run of ``openpar serve`` on a data folder."""

    def __init__(
        self,
        folder: Path,
        *words: str,
        port: int = 0,
        before: Sequence[str] = (),
        **variables: str,
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.started = time.monotonic()
        self.log = Path(tempfile.mkdtemp(prefix="openpar-log-")) / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*before, sys.executable, "-m", "openpar", "serve", *words],
                cwd=ROOT,
                env=environment(OPENPAR_DATA=str(folder), OPENPAR_PORT=str(self.port), **variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def get(self, path: str) -> tuple[int, bytes]:
        """Answer a page's status and body."""
        call = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            call.request("GET", path)
            answer = call.getresponse()
            return answer.status, answer.read()
        finally:
            call.close()

    def health(self) -> dict[str, object]:
        """What ``/healthz`` answers; everything is down before it answers at all."""
        try:
            status, body = self.get("/healthz")
            return {"status": status} | json.loads(body)
        except (OSError, HTTPException, ValueError):
            return {"status": 0, "down": ["web"]}

    def wait_until_ready(self, seconds: float = 120) -> float:
        """Wait for the announcement of the address; return the seconds since the start."""
        while "Ctrl-C" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() - self.started < seconds, self.log.read_text()
            time.sleep(0.1)
        return time.monotonic() - self.started

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send the signal to the launcher alone and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)
