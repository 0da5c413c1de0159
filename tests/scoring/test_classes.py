"""Classes: bounds, conditions, events, limits, and units that no class holds (R34)."""

import pytest

from tests.scoring.rounds.building import by_unit, files, points_set, score

BANDS = """cohorts:
- code: so
  title: S
  classes:
  - {title: Xuất sắc, from: 90, all_of: ["lowest_share > 0"]}
  - {title: Tốt, from: 80, below: 90}
  - {title: Khá, above: 50, below: 80}
  - {title: Yếu, to: 50, any_of: ["unit.corruption"]}
  class_limits:
  - {when: "unit.reprimanded", at_most: Khá}
  - {when: "unit.warned", exactly: Yếu}
"""


def classify(one, two, attributes="no,no,no", extra=""):
    text = points_set(100, "1:10 2:90", BANDS + extra)
    texts = files(text, answers=f"a,1,x,{one} a,2,x,{two}")
    texts["units.csv"] = (
        f"unit,name,cohort,corruption,reprimanded,warned\na,A,so,{attributes}\nb,B,so,yes,yes,yes\n"
    )
    return by_unit(score(texts))["a"]


@pytest.mark.parametrize(
    ("one", "two", "title"),
    [
        ("5", "85", "Xuất sắc"),
        ("5", "84.995", "Xuất sắc"),  # published as 90.00, and classes go by what is published
        ("5", "84.99", "Tốt"),
        ("0", "80", "Tốt"),
        ("0", "79.99", "Khá"),
        ("0", "50.01", "Khá"),
        ("0", "50", "Yếu"),
    ],
)
def test_each_boundary_has_one_owner(one, two, title):
    assert classify(one, two).class_title == title


def test_a_condition_that_fails_leaves_the_unit_unclassified_unless_the_set_lets_it_fall():
    strict = classify("0", "90")
    assert (strict.class_title, strict.class_reason, strict.class_about) == (
        "", "class_condition", "Xuất sắc",
    )  # fmt: skip
    fallen = classify("0", "90", extra="  fall_through: yes\n")
    assert (fallen.class_title, fallen.class_reason) == ("Tốt", "class_fallen")


def test_an_event_decides_whatever_the_index_says():
    assert classify("10", "90", "yes,no,no").class_title == "Yếu"


def test_a_limit_lowers_a_class_and_never_raises_one():
    lowered = classify("10", "90", "no,yes,no")
    assert (lowered.class_title, lowered.class_reason, lowered.class_about) == (
        "Khá", "class_limited", "Xuất sắc",
    )  # fmt: skip
    assert classify("0", "40", "no,yes,no").class_title == "Yếu"
    assert classify("10", "90", "no,no,yes").class_title == "Yếu"


def test_an_event_that_is_not_known_is_not_a_no():
    unknown = classify("10", "90", ",no,no")
    assert (unknown.class_title, unknown.class_reason) == ("", "class_condition_unknown")
    assert classify("10", "90", "no,,no").class_reason == "class_limit_unknown"


def test_an_unknown_index_has_no_class():
    unit = classify("", "90")
    assert (unit.class_title, unit.class_reason) == ("", "class_unknown_index")


def test_a_gap_between_bands_is_said():
    bands = (
        "cohorts: [{code: so, title: S, classes: [{title: A, from: 90}, {title: B, below: 80}]}]\n"
    )
    text = points_set(100, "1:10 2:90", bands)
    unit = by_unit(score(files(text, "a", answers="a,1,x,5 a,2,x,80")))["a"]
    assert (unit.class_title, unit.class_reason) == ("", "class_no_band")


def test_conditions_may_ask_for_points_shares_and_figures_of_criteria():
    bands = """cohorts:
- {code: so, title: S, classes: [
    {title: A, from: 0,
     all_of: ["[1].points >= 5 and [1].share >= 50% and [1].x < 6", "index > 90"]},
    {title: B, from: 0}], fall_through: yes}
"""
    text = points_set(100, "1:10 2:90", bands)
    units = by_unit(score(files(text, answers="a,1,x,5 a,2,x,90 b,1,x,6 b,2,x,90")))
    assert [row.class_title for row in units.values()] == ["A", "B"]


def test_conditions_may_ask_for_outside_indices_the_year_and_other_groups():
    bands = """cohorts:
- {code: so, title: S, classes: [
    {title: A, from: 0, all_of: ["external.sipas > 80 and external.sipas.rank <= 2",
                                 "cycle.year == 2026 and points > 90 and [1].share == 100%"]},
    {title: B, from: 0}], fall_through: yes}
"""
    text = points_set(100, "1:10 2:90", bands)
    answers = "a,1,x,10 a,2,x,85 b,1,x,10 b,2,x,85 c,1,x,10 c,2,x,85"
    external = "sipas,2026,a,90,1 sipas,2026,b,90,3"
    units = by_unit(score(files(text, "a b c", answers=answers, external=external)))
    assert [row.class_title for row in units.values()] == ["A", "B", ""]


def test_a_band_that_begins_above_a_bound_is_lowered_like_any_other():
    bands = """cohorts:
- {code: so, title: S, classes: [{title: A, above: 50}, {title: B, to: 50}],
   class_limits: [{when: "unit.warned", at_most: B}]}
"""
    texts = files(points_set(100, "1:10 2:90", bands), "a", answers="a,1,x,10 a,2,x,85")
    texts["units.csv"] = "unit,name,cohort,warned\na,A,so,yes\n"
    assert by_unit(score(texts))["a"].class_title == "B"
