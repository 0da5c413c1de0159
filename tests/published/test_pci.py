"""PCI 2005–2016 (VCCI, USAID): 10 × the weighted sum of the sub-indices of each period."""

import pytest

from tests.published.tables import csv_text, published_table
from tests.scoring.composite.command import index, plain

REPRODUCED = [str(year) for year in range(2006, 2017) if year != 2011]
RECIPE = plain("aggregate: {weights: as_given, missing: unknown}", "scale: {by: 10}", "rank")


def weights(year):
    """Percent by sub-index, as published for the year's period."""
    for row in published_table("fetched/pci_weights_by_period.csv"):
        first, last = row.pop("years")[:9].split("-")
        if first <= year <= last:
            return {name.removesuffix("_pct"): text for name, text in row.items() if text}
    # 2005 had nine sub-indices and unrounded weights that were never printed: nearest whole ones
    names = ["entry", "land", "transparency", "time", "informal", "implement", "bias",
             "proactivity", "support"]  # fmt: skip
    return dict(zip(names, ["17", "8", "16", "10", "8", "0", "13", "17", "11"], strict=True))


def run(folder, year):
    """The command on files a user would write, with the published totals to compare."""
    rows = [r for r in published_table("fetched/pci_2005_2016_subindices.csv") if r["year"] == year]
    parts = weights(year)
    meta = csv_text(
        ["Level", "iCode", "Parent", "Direction", "Weight", "Type"],
        [["1", name, "PCI", "1", f"{percent}e-2", "Indicator"] for name, percent in parts.items()]
        + [["2", "PCI", "NA", "1", "", "Aggregate"]],
    )
    data = csv_text(["uCode", *parts], [[r["province"], *[r[p] for p in parts]] for r in rows])
    expected = csv_text(["unit", "value"], [[r["province"], r["pci_weighted"]] for r in rows])
    (folder / "published.csv").write_text(expected, encoding="utf-8")
    return rows, index(
        folder, meta, data, RECIPE, "--expect", "published.csv", "--tolerance", "0.00001"
    )


@pytest.mark.parametrize("year", REPRODUCED)
def test_pci_follows_from_its_sub_indices(tmp_path, year):
    rows, outcome = run(tmp_path, year)

    assert outcome.code == 0, outcome.said
    assert outcome.said == f"{len(rows)} published figures of published.csv agree\n"
    for row in rows:
        computed = outcome.numbers("PCI")[row["province"]]
        assert float(computed) == pytest.approx(float(row["pci_weighted"]), abs=1e-5)


def test_pci_2011_is_refused_because_totals_and_sub_indices_are_of_different_vintages(tmp_path):
    rows, outcome = run(tmp_path, "2011")

    assert (outcome.code, outcome.rows) == (1, [])
    first, largest, *_, reason = outcome.said.splitlines()
    assert first.startswith("published.csv: refused: ")
    assert f"of {len(rows)} published figures do not follow from DATA by this recipe" in first
    assert abs(float(largest.split("(")[1].rstrip(")"))) == pytest.approx(0.55193, abs=1e-5)
    assert reason.startswith(
        "  likely reason: no weights of the 9 parts under 'PCI' give the published figures"
    )
    assert "not of the same vintage" in reason


def test_pci_2005_is_not_reproducible_with_weights_that_were_printed(tmp_path):
    _, outcome = run(tmp_path, "2005")

    assert (outcome.code, outcome.rows) == (1, [])
    assert "refused" in outcome.said
