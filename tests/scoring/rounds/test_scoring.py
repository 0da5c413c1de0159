"""From figures to marks to the index: order of what decides, blocks, rounding, the cohort."""

import gc
from fractions import Fraction

import pytest

from openpar.scoring.marks import Status
from openpar.scoring.rounds.reading import read_round
from openpar.scoring.rounds.scoring import score_round
from tests.scoring.rounds.building import HEAD, by_unit, files, points_set, score

PLAIN = points_set(10, "1:4 2:6")


def unit(text=PLAIN, units="a", **tables):
    return by_unit(score(files(text, units, **tables)))["a"]


def leaf_set(leaf: str, total: int = 10, extra: str = "", rounding: str = "[index]") -> str:
    head = HEAD % total + f"rounding: {{at: {rounding}, digits: 2, mode: half_up}}\n"
    return head + f"not_applicable: reduce_max\n{extra}fields:\n{leaf}"


# --- five statuses -------------------------------------------------------------------------------


def test_an_answer_that_was_not_given_is_missing_and_zero_is_a_score():
    missing, zero = unit(answers="a,1,x, a,2,x,6"), unit(answers="a,1,x,0 a,2,x,6")
    assert (missing.index, missing.status) == (None, "unknown: criterion 1")
    assert (zero.index, zero.status) == (60, "known")


def test_an_unknown_unit_keeps_the_points_of_its_known_fields():
    found = unit(answers="a,2,x,6")
    assert (found.points, found.fields, found.applicable_maximum) == (None, {"1": None, "2": 6}, 10)


def test_a_criterion_whose_milestone_lies_after_the_closing_date_is_blank_and_never_zero():
    text = PLAIN.replace('code: "1"', 'code: "1", due: 2027-01-15')
    found = unit(text, answers="a,1,x,4 a,2,x,3", points="a,1,council,4,Sớm")
    assert found.marks["1"].status is Status.NOT_YET_DUE
    assert (found.points, found.applicable_maximum, found.index) == (3, 6, 50)


def test_a_milestone_on_the_closing_date_is_due():
    text = PLAIN.replace('code: "1"', 'code: "1", due: 2026-12-31')
    assert unit(text, answers="a,1,x,4 a,2,x,3").applicable_maximum == 10


def test_a_criterion_applies_by_the_unit_s_attributes():
    text = PLAIN.replace('code: "1"', 'code: "1", applies: unit.border')
    texts = files(text, answers="a,1,x,4 a,2,x,3 b,2,x,3 c,2,x,3")
    texts["units.csv"] = "unit,name,cohort,border\na,A,so,yes\nb,B,so,no\nc,C,so,\n"
    units = by_unit(score(texts))
    assert (units["a"].applicable_maximum, units["b"].applicable_maximum) == (10, 6)
    assert units["c"].status == "unknown: criterion 1"  # an empty cell is not "no"


def test_a_criterion_that_is_not_part_of_the_set_of_a_unit_is_never_stretched():
    text = leaf_set(
        """- code: "1"
  title: T
  maximum: 10
  not_applicable: gross_up
  criteria:
  - {code: "1.1", title: A, maximum: 4, applies: unit.border, inputs: {x: {type: number}},
      rule: {points: x}}
  - {code: "1.2", title: B, maximum: 6, inputs: {x: {type: number}}, rule: {points: x}}
"""
    )
    texts = files(text, "a", answers="a,1.2,x,3")
    texts["units.csv"] = "unit,name,cohort,border\na,A,so,no\n"
    found = by_unit(score(texts))["a"]
    assert (found.points, found.applicable_maximum) == (3, 6)


# --- score layers --------------------------------------------------------------------------------


def test_the_newest_layer_wins_over_the_rule_whatever_the_order_of_rows():
    layers = "a,1,council,1,Họp a,1,self,4, a,1,appraised,2,Thiếu"
    found = unit(answers="a,1,x,3 a,2,x,6", points=layers)
    assert found.marks["1"].points == 1
    assert found.outcomes["1"].layer == "council"


def test_a_layer_gives_points_where_the_rule_has_no_figures():
    assert unit(answers="a,2,x,6", points="a,1,appraised,2.5,").points == Fraction(17, 2)


def test_an_accepted_claim_stands_over_a_layer():
    found = unit(
        answers="a,2,x,6", points="a,1,self,4,", claims="a,1,not_applicable,Không,accepted"
    )
    assert (found.points, found.applicable_maximum) == (6, 6)


# --- references ----------------------------------------------------------------------------------


def test_a_criterion_may_use_the_points_of_one_that_stands_later():
    text = leaf_set(
        """- {code: "1", title: A, maximum: 4, rule: {points: "[2].points / 2"}}
- {code: "2", title: B, maximum: 6, inputs: {x: {type: number}}, rule: {points: x}}
"""
    )
    assert unit(text, answers="a,2,x,6").fields == {"1": 3, "2": 6}


def test_points_of_a_group_and_its_share_may_be_used():
    text = leaf_set(
        """- code: "1"
  title: G
  maximum: 6
  criteria:
  - {code: "1.1", title: A, maximum: 2, inputs: {x: {type: number}}, rule: {points: x}}
  - {code: "1.2", title: B, maximum: 4, inputs: {x: {type: number}}, rule: {points: x}}
- {code: "2", title: C, maximum: 4, rule: {points: "[1].share * 2 + [1].points / 3"}}
"""
    )
    assert unit(text, answers="a,1.1,x,1 a,1.2,x,2").fields == {"1": 3, "2": 2}


def test_points_that_are_missing_make_what_uses_them_missing():
    text = leaf_set(
        """- {code: "1", title: A, maximum: 4, rule: {points: "[2].points / 2"}}
- {code: "2", title: B, maximum: 6, inputs: {x: {type: number}}, rule: {points: x}}
"""
    )
    assert unit(text).status == "unknown: criterion 1, 2"


def test_targets_last_year_and_outside_indices_are_looked_up():
    text = leaf_set(
        """- code: "1"
  title: A
  maximum: 10
  inputs: {x: {type: number}}
  rule: {points: "x - previous.x + target.x + external.sipas / 10 - external.sipas.rank"}
"""
    )
    external = "sipas,2025,a,80,1 sipas,2026,a,90,2 sipas,2027,a,10,60"
    found = unit(text, answers="a,1,x,5", previous="a,1,x,3", targets="a,1,x,1", external=external)
    assert found.points == 5 - 3 + 1 + 9 - 2


# --- blocks --------------------------------------------------------------------------------------

BONUS = """bonus: {at_most: 3, inside: INSIDE, criteria: [
  {code: T1, title: Thưởng, maximum: 2, inputs: {x: {type: number}}, rule: {points: x}},
  {code: T2, title: Thưởng, maximum: 2, inputs: {x: {type: number}}, rule: {points: x}}]}
penalty: {at_most: 1, criteria: [
  {code: P1, title: Trừ, maximum: 0, minimum: -2, inputs: {n: {type: count}},
      rule: {measure: {value: n}, map: {deduct: {each: 0.5}}}}]}
"""


def block(inside: str, total: int, extra: str = "", answers: str = "a,1,x,4 a,2,x,6"):
    text = points_set(total, "1:4 2:6", extra=BONUS.replace("INSIDE", inside) + extra)
    rows = f"{answers} a,T1,x,2 a,T2,x,1.5 a,P1,n,3"
    return unit(text, answers=rows)


def test_a_bonus_on_top_is_capped_and_leaves_the_maximum_alone():
    found = block("no", 10)
    assert (found.whole.bonus, found.whole.penalty) == (3, -1)
    assert (found.points, found.applicable_maximum, found.index) == (12, 10, 120)


def test_a_bonus_inside_is_part_of_the_total():
    found = block("yes", 13)
    assert (found.points, found.applicable_maximum) == (12, 13)


def test_the_total_is_clamped_where_the_set_says_so():
    assert block("no", 10, "clamp: [0, 10]\n").points == 10
    low = block("no", 10, "clamp: [5, 10]\n", answers="a,1,x,0 a,2,x,0")
    assert low.points == 5


def test_a_bonus_nobody_answered_for_is_missing_like_anything_else():
    text = points_set(10, "1:4 2:6", extra=BONUS.replace("INSIDE", "no"))
    assert unit(text, answers="a,1,x,4 a,2,x,6").status == "unknown: criterion T1, T2, P1"


# --- rounding ------------------------------------------------------------------------------------

THIRDS = "a,1,x,1 a,2,x,1"


@pytest.mark.parametrize(
    ("at", "points", "published"),
    [
        ("[index]", Fraction(4, 3), "13.33"),
        ("[criterion]", Fraction("1.34"), "13.40"),
        ("[field]", Fraction("1.34"), "13.40"),
        ("[criterion, field, index]", Fraction("1.34"), "13.40"),
    ],
)
def test_points_are_rounded_once_where_the_set_says(at, points, published):
    """Two leaves of two thirds of a point: 1.333… unrounded, 0.67 + 0.67 = 1.34 rounded first."""
    text = points_set(10, "1:4 2:6", rounding=at).replace("points: x", 'points: "x * 2 / 3"')
    found = unit(text, answers=THIRDS)
    assert (found.points, found.index_published) == (points, published)


def test_yen_bai_rounds_half_up():
    """62.88 + 24.42 + 8.135 = 95.435 was published as 95.44."""
    text = points_set(100, "1:65 2:25 3:10")
    found = unit(text, answers="a,1,x,62.88 a,2,x,24.42 a,3,x,8.135")
    assert (found.index, found.index_published) == (Fraction("95.435"), "95.44")


# --- the cohort ----------------------------------------------------------------------------------

COHORT = """- code: "1"
  title: A
  maximum: 10
  inputs: {x: {type: number}}
  rule: {points: "RULE"}
"""


def cohort(rule: str, answers: str, units: str = "a b c"):
    return by_unit(score(files(leaf_set(COHORT.replace("RULE", rule)), units, answers=answers)))


@pytest.mark.parametrize(
    ("rule", "points"),
    [
        ("mean(x)", {"a": 4, "b": 4, "c": 4}),
        ("best(x)", {"a": 6, "b": 6, "c": 6}),
        ("lowest(x)", {"a": 2, "b": 2, "c": 2}),
        ("total(x) / 2", {"a": 6, "b": 6, "c": 6}),
        ("rank(x)", {"a": 2, "b": 3, "c": 1}),
        ("mean(x * 2) - x", {"a": 4, "b": 6, "c": 2}),
    ],
)
def test_functions_of_the_cohort_look_at_every_unit(rule, points):
    found = cohort(rule, "a,1,x,4 b,1,x,2 c,1,x,6")
    assert {code: row.points for code, row in found.items()} == points


def test_units_without_a_figure_are_not_in_the_mean_and_have_no_rank():
    found = cohort("rank(x) + mean(x)", "a,1,x,4 b,1,x,2")
    assert (found["a"].points, found["b"].points) == (4, 5)
    assert found["c"].status == "unknown: criterion 1"


def compare(options: str, answers: str = "a,1,x,4 b,1,x,2 s,1,x,9"):
    leaf = (
        '- {code: "1", title: A, maximum: 10, inputs: {x: {type: number}}, '
        f"rule: {{measure: {{compare: x{options}}}, map: {{points: {{}}}}}}, minimum: -10}}\n"
    )
    cohorts = "cohorts: [{code: so, title: S}, {code: dt, title: D, ranked: no}]\n"
    texts = files(leaf_set(leaf, extra=cohorts), answers=answers)
    texts["round.yaml"] = texts["round.yaml"].replace("{so: s}", "{so: s, dt: s}")
    texts["units.csv"] = "unit,name,cohort\na,A,so\nb,B,so\ns,S,dt\n"
    return {code: row.points for code, row in by_unit(score(texts)).items()}


@pytest.mark.parametrize(
    ("options", "points"),
    [
        ("", {"a": 1, "b": -1, "s": 6}),
        (", itself: no", {"a": 2, "b": -2, "s": 6}),
        (", unranked: yes", {"a": -1, "b": -3, "s": 4}),
        (", with: best", {"a": 0, "b": -2, "s": 5}),
        (", with: best, itself: no", {"a": 2, "b": -2, "s": 5}),
        (", with: lowest, itself: no", {"a": 2, "b": -2, "s": 7}),
        (", as: ratio", {"a": Fraction(4, 3), "b": Fraction(2, 3), "s": 3}),
        (", as: relative", {"a": Fraction(1, 3), "b": Fraction(-1, 3), "s": 2}),
    ],
)
def test_who_is_compared_with_whom_is_an_option(options, points):
    """R12: a special agency enters the mean of those that are ranked only if a rule says so."""
    assert compare(options) == points


def test_equal_units_share_the_better_place_and_low_may_be_best():
    text = leaf_set(
        '- {code: "1", title: A, maximum: 10, inputs: {x: {type: number}}, '
        "rule: {measure: {rank: x, order: low}, map: {points: {}}}}\n"
    )
    units = by_unit(score(files(text, "a b c", answers="a,1,x,1 b,1,x,1 c,1,x,5")))
    assert {code: row.points for code, row in units.items()} == {"a": 1, "b": 1, "c": 3}


# --- the scorer itself ---------------------------------------------------------------------------


def test_progress_counts_every_leaf_of_every_set():
    seen = []
    texts = files(PLAIN, answers="a,1,x,1")
    score_round(read_round(texts), progress=lambda done, whole: seen.append((done, whole)))
    assert seen == [(1, 2), (2, 2)]


def test_the_collector_works_again_after_a_round_even_one_that_fails():
    made = read_round(files(PLAIN))
    with pytest.raises(ZeroDivisionError):
        score_round(made, progress=lambda done, whole: done / 0)
    assert gc.isenabled()


def test_a_round_of_many_equal_rows_runs_a_rule_once_a_row_and_gives_each_unit_its_own():
    units = [f"u{at}" for at in range(500)]
    answers = " ".join(f"{u},1,x,{at % 3} {u},2,x,6" for at, u in enumerate(units))
    rows = score(files(PLAIN, " ".join(units), answers=answers)).units
    assert [row.points for row in rows] == [6 + at % 3 for at in range(500)]
    assert len({id(row.outcomes["1"]) for row in rows}) == 3
