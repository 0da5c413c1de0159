"""What becomes of a leaf that does not apply: six policies, numbers done by hand (R23)."""

from fractions import Fraction

import pytest

from openpar.scoring.marks import Status
from tests.scoring.rounds.building import HEAD, by_unit, files, score

BLOCKS = (
    HEAD % 20
    + """
rounding: {at: [index], digits: 2, mode: half_up}
not_applicable: POLICY
fields:
- code: "1"
  title: Lĩnh vực 1
  maximum: 10
  NODE
  criteria:
  - {code: "1.1", title: A, maximum: 4, inputs: {x: {type: number}}, rule: {points: x}LEAF}
  - {code: "1.2", title: B, maximum: 6, inputs: {x: {type: number}}, rule: {points: x}}
- {code: "2", title: Lĩnh vực 2, maximum: 10, inputs: {x: {type: number}}, rule: {points: x}}
"""
)
ANSWERS = "a,1.1,x,1 a,1.2,x,3 a,2,x,8"
CLAIM = "a,1.1,not_applicable,Không_có,accepted"


def result(policy="reduce_max", node="", leaf="", claims=CLAIM, answers=ANSWERS):
    text = BLOCKS.replace("POLICY", policy).replace("NODE", node).replace("LEAF", leaf)
    return by_unit(score(files(text, "a", answers=answers, claims=claims)))["a"]


def test_reduce_max_takes_the_leaf_out_of_both_sums():
    unit = result()
    assert (unit.points, unit.applicable_maximum, unit.index) == (11, 16, Fraction(1100, 16))
    assert unit.marks["1.1"].status is Status.NOT_APPLICABLE


def test_gross_up_stretches_the_block_that_names_it():
    """3 of 6 becomes 5 of 10; the other field is untouched."""
    unit = result(node="not_applicable: gross_up")
    assert (unit.fields, unit.points, unit.applicable_maximum) == ({"1": 5, "2": 8}, 13, 20)
    assert unit.nodes["1"].index == 50


def test_a_leaf_that_names_gross_up_stretches_the_criterion_above_it():
    assert result(leaf=", not_applicable: gross_up").fields["1"] == 5


def test_rescale_total_stretches_the_whole_score_to_the_total():
    """11 of 16 becomes 13.75 of 20."""
    unit = result("rescale_total")
    assert (unit.points, unit.applicable_maximum) == (Fraction(55, 4), 20)
    assert unit.fields == {"1": 3, "2": 8}


def test_gross_up_named_by_the_set_stretches_the_whole_score():
    assert result("gross_up").points == result("rescale_total").points


def test_full_gives_the_maximum_where_nothing_occurred():
    unit = result("full")
    assert (unit.points, unit.applicable_maximum) == (15, 20)
    assert unit.marks["1.1"].points == 4


def test_undetermined_makes_the_index_unknown_and_names_the_criterion():
    unit = result("undetermined")
    assert (unit.index, unit.status) == (None, "unknown: criterion 1.1")
    assert unit.fields == {"1": None, "2": 8}


def test_not_scored_leaves_the_question_to_the_block_above():
    leaf = ", not_applicable: not_scored"
    assert result(node="not_applicable: gross_up", leaf=leaf).fields["1"] == 5
    assert result("rescale_total", leaf=leaf).points == Fraction(55, 4)
    assert result("not_scored").applicable_maximum == 16


def test_the_nearest_policy_counts():
    unit = result("undetermined", node="not_applicable: full", leaf=", not_applicable: reduce_max")
    assert unit.applicable_maximum == 16


def test_a_block_of_which_nothing_applies_cannot_be_stretched_and_leaves_both_sums():
    claims = f"{CLAIM} a,1.2,not_applicable,Không_có,accepted"
    unit = result(node="not_applicable: gross_up", claims=claims)
    assert (unit.points, unit.applicable_maximum, unit.index) == (8, 10, 80)


def test_an_index_of_nothing_is_unknown():
    claims = " ".join(f"a,{code},not_applicable,Không,accepted" for code in ("1.1", "1.2", "2"))
    assert result(claims=claims).status == "unknown: no criterion applies"


@pytest.mark.parametrize("decision", ["refused", ""])
def test_only_an_accepted_claim_counts(decision):
    claims = f"a,1.1,not_applicable,Không_có,{decision}"
    assert (result(claims=claims).points, result(claims=claims).applicable_maximum) == (12, 20)


@pytest.mark.parametrize(("x", "maximum"), [("0", 16), ("1", 20)])
def test_the_set_itself_may_say_when_a_leaf_does_not_apply(x, maximum):
    answers = f"a,1.1,x,{x} a,1.2,x,3 a,2,x,8"
    unit = result(leaf=', not_applicable: {when: "x == 0"}', claims="", answers=answers)
    assert unit.applicable_maximum == maximum


def test_hai_noi_rescales_63_of_70_to_90_when_no_survey_is_held():
    """Domain vector HNP/HNX: the survey is encouraged, not required."""
    text = (
        HEAD % 100
        + """
rounding: {at: [index], digits: 2, mode: half_up}
not_applicable: reduce_max
survey: {when_not_held: rescale}
fields:
- {code: "1", title: Thẩm định, maximum: 70, inputs: {x: {type: number}}, rule: {points: x}}
- {code: "2", title: Khảo sát, maximum: 30, source: survey,
    rule: {measure: {survey: all}, map: {line: {target: 1}}}}
"""
    )
    unit = by_unit(score(files(text, "a", answers="a,1,x,63")))["a"]
    assert (unit.points, unit.applicable_maximum, unit.index) == (90, 100, 90)

    strict = text.replace("survey: {when_not_held: rescale}", "")
    unit = by_unit(score(files(strict, "a", answers="a,1,x,63")))["a"]
    assert unit.status == "unknown: criterion 2"


def test_where_one_unit_was_surveyed_the_survey_was_held_and_others_are_missing():
    text = (
        HEAD % 100
        + """
rounding: {at: [index], digits: 2, mode: half_up}
not_applicable: reduce_max
survey: {when_not_held: rescale}
fields:
- {code: "1", title: Thẩm định, maximum: 70, inputs: {x: {type: number}}, rule: {points: x}}
- {code: "2", title: Khảo sát, maximum: 30, source: survey,
    rule: {measure: {survey: all}, map: {line: {target: 1}}}}
"""
    )
    texts = files(text, answers="a,1,x,63 b,1,x,63", survey="a,2,g,q,A,5")
    texts["survey.yaml"] = "options: {A: 1, B: 0}\n"
    units = by_unit(score(texts))
    assert units["a"].points == 93
    assert units["b"].status == "unknown: criterion 2"
