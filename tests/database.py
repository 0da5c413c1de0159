"""The tests' PostgreSQL: the server of ``DATABASE_URL``, or an embedded one for this run.

The embedded server starts with the first test that needs a database, is shared by the parallel
workers, and stops at the end. A server whose test run was killed is stopped by the next run.
"""

import os
import shutil
import tempfile
from pathlib import Path

import django
import psutil
import psycopg
import pytest
from django.conf import settings
from django.db import connection

from openpar.cli import embedded

OWNER = "owner.pid"

# Before the folders' own conftest files are read: they import models.
django.setup()


def _folder() -> Path:
    return Path(os.environ["OPENPAR_DATA"]) / "postgresql"


def pytest_configure(config: pytest.Config) -> None:
    """Say whose the run's folder is, and clear away what killed runs have left."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    (_folder().parent / OWNER).write_text(str(os.getpid()))
    for left in Path(tempfile.gettempdir()).glob("openpar-tests-*"):
        if _abandoned(left):
            embedded.stop(left / "postgresql")
            shutil.rmtree(left, ignore_errors=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the run's server; nobody else would."""
    if "PYTEST_XDIST_WORKER" not in os.environ and "DATABASE_URL" not in os.environ:
        embedded.stop(_folder())


def _abandoned(folder: Path) -> bool:
    try:
        return not psutil.pid_exists(int((folder / OWNER).read_text()))
    except (OSError, ValueError):
        # Being made this moment, or a stranger's.
        return False


@pytest.fixture(scope="session")
def _server() -> None:
    if "DATABASE_URL" in os.environ:
        return
    folder = _folder()
    socket = embedded.start(folder)
    settings.DATABASES["default"]["HOST"] = connection.settings_dict["HOST"] = str(socket)
    with psycopg.connect(
        host=str(socket), user="postgres", dbname="postgres", autocommit=True
    ) as administration:
        # Test data need not survive a power cut.
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            administration.execute(f"ALTER SYSTEM SET {name} = off")  # type: ignore[arg-type]
        administration.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """Spare the embedded server the dropping of its databases: it goes away as a whole."""
    return "DATABASE_URL" not in os.environ or bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def django_db_setup(_server: None, django_db_setup: None) -> None:
    """The test database, with tables that refuse deletion made to allow the tests' own clearing.

    Tests with real transactions (races, the browser) empty all tables afterwards. The triggers of
    insert-only tables refuse that, rightly; the clearing therefore runs as a replica does. The
    class is changed, not the connection: once a browser runs, Django opens another one.
    """
    operations = type(connection.ops)
    clear = operations.sql_flush

    def clear_as_replica(self, *arguments, **options):
        statements = clear(self, *arguments, **options)
        return statements and ["SET LOCAL session_replication_role = 'replica'", *statements]

    operations.sql_flush = clear_as_replica
