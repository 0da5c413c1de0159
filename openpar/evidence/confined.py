"""Run a program on a file that anybody may have sent: limited, without network, and stopped.

The program runs in a folder of its own, with memory, processor time and the size of what it writes
limited by the kernel, in a network namespace of its own where the machine allows one, in a process
group that is killed at the limit of time, and it dies with the worker. Run as a script (standard
library alone), this file takes the limits upon itself and becomes the program.
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

MEBIBYTE = 1024 * 1024
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x1000_0000, 0x4000_0000
_KEPT = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")
_ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` of the clock (of the processor as well), ``memory`` and ``written`` in bytes."""

    seconds: int
    memory: int = 1024 * MEBIBYTE
    written: int = 256 * MEBIBYTE


class Stopped(Exception):
    """The program did not come to its end: the time is over, or a limit or an error ended it.

    ``late`` tells the first from the others; ``output`` is what it had written until then.
    """

    def __init__(self, reason: str, *, late: bool, output: bytes) -> None:
        super().__init__(reason)
        self.late = late
        self.output = output


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """Yield an empty folder that goes away with everything in it."""
    with tempfile.TemporaryDirectory(prefix="openpar-reading-") as folder:
        yield Path(folder)


def run(command: Sequence[str], limits: Limits, folder: Path) -> bytes:
    """Run a program in ``folder`` and return what it wrote to its output.

    Raises
    ------
    Stopped
        It ran too long, or ended with an error.
    """
    guard = [sys.executable, "-I", str(Path(__file__)), json.dumps(asdict(limits)), *command]
    with (
        open(folder / ".output", "wb+") as output,
        subprocess.Popen(
            guard,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process,
    ):
        try:
            code = process.wait(limits.seconds)
            late = -code in (signal.SIGXCPU, signal.SIGKILL)
        except subprocess.TimeoutExpired:
            code, late = -signal.SIGKILL, True
        finally:
            _kill_group(process.pid)
        output.seek(0)
        written = output.read()
    if code:
        raise Stopped(f"{Path(command[0]).name}: {code}", late=late, output=written)
    return written


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the worker's own settings: they hold the key and the database's password."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    own = {"HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    return kept | own | {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def _kill_group(group: int) -> None:
    """End whatever the program has started and left behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _become(limits: Limits, command: list[str]) -> None:
    """Take the limits upon this process, and become the program."""
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux":
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # As root a namespace needs nothing else; otherwise only where users may make their own.
        library.unshare(_CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET)
    for what, most in (
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(10)
    os.execvp(command[0], command)  # noqa: S606  (no shell: that is the point)


if __name__ == "__main__":
    _become(Limits(**json.loads(sys.argv[1])), sys.argv[2:])
