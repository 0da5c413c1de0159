"""Summing the tree: means, weights, gaps, and what is refused (S0-31)."""

import pytest

from tests.scoring.composite.command import index, plain

META = (
    "Level,iCode,Parent,Direction,Weight,Type,Mean\n"
    "1,A,X,1,{a},Indicator,\n1,B,X,1,{b},Indicator,\n1,C,X,1,{c},Indicator,\n2,X,NA,1,,Aggregate,{mean}\n"
)
DATA = "uCode,A,B,C\na,2,4,8\nb,2,,8\nc,,,8\nd,,,\n"


def meta(a="", b="", c="", mean=""):
    return META.format(a=a, b=b, c=c, mean=mean)


@pytest.mark.parametrize(
    ("keys", "weights", "expected"),
    [
        ("", ("", "", ""), ["4.6666666666666666667", "5", "8", ""]),
        ("", ("1", "2", "1"), ["4.5", "5", "8", ""]),
        ("", ("0.5", "0.25", "0.25"), ["4", "4", "8", ""]),
        ("", ("1/3", "1/3", "1/3"), ["4.6666666666666666667", "5", "8", ""]),
        ("missing: unknown", ("", "", ""), ["4.6666666666666666667", "", "", ""]),
        ("at_least: 0.6", ("", "", ""), ["4.6666666666666666667", "5", "", ""]),
        ("at_least: 0.3", ("", "", ""), ["4.6666666666666666667", "5", "8", ""]),
        ("mean: geometric", ("", "", ""), ["4", "4", "8", ""]),
        ("mean: geometric", ("1", "2", "1"), ["4", "4", "8", ""]),
        ("mean: geometric", ("2", "1", "1"), ["3.3635856610148581721",
                                              "3.1748021039363989495", "8", ""]),
        ("mean: sum", ("", "", ""), ["14", "10", "8", ""]),
        ("mean: sum", ("1", "0.5", "2"), ["20", "18", "16", ""]),
        ("mean: sum, missing: unknown", ("", "", ""), ["14", "", "", ""]),
        ("weights: as_given", ("0.5", "0.25", "0.25"), ["4", "4", "8", ""]),
        ("weights: as_given", ("1", "2", "1"), ["18", "20", "32", ""]),
        ("weights: as_given, mean: geometric", ("1", "1", "1"), ["64", "64", "512", ""]),
    ],
)  # fmt: skip
def test_a_parent_is_the_mean_of_what_is_there(tmp_path, keys, weights, expected):
    outcome = index(tmp_path, meta(*weights), DATA, plain(f"aggregate: {{{keys}}}"))

    assert outcome.code == 0
    assert list(outcome.column("X").values()) == expected


def test_mean_of_an_aggregate_overrides_the_recipe(tmp_path):
    outcome = index(tmp_path, meta(mean="Geometric"), DATA, plain("aggregate: {mean: sum}"))

    assert outcome.column("X")["a"] == "4"


def test_weights_of_many_digits_take_the_same_root(tmp_path):
    third = "0.33333333333333333"
    outcome = index(
        tmp_path, meta(third, third, third), DATA, plain("aggregate: {mean: geometric}")
    )
    odd = index(
        tmp_path,
        meta("0.3333333333333333", "0.3333333333333334", "0.3333333333333333"),
        DATA,
        plain("aggregate: {mean: geometric}"),
    )

    assert outcome.column("X")["a"] == "4"
    assert odd.column("X")["a"] == "4"  # 2 and 8 have equal weights around 4


@pytest.mark.parametrize("value", ["0", "-1"])
def test_a_geometric_mean_of_what_is_not_above_zero_is_refused_with_the_cell(tmp_path, value):
    data = f"uCode,A,B,C\na,2,4,8\nb,2,{value},8\n"

    outcome = index(tmp_path, meta(), data, plain("aggregate: {mean: geometric}"))

    assert (outcome.code, outcome.rows) == (1, [])
    assert outcome.said.startswith(
        f"data.csv:3: column B: unit 'b': the geometric mean 'X' needs values above 0, "
        f"'B' is {value};"
    )


@pytest.mark.parametrize(
    ("weights", "how"), [("as_given", "used as given"), ("normalised", "divided by their sum")]
)
def test_weights_that_do_not_sum_to_one_are_told(tmp_path, weights, how):
    recipe = plain(f"aggregate: {{weights: {weights}}}")

    outcome = index(tmp_path, meta("0.5", "0.25", "0.3"), DATA, recipe)

    assert outcome.code == 0
    assert outcome.said == (
        f"meta.csv:2: column Weight: the weights under 'X' sum to 1.05, not 1; {how}\n"
    )


def test_a_sum_with_gaps_is_told(tmp_path):
    outcome = index(tmp_path, meta(), DATA, plain("aggregate: {mean: sum}"))

    assert "meta.csv:5: 'X' is a sum with gaps for b, c; missing: unknown would" in outcome.said


def test_weights_of_zero_leave_out_and_all_zero_is_refused(tmp_path):
    assert index(tmp_path, meta("0", "1", "1"), DATA, plain("aggregate")).column("X") == {
        "a": "6", "b": "8", "c": "8", "d": "",
    }  # fmt: skip
    refused = index(tmp_path, meta("0", "0", "0"), DATA, plain("aggregate"))
    assert refused.code == 1
    assert (
        refused.said == "meta.csv:2: column Weight: the weights under 'X' sum to 0; expected more\n"
    )


def test_groups_denominators_and_others_stay_out_of_the_sum(tmp_path):
    table = (
        "Type,Parent,iCode\nOther,X,Note\nAggregate,,X\nIndicator,X,A\nGroup,X,Region\n"
        "Denominator,X,N\n"
    )
    data = "Note,uName,uCode,A,Region,N,Further\nhello,An,a,3,5,7,11\n"

    outcome = index(tmp_path, table, data, plain("aggregate"))

    assert outcome.rows == [{"unit": "a", "X": "3"}]


def test_several_levels_in_any_order_and_depth(tmp_path):
    table = "iCode,Parent,Weight\nX,NA,\nD,X,0.5\nP,X,0.5\nA,P,\nB,Q,\nQ,P,\nC,Q,\n"

    outcome = index(tmp_path, table, "uCode,A,B,C,D\na,8,1,3,1\n", plain("aggregate"))

    # Q = (1 + 3)/2 = 2, P = (8 + 2)/2 = 5, X = (1 + 5)/2 = 3
    assert outcome.rows == [{"unit": "a", "X": "3", "P": "5", "Q": "2"}]


def test_an_indicator_without_a_parent_enters_no_sum_and_that_is_told(tmp_path):
    table = "iCode,Parent,Type\nA,X,Indicator\nB,,Indicator\nX,,Aggregate\n"

    outcome = index(tmp_path, table, "uCode,A,B\na,1,100\n", plain("aggregate", "rank"))

    assert outcome.rows == [{"unit": "a", "X": "1", "rank": "1"}]
    assert outcome.said == "meta.csv:3: column Parent: 'B' has no parent and enters no sum\n"


def test_two_roots_are_computed_but_cannot_be_ranked(tmp_path):
    table = "iCode,Parent,Type\nA,X,Indicator\nB,Y,Indicator\nX,,Aggregate\nY,,Aggregate\n"
    data = "uCode,A,B\na,1,2\n"

    assert index(tmp_path, table, data, plain("aggregate")).rows == [
        {"unit": "a", "X": "1", "Y": "2"}
    ]
    ranked = index(tmp_path, table, data, plain("aggregate", "rank"))
    assert ranked.code == 1
    assert ranked.said == (
        "recipe.yaml:3: column 3: expected one root in META, found X (line 4), Y (line 5)\n"
    )
