"""What every test may use: a real PostgreSQL, a real browser, and the list of what was skipped.

Factories of people, sets and cycles are in ``tests/factories.py``, those of a later slice in
``tests/factories_<slice>.py``: ``from tests.factories import UnitFactory``.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

import openpar
from openpar.cli.catalogue import compile_catalogues
from openpar.messages import wordings

if "PYTEST_XDIST_WORKER" not in os.environ:
    # Tests never touch the data of the person who runs them, nor their settings.
    for variable in [name for name in os.environ if name.startswith("OPENPAR_")]:
        if variable not in ("OPENPAR_TABLES", "OPENPAR_BROWSER"):
            del os.environ[variable]
    os.environ["OPENPAR_DATA"] = tempfile.mkdtemp(prefix="openpar-tests-")
    (Path(os.environ["OPENPAR_DATA"]) / "static").mkdir()  # whitenoise warns where there is none
os.environ["OPENPAR_ENVIRONMENT"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "openpar.settings"

pytest_plugins = ("tests.nightly", "tests.database", "tests.browser")

# A failing random example prints the blob that repeats it.
hypothesis_settings.register_profile("openpar", print_blob=True, deadline=None)
hypothesis_settings.load_profile("openpar")


def pytest_configure(config: pytest.Config) -> None:
    """Pages are read in Vietnamese: compile what translators have changed."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        compile_catalogues(Path(openpar.__file__).parent / "locale")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the run's data folder once its server has stopped."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ["OPENPAR_DATA"], ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List by name every test that did not run, with its reason."""
    skipped = terminalreporter.stats.get("skipped", [])
    terminalreporter.section(f"skipped by name: {len(skipped)}")
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"{report.nodeid}: {reason}")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the project."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def own_words() -> Iterator[None]:
    """The program's own texts, without a question to the database; tests of texts ask anew."""
    wordings.remember({}, seconds=3600)
    yield
    wordings.forget()
