"""The example of docs/develop/rounds.md is true: its files give the result printed there."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from openpar.scoring.rounds.display import explain_unit, table_text
from openpar.scoring.rounds.model import RoundResult
from openpar.scoring.rounds.writing import csv_text
from tests.scoring.rounds.building import by_unit, score

PAGE = Path(__file__).parents[3] / "docs" / "develop" / "rounds.md"
NAMES = (
    "round.yaml", "so.yaml", "units.csv", "answers.csv", "points.csv", "survey.yaml", "survey.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def blocks() -> list[str]:
    return re.findall(
        r"```(?:yaml|csv|text)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )


@pytest.fixture(scope="module")
def result(blocks) -> RoundResult:
    return score(dict(zip(NAMES, blocks[: len(NAMES)], strict=True)))


def test_the_result_printed_in_the_documentation_is_what_its_files_give(blocks, result):
    assert csv_text(result) == blocks[len(NAMES)]


def test_the_explanation_printed_in_the_documentation_is_what_its_files_give(blocks, result):
    assert explain_unit(result, "SNV", "1.2") == blocks[len(NAMES) + 1]


def test_the_points_agree_with_a_computation_by_hand(result):
    """19 of 20 tasks of 4 points; an appraised 1.5; 40 % × 0.62 + 60 % × 0.92 of 4 points."""
    marks = by_unit(result)["SNV"].marks
    assert [mark.points for mark in marks.values()] == [
        Fraction(19, 20) * 4,
        Fraction(3, 2),
        (Fraction(40, 100) * Fraction(62, 100) + Fraction(60, 100) * Fraction(92, 100)) * 4,
    ]


def test_the_table_writes_numbers_as_vietnamese_and_as_english_readers_do(result):
    assert "94,10" in table_text(result, "vi")
    assert "94.10" in table_text(result, "en")


def test_columns_of_the_table_stand_under_one_another(result):
    lines = table_text(result).splitlines()
    header = next(at for at, line in enumerate(lines) if line.startswith("Hạng"))
    column = lines[header].index("Xếp loại")
    assert [line[column:].split()[0] for line in lines[header + 2 : header + 5]] == ["Tốt"] * 3
