"""The documents say where things are; when something moves or is added, these tests fail."""

import re
from pathlib import Path

import pytest

import openpar
from openpar.cli import COMMANDS
from openpar.scoring.language.adjustments import ADJUSTMENTS
from openpar.scoring.language.functions import FUNCTIONS
from openpar.scoring.language.maps import MAPS
from openpar.scoring.language.measures import MEASURES

ROOT = Path(openpar.__file__).parents[1]
WHERE = (ROOT / "docs/develop/where.md").read_text(encoding="utf-8")
SETS = (ROOT / "docs/develop/criteria-sets.md").read_text(encoding="utf-8")


def named_paths():
    """Return the paths that where.md names in full."""
    return sorted({one for one in re.findall(r"`([\w./*-]+/[\w./*-]*)`", WHERE) if "*" not in one})


@pytest.mark.parametrize("path", named_paths())
def test_every_path_that_where_names_exists(path):
    assert (ROOT / path).exists()


def test_every_folder_of_the_program_is_named():
    folders = {
        path.parent.name
        for path in (ROOT / "openpar").glob("*/__init__.py")
        if path.parent.name != "__pycache__"
    }
    assert {name for name in folders if f"openpar/{name}/" not in WHERE} == set()


@pytest.mark.parametrize("word", [*MEASURES, *MAPS, *ADJUSTMENTS])
def test_every_word_of_the_rule_language_has_its_row(word):
    assert re.search(rf"`{word}[:`]", SETS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_formulas_is_documented(name):
    assert re.search(rf"\b{name}\b", SETS)


def test_adding_a_measure_a_map_or_an_adjustment_touches_one_file():
    """What where.md promises: the kinds of each table are all made in the files it names."""
    language = ROOT / "openpar/scoring/language"
    elsewhere = [
        path.name
        for path in language.glob("*.py")
        if path.name not in ("measures.py", "map_lookups.py", "map_scales.py", "adjustments.py")
        and path.name not in ("map_parts.py", "maps.py")
    ]
    made = {name: (language / name).read_text(encoding="utf-8") for name in elsewhere}
    registering = re.compile(r"MeasureKind\(|AdjustmentKind\(|\(Lookup\):|\(Parameters\):")
    assert [name for name, text in made.items() if registering.search(text)] == []


def test_every_command_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"openpar {name}" not in readme] == []


def test_every_demonstration_account_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = (ROOT / "demo/accounts.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line for line in lines if f"`{line.split(',')[0]}`" not in readme] == []


def test_no_document_names_what_does_not_exist_yet():
    promises = re.compile(r"coming soon|sẽ có sau|TODO|TBD", re.IGNORECASE)
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert [page.name for page in pages if promises.search(page.read_text(encoding="utf-8"))] == []
