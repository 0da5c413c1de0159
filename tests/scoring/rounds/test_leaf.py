"""One leaf for the page on which it is typed: the same mark as the round's, with its sentences."""

from datetime import date
from fractions import Fraction

import pytest

from openpar.scoring.marks import Mark, Status
from openpar.scoring.rounds.leaf import evaluate_leaf, explain_leaf
from openpar.scoring.rounds.model import ExternalValue
from openpar.scoring.sets.reading import read_set
from tests.scoring.rounds.building import HEAD, by_unit, files, score

TEXT = (
    HEAD % 20
    + """
rounding: {at: [criterion, index], digits: 2, mode: half_up}
not_applicable: reduce_max
fields:
- code: "1"
  title: Lĩnh vực
  maximum: 10
  criteria:
  - code: "1.1"
    title: Hoàn thành kế hoạch
    maximum: 4
    due: 2026-06-30
    applies: unit.has_plan
    inputs:
      done: {type: count, unit: nhiệm vụ, title: Số nhiệm vụ hoàn thành}
      planned: {type: count, unit: nhiệm vụ, title: Số nhiệm vụ được giao}
    rule:
      measure: {ratio: [done, planned], when_zero: not_applicable}
      map: {line: {floor: 0.8, target: 1}}
  - code: "1.2"
    title: Không phát sinh
    maximum: 6
    not_applicable: full
    inputs: {found: {type: count}, handled: {type: count}}
    rule: {measure: {ratio: [handled, found], when_zero: not_applicable}, map: {line: {target: 1}}}
- {code: "2", title: So với khối, maximum: 4, inputs: {x: {type: number}},
    rule: {measure: {compare: x}, map: {points: {}}}}
- {code: "3", title: Tham chiếu, maximum: 6, inputs: {x: {type: number}},
    rule: {points: "x + [1.1].done + [2].points + target.x + previous.x + external.sipas"}}
"""
)
SET = read_set(TEXT)
HAS_PLAN = {"has_plan": True}


def mark(code="1.1", inputs=None, **facts):
    return evaluate_leaf(SET, code, inputs or {}, attributes=HAS_PLAN, **facts)


def test_a_leaf_is_scored_from_the_figures_typed_so_far():
    assert mark(inputs={"done": 9, "planned": 10}) == Mark.scored(Fraction(18, 5), 4)
    assert mark(inputs={"done": 9}).status is Status.MISSING


def test_points_are_rounded_as_the_set_rounds_a_criterion():
    assert mark(inputs={"done": 19, "planned": 21}).points == Fraction("3.62")


def test_a_leaf_before_its_milestone_is_not_due_only_if_a_closing_date_is_given():
    figures = {"done": 9, "planned": 10}
    assert mark(inputs=figures, as_of=date(2026, 6, 29)).status is Status.NOT_YET_DUE
    assert mark(inputs=figures, as_of=date(2026, 6, 30)).status is Status.SCORED
    assert mark(inputs=figures).status is Status.SCORED


@pytest.mark.parametrize(
    ("attributes", "status", "reason"),
    [
        ({}, Status.MISSING, "scope"),
        ({"has_plan": False}, Status.NOT_APPLICABLE, "applies"),
    ],
)
def test_a_leaf_that_is_not_part_of_the_unit_s_set_says_so(attributes, status, reason):
    found = evaluate_leaf(SET, "1.1", {"done": 9, "planned": 10}, attributes=attributes)
    assert (found.status, found.reason) == (status, reason)


def test_the_policy_of_the_set_holds_for_a_leaf_alone():
    assert mark("1.2", {"handled": 0, "found": 0}) == Mark(Status.SCORED, 6, 6, "zero")
    assert mark(inputs={"done": 0, "planned": 0}).status is Status.NOT_APPLICABLE


def test_figures_of_the_cohort_are_not_known_here():
    assert mark("2", {"x": 3}).status is Status.UNDETERMINED


def test_other_leaves_targets_last_year_and_outside_indices_are_given_by_the_caller():
    found = mark(
        "3",
        {"x": Fraction(1, 2)},
        others={("1.1", "done"): 1, ("2", "points"): 1},
        targets={"x": 1},
        previous={"x": 1},
        external={"sipas": ExternalValue(2026, Fraction(1, 2))},
    )
    assert found.points == 5


def test_an_unknown_leaf_is_an_error():
    with pytest.raises(KeyError):
        mark("9")


def test_the_explanation_uses_the_unit_s_own_numbers():
    said = explain_leaf(SET, "1.1", {"done": 9, "planned": 10}, attributes=HAS_PLAN)
    assert said == [
        "Số nhiệm vụ hoàn thành: 9 nhiệm vụ.",
        "Số nhiệm vụ được giao: 10 nhiệm vụ.",
        "Số nhiệm vụ hoàn thành ÷ Số nhiệm vụ được giao = 9 nhiệm vụ ÷ 10 nhiệm vụ = 90%.",
        "Theo thang điểm: 90% ÷ 100% × 4 = 3,6 điểm.",
        "Điểm đạt được: 3,6 điểm trên tối đa 4 điểm.",
    ]


@pytest.mark.parametrize(
    ("code", "inputs", "facts", "last"),
    [
        ("1.1", {}, {"as_of": date(2026, 1, 1)}, "It leaves both points and maximum."),
        ("1.1", {"done": 9}, {}, "The unit's index stays unknown until this is settled."),
        ("1.2", {"handled": 0, "found": 0}, {}, "Points: 6 points of at most 6 points."),
        ("1.1", {"done": 0, "planned": 0}, {}, "It leaves both points and maximum."),
    ],
)
def test_the_explanation_says_what_a_leaf_without_points_does_to_the_index(
    code, inputs, facts, last
):
    assert explain_leaf(SET, code, inputs, "en", attributes=HAS_PLAN, **facts)[-1] == last


def test_a_leaf_alone_and_the_whole_round_give_the_same_mark():
    texts = files(TEXT, "a", answers="a,1.1,done,17 a,1.1,planned,19 a,1.2,found,0 a,1.2,handled,0")
    texts["units.csv"] = "unit,name,cohort,has_plan\na,A,so,yes\n"
    whole = by_unit(score(texts))["a"].marks
    assert whole["1.1"] == mark(inputs={"done": 17, "planned": 19}, as_of=date(2026, 12, 31))
    assert whole["1.2"] == mark("1.2", {"found": 0, "handled": 0})
