"""A data folder for programs that a test starts."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operate.launching import openpar, processes_of


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that is not there yet; whatever still runs on it at the end is ended.

    Not below pytest's own folder: that is closed to others, and run as root the database server
    is another.
    """
    parent = Path(tempfile.mkdtemp(prefix="openpar-serve-"))
    data = parent / "data"
    yield data
    for process in processes_of(data):
        process.kill()
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated() -> Iterator[Path]:
    """A data folder with a migrated, stopped database, to be copied."""
    parent = Path(tempfile.mkdtemp(prefix="openpar-serve-"))
    done = openpar("migrate", OPENPAR_DATA=str(parent / "data"))
    assert done.returncode == 0, done.stderr
    yield parent / "data"
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture
def ready_folder(migrated: Path, folder: Path) -> Path:
    """A data folder whose database needs no making any more; owners and times are kept."""
    subprocess.run(["cp", "-a", migrated, folder], check=True)
    return folder
