"""PAPI 2011–2016 (UNDP, CECODES, VFF): 22 sub-dimensions → 6 dimensions → unweighted total."""

from fractions import Fraction

import pytest

from tests.published.tables import csv_text, published_table
from tests.scoring.composite.command import index, plain

TOTAL = "PAPI_unweighted"
YEARS = [str(year) for year in range(2011, 2017)]
RECIPE = plain("aggregate: {mean: sum, missing: unknown}", "rank: {of: [D1, D6]}")


def meta(year):
    """META as a user would write it from the published tree."""
    rows = []
    for row in published_table("fetched/papi_tree.csv"):
        first, _, last = row["years"].partition("-")
        if first <= year <= last:
            kind = "Indicator" if "_" in row["code"] and row["code"] != TOTAL else "Aggregate"
            rows.append([row["code"], row["parent"], kind, row["label_vi"]])
    return csv_text(["iCode", "Parent", "Type", "iName"], rows)


def provinces(year):
    return [r for r in published_table("fetched/papi_2011_2016.csv") if r["year"] == year]


def codes(rows, dimensions):
    return [code for code in rows[0] if code[0] == "D" and ("_" in code) != dimensions]


def data(rows):
    parts = codes(rows, dimensions=False)
    return csv_text(
        ["uCode", "uName", *parts],
        [[r["province_code"], r["province_vi"], *[r[part] for part in parts]] for r in rows],
    )


@pytest.mark.parametrize("year", YEARS)
def test_papi_dimensions_and_total_follow_from_sub_dimensions(tmp_path, year):
    rows = provinces(year)
    dimensions = codes(rows, dimensions=True)
    known = [row for row in rows if row["D1"]]
    expected = csv_text(
        ["unit", *dimensions, "value", "tolerance"],
        [[r["province_code"], *[r[d] for d in dimensions], r[TOTAL], "0.000012"] for r in known],
    )
    (tmp_path / "published.csv").write_text(expected, encoding="utf-8")

    outcome = index(tmp_path, meta(year), data(rows), RECIPE, "--expect", "published.csv")

    assert outcome.code == 0, outcome.said
    assert outcome.said == f"{len(known) * 7} published figures of published.csv agree\n"
    for row in known:
        for dimension in dimensions:
            mine = outcome.numbers(dimension)[row["province_code"]]
            assert abs(mine - Fraction(row[dimension])) <= Fraction("0.000002")
    best = max(known, key=lambda row: float(row[TOTAL]))["province_code"]
    assert outcome.column("rank")[best] == "1"


def test_papi_2014_two_blank_provinces_are_unknown_and_not_zero(tmp_path):
    rows = provinces("2014")

    outcome = index(tmp_path, meta("2014"), data(rows), RECIPE)

    blank = {row["unit"]: row for row in outcome.rows if not row[TOTAL]}
    assert set(blank) == {"24", "87"}  # Bắc Giang, Đồng Tháp
    assert all(row["rank"] == row["rank_D1"] == "" for row in blank.values())
    assert max(int(row["rank"]) for row in outcome.rows if row["rank"]) == 61


@pytest.mark.parametrize("year", YEARS)
def test_papi_highest_is_the_sum_of_the_six_maxima(tmp_path, year):
    highest = next(
        r for r in published_table("fetched/papi_2011_2016_highest.csv") if r["year"] == year
    )
    dimensions = codes([highest], dimensions=True)
    tree = csv_text(["iCode", "Parent"], [[d, TOTAL] for d in dimensions] + [[TOTAL, ""]])
    cells = csv_text(["uCode", *dimensions], [["Highest", *[highest[d] for d in dimensions]]])
    expected = csv_text(["unit", "value"], [["Highest", highest[TOTAL]]])
    (tmp_path / "published.csv").write_text(expected, encoding="utf-8")

    summed = index(
        tmp_path, tree, cells, plain("aggregate: {mean: sum}"),
        "--expect", "published.csv", "--tolerance", "0.000005",
    )  # fmt: skip
    provincial = index(tmp_path, meta(year), data(provinces(year)), RECIPE)

    assert summed.code == 0, summed.said
    for dimension in dimensions:
        best = max(value for value in provincial.numbers(dimension).values() if value is not None)
        assert float(best) == pytest.approx(float(highest[dimension]), abs=2e-6)
