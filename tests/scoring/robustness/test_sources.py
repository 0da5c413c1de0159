"""What is varied from run to run, against what the mathematics of each source says."""

import numpy as np
import pytest

from openpar.scoring.robustness.sources import (
    Coin,
    DisputedPoints,
    SurveySampling,
    WeightNoise,
    shares_of,
    stream,
)
from openpar.scoring.rounds.reading import read_round
from openpar.scoring.surveys import Weights, survey_value
from openpar.scoring.vectorised import prepare
from tests.scoring.rounds.building import files, points_set

RUNS = 40_000
SURVEY_SET = (
    "set: {code: thu, title: T, level: department, total: 2}\nfields:\n"
    '- {code: "1", title: T, maximum: 2, source: survey, '
    "rule: {measure: {survey: all}, map: {line: {}}}}\n"
)


def prepared(texts):
    (ready,) = prepare(read_round(texts))
    return ready


def survey_round(rows, weights="options: {A: 1, B: 0.5, none: none}\n"):
    return prepared(files(SURVEY_SET, survey=rows) | {"survey.yaml": weights})


def test_weights_stay_within_their_noise_before_their_sum_is_restored():
    """S3-31: each maximum moves by up to 20 %; together they stay what the decision says."""
    ready = prepared(files(points_set(10, "1:6 2:4"), answers="a,1,x,1"))
    factors = WeightNoise(ready.plan, 0.2, 1).draw(RUNS)
    maxima = np.array([6.0, 4.0])
    assert np.abs(maxima @ factors - 10).max() < 1e-9
    ratio = factors[0] / factors[1]
    assert 0.8 / 1.2 <= ratio.min() < 0.7
    assert 1.4 < ratio.max() <= 1.2 / 0.8
    assert abs(factors.mean() - 1) < 0.005


def test_bonus_and_penalty_keep_their_points_when_weights_move():
    blocks = (
        "bonus: {criteria: [{code: B, title: B, maximum: 1, inputs: {x: {type: number}},"
        " rule: {points: x}}]}\n"
    )
    ready = prepared(files(points_set(4, "1:4", blocks), answers="a,1,x,1"))
    factors = WeightNoise(ready.plan, 0.5, 1).draw(10)
    assert (factors[1] == 1).all()


def test_no_noise_leaves_every_weight_as_it_is():
    ready = prepared(files(points_set(10, "1:6 2:4"), answers="a,1,x,1"))
    assert (WeightNoise(ready.plan, 0.0, 1).draw(5) == 1).all()


def test_equal_words_give_equal_numbers_and_other_words_others():
    one, same, other = (stream(1, *words).random(4) for words in (("a", "b"), ("a", "b"), ("ab",)))
    assert (one == same).all()
    assert (one != other).all()
    assert (stream(2, "a", "b").random(4) != one).all()


def test_a_coin_falls_on_each_side_equally_often():
    drawn = Coin(1, "not_applicable", 3).draw(30_000)
    assert [abs((drawn == way).mean() - 1 / 3) < 0.012 for way in range(3)] == [True] * 3


def test_a_survey_value_spreads_as_the_dirichlet_distribution_of_its_counts_says():
    """Mean m of the weights w with shares p of N answers: variance (Σ p·w² − m²) ÷ (N + 1)."""
    ready = survey_round("a,1,g,q,A,30 a,1,g,q,B,10 a,1,g,q,none,99 b,1,g,q,A,4")
    (values,) = SurveySampling(ready, 1).draw(RUNS).values()
    own = values.value[:, 0]
    mean = (30 * 1 + 10 * 0.5) / 40
    variance = ((30 * 1 + 10 * 0.25) / 40 - mean**2) / 41
    assert abs(own.mean() - mean) < 4 * np.sqrt(variance / RUNS)
    assert abs(own.var() / variance - 1) < 0.05


def test_where_all_answered_the_same_there_is_nothing_to_draw():
    ready = survey_round("a,1,g,q,A,30 b,1,g,q,A,4 b,1,g,q,none,5")
    (values,) = SurveySampling(ready, 1).draw(20).values()
    assert (values.value == 1).all()


def test_a_unit_nobody_answered_for_stays_unknown_in_every_run():
    ready = survey_round("a,1,g,q,A,30 a,1,g,q,B,3")
    (values,) = SurveySampling(ready, 1).draw(20).values()
    assert values.state.tolist() == [0, 2]


def test_the_shares_of_questions_add_up_as_the_survey_itself_weighs_them():
    counts = {
        "people": {"q1": {"A": 3, "B": 1}, "q2": {"A": 2, "B": 2}, "q3": {"none": 4}},
        "firms": {"q1": {"B": 5}},
        "silent": {"q1": {"none": 7}},
    }
    weights = Weights(
        {"A": 1, "B": 0, "none": None}, {"q1": 2, "q2": 1}, {"people": 3, "firms": 1, "silent": 9}
    )
    means = {("people", "q1"): 3 / 4, ("people", "q2"): 1 / 2, ("firms", "q1"): 0}
    shares = dict(shares_of(counts, weights, "all"))
    assert sum(shares.values()) == pytest.approx(1)
    found = sum(share * means[place] for place, share in shares.items())
    assert found == pytest.approx(float(survey_value(counts, weights).value))
    assert set(dict(shares_of(counts, weights, "q2"))) == {("people", "q2")}


def test_points_in_dispute_are_the_units_own_or_the_newest_with_even_chances():
    """S3-18, S3-20: only where both layers are there and differ."""
    points = "a,1,self,4, a,1,appraised,3, a,1,council,2, b,1,self,1, b,1,agreed,1, a,2,council,1,"
    ready = prepared(files(points_set(10, "1:4 2:6"), points=points))
    disputed = DisputedPoints(ready, 1).draw(RUNS)
    assert list(disputed) == ["1"]
    mask, drawn = disputed["1"]
    assert mask.tolist() == [True, True]
    assert set(drawn[:, 0]) == {4.0, 2.0}
    assert abs((drawn[:, 0] == 4).mean() - 0.5) < 0.01
    assert set(drawn[:, 1]) == {1.0}
