"""How firm ranks are: by hand where that can be done, by properties where it cannot (S3-31)."""

import random
from fractions import Fraction
from pathlib import Path

import pytest

from openpar.cli.round_folder import read_folder
from openpar.scoring.robustness.measuring import drop_one, measure
from openpar.scoring.robustness.sources import SOURCES, Variation
from openpar.scoring.robustness.writing import csv_text
from openpar.scoring.rounds.reading import read_round
from tests.scoring.rounds.building import by_unit, files, points_set, score

DEMO = Path(__file__).parents[3] / "demo"
NOTHING = Variation(0.0, False, False, False, False)


def only(*names, weights=0.2) -> Variation:
    return Variation.of(frozenset(names), weights)


def measured(texts, variation, runs=4000, seed=1, **options):
    result = measure(read_round(texts), runs, seed, variation, **options)
    return {one.unit: one for one in result.standings}


def demo(name):
    return read_folder(DEMO / name, "en")


@pytest.mark.parametrize("name", ["hai-cap-2026", "lai-chau-2022"])
def test_where_nothing_is_varied_every_run_gives_the_official_rank(name):
    """S3-28: the runs are the procedure itself; only what is varied moves a unit."""
    texts = demo(name)
    official = by_unit(score(texts))
    found = measured(texts, NOTHING, runs=3)
    assert {unit: row.rank for unit, row in official.items() if row.rank} == {
        unit: one.rank for unit, one in found.items()
    }
    assert all(one.rank == one.low == one.median == one.high for one in found.values())


def test_a_unit_better_in_every_leaf_is_above_in_every_run():
    texts = files(points_set(10, "1:4 2:6"), answers="a,1,x,3 a,2,x,5 b,1,x,2 b,2,x,4")
    found = measured(texts, only("weights", weights=0.9))
    assert [(one.low, one.high, one.tied_with) for one in found.values()] == [
        (1, 1, ()),
        (2, 2, ()),
    ]


def test_units_that_only_weights_part_cannot_be_told_apart():
    """Equal maxima: a is above b when the first weight is the larger, in half of the runs."""
    texts = files(
        points_set(10, "1:5 2:5"),
        "a b c",
        answers="a,1,x,5 a,2,x,0 b,1,x,0 b,2,x,5 c,1,x,0 c,2,x,0",
    )
    found = measured(texts, only("weights"))
    assert found["a"].tied_with == ("b",)
    assert found["b"].tied_with == ("a",)
    assert found["c"].tied_with == ()
    assert (found["a"].low, found["a"].high, found["c"].low) == (1, 2, 3)
    assert found["a"].top3 == found["c"].top3 == 1


def test_units_with_equal_points_share_a_rank_and_cannot_be_told_apart():
    texts = files(points_set(5, "1:5"), "a b", answers="a,1,x,4 b,1,x,4")
    found = measured(texts, NOTHING, runs=10)
    assert {unit: (one.rank, one.high, one.tied_with) for unit, one in found.items()} == {
        "a": (1, 1, ("b",)),
        "b": (1, 1, ("a",)),
    }


def test_what_does_not_apply_counts_as_declared_as_zero_or_as_full_a_third_of_the_runs_each():
    """a: 4 of 5 and 5 not applicable: 80 %, 40 % or 90 %. b has 85 %, c 60 %."""
    texts = files(
        points_set(10, "1:5 2:5"),
        "a b c d",
        answers="a,1,x,4 b,1,x,5 b,2,x,3.5 c,1,x,3 c,2,x,3 d,1,x,0 d,2,x,0",
        claims="a,2,not_applicable,x,accepted",
    )
    found = measured(texts, only("not_applicable"), runs=9000)["a"]
    assert (found.rank, found.low, found.median, found.high) == (2, 1, 2, 3)
    assert found.tied_with == ("b", "c")


def test_a_policy_that_gives_the_maximum_is_varied_too():
    texts = files(
        points_set(10, "1:5 2:5").replace("reduce_max", "full"), "a b",
        answers="a,1,x,4 b,1,x,3 b,2,x,5", claims="a,2,not_applicable,x,accepted",
    )  # fmt: skip
    found = measured(texts, only("not_applicable"))["a"]
    assert (found.rank, found.low, found.high) == (1, 1, 2)  # 90 %, or 40 % against 80 %


def test_a_stretched_block_is_stretched_in_the_runs_that_keep_the_declared_treatment():
    text = points_set(10, "1:5 2:5").replace("reduce_max", "rescale_total")
    texts = files(
        text, "a b", answers="a,1,x,4 b,1,x,4 b,2,x,3.9", claims="a,2,not_applicable,x,accepted"
    )
    assert measured(texts, NOTHING, runs=2)["a"].high == 1  # 80 % against 79 %
    assert measured(texts, only("weights", weights=0.001))["a"].high == 1


def test_points_in_dispute_turn_the_order_in_half_of_the_runs():
    texts = files(
        points_set(5, "1:5"), "a b", answers="b,1,x,3", points="a,1,self,4, a,1,council,2,"
    )
    found = measured(texts, only("disputed"))
    assert (found["a"].rank, found["a"].low, found["a"].high) == (2, 1, 2)
    assert found["a"].tied_with == ("b",)


def test_a_criterion_that_asks_for_disputed_points_moves_with_them():
    extra = (
        '- {code: "2", title: T, maximum: 4, rule: {points: "[1].points"}}\n'
        '- {code: "3", title: T, maximum: 1, inputs: {x: {type: number}}, rule: {points: x}}\n'
    )
    texts = files(
        points_set(9, "1:4") + extra, "a b", answers="b,1,x,3 a,3,x,0 b,3,x,0.5",
        points="a,1,self,4, a,1,council,2,",
    )  # fmt: skip
    found = measured(texts, only("disputed"))
    assert (found["a"].low, found["a"].high) == (1, 2)  # 8 of 9 against 6.5, or 4


def test_rounding_shares_a_rank_only_in_the_runs_that_round():
    """90.004 and 90.001 are both 90.00: rounded they share rank 1, unrounded they do not."""
    texts = files(points_set(100, "1:100"), "a b", answers="a,1,x,90.004 b,1,x,90.001")
    found = measured(texts, only("rounding"))
    assert (found["b"].rank, found["b"].low, found["b"].high) == (1, 1, 2)
    assert found["a"].high == 1


def test_declared_keys_settle_ties_in_every_run():
    cohorts = "cohorts: [{code: so, title: S, ties: [field 2]}]\n"
    texts = files(
        points_set(10, "1:5 2:5", cohorts), "a b", answers="a,1,x,4 a,2,x,3 b,1,x,3 b,2,x,4"
    )
    found = measured(texts, NOTHING, runs=2)
    assert (found["b"].high, found["a"].low) == (1, 2)


def test_units_without_a_rank_are_left_out_and_named():
    cohorts = "cohorts: [{code: so, title: S}, {code: dt, title: D, ranked: no}]\n"
    texts = files(points_set(5, "1:5", cohorts), "a b c", answers="a,1,x,4 c,1,x,5")
    texts["round.yaml"] = texts["round.yaml"].replace("{so: s}", "{so: s, dt: s}")
    texts["units.csv"] = "unit,name,cohort\na,A,so\nb,B,so\nc,C,dt\n"
    result = measure(read_round(texts), 10, 1)
    assert [one.unit for one in result.standings] == ["a"]
    assert [(one.unit, one.unknown) for one in result.left_out] == [("b", ("1",))]


@pytest.mark.parametrize("name", SOURCES)
def test_the_same_seed_gives_the_same_bytes_whatever_the_batches(name):
    made = read_round(demo("lai-chau-2022"))
    texts = [
        csv_text(measure(made, 20, seed, only(name), at_once=size))
        for seed, size in ((7, 0), (7, 7), (7, 19))
    ]
    assert texts[0] == texts[1] == texts[2]


def test_another_seed_gives_other_runs():
    made = read_round(demo("lai-chau-2022"))
    assert csv_text(measure(made, 20, 7)) != csv_text(measure(made, 20, 8))


def test_the_order_of_units_and_rows_does_not_change_a_result():
    texts = demo("lai-chau-2022")
    before = measured(texts, Variation(), runs=20)
    shuffled = dict(texts)
    for name in ("units.csv", "answers.csv", "points.csv", "survey.csv"):
        header, *rows = shuffled[name].splitlines()
        random.Random(3).shuffle(rows)
        shuffled[name] = "\n".join([header, *rows, ""])
    assert measured(shuffled, Variation(), runs=20) == before


def test_the_chance_of_the_top_three_is_a_share_of_the_runs():
    found = measured(demo("lai-chau-2022"), Variation(), runs=40)
    assert {one.top3 * 40 % 1 for one in found.values()} == {0}
    assert sum(one.top3 for one in found.values() if one.cohort == "huyen") >= 3
    assert all(0 <= one.top3 <= 1 for one in found.values())


def without(texts, code):
    """Return the same round by a set without a field, worked out by the exact path."""
    lines = [line for line in texts["s.yaml"].splitlines() if f'code: "{code}"' not in line]
    total = sum(
        Fraction(line.split("maximum: ")[1].split(",")[0]) for line in lines if "maximum: " in line
    )
    text = "\n".join(lines).replace("total: 15", f"total: {total}") + "\n"
    rows = [row for row in texts["answers.csv"].splitlines() if row.split(",")[1] != code]
    return texts | {"s.yaml": text, "answers.csv": "\n".join([*rows, ""])}


@pytest.mark.parametrize("by", ["field", "leaf"])
def test_ranks_without_a_field_are_those_of_a_set_that_never_had_it(by):
    answers = " ".join(
        f"{unit},{code},x,{value}"
        for unit, values in {"a": (1, 5, 3), "b": (4, 1, 2), "c": (2, 2, 6)}.items()
        for code, value in zip("123", values, strict=True)
    )
    texts = files(points_set(15, "1:4 2:5 3:6"), "a b c", answers=answers)
    found = drop_one(read_round(texts), by)["so"]
    for code in "123":
        exact = by_unit(score(without(texts, code)))
        assert {unit: ranks[code] for unit, ranks in found.items()} == {
            unit: row.rank for unit, row in exact.items()
        }


def test_a_unit_of_which_nothing_is_left_has_no_rank():
    texts = files(
        points_set(10, "1:4 2:6"), "a b", answers="a,1,x,1 b,1,x,2 b,2,x,3",
        claims="a,2,not_applicable,x,accepted",
    )  # fmt: skip
    found = drop_one(read_round(texts), "leaf")["so"]
    assert found == {"a": {"1": None, "2": 2}, "b": {"1": 1, "2": 1}}
