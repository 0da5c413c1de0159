"""What runs at night: ``make nightly``, or ``pytest --nightly``.

By day a test marked ``nightly`` is left out, and a test that takes ``size`` runs in the small size
of the table; at night only these two kinds run, in full size. Everything random takes its seed from
``seed``: it stands in the head of the run, and ``--seed`` repeats it.
"""

import random
from collections.abc import Callable

import pytest

#: Every size that differs by day and by night: what is counted, by day, at night.
SIZES = {
    "submissions in the queue": (6, 300),
    "writes around a step of the clock": (20, 200),
    "uploads in mid-air": (1, 40),
    "lives of a sheet": (200, 5_000),
    "events in the life of a sheet": (8, 100),
    "submissions against edits": (24, 1_000),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--nightly`` for the full sizes, ``--seed`` to repeat a run."""
    parser.addoption("--nightly", action="store_true", help="the tests of the night, in full size")
    parser.addoption("--seed", type=int, help="repeat the random choices of an earlier run")


def pytest_configure(config: pytest.Config) -> None:
    """Draw the seed once; parallel workers take that of the run."""
    if config.option.seed is None:
        config.option.seed = random.randrange(1_000_000)


def pytest_report_header(config: pytest.Config) -> str:
    """Say which lane this is and how it is repeated."""
    lane = "full sizes of the night" if config.option.nightly else "small sizes of the day"
    return f"lane: {lane}; seed: {config.option.seed} (repeat with --seed)"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the lane does not run."""
    chosen: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        marked = item.get_closest_marker("nightly") is not None
        sized = "size" in getattr(item, "fixturenames", ())
        runs = (marked or sized) if config.option.nightly else not marked
        (chosen if runs else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = chosen


@pytest.fixture(scope="session")
def size(request: pytest.FixtureRequest) -> Callable[[str], int]:
    """How many of something this lane takes: ``size("submissions in the queue")``."""
    return lambda name: SIZES[name][request.config.option.nightly]


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The seed of the run, printed with a failing test."""
    number = request.config.option.seed
    print(f"seed: {number}")  # noqa: T201  (pytest shows it with the failure)
    return int(number)
