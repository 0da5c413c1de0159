"""The whole program to be measured, with a data folder and a PostgreSQL of its own.

Imported before anything that has tables: it loads the settings of the tests.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_test_environment

from openpar.cli.environment import database, load_settings

os.environ["OPENPAR_ENVIRONMENT"] = "test"
os.environ["OPENPAR_DATA"] = tempfile.mkdtemp(prefix="openpar-benchmark-")
(Path(os.environ["OPENPAR_DATA"]) / "static").mkdir()  # whitenoise warns where there is none
load_settings()


@contextmanager
def migrated() -> Iterator[None]:
    """Keep an empty database with every table while the block lasts."""
    with database():
        setup_test_environment()
        call_command("migrate", verbosity=0)
        yield


def analyse() -> None:
    """Let the database know what has been filled in, as its own housekeeping would in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
