"""What holds for every index, whatever its figures (order, names, monotone, scale, exactness)."""

import tempfile
from fractions import Fraction
from pathlib import Path

import numpy
from hypothesis import given, settings
from hypothesis import strategies as some

from openpar.scoring.composite.columns import Column, number_text, read_number
from openpar.scoring.composite.steps.rank import places
from tests.scoring.composite.command import index, plain

CODES = ["A", "B", "C", "D"]
META = (
    "iCode,Parent,Direction,Weight,Type\nA,P,1,1,Indicator\nB,P,1,2.5,Indicator\n"
    "C,Q,-1,0.7,Indicator\nD,Q,1,1,Indicator\nP,X,1,1,Aggregate\nQ,X,1,2,Aggregate\nX,,1,1,Aggregate\n"
)
MINMAX = plain("normalise: {to: [1, 100]}", "aggregate", "rank")
GEOMETRIC = plain("normalise: {to: [1, 100]}", "aggregate: {mean: geometric}", "rank")

figures = some.decimals(-(10**6), 10**6, places=3).map(str)


@some.composite
def tables(draw):
    """Figures of 4 to 8 units; every indicator has two different values."""
    units = draw(some.integers(4, 8))
    rows = draw(some.lists(some.lists(figures, min_size=4, max_size=4),
                           min_size=units, max_size=units))  # fmt: skip
    rows[0], rows[1] = ["-1000001"] * 4, ["1000001.5"] * 4
    return rows


def computed(rows, recipe=MINMAX, names=None, meta=META):
    names = names or [f"u{number}" for number in range(len(rows))]
    data = "".join(f"{name},{','.join(row)}\n" for name, row in zip(names, rows, strict=True))
    with tempfile.TemporaryDirectory() as folder:
        outcome = index(Path(folder), meta, "uCode,A,B,C,D\n" + data, recipe)
    assert outcome.code == 0, outcome.said
    return outcome


@settings(max_examples=40)
@given(tables(), some.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)

    straight = computed(rows, GEOMETRIC)
    shuffled = computed([rows[at] for at in order], GEOMETRIC, [f"u{at}" for at in order])

    assert {row["unit"]: row for row in shuffled.rows} == {r["unit"]: r for r in straight.rows}


@settings(max_examples=40)
@given(tables())
def test_names_and_order_of_meta_change_nothing(rows):
    head, *lines = META.replace("P,", "Trụ_cột,").splitlines()
    turned = "\n".join([head, *reversed(lines)]) + "\n"

    assert computed(rows).numbers("X") == computed(rows, meta=turned).numbers("X")


@settings(max_examples=40)
@given(tables(), some.integers(2, 3), some.decimals("0.001", 1000, places=3))
def test_a_better_figure_never_gives_a_lower_index(rows, unit, gain):
    before = computed(rows).numbers("X")[f"u{unit}"]
    better = [list(row) for row in rows]
    better[unit][0] = str(min(Fraction(better[unit][0]) + Fraction(gain), Fraction(1000001)))
    better[unit][0] = number_text(*Fraction(better[unit][0]).as_integer_ratio())

    assert computed(better).numbers("X")[f"u{unit}"] >= before


@settings(max_examples=40)
@given(tables(), some.integers(1, 1000), some.integers(-1000, 1000))
def test_minmax_does_not_depend_on_the_unit_of_measurement(rows, factor, shift):
    other = [
        [number_text(*(Fraction(row[0]) * factor + shift).as_integer_ratio()), *row[1:]]
        for row in rows
    ]

    assert computed(other).rows == computed(rows).rows


@settings(max_examples=60)
@given(tables(), some.sampled_from([MINMAX, GEOMETRIC]))
def test_the_exact_path_and_a_vectorised_one_agree(rows, recipe):
    values = numpy.array(rows, dtype=float)
    low, high = values.min(0), values.max(0)
    scores = 1 + 99 * (values - low) / (high - low)
    scores[:, 2] = 101 - scores[:, 2]
    if recipe is GEOMETRIC:
        logs = numpy.log(scores)
        first = (logs[:, 0] + 2.5 * logs[:, 1]) / 3.5
        second = (0.7 * logs[:, 2] + logs[:, 3]) / 1.7
        total = numpy.exp((first + 2 * second) / 3)
    else:
        first = (scores[:, 0] + 2.5 * scores[:, 1]) / 3.5
        second = (0.7 * scores[:, 2] + scores[:, 3]) / 1.7
        total = (first + 2 * second) / 3

    mine = [float(value) for value in computed(rows, recipe).numbers("X").values()]

    numpy.testing.assert_allclose(mine, total, atol=1e-9, rtol=1e-9)


@given(some.lists(some.none() | some.integers(-5, 5), max_size=12))
def test_a_place_is_one_more_than_the_number_of_better_ones(values):
    for value, place in zip(values, places(values), strict=True):
        better = sum(other is not None and value is not None and other > value for other in values)
        assert place == ("" if value is None else str(better + 1))


@given(some.integers(-(10**30), 10**30), some.integers(0, 9))
def test_a_decimal_is_written_and_read_back_unchanged(size, decimals):
    text = number_text(size, 10**decimals)

    whole, digits = read_number(text)

    assert Fraction(whole, 10**digits) == Fraction(size, 10**decimals)


@given(some.lists(some.fractions(max_denominator=10**9), min_size=1, max_size=20))
def test_a_settled_column_keeps_sixty_digits(values):
    column = Column.of(values)
    settled = column.settled()

    for row, value in enumerate(values):
        assert abs(settled.value(row) - value) <= abs(value) / 10**59
        assert abs(Column._held(values).value(row) - value) <= abs(value) / 10**59


def test_thousands_of_different_gaps_and_denominators_stay_bounded_and_right():
    """Common denominators that would grow without end are held to sixty digits."""
    random = numpy.random.default_rng(3)
    codes = [f"i{number}" for number in range(12)]
    weights = random.random(12)
    values = random.random((300, 12))
    shares = random.integers(10**8, 10**9, 300)
    gaps = random.random((300, 12)) < 0.4
    gaps[:, 0] = False
    meta = "iCode,Parent,Weight,Type,Denominator\nX,,,Aggregate,\n" + "".join(
        f"{code},X,{weight!r},Indicator,N\n"
        for code, weight in zip(codes, weights.tolist(), strict=True)
    )
    rows = [
        f"u{row},{shares[row]}," + ",".join("" if gap else repr(v) for v, gap in
                                            zip(values[row].tolist(), gaps[row], strict=True))
        for row in range(300)
    ]  # fmt: skip
    data = f"uCode,N,{','.join(codes)}\n" + "\n".join(rows) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        outcome = index(Path(folder), meta, data, plain("denominate", "aggregate"))

    there = numpy.where(gaps, 0, weights)
    expected = (there * values).sum(1) / there.sum(1) / shares
    mine = [float(value) for value in outcome.numbers("X").values()]
    numpy.testing.assert_allclose(mine, expected, rtol=1e-12)
