"""Digital Transformation Index 2022: eight main indices, five provinces (dti.gov.vn)."""

import csv

from tests.published.tables import HERE, csv_text
from tests.scoring.composite.command import index, plain

WEIGHTS = {
    "awareness": "0.10", "institution": "0.10", "infrastructure": "0.10",
    "human_resources": "0.10", "cyber_security": "0.10", "digital_government": "0.20",
    "digital_economy": "0.15", "digital_society": "0.15",
}  # fmt: skip
META = csv_text(
    ["iCode", "Parent", "Weight", "Type", "Decimals"],
    [[code, "PDTI", weight, "Indicator", ""] for code, weight in WEIGHTS.items()]
    + [["PDTI", "", "", "Aggregate", "4"]],
)


def table():
    path = HERE / "data" / "dti_2022_top5_components.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def run(folder, *options):
    rows = table()
    data = csv_text(
        ["uCode", *WEIGHTS], [[r["province"], *[r[code] for code in WEIGHTS]] for r in rows]
    )
    expected = csv_text(["unit", "value"], [[r["province"], r["pdti"]] for r in rows])
    (folder / "published.csv").write_text(expected, encoding="utf-8")
    return index(folder, META, data, plain("aggregate", "rank: {on: rounded, digits: 4}"), *options)


def test_dti_top_five_follow_within_the_printing_of_their_parts(tmp_path):
    outcome = run(tmp_path, "--expect", "published.csv", "--tolerance", "0.00006")

    assert outcome.code == 0, outcome.said
    assert outcome.column("rank") == {row["province"]: row["rank"] for row in table()}
    differing = [
        r["province"] for r in table() if outcome.column("PDTI")[r["province"]] != r["pdti"]
    ]
    assert differing == ["TP. Hồ Chí Minh"]  # 0.716355 from parts of four decimals


def test_dti_ho_chi_minh_alone_is_named_when_half_the_last_digit_is_asked(tmp_path):
    outcome = run(tmp_path, "--expect", "published.csv")

    assert outcome.code == 1
    assert "TP. Hồ Chí Minh: PDTI computed 0.716355, published 0.7163 (+5.5e-05)" in outcome.said


def test_dti_ranks_ties_by_competition_thanh_hoa_15_yen_bai_15_hau_giang_17(tmp_path):
    """The official rule of ties, on invented values: the printed ones of these are not at hand."""
    places = [(f"u{number}", f"0.{80 - number}") for number in range(14)]
    places += [("Hậu Giang", "0.55"), ("Thanh Hóa", "0.6004"), ("Yên Bái", "0.5996")]
    data = csv_text(["uCode", "P"], [list(place) for place in places])

    def ranks(digits):
        recipe = plain("aggregate", f"rank: {{on: rounded, digits: {digits}}}")
        found = index(tmp_path, "iCode,Parent\nP,DTI\nDTI,\n", data, recipe).column("rank")
        return [found[unit] for unit in ("Thanh Hóa", "Yên Bái", "Hậu Giang")]

    assert ranks(3) == ["15", "15", "17"]
    assert ranks(4) == ["15", "16", "17"]
