"""Results that authorities printed, scored again from the parts they printed.

Where our result differs from print in the last digit, the test names the row and the reason.
"""

import csv
from fractions import Fraction

import pytest

from openpar.scoring.index import exact_sum, percentage
from openpar.scoring.numbers import decimal_text, parse_number, rounded
from tests.published.tables import HERE
from tests.scoring.rounds.building import by_unit, files, points_set, score

CODES = "123456789"


def table(name: str) -> list[dict[str, str]]:
    with (HERE / "data" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def scored(rows, columns: dict[str, int], extra: str = "", claims: str = "", ties: str = ""):
    """Score rows of printed parts: a field of ``columns[part]`` points for each part."""
    leaves = " ".join(f"{code}:{most}" for code, most in zip(CODES, columns.values(), strict=False))
    text = points_set(sum(columns.values()), leaves, extra)
    names = [f"u{at}" for at in range(len(rows))]
    answers = " ".join(
        f"{name},{code},x,{row[part]}"
        for name, row in zip(names, rows, strict=True)
        for code, part in zip(CODES, columns, strict=False)
        if row.get(part)
    )
    tables = {"claims": claims, "ties": ties}
    given = {key: text for key, text in tables.items() if text}
    result = score(files(text, " ".join(names), answers=answers, **given))
    return result, [by_unit(result)[name] for name in names]


def two_digits(text: str) -> str:
    return decimal_text(parse_number(text), 2)


# --- Bình Dương 2017 -----------------------------------------------------------------------------

BINH_DUONG = {"appraised_max65": 65, "survey_max35": 35}


def test_binh_duong_2017_sums_indices_and_ranks_are_as_printed():
    rows = table("binhduong_2017_districts")
    _, units = scored(rows, BINH_DUONG)
    assert [decimal_text(unit.points, 2) for unit in units] == [r["total_max100"] for r in rows]
    assert [unit.index_published for unit in units] == [row["index_pct"] for row in rows]
    assert [unit.rank for unit in units] == [int(row["rank"]) for row in rows]


def test_binh_duong_2017_mean_is_as_printed():
    _, units = scored(table("binhduong_2017_districts"), BINH_DUONG)
    mean = Fraction(exact_sum(unit.index for unit in units)) / len(units)
    assert decimal_text(mean, 4) == "78.3878"
    assert decimal_text(mean, 2) == "78.39"


# --- Thừa Thiên Huế 2021 -------------------------------------------------------------------------

HUE = """cohorts:
- code: so
  title: Sở
  classes: [{title: Xuất sắc, from: 90}, {title: Tốt, from: 80}, {title: Khá, from: 70}]
"""


def test_hue_2021_ranks_and_classes_of_all_21_departments_are_as_printed():
    rows = table("thuathienhue_2021_departments")
    _, units = scored(rows, {"score": 100}, HUE)
    assert [unit.rank for unit in units] == [int(row["rank"]) for row in rows]
    assert [unit.class_title for unit in units] == [row["class_vi"] for row in rows]
    assert len(units) == 21


@pytest.mark.parametrize(
    ("count", "of", "printed"),
    [(9, 136, "6.62"), (62, 136, "45.59"), (41, 136, "30.15"), (24, 136, "17.65"), (4, 12, "33.3")],
)
def test_hue_shares_of_communes_by_class_are_as_printed(count, of, printed):
    assert decimal_text(percentage(count, of), len(printed.split(".")[1])) == printed


# --- Thanh Hóa -----------------------------------------------------------------------------------


def test_thanh_hoa_2023_what_does_not_apply_shrinks_the_denominator():
    """Ban Dân tộc: 68.32 of 84 is 81.33 %; the other departments and districts have all 100."""
    rows = [{**row, "rest": "0"} for row in table("thanhhoa_2023_selected")]
    at = next(at for at, row in enumerate(rows) if row["unit"] == "Ban Dân tộc tỉnh")
    claims = f"u{at},2,not_applicable,Không_có_nhiệm_vụ,accepted"
    for other, row in enumerate(rows):
        if other != at:  # their points beyond 84 belong to the part that applies to them
            whole = parse_number(row["total_points"])
            row["rest"] = decimal_text(min(whole, 16))
            row["total_points"] = decimal_text(whole - min(whole, 16))
    printed = [row["index_pct"] for row in rows]
    _, units = scored(rows, {"total_points": 84, "rest": 16}, claims=claims)
    assert (units[at].points, units[at].applicable_maximum) == (Fraction("68.32"), 84)
    assert units[at].index_published == "81.33"
    assert [unit.index_published for unit in units] == [two_digits(text) for text in printed]


def test_thanh_hoa_2023_one_index_was_printed_with_three_decimals():
    """91.651 beside figures of two decimals: digits belong to the set; rounded once it is 91.65."""
    assert decimal_text(parse_number("91.651"), 2) == "91.65"


def test_thanh_hoa_2024_mean_is_as_printed():
    _, units = scored(table("thanhhoa_2024_departments"), {"index_pct": 100})
    mean = Fraction(exact_sum(unit.index for unit in units)) / len(units)
    assert (decimal_text(mean, 4), decimal_text(mean, 2)) == ("85.4120", "85.41")


def test_thanh_hoa_2024_printed_decimals_cannot_explain_two_of_its_ranks():
    """90.02 twice is printed as ranks 2 and 3, 85.02 twice as 13 and 14: more digits or a key."""
    rows = table("thanhhoa_2024_departments")
    result, units = scored(rows, {"index_pct": 100})
    differing = [
        row["unit"] for row, unit in zip(rows, units, strict=True) if unit.rank != int(row["rank"])
    ]
    assert differing == ["Văn phòng UBND tỉnh", "Sở Y tế"]
    assert [(tie.rank, tie.is_open) for tie in result.ties] == [(2, True), (13, True)]


def test_thanh_hoa_2024_ranks_follow_once_the_ties_are_decided():
    rows = table("thanhhoa_2024_departments")
    ties = " ".join(f"so,u{at},{row['rank']},BB" for at, row in enumerate(rows))
    cohorts = "cohorts: [{code: so, title: Sở, ties: [manual]}]\n"
    result, units = scored(rows, {"index_pct": 100}, cohorts, ties=ties)
    assert [unit.rank for unit in units] == [int(row["rank"]) for row in rows]
    assert {tie.settled_by for tie in result.ties} == {"manual"}


# --- PAR INDEX -----------------------------------------------------------------------------------

PARTS = {
    "appraised_points": 64, "sipas_points": 10, "leader_survey_points": 21,
    "socioeconomic_impact_points": 5,
}  # fmt: skip


def test_par_index_2020_is_the_rounded_sum_of_parts_that_were_not_rounded():
    """Seven of ten provinces follow from their printed parts; three differ by one last digit."""
    rows = table("parindex_2020_top10_components")
    _, units = scored(rows, PARTS)
    off = {
        row["province"]: decimal_text(unit.points - parse_number(row["index_pct"]), 2)
        for row, unit in zip(rows, units, strict=True)
        if unit.index_published != two_digits(row["index_pct"])
    }
    assert off == {"Quảng Ninh": "0.01", "Đồng Tháp": "-0.01", "Phú Thọ": "-0.01"}
    assert [unit.rank for unit in units] == [int(row["rank"]) for row in rows]


def test_par_index_2021_thanh_hoa_fields_add_up_to_one_last_digit_more_than_printed():
    *fields, total = table("parindex_2021_thanhhoa_fields")
    added = exact_sum(parse_number(row["score"]) for row in fields)
    assert (decimal_text(added, 2), total["score"]) == ("87.84", "87.83")
    # Eight parts, each rounded by at most half a last digit, explain four hundredths.
    assert abs(added - parse_number(total["score"])) <= 8 * Fraction("0.005")


# --- single facts --------------------------------------------------------------------------------


def test_yen_bai_2021_rounds_95_435_to_95_44():
    parts = {"appraised": 65, "survey": 26, "impact": 9}
    row = {"appraised": "62.88", "survey": "24.42", "impact": "8.135"}
    _, (unit,) = scored([row], parts)
    assert (unit.index, unit.index_published) == (Fraction("95.435"), "95.44")


def test_nam_dinh_2020_a_mean_of_rounded_indices_is_not_the_index_of_the_mean():
    """62.62 of 70 is 89.457 %, so 89.46; printed was 89.45, as a mean of rounded indices can be."""
    _, (unit,) = scored([{"appraised": "62.62"}], {"appraised": 70})
    assert unit.index_published == "89.46"

    invented = [{"appraised": text} for text in ("62.24", "63.01", "62.61")]  # their mean is 62.62
    _, units = scored(invented, {"appraised": 70})
    of_the_mean = percentage(exact_sum(unit.points for unit in units), 3 * 70)
    mean_of_rounded = Fraction(exact_sum(rounded(unit.index, 2) for unit in units)) / 3
    assert (decimal_text(of_the_mean, 2), decimal_text(mean_of_rounded, 2)) == ("89.46", "89.45")


# --- dossiers ------------------------------------------------------------------------------------


def printed_percentages():
    """(place, count, denominator, printed text) for every percentage of the table."""
    counts = {"on_time": "on_time", "early": "early", "just_on_time": "just_on_time",
              "overdue": "overdue", "returned": "returned_or_withdrawn"}  # fmt: skip
    for row in table("dossier_stats"):
        whole = row["resolved"] or row["due"]
        for name, column in counts.items():
            printed = row[f"{name}_pct_printed"]
            if printed:
                place = f"{row['source_id']} {row['period'][:7]} {row['level']} {name}"
                yield place, int(row[column] or 0), int(whole), printed


def test_every_printed_dossier_percentage_follows_from_its_counts():
    found = list(printed_percentages())
    wrong = [
        place
        for place, count, whole, printed in found
        if decimal_text(percentage(count, whole), len(printed.partition(".")[2])) != printed
    ]
    assert (len(found), wrong) == (22, [])
