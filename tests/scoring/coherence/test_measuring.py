"""Correlations, alpha and components against hand computation and known examples (S0-36)."""

import numpy as np
import pytest

from openpar.scoring.coherence.measuring import coherence, correlation, cronbach, eigenvalues
from openpar.scoring.rounds.reading import read_round
from tests.scoring.rounds.building import files, points_set

#: Anscombe's first set (1973): r = 0.816.
ANSCOMBE_X = np.array([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5], dtype=float)
ANSCOMBE_Y = np.array([8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68])


def test_correlation_of_anscombes_first_set():
    assert correlation(ANSCOMBE_X, ANSCOMBE_Y) == pytest.approx(0.81642, abs=5e-6)


def test_correlation_takes_only_pairs_of_which_both_are_known():
    left = np.append(ANSCOMBE_X, [np.nan, 3.0])
    right = np.append(ANSCOMBE_Y, [1.0, np.nan])
    assert correlation(left, right) == correlation(ANSCOMBE_X, ANSCOMBE_Y)


@pytest.mark.parametrize(
    ("left", "right"), [([1, 2], [2, 1]), ([1, 1, 1], [1, 2, 3]), ([1, 2, np.nan], [1, 2, 3])]
)
def test_there_is_no_correlation_of_two_pairs_or_of_what_does_not_vary(left, right):
    assert correlation(np.array(left, dtype=float), np.array(right, dtype=float)) is None


def test_alpha_by_hand():
    """Items 1 2 3 4 and 2 1 4 3: variances 5/3 each, sum 3 3 7 7 has 16/3: 2 × (1 − 10/16)."""
    items = np.array([[1, 2], [2, 1], [3, 4], [4, 3]], dtype=float)
    assert cronbach(items) == pytest.approx(0.75)


def test_alpha_of_standardised_items_follows_from_their_mean_correlation():
    """alpha = k·r ÷ (1 + (k − 1)·r) for items of equal variance with mean correlation r."""
    items = np.random.default_rng(3).normal(size=(200, 5)) + np.random.default_rng(4).normal(
        size=(200, 1)
    )
    items = (items - items.mean(axis=0)) / items.std(axis=0, ddof=1)
    r = (np.corrcoef(items, rowvar=False).sum() - 5) / 20
    assert cronbach(items) == pytest.approx(5 * r / (1 + 4 * r))


def test_alpha_of_opposite_items_is_not_defined_and_can_be_negative():
    assert cronbach(np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]])) is None  # the sum is constant
    assert cronbach(np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 2.0]])) < 0
    assert cronbach(np.array([[1.0], [2.0]])) is None


def test_two_variables_with_correlation_r_have_eigenvalues_one_plus_and_minus_r():
    found = eigenvalues(np.stack([ANSCOMBE_X, ANSCOMBE_Y], axis=1))
    r = np.corrcoef(ANSCOMBE_X, ANSCOMBE_Y)[0, 1]
    assert found == pytest.approx((1 + r, 1 - r))


def test_eigenvalues_add_up_to_the_number_of_variables_that_vary():
    columns = np.random.default_rng(1).normal(size=(30, 6))
    columns[:, 2] = 4.0
    columns[0, 3] = np.nan
    found = eigenvalues(columns)
    assert len(found) == 4
    assert sum(found) == pytest.approx(4)
    assert list(found) == sorted(found, reverse=True)
    assert eigenvalues(columns[:, :1]) == ()


@pytest.fixture
def measured():
    """Four units, two fields of two leaves; d does not have leaf 1.2."""
    text = (
        "set: {code: thu, title: Thử, level: department, total: 8}\nnot_applicable: reduce_max\n"
        "fields:\n"
    )
    for field in "12":
        text += f'- code: "{field}"\n  title: F{field}\n  maximum: 4\n  criteria:\n'
        for leaf in "12":
            text += f'  - {{code: "{field}.{leaf}", title: T, maximum: 2, inputs: '
            text += "{x: {type: number}}, rule: {points: x}}\n"
    points = {"a": "2 1 2 2", "b": "1 2 1 2", "c": "0 1 2 2", "d": "2 - 0 2"}
    answers = " ".join(
        f"{unit},{code},x,{value}"
        for unit, given in points.items()
        for code, value in zip(("1.1", "1.2", "2.1", "2.2"), given.split(), strict=True)
        if value != "-"
    )
    texts = files(text, "a b c d", answers=answers, claims="d,1.2,not_applicable,x,accepted")
    (cohort,) = coherence(read_round(texts))
    return cohort


def test_leaf_statistics_by_hand(measured):
    one, two, _, constant = measured.leaves
    assert (one.units, one.mean, one.at_maximum, one.at_zero) == (4, 0.625, 0.5, 0.25)
    assert one.spread == pytest.approx(np.std([1, 0.5, 0, 1], ddof=1))
    assert (two.units, two.left_out, two.mean) == (3, 0.25, pytest.approx(2 / 3))
    assert (constant.at_maximum, constant.spread, constant.with_index) == (1, 0, None)


def test_correlations_with_field_rest_and_index_by_hand(measured):
    one = measured.leaves[0]
    share = np.array([1, 0.5, 0, 1])
    field = np.array([3 / 4, 3 / 4, 1 / 4, 2 / 2])
    index = np.array([7 / 8, 6 / 8, 5 / 8, 4 / 6])
    assert one.with_field == pytest.approx(np.corrcoef(share, field)[0, 1])
    assert one.with_index == pytest.approx(np.corrcoef(share, index)[0, 1])
    rest = np.corrcoef(share[:3], [1 / 2, 2 / 2, 1 / 2])[0, 1]  # d has no rest of the field
    assert one.with_rest == pytest.approx(rest)


def test_alpha_counts_leaves_that_all_units_have_and_that_vary(measured):
    first, second = measured.fields
    assert (first.leaves, first.alpha) == (1, None)
    assert second.leaves == 1
    points = np.array([[2, 2], [1, 1], [0, 2], [2, 0]], dtype=float)  # 1.1 and 2.1
    assert measured.whole.leaves == 2
    assert measured.whole.alpha == pytest.approx(cronbach(points))


def test_components_of_the_whole_are_those_of_the_fields(measured):
    fields = np.array([[3 / 4, 4 / 4], [3 / 4, 3 / 4], [1 / 4, 4 / 4], [2 / 2, 2 / 4]])
    r = np.corrcoef(fields, rowvar=False)[0, 1]
    assert measured.whole.eigenvalues == pytest.approx((1 + abs(r), 1 - abs(r)))
    assert sum(measured.whole.explained) == pytest.approx(1)
    assert measured.fields[0].with_rest == pytest.approx(r)


def test_a_cohort_of_two_units_has_no_statistics():
    texts = files(points_set(5, "1:5"), "a b", answers="a,1,x,5 b,1,x,4")
    (cohort,) = coherence(read_round(texts))
    assert (cohort.units, cohort.leaves, cohort.whole) == (2, (), None)
