"""Every step of a recipe, on tables small enough to compute by hand (S0-31, S2-31)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from openpar.scoring.composite.steps.treat import (
    excess_kurtosis,
    skewness_squared,
    winsorised,
)
from tests.scoring.composite.command import index, plain, stage

TWO = "iCode,Parent,Direction,Weight,Type\nA,X,1,1,Indicator\nB,X,-1,3,Indicator\nX,,,,Aggregate\n"
TWO_DATA = "uCode,A,B\nu1,0,10\nu2,5,20\nu3,10,40\n"


def test_minmax_maps_the_range_and_direction_minus_one_turns_it(tmp_path):
    outcome = index(
        tmp_path, TWO, TWO_DATA, plain("normalise: {}", "aggregate: {}"), "--stages", "stages"
    )

    assert outcome.code == 0
    rows = stage(tmp_path / "stages", "normalise")
    assert [row["A"] for row in rows] == ["0", "50", "100"]
    assert [row["B"] for row in rows] == ["100", "66.666666666666666667", "0"]
    # weights 1 and 3 become 1/4 and 3/4
    assert outcome.column("X") == {"u1": "75", "u2": "62.5", "u3": "25"}


def test_minmax_to_another_range(tmp_path):
    meta = "iCode,Parent,Type\nA,X,Indicator\nX,,Aggregate\n"
    recipe = plain("normalise: {to: [1, 7]}", "aggregate: {}")

    assert index(tmp_path, meta, "uCode,A\na,2\nb,3\nc,4\n", recipe).column("X") == {
        "a": "1", "b": "4", "c": "7",
    }  # fmt: skip


def test_minmax_of_equal_values_is_refused_with_the_place(tmp_path):
    outcome = index(
        tmp_path, TWO, "uCode,A,B\na,1,1\nb,1,2\n", plain("normalise: {}", "aggregate: {}")
    )

    assert (outcome.code, outcome.rows) == (1, [])
    assert outcome.said.startswith("meta.csv:2: column iCode: 'A' has the same value")


GOALPOSTS = (
    "iCode,Parent,Direction,Type,Low,High,Transform,Mean\n"
    "A,X,1,Indicator,0,20,,\n"
    "B,X,-1,Indicator,0,50,none,\n"
    "X,,,Aggregate,,,,\n"
)


@pytest.mark.parametrize(
    ("capped", "expected"),
    [("", ["100", "0", "50"]), (", capped: no", ["150", "-20", "50"])],
)
def test_goalposts_are_fixed_and_cap_unless_told_otherwise(tmp_path, capped, expected):
    data = "uCode,A,B\na,30,25\nb,-4,25\nc,10,25\n"
    recipe = plain(f"normalise: {{method: goalposts{capped}}}", "aggregate: {}")

    index(tmp_path, GOALPOSTS, data, recipe, "--stages", ".")

    rows = stage(tmp_path, "normalise")
    assert [row["A"] for row in rows] == expected
    assert [row["B"] for row in rows] == ["50", "50", "50"]


def test_goalposts_from_worst_to_best_of_an_indicator_where_less_is_better(tmp_path):
    meta = GOALPOSTS.replace("B,X,-1,Indicator,0,50", "B,X,-1,Indicator,50,0")
    recipe = plain("normalise: {method: goalposts}", "aggregate: {}")

    index(tmp_path, meta, "uCode,A,B\na,0,0\nb,0,50\n", recipe, "--stages", ".")

    assert [row["B"] for row in stage(tmp_path, "normalise")] == ["100", "0"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A,X,1,Indicator,20,0,,", "meta.csv:2: column Low: Low is not below High"),
        ("A,X,1,Indicator,,20,,", "meta.csv:2: column Low: blank; goalposts of 'A'"),
        ("A,X,1,Indicator,0,20,log,", "meta.csv:2: column Low: 0 under Transform log"),
    ],
)
def test_goalposts_that_cannot_be_used_are_named(tmp_path, row, said):
    meta = GOALPOSTS.replace("A,X,1,Indicator,0,20,,", row)
    recipe = plain("normalise: {method: goalposts}", "aggregate: {}")

    outcome = index(tmp_path, meta, "uCode,A,B\na,1,1\nb,2,2\n", recipe)

    assert outcome.code == 2
    assert said in outcome.said


def test_transform_log_applies_to_values_and_goalposts(tmp_path):
    meta = "iCode,Parent,Type,Low,High,Transform\nA,X,Indicator,100,10000,log\nX,,Aggregate,,,\n"
    recipe = plain("normalise: {method: goalposts, to: [0, 1]}", "aggregate: {}")

    outcome = index(tmp_path, meta, "uCode,A\na,100\nb,1000\nc,10000\nd,20000\n", recipe)

    assert outcome.column("X") == {"a": "0", "b": "0.5", "c": "1", "d": "1"}


def test_a_logarithm_of_zero_is_refused_with_the_cell(tmp_path):
    meta = "iCode,Parent,Type,Transform\nA,X,Indicator,log\nX,,Aggregate,\n"

    outcome = index(tmp_path, meta, "uCode,A\na,3\nb,0\n", plain("normalise: {}", "aggregate: {}"))

    assert outcome.code == 1
    assert outcome.said.startswith("data.csv:3: column A: unit 'b': Transform log needs values")


def test_zscore_uses_the_sample_deviation_and_turns_with_the_direction(tmp_path):
    # A: mean 5, squares 25 + 0 + 25, sample deviation 5; B: mean 20, deviation 10
    data = "uCode,A,B\na,0,10\nb,5,20\nc,10,30\n"
    recipe = plain("normalise: {method: zscore}", "aggregate: {}")

    index(tmp_path, TWO, data, recipe, "--stages", ".")

    rows = stage(tmp_path, "normalise")
    assert [row["A"] for row in rows] == ["-1", "0", "1"]
    assert [row["B"] for row in rows] == ["1", "0", "-1"]


def test_zscore_brought_to_a_mean_and_a_deviation(tmp_path):
    recipe = plain("normalise: {method: zscore, to: [50, 10]}", "aggregate: {}")

    index(tmp_path, TWO, "uCode,A,B\na,0,10\nb,5,20\nc,10,30\n", recipe, "--stages", ".")

    assert [row["A"] for row in stage(tmp_path, "normalise")] == ["40", "50", "60"]


def test_rank_normalisation_gives_the_worst_place_one(tmp_path):
    data = "uCode,A,B\na,7,1\nb,9,2\nc,7,3\nd,,4\ne,5,5\n"
    recipe = plain("normalise: {method: rank}", "aggregate: {}")

    index(tmp_path, TWO, data, recipe, "--stages", ".")

    rows = stage(tmp_path, "normalise")
    assert [row["A"] for row in rows] == ["2", "4", "2", "", "1"]
    assert [row["B"] for row in rows] == ["5", "4", "3", "2", "1"]


def test_method_none_leaves_values_and_says_that_a_direction_has_no_effect(tmp_path):
    outcome = index(tmp_path, TWO, TWO_DATA, plain("normalise: {method: none}", "aggregate: {}"))

    assert outcome.column("X") == {"u1": "7.5", "u2": "16.25", "u3": "32.5"}
    assert "meta.csv:3: column Direction: 'B': -1 has no effect under method none" in outcome.said


def test_denominate_divides_by_the_column_that_meta_names(tmp_path):
    meta = (
        "iCode,Parent,Type,Denominator,ScaleFactor\n"
        "Doctors,X,Indicator,Population,1000\nBeds,X,Indicator,,\nX,,Aggregate,,\n"
        "Population,,Denominator,,\n"
    )
    data = "uCode,Doctors,Beds,Population\na,6,4,2000\nb,,5,3000\nc,1,7,NA\nd,1,1,3000\n"

    outcome = index(tmp_path, meta, data, plain("denominate: {}", "aggregate: {}"), "--stages", ".")

    rows = stage(tmp_path, "denominate")
    assert [row["Doctors"] for row in rows] == ["3", "", "", "0.33333333333333333333"]
    assert [row["Population"] for row in rows] == ["2000", "3000", "NA", "3000"]
    assert outcome.column("X") == {"a": "3.5", "b": "5", "c": "7", "d": "0.66666666666666666667"}


def test_a_denominator_of_zero_is_refused_with_the_cell(tmp_path):
    meta = "iCode,Parent,Type,Denominator\nA,X,Indicator,N\nX,,Aggregate,\n"

    outcome = index(tmp_path, meta, "uCode,A,N\na,1,0\n", plain("denominate: {}", "aggregate: {}"))

    assert outcome.code == 1
    assert outcome.said.startswith("data.csv:2: column N: unit 'a': the denominator of 'A' is 0")


ONE = "iCode,Parent,Type\nA,X,Indicator\nX,,Aggregate\nRegion,,Group\n"
GAPS = "uCode,Region,A\na,N,1\nb,N,5\nc,N,\nd,S,10\ne,S,NA\nf,S,20\ng,W,NaN\nh,,\ni,S,30\n"


@pytest.mark.parametrize(
    ("step", "filled"),
    [
        # all known values: 1, 5, 10, 20, 30
        ("impute: {by: mean}", ["13.2", "13.2", "13.2", "13.2"]),
        ("impute: {by: median}", ["10", "10", "10", "10"]),
        ("impute: {by: group_mean, group: Region}", ["3", "20", "13.2", "13.2"]),
        ("impute: {by: group_median, group: Region}", ["3", "20", "10", "10"]),
        ("impute", ["3", "20", "13.2", "13.2"]),
    ],
)
def test_impute_fills_gaps_and_nothing_else(tmp_path, step, filled):
    outcome = index(tmp_path, ONE, GAPS, plain(step, "aggregate: {}"))

    values = outcome.column("X")
    assert [values[unit] for unit in "cegh"] == filled
    assert [values[unit] for unit in "abdfi"] == ["1", "5", "10", "20", "30"]


def test_impute_says_which_units_had_to_take_the_mean_of_all(tmp_path):
    outcome = index(tmp_path, ONE, GAPS, plain("impute", "aggregate: {}"))

    assert outcome.said == (
        "meta.csv:2: column iCode: 'A': no value in the group of g, h; "
        "imputed with the mean of all units\n"
    )


def test_impute_by_a_group_that_is_no_column_names_the_place_in_the_recipe(tmp_path):
    recipe = plain("impute: {group: Area}", "aggregate: {}")

    outcome = index(tmp_path, ONE, GAPS, recipe)

    assert outcome.code == 2
    assert outcome.said.startswith("recipe.yaml:2: column 12: group: 'Area' is no column of data")


def test_skewness_and_kurtosis_are_those_of_a_spreadsheet():
    # SKEW and KURT of 3, 4, 5, 2, 3, 4, 5, 6, 4, 7 as Microsoft documents them
    values = [3, 4, 5, 2, 3, 4, 5, 6, 4, 7]

    square, sign = skewness_squared(values)

    assert sign == 1
    assert float(square) ** 0.5 == pytest.approx(0.359543, abs=1e-6)
    assert float(excess_kurtosis(values)) == pytest.approx(-0.151799637, abs=1e-9)


def test_winsorising_moves_one_point_at_a_time_until_the_column_passes():
    # skewness and kurtosis of 1 … 10, 30, 100 are above 2 and 3.5; with 100 → 30 they are not
    values = [*range(1, 11), 30, 100]

    after, moved = winsorised(values, 2, Fraction(7, 2), 5)

    assert (after, moved) == ([*range(1, 11), 30, 30], 1)


def test_winsorising_a_long_lower_tail_moves_the_lowest():
    after, moved = winsorised([-v for v in [*range(1, 11), 30, 100]], 2, Fraction(7, 2), 5)

    assert (min(after), moved) == (-30, 1)


def test_winsorising_stops_at_the_number_of_points():
    values = [*range(100), 10**3, 10**5, 10**7, 10**9]

    assert winsorised(values, 2, Fraction(7, 2), 0) == (values, 0)
    after, moved = winsorised(values, 2, Fraction(7, 2), 2)
    assert (after[-4:], moved) == ([10**3, 10**5, 10**5, 10**5], 2)


def test_points_tied_at_the_end_move_together_and_count_one_each():
    values = [*range(100), 10**3, 10**6, 10**6]

    after, moved = winsorised(values, 2, Fraction(7, 2), 1)

    assert (after[-3:], moved) == ([10**3, 10**3, 10**3], 2)


@pytest.mark.parametrize("values", [[1, 2, 100], [7, 7, 7, 7, 7], [None, 1, None, 5]])
def test_winsorising_leaves_alone_what_has_no_kurtosis(values):
    assert winsorised(values, 0, -100, 5) == (values, 0)


def test_treat_says_how_many_points_it_moved(tmp_path):
    rows = "".join(f"u{value},{value}\n" for value in [*range(1, 11), 30, 100])
    meta = "iCode,Parent,Type\nA,X,Indicator\nX,,Aggregate\n"

    outcome = index(tmp_path, meta, "uCode,A\n" + rows, plain("treat: {}", "aggregate: {}"))

    assert outcome.column("X")["u100"] == "30"
    assert outcome.said == "meta.csv:2: column iCode: 'A': 1 points winsorised\n"


def test_treat_reads_its_thresholds_from_the_recipe(tmp_path):
    rows = "".join(f"u{value},{value}\n" for value in [*range(1, 11), 30, 100])
    meta = "iCode,Parent,Type\nA,X,Indicator\nX,,Aggregate\n"
    recipe = plain("treat: {winsorise: {skewness: 1, kurtosis: 1}}", "aggregate: {}")

    # 100 → 30, then 30, 30 → 10
    assert index(tmp_path, meta, "uCode,A\n" + rows, recipe).column("X")["u100"] == "10"


def test_scale_multiplies_the_root_only(tmp_path):
    meta = "iCode,Parent,Type\nA,P,Indicator\nP,X,Aggregate\nX,,Aggregate\n"

    outcome = index(tmp_path, meta, "uCode,A\na,7.25\n", plain("aggregate: {}", "scale: {}"))

    assert outcome.rows == [{"unit": "a", "P": "7.25", "X": "72.5"}]


RANKED = "uCode,Region,A\na,N,7.004\nb,S,9\nc,N,7.001\nd,S,\ne,,5\n"


@pytest.mark.parametrize(
    ("keys", "ranks"),
    [
        ("", "2 1 3  4"),
        ("on: rounded", "2 1 2  4"),
        ("on: rounded, digits: 3", "2 1 3  4"),
        ("on: rounded, ties: dense", "2 1 2  3"),
        ("on: rounded, ties: modified", "3 1 3  4"),
        ("on: rounded, ties: average", "2.5 1 2.5  4"),
        ("within: Region", "1 1 2  "),
        ("within: null", "2 1 3  4"),
    ],
)
def test_rank_says_on_what_with_which_ties_and_within_which_group(tmp_path, keys, ranks):
    outcome = index(tmp_path, ONE, RANKED, plain("aggregate: {}", f"rank: {{{keys}}}"))

    assert " ".join(outcome.column("rank").values()) == ranks


def test_rank_of_other_codes(tmp_path):
    outcome = index(tmp_path, TWO, TWO_DATA, plain("normalise", "aggregate", "rank: {of: [A, X]}"))

    assert list(outcome.rows[0]) == ["unit", "X", "rank", "rank_A", "rank_X"]
    assert outcome.column("rank_A") == {"u1": "3", "u2": "2", "u3": "1"}


def test_equal_geometric_means_reached_in_two_ways_are_a_tie(tmp_path):
    meta = "iCode,Parent,Type\nA,X,Indicator\nB,X,Indicator\nC,X,Indicator\nX,,Aggregate\n"
    data = "uCode,A,B,C\na,2,9,12\nb,6,6,6\nc,12,2,9\nd,3,8,9\n"

    outcome = index(tmp_path, meta, data, plain("aggregate: {mean: geometric}", "rank"))

    assert set(outcome.column("rank").values()) == {"1"}
    assert set(outcome.column("X").values()) == {"6"}


def test_decimals_round_what_is_printed_and_nothing_that_is_computed(tmp_path):
    meta = (
        "iCode,Parent,Type,Decimals\nA,P,Indicator,\nB,Q,Indicator,\n"
        "P,X,Aggregate,0\nQ,X,Aggregate,0\nX,,Aggregate,1\n"
    )

    outcome = index(tmp_path, meta, "uCode,A,B\na,1.5,2.5\nb,-0.5,1\n", plain("aggregate"))

    assert outcome.rows == [
        {"unit": "a", "P": "2", "Q": "3", "X": "2.0"},
        {"unit": "b", "P": "-1", "Q": "1", "X": "0.3"},
    ]


def test_a_recipe_without_aggregate_gives_the_indicators(tmp_path):
    outcome = index(tmp_path, TWO, TWO_DATA, plain("normalise: {to: [0, 1]}"))

    assert outcome.rows[2] == {"unit": "u3", "A": "1", "B": "0"}


def test_numbers_are_written_in_full(tmp_path):
    meta = "iCode,Parent,Type\nA,X,Indicator\nX,,Aggregate\n"
    data = "uCode,A\na,1.2345678901234567\nb,2.5e-12\nc,1E+05\nd,-.5\ne,+3.\n"

    assert list(index(tmp_path, meta, data, plain("aggregate")).column("X").values()) == [
        "1.2345678901234567", "0.0000000000025", "100000", "-0.5", "3",
    ]  # fmt: skip
    assert Decimal("2.5e-12") == Decimal("0.0000000000025")
