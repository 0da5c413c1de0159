"""Both demonstration rounds score, from files that a script writes to the same byte every time."""

import csv
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from openpar.cli import main
from openpar.scoring.marks import Status
from openpar.scoring.rounds.model import RoundResult
from openpar.scoring.rounds.reading import read_round, set_files
from openpar.scoring.rounds.scoring import score_round

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "demo"
ROUNDS = ("lai-chau-2022", "hai-cap-2026")


@cache
def scored(code: str) -> RoundResult:
    folder = DEMO / code
    files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    for name in set_files(files["round.yaml"]):
        files[name] = (folder / name).read_text(encoding="utf-8")
    return score_round(read_round(files))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_scheme_of_2022_gives_three_tables_from_two_sets():
    """S3-31: 15 departments, 5 special agencies, 8 localities."""
    result = scored("lai-chau-2022")
    tables = {cohort: len(table) for cohort, table in result.by_cohort()}
    assert tables == {"so": 15, "dac-thu": 5, "huyen": 8}
    assert len(result.round.sets) == 2
    assert all(unit.status == "known" for unit in result.units)


def test_the_five_special_agencies_are_those_of_the_scheme():
    """S3-27."""
    names = {unit.name for unit in scored("lai-chau-2022").units if unit.cohort == "dac-thu"}
    assert names == {
        "Ban Dân tộc", "Thanh tra tỉnh", "Sở Ngoại vụ",
        "Ban Quản lý Khu kinh tế cửa khẩu Ma Lù Thàng", "Văn phòng Ủy ban nhân dân tỉnh",
    }  # fmt: skip


@pytest.mark.parametrize("code", ROUNDS)
def test_special_agencies_are_scored_and_never_ranked(code):
    """S3-28, S3-29: they have an index and no rank, and the ranks of others leave no gap."""
    result = scored(code)
    special = [unit for unit in result.units if unit.cohort == "dac-thu"]
    assert {(unit.index is not None, unit.rank) for unit in special} == {(True, None)}
    departments = [unit for unit in result.units if unit.cohort == "so" and unit.index is not None]
    assert sorted(unit.rank for unit in departments) == list(range(1, len(departments) + 1))


def test_the_two_level_province_has_departments_wards_communes_and_special_zones():
    units = rows(DEMO / "hai-cap-2026" / "units.csv")
    assert 60 <= len(units) <= 130
    kinds = {unit["kind"] for unit in units}
    assert kinds == {"department", "special_agency", "ward", "commune", "special_zone"}
    communes = [unit for unit in units if unit["kind"] in ("ward", "commune", "special_zone")]
    assert all(len(unit["administrative_code"]) == 5 for unit in communes)


def test_the_two_level_round_shows_the_cases_that_a_province_meets():
    """S3-30 (ties), S1-20 (not applicable): each interesting case is there."""
    result = scored("hai-cap-2026")
    unknown = [unit for unit in result.units if unit.unknown]
    assert 2 <= len(unknown) <= 5
    assert {unit.rank for unit in unknown} == {None}
    assert {tie.settled_by for tie in result.ties} >= {"manual", ""}
    marks = [mark for unit in result.units for mark in unit.marks.values()]
    assert sum(mark.status is Status.NOT_APPLICABLE for mark in marks) > 50
    assert any(mark.points is not None and mark.points < 0 for mark in marks)  # late
    bonus = {unit.marks["T.1"].points for unit in result.units}
    assert 0 in bonus
    assert max(bonus) > 0
    spread = {outcome.spread for unit in result.units for outcome in unit.outcomes.values()}
    assert len(spread) > 2  # a block and a total are stretched


@pytest.mark.parametrize("code", ROUNDS)
def test_indices_are_spread_as_in_a_province(code):
    known = [unit.index for unit in scored(code).units if unit.index is not None]
    assert min(known) >= 70
    assert max(known) <= 97
    assert max(known) - min(known) > 15
    titles = {unit.class_title for unit in scored(code).units if unit.class_title}
    assert {"Xuất sắc", "Tốt", "Khá"} <= titles


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("code", "unit"),
    [("lai-chau-2022", "SNV"), ("lai-chau-2022", "TAMDUONG"),
     ("hai-cap-2026", "VPUBND"), ("hai-cap-2026", "07192")],
)  # fmt: skip
def test_every_leaf_of_a_unit_is_explained_in_both_languages(code, unit, language, capsys):
    """S1-20, S3-34: a heading with title and maximum, then sentences, none of them empty."""
    folder = str(DEMO / code)
    assert main(["score", folder, "--explain", unit, "--lang", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    result = scored(code)
    row = next(row for row in result.units if row.unit == unit)
    criteria_set = result.round.sets[result.round.cohorts[row.cohort]]
    for leaf in criteria_set.leaves():
        title = leaf.title if language == "vi" else leaf.title_en
        heads = [at for at, line in enumerate(lines) if line.startswith(f"{leaf.code}. {title} (")]
        assert len(heads) == 1, leaf.code
        sentences = []
        for line in lines[heads[0] + 1 :]:
            if not line.startswith("  "):
                break
            sentences.append(line.strip())
        assert sentences, leaf.code
        assert all(len(sentence) > 10 for sentence in sentences), (leaf.code, sentences)
        assert sentences[-1].endswith("."), (leaf.code, sentences)


def test_no_breach_is_invented_of_a_unit_that_exists():
    for code in ROUNDS:
        for answer in rows(DEMO / code / "answers.csv"):
            if answer["input"] in ("confirmed", "reprimand", "warning"):
                assert answer["value"] == "0"
            if answer["input"] == "head_disciplined":
                assert answer["value"] == "no"


def test_the_script_writes_the_same_bytes_again(tmp_path):
    script = DEMO / "make_figures.py"
    subprocess.run([sys.executable, script, "--into", tmp_path], check=True, cwd=tmp_path)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert len(written) == 12
    for path in written:
        assert (tmp_path / path).read_bytes() == (DEMO / path).read_bytes(), path


def test_accounts_are_plainly_invented_and_belong_to_units_of_the_round():
    units = {unit["unit"] for unit in rows(DEMO / "hai-cap-2026" / "units.csv")}
    accounts = rows(DEMO / "accounts.csv")
    assert all(account["display_name"].startswith("Cán bộ mẫu ") for account in accounts)
    assert {account["unit"] for account in accounts} <= units
    assert {account["role"] for account in accounts} == {
        "coordinator", "officer", "head", "appraiser", "leader", "auditor", "operator",
    }  # fmt: skip
    fields = {account["field"] for account in accounts if account["role"] == "appraiser"}
    assert fields == {str(number) for number in range(1, 9)}


def test_the_readme_says_that_the_figures_are_invented():
    text = (DEMO / "README.md").read_text(encoding="utf-8")
    assert "giả định" in text
    assert "invented" in text
