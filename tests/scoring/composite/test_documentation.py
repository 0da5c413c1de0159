"""docs/develop/composite.md: its example runs, its tables name every key and column."""

import csv
import io
import re
from pathlib import Path

import pytest

from openpar.scoring.composite.steps import STEPS
from openpar.scoring.composite.tables import _META_COLUMNS
from tests.scoring.composite.command import index

PAGE = (Path(__file__).parents[3] / "docs/develop/composite.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def test_the_example_of_the_page_gives_the_result_of_the_page(tmp_path):
    files = (BLOCKS[name] for name in ("meta.csv", "data.csv", "recipe.yaml"))

    outcome = index(tmp_path, *files)

    assert (outcome.code, outcome.said) == (0, "")
    assert outcome.rows == list(csv.DictReader(io.StringIO(BLOCKS["result"])))


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.name)
def test_the_page_names_every_key_with_its_choices(step):
    nested = {name: key for outer in step.keys.values() for name, key in (outer.keys or {}).items()}
    assert f"| `{step.name}` |" in PAGE
    for name, key in (step.keys | nested).items():
        row = next(line for line in PAGE.splitlines() if f"| `{name}` |" in line)
        if key.expected.startswith("one of "):
            for word in key.expected.removeprefix("one of ").split(", "):
                assert f"`{word}`" in row


@pytest.mark.parametrize("column", sorted(_META_COLUMNS))
def test_the_page_names_every_column_of_meta(column):
    assert re.search(rf"^\|.*`{column}`.*\|", PAGE, re.MULTILINE)
