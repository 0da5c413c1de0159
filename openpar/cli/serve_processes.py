"""The programs that serve: web and worker, started, watched and stopped together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 12.0  # seconds a program gets to finish what it does before it is killed
QUICK_DEATH = 20.0  # seconds: a program that dies sooner, three times, will not recover
PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Program:
    """One program by its command line; it is started again when it dies on its own."""

    title: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the launcher alone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_the_launcher if sys.platform == "linux" else None,
        )

    def has_died(self) -> bool:
        """Tell whether it was started and is no longer there."""
        return self.process is not None and self.process.poll() is not None

    def start_again(self) -> bool:
        """Start a dead one again; ``False`` when it dies too quickly too often."""
        soon = time.monotonic() - self.started < QUICK_DEATH
        self.quick_deaths = self.quick_deaths + 1 if soon else 0
        if self.quick_deaths >= 3:
            return False
        self.start()
        return True


@dataclass(slots=True)
class Programs:
    """All programs of one run."""

    programs: list[Program] = field(default_factory=list)

    def start(self) -> None:
        """Start every program."""
        for program in self.programs:
            program.start()

    def stop(self) -> None:
        """Ask all to finish, wait, and kill what does not; nothing is left behind."""
        running = [p.process for p in self.programs if p.process and p.process.poll() is None]
        for process in running:
            process.terminate()
        end = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def web(host: str, port: int, workers: int, environment: dict[str, str]) -> Program:
    """The web server: processes instead of threads, because Python bounds the pages."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host),
        *("--port", str(port), "--workers", str(workers), "--blocking-threads", "1"),
        *("--respawn-failed-workers", "--no-access-log", "--log-level", "warning"),
        "openpar.wsgi:application",
    ]
    return Program("trang web", command, environment)


def worker(environment: dict[str, str]) -> Program:
    """The worker of the background queue and its schedules."""
    command = [sys.executable, "-m", "openpar", "worker"]
    return Program("tác vụ nền", command, environment)


def _end_with_the_launcher() -> None:
    """Ask the kernel to end this program when the launcher is killed outright."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
