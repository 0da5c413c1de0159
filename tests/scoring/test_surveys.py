"""From answers to a share of the maximum (R25; domain source "from answers to points")."""

from fractions import Fraction

import pytest

from openpar.scoring.surveys import Survey, Weights, survey_value
from tests.scoring.rounds.building import HEAD, by_unit, files, score

OPTIONS = {"A": 1, "B": Fraction(3, 5), "C": Fraction(1, 5), "D": 0, "no_opinion": None}
TEN = {"A": 4, "B": 3, "C": 2, "D": 1}


def test_ten_answers_on_two_points_earn_1_24_with_or_without_one_more_no_opinion():
    weights = Weights(OPTIONS)
    plain = survey_value({"g": {"q1": TEN}}, weights)
    more = survey_value({"g": {"q1": {**TEN, "no_opinion": 1}}}, weights)
    assert plain == more
    assert plain.value * 2 == Fraction("1.24")


def test_the_weight_of_a_group_without_answers_goes_to_the_others_and_is_flagged():
    weights = Weights(OPTIONS, groups={"hdnd": Fraction(2, 5), "dan": Fraction(3, 5)})
    counts = {"hdnd": {"q1": {"no_opinion": 7}}, "dan": {"q1": {"A": 1, "D": 1}}}
    found = survey_value(counts, weights)
    assert (found.value, found.answers, found.silent) == (Fraction(1, 2), 2, ("hdnd",))


def test_groups_and_questions_are_means_of_means_and_not_of_people():
    weights = Weights(OPTIONS, questions={"q1": 1, "q2": 3}, groups={"a": 1, "b": 1})
    counts = {"a": {"q1": {"A": 99}, "q2": {"D": 1}}, "b": {"q1": {"D": 5}}}
    assert survey_value(counts, weights).value == Fraction(1, 8)


def test_a_rule_may_ask_some_questions_only():
    survey = Survey(
        {"1": {"a": {"g": {"q1": {"A": 1}, "q2": {"D": 1}, "q3": {"D": 1}}}}}, Weights(OPTIONS)
    )
    assert survey.value("1", "a", "q1").value == 1
    assert survey.value("1", "a", "q1,q2").value == Fraction(1, 2)
    assert survey.value("1", "a").value == Fraction(1, 3)
    assert survey.value("1", "b") is None


def test_nobody_s_opinion_is_no_value():
    assert survey_value({"g": {"q1": {"no_opinion": 3}}}, Weights(OPTIONS)) is None


@pytest.mark.parametrize(("code", "points"), [("1", Fraction("1.24")), ("2", 2)])
def test_one_criterion_may_have_weights_of_its_own(code, points):
    text = (
        HEAD % 4
        + "not_applicable: reduce_max\nfields:\n"
        + "".join(
            f'- {{code: "{one}", title: T, maximum: 2, source: survey, '
            "rule: {measure: {survey: all}, map: {line: {target: 1}}}}\n"
            for one in "12"
        )
    )
    rows = " ".join(f"a,{one},g,q1,{option},{n}" for one in "12" for option, n in TEN.items())
    texts = files(text, "a", survey=rows)
    texts["survey.yaml"] = (
        "options: {A: 1, B: 60%, C: 0.2, D: 0, no_opinion: none}\n"
        'criteria: {"2": {options: {A: 1, B: 1, C: 1, D: 1}}}\n'
    )
    assert by_unit(score(texts))["a"].marks[code].points == points
