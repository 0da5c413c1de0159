"""``openpar robustness`` and ``openpar coherence`` as a person meets them."""

import csv
import io
import json
from pathlib import Path

import pytest

from openpar.cli import main
from openpar.scoring.robustness.writing import COLUMNS
from tests.scoring.rounds.building import files, points_set

DEMO = Path(__file__).parents[2] / "demo" / "lai-chau-2022"
ANSWERS = "a,1,x,5 a,2,x,0 b,1,x,0 b,2,x,5 c,1,x,0 c,2,x,0 d,1,x,1"


@pytest.fixture
def folder(tmp_path) -> Path:
    for name, text in files(points_set(10, "1:5 2:5"), "a b c d", answers=ANSWERS).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(capsys, *words) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_csv_has_the_columns_of_the_contract_in_their_order(capsys, folder):
    words = ("--runs", 10, "--sources", "", "--format", "csv")
    code, out, err = run(capsys, "robustness", folder, *words)
    assert code == 0
    assert out.splitlines() == [
        ",".join(COLUMNS),
        "so,a,1,1,1,1,1,b",
        "so,b,1,1,1,1,1,a",
        "so,c,3,3,3,3,1,",
    ]
    assert err == "Không có hạng: d (so), chưa tính được: 2.\n"


def test_the_same_command_gives_the_same_bytes(capsys):
    words = ("robustness", DEMO, "--runs", 30, "--seed", 5, "--format", "csv")
    assert run(capsys, *words) == run(capsys, *words)


def test_dropping_adds_a_column_for_everything_dropped(capsys, folder):
    words = ("--runs", 5, "--sources", "weights", "--drop", "leaf", "--format", "csv")
    _, out, _ = run(capsys, "robustness", folder, *words)
    (first, *_) = csv.DictReader(io.StringIO(out))
    assert (first["unit"], first["without 1"], first["without 2"]) == ("a", "2", "1")


def test_json_has_everything(capsys, folder):
    words = ("--runs", 5, "--weights", "0.1", "--sources", "weights,rounding", "--format", "json")
    code, out, err = run(capsys, "robustness", folder, *words)
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["varied"] == {
        "weights": 0.1, "not_applicable": False, "survey": False, "disputed": False,
        "rounding": True,
    }  # fmt: skip
    assert found["left_out"] == [{"cohort": "so", "unit": "d", "status": "unknown: criterion 2"}]
    assert found["units"][0]["without_field"] == {"1": 2, "2": 1}
    assert set(COLUMNS) <= set(found["units"][0])


def test_the_table_names_what_was_varied_and_who_has_no_rank(capsys, folder):
    _, out, _ = run(capsys, "robustness", folder, "--runs", 20, "--drop", "field", "--lang", "en")
    assert out.startswith("20 runs, seed 1; varied: weights ±20%, treatment of not applicable")
    assert "Rank without each field" in out
    assert "No rank: d (so), unknown: 2." in out


def test_a_leaf_that_arrays_cannot_compute_is_named(capsys):
    demo = DEMO.with_name("hai-cap-2026")
    _, out, _ = run(capsys, "robustness", demo, "--runs", 3, "--sources", "weights")
    assert "Giữ nguyên trong mọi lần chạy (tính theo cách chính xác): 3.5.2, 3.4.2." in out


@pytest.mark.parametrize(
    "words", [("--runs", "0"), ("--weights", "1"), ("--weights", "abc"), ("--sources", "luck")]
)
def test_wrong_use_ends_with_2_and_says_why(capsys, folder, words):
    code, out, err = run(capsys, "robustness", folder, *words)
    assert (code, out) == (2, "")
    assert err.startswith(f"{words[0]}: ")


@pytest.mark.parametrize("command", ["robustness", "coherence"])
def test_a_folder_that_is_no_round_ends_with_2(capsys, tmp_path, command):
    code, out, err = run(capsys, command, tmp_path)
    assert (code, out) == (2, "")
    assert "round.yaml" in err


@pytest.mark.parametrize("command", ["robustness", "coherence"])
def test_a_set_that_nothing_can_be_computed_from_is_refused_with_1(capsys, folder, command):
    path = folder / "s.yaml"
    path.write_text(path.read_text().replace("points: x", "points: y"), encoding="utf-8")
    code, out, err = run(capsys, command, folder)
    assert (code, out) == (1, "")
    assert "[V11]" in err


@pytest.mark.parametrize("command", ["robustness", "coherence"])
def test_a_draft_with_other_defects_is_measured_and_still_ends_with_1(capsys, folder, command):
    path = folder / "s.yaml"
    path.write_text(path.read_text().replace("total: 10", "total: 11"), encoding="utf-8")
    code, out, err = run(capsys, command, folder)
    assert code == 1
    assert "so" in out
    assert "[V3]" in err


def test_coherence_writes_a_row_for_each_leaf_field_and_the_whole(capsys, folder):
    code, out, err = run(capsys, "coherence", folder, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, err) == (0, "")
    assert [(row["level"], row["code"]) for row in rows] == [
        ("leaf", "1"), ("leaf", "2"), ("field", "1"), ("field", "2"), ("whole", ""),
    ]  # fmt: skip
    assert rows[0]["at_maximum"] == "0.333333"
    assert rows[4]["explained"] == "0.750000;0.250000"


def test_coherence_says_where_units_are_too_few(capsys, tmp_path):
    for name, text in files(points_set(5, "1:5"), "a b", answers="a,1,x,5 b,1,x,4").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    _, out, _ = run(capsys, "coherence", tmp_path, "--lang", "en")
    assert out == "so\nCohort so: only 2 units have an index, 3 are needed.\n"


def test_coherence_speaks_both_languages_and_writes_json(capsys):
    _, table, _ = run(capsys, "coherence", DEMO)
    assert "Thành phần chính" in table
    _, text, _ = run(capsys, "coherence", DEMO, "--format", "json")
    so = next(one for one in json.loads(text) if one["cohort"] == "so")
    assert so["units"] == 15
    assert len(so["fields"]) == 8


def test_the_result_can_be_written_to_a_file(capsys, folder, tmp_path):
    path = tmp_path / "out.csv"
    run(capsys, "robustness", folder, "--runs", 2, "--format", "csv", "--out", path)
    assert path.read_text(encoding="utf-8").startswith(",".join(COLUMNS))
