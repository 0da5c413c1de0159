"""A data folder for programs that a test starts."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operate.launching import processes_of


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
