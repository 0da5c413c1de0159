"""The folders are layers on the way of the data: each imports only from those named before it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import openpar

ROOT = Path(openpar.__file__).parent
FILES = sorted(path for path in ROOT.rglob("*.py") if "migrations" not in path.parts)
PURE = {"scoring", "figures"}
BANNED_IN_PURE = {"django", "psycopg", "procrastinate", "sqlite3", "socket", "subprocess", "random"}
BANNED_NAMES = {"utils", "helpers", "common", "misc", "services", "managers", "base", "core"}
ABOVE_ALL = {"settings", "variables", "urls", "wsgi", "cli", "__main__"}
LONGEST_FILE = 450
# Longer for a reason: path -> (lines it may have, the reason).
LONGER: dict[str, tuple[int, str]] = {}
# Not in LAYERS because they are no step: the root's own modules.
ROOT_MODULES = {
    "file_active", "file_arrival", "file_containers", "file_content", "file_delivery",
    "file_metadata", "file_storage", "hashing",
}  # fmt: skip


def imported(source: str) -> Iterator[str]:
    """Every module that a source imports, wherever in it; ``from a import b`` gives ``a.b``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                raise ImportError("imports are absolute")
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def offences(source: str, layer: str) -> list[str]:
    """What the dependency rule has against a source that lies in ``layer``."""
    order = openpar.LAYERS.index
    found = []
    for module in imported(source):
        top, _, rest = module.partition(".")
        other = rest.partition(".")[0]
        if layer in PURE and top in BANNED_IN_PURE:
            found.append(f"{layer} is pure and must not know {top}")
        if top != "openpar" or layer not in openpar.LAYERS:
            continue
        if other in ABOVE_ALL:
            found.append(f"{layer} must not import {other}, which stands above all")
        if other in openpar.LAYERS and order(other) > order(layer):
            found.append(f"{layer} must not import {other}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_back_along_the_way_of_the_data(path: Path):
    assert offences(path.read_text(), path.relative_to(ROOT).parts[0]) == []


@pytest.mark.parametrize(
    ("layer", "source"),
    [
        ("criteria", "from openpar.assessments.models import ScoreSheet"),
        ("people", "def later():\n    import openpar.criteria.models"),
        ("audit", "from openpar import people"),
        ("scoring", "import django.utils"),
        ("scoring", "from django.db import models"),
        ("web", "from openpar.settings import DEBUG"),
    ],
)
def test_the_rule_catches_what_points_forward(layer: str, source: str):
    assert offences(source, layer)


def test_the_rule_lets_pass_what_points_back():
    assert offences("from openpar.people.models import Unit", "criteria") == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_say_what_is_inside(path: Path):
    assert not BANNED_NAMES & {path.stem, *path.relative_to(ROOT).parts[:-1]}


def test_every_folder_is_a_step_of_the_process():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders <= {*openpar.LAYERS, "cli"}
    modules = {path.stem for path in ROOT.glob("*.py")} - {"__init__"}
    assert modules <= ABOVE_ALL | ROOT_MODULES


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_can_be_read_at_one_sitting(path: Path):
    most, _reason = LONGER.get(path.relative_to(ROOT).as_posix(), (LONGEST_FILE, ""))
    assert len(path.read_text().splitlines()) <= most
