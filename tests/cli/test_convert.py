"""``openpar convert`` and ``openpar check`` take a set in either form (S3-1)."""

from pathlib import Path

import pytest

from openpar.cli import main
from openpar.scoring.sets.reading import read_set
from tests.scoring.sets.test_schema import SETS, WHOLE

EXAMPLE = SETS / "minh-hoa-2026-so.yaml"


@pytest.fixture
def whole(tmp_path) -> Path:
    path = tmp_path / "bo.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    return path


def test_a_set_goes_to_excel_and_back(tmp_path):
    workbook, again = tmp_path / "bo.xlsx", tmp_path / "bo-2.yaml"
    assert main(["convert", str(EXAMPLE), str(workbook)]) == 0
    assert main(["check", str(workbook)]) == 0
    assert main(["convert", str(workbook), str(again)]) == 0
    assert read_set(again.read_text("utf-8")) == read_set(EXAMPLE.read_text("utf-8"))


def test_a_defect_is_told_by_sheet_and_row(tmp_path, whole, capsys):
    workbook = tmp_path / "bo.xlsx"
    whole.write_text(WHOLE.replace("total: 4", "total: 5"), encoding="utf-8")
    assert main(["convert", str(whole), str(workbook)]) == 0
    assert main(["check", str(workbook)]) == 1
    assert f"{workbook}: trang “Bộ tiêu chí”: [V3]" in capsys.readouterr().out
    assert main(["check", "--lang", "en", str(workbook)]) == 1
    assert f"{workbook}: sheet “Bộ tiêu chí”: [V3]" in capsys.readouterr().out


def test_the_blank_form_is_written_where_no_source_is_given(tmp_path, capsys):
    blank = tmp_path / "mau.xlsx"
    assert main(["convert", str(blank)]) == 0
    assert main(["check", str(blank)]) == 2
    assert "thiếu “Mã bộ tiêu chí”" in capsys.readouterr().err


def test_what_cannot_be_read_or_written_is_said(tmp_path, whole, capsys):
    assert main(["convert", str(tmp_path / "khong-co.xlsx"), str(tmp_path / "a.yaml")]) == 2
    assert main(["convert", str(whole), str(tmp_path / "a.ods")]) == 2
    assert main(["convert", str(whole), str(tmp_path / "none" / "a.xlsx")]) == 2
    assert main(["convert", str(tmp_path / "a.yaml")]) == 2
    (tmp_path / "fake.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert main(["check", str(tmp_path / "fake.xlsx")]) == 2
    whole.write_text("set: {code: a}", encoding="utf-8")
    assert main(["convert", str(whole), str(tmp_path / "a.xlsx")]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 6
    assert told[-2].startswith(f"{tmp_path / 'fake.xlsx'}: tệp không phải là tệp Excel")
    assert not (tmp_path / "a.xlsx").exists()
