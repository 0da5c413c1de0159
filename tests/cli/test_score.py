"""``openpar score``: the contract of files, columns and exit codes, as a person meets it."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from openpar.cli import main
from openpar.scoring.rounds.writing import COLUMNS
from tests.scoring.rounds.building import files, points_set

COHORTS = """cohorts:
- {code: so, title: Khối sở, title_en: Departments, classes: [
    {title: Tốt, title_en: Good, from: 50}, {title: Yếu, title_en: Weak, from: 0, below: 50}]}
- {code: dt, title: Đặc thù, ranked: no}
"""
ANSWERS = "a,1,x,4 a,2,x,1 b,1,x,4 c,1,x,1 c,2,x,1"


@pytest.fixture
def folder(tmp_path) -> Path:
    texts = files(points_set(9, "1:4 2:5", COHORTS), answers=ANSWERS)
    texts["round.yaml"] = texts["round.yaml"].replace("{so: s}", "{so: s, dt: s}")
    texts["units.csv"] = "unit,name,cohort\na,Sở A,so\nb,Sở B,so\nc,Ban C,dt\n"
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def score(capsys, folder, *words) -> tuple[int, str, str]:
    code = main(["score", str(folder), *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_csv_has_the_columns_of_the_contract_in_their_order(capsys, folder):
    code, out, err = score(capsys, folder, "--format", "csv")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        ",".join([*COLUMNS, "1", "2"]),
        "so,a,Sở A,5,9,55.555555555555556,55.56,1,Tốt,known,4,1",
        "so,b,Sở B,,9,,,,,unknown: criterion 2,4,",
        "dt,c,Ban C,2,9,22.222222222222222,22.22,,,known,1,1",
    ]


def test_an_unknown_index_is_a_result_with_its_status_and_not_a_failure(capsys, folder):
    code, out, _ = score(capsys, folder)
    assert code == 0
    assert "chưa tính được: 2" in out


def test_json_has_every_leaf_with_status_points_maximum_and_trace(capsys, folder):
    code, out, _ = score(capsys, folder, "--format", "json", "--lang", "en")
    found = json.loads(out)
    first, second, third = found["units"]
    assert code == 0
    assert [first[column] for column in ("unit", "index_published", "rank", "class")] == [
        "a", "55.56", 1, "Good",
    ]  # fmt: skip
    assert first["fields"] == {"1": "4", "2": "1"}
    assert second["index"] is None
    assert third["rank"] is None
    leaf = second["leaves"][1]
    assert (leaf["code"], leaf["status"], leaf["points"], leaf["maximum"]) == (
        "2",
        "missing",
        None,
        "5",
    )
    assert leaf["trace"][0]["text"] == "X: not given."
    total = sum(Decimal(leaf["points"]) for leaf in first["leaves"])
    assert total == Decimal(first["points"])


def test_csv_and_json_say_the_same(capsys, folder):
    _, as_csv, _ = score(capsys, folder, "--format", "csv")
    _, as_json, _ = score(capsys, folder, "--format", "json")
    rows = list(csv.DictReader(io.StringIO(as_csv)))
    units = json.loads(as_json)["units"]
    assert [[row[column] for column in COLUMNS] for row in rows] == [
        ["" if unit[column] is None else str(unit[column]) for column in COLUMNS] for unit in units
    ]


def test_one_table_for_each_cohort(capsys, folder):
    """S3-31."""
    _, out, _ = score(capsys, folder)
    assert [line for line in out.splitlines() if "Bộ thử" in line] == [
        "Khối sở – Bộ thử", "Đặc thù – Bộ thử",
    ]  # fmt: skip
    assert "Khối này được chấm điểm, không xếp hạng." in out


def test_a_result_goes_to_a_file_where_one_is_named(capsys, folder, tmp_path):
    code, out, _ = score(capsys, folder, "--format", "csv", "--out", str(tmp_path / "kq.csv"))
    assert (code, out) == (0, "")
    assert (tmp_path / "kq.csv").read_bytes().startswith(b"cohort,unit,name,")


def test_explain_says_one_criterion_or_all_of_a_unit(capsys, folder):
    code, out, _ = score(capsys, folder, "--explain", "a:2")
    assert (code, out.splitlines()[1]) == (0, "2. T2 (tối đa 5 điểm)")
    code, out, _ = score(capsys, folder, "--explain", "a")
    assert out.splitlines()[-3:] == [
        "Chỉ số = 5 điểm ÷ 9 điểm tối đa × 100 = 55,56%.",
        "Hạng: 1.",
        "Xếp loại: Tốt.",
    ]
    _, out, _ = score(capsys, folder, "--explain", "b", "--lang", "en")
    assert out.splitlines()[-1] == "Index (%): unknown: 2."


@pytest.mark.parametrize("asked", ["z", "a:9", "z:1"])
def test_explaining_what_is_not_there_is_wrong_use(capsys, folder, asked):
    code, out, err = score(capsys, folder, "--explain", asked)
    assert (code, out) == (2, "")
    assert "vòng chấm không có đơn vị hoặc tiêu chí" in err


def test_every_unreadable_cell_is_on_stderr_with_its_path(capsys, folder):
    (folder / "answers.csv").write_text("unit,criterion,input,value\na,1,x,ba\nz,1,x,1\n", "utf-8")
    code, out, err = score(capsys, folder, "--lang", "en")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        f"{folder}/answers.csv:2:4: value: 'ba' is not a number; expected such as 12, 1.5, 85%",
        f"{folder}/answers.csv:3:1: unit: there is no unit 'z' in units.csv",
    ]


def test_defects_are_printed_as_check_prints_them_beside_the_results_of_the_draft(capsys, folder):
    text = (folder / "s.yaml").read_text("utf-8").replace("total: 9", "total: 10")
    (folder / "s.yaml").write_text(text, "utf-8")
    code, out, err = score(capsys, folder)
    assert code == 1
    assert out
    main(["check", str(folder / "s.yaml")])
    assert err == capsys.readouterr().out
    assert "[V3]" in err


def test_a_set_that_cites_what_does_not_exist_is_refused(capsys, folder):
    text = (folder / "s.yaml").read_text("utf-8")
    (folder / "s.yaml").write_text(
        text.replace("cohorts:", "cohorts:\n- {code: t, title: T, ties: [field 77]}", 1), "utf-8"
    )
    code, out, err = score(capsys, folder)
    assert (code, out) == (1, "")
    assert "[V11]" in err


def test_a_folder_without_a_round_and_a_file_that_is_no_text_are_named(capsys, folder, tmp_path):
    code, _, err = score(capsys, tmp_path / "nowhere", "--lang", "en")
    assert (code, err) == (2, f"{tmp_path}/nowhere/round.yaml: there is no such file\n")
    (folder / "units.csv").write_bytes(b"unit,name,cohort\n\xff\n")
    code, _, err = score(capsys, folder, "--lang", "en")
    assert (code, err) == (2, f"{folder}/units.csv: this is not UTF-8 text (byte 17)\n")


def test_a_result_that_cannot_be_written_is_said(capsys, folder, tmp_path):
    code, _, err = score(capsys, folder, "--out", str(tmp_path / "no" / "where.csv"))
    assert code == 2
    assert "không ghi được tệp" in err


def test_a_tie_left_open_is_reported_beside_the_csv(capsys, folder):
    rows = "unit,criterion,input,value\na,1,x,4\na,2,x,1\nb,1,x,3\nb,2,x,2\n"
    (folder / "answers.csv").write_text(rows, "utf-8")
    code, out, err = score(capsys, folder, "--format", "csv", "--lang", "en")
    assert (code, err) == (0, "so: Shared rank 1: a, b.\n")
    assert [line.split(",")[7] for line in out.splitlines()[1:3]] == ["1", "1"]


def test_no_progress_bar_in_a_pipe(capsys, folder):
    assert score(capsys, folder, "--format", "json")[2] == ""


def test_a_set_file_may_stand_in_another_folder(capsys, folder):
    (folder / "bo").mkdir()
    (folder / "s.yaml").rename(folder / "bo" / "s.yaml")
    text = (folder / "round.yaml").read_text("utf-8").replace("s.yaml", "bo/s.yaml")
    (folder / "round.yaml").write_text(text, "utf-8")
    assert score(capsys, folder)[0] == 0
