"""What holds for every round, whatever its figures: found by trying thousands."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from openpar.scoring.index import exact_sum
from openpar.scoring.marks import Status
from openpar.scoring.numbers import decimal_text, rounded
from openpar.scoring.rounds.writing import csv_text
from tests.naive import quick_rounds
from tests.scoring.rounds.building import HEAD, by_unit, files, score

SET = (
    HEAD % 20
    + """
rounding: {at: [index], digits: 2, mode: half_up}
not_applicable: reduce_max
fields:
- code: "1"
  title: Một
  maximum: 12
  not_applicable: gross_up
  criteria:
  - {code: "1.1", title: A, maximum: 5, inputs: {p: {type: count}, w: {type: count}},
      rule: {measure: {ratio: [p, w], when_zero: not_applicable},
        map: {line: {floor: 0.5, target: 1}}}}
  - {code: "1.2", title: B, maximum: 7, inputs: {n: {type: count}},
      rule: {measure: {value: n}, map: {deduct: {each: 0.75}}}}
- {code: "2", title: Hai, maximum: 8, inputs: {p: {type: count}, w: {type: count}},
    rule: {measure: {ratio: [p, w], when_zero: not_applicable}, map: {line: {target: 1}}}}
cohorts: [{code: so, title: S, ties: [field 1]}, {code: dt, title: D, ranked: no}]
"""
)
INPUTS = (("1.1", "p"), ("1.1", "w"), ("1.2", "n"), ("2", "p"), ("2", "w"))
figure = st.one_of(st.none(), st.integers(0, 12))
unit_figures = st.tuples(*[figure] * len(INPUTS))
known_figures = st.tuples(*[st.integers(0, 12)] * len(INPUTS))


def texts(units, cohorts=None, names=None):
    cohorts = cohorts or ["so"] * len(units)
    names = names or [f"u{at}" for at in range(len(units))]
    made = files(SET)
    made["round.yaml"] = made["round.yaml"].replace("{so: s}", "{so: s, dt: s}")
    made["units.csv"] = "unit,name,cohort\n" + "".join(
        f"{name},N,{cohort}\n" for name, cohort in zip(names, cohorts, strict=True)
    )
    made["answers.csv"] = "unit,criterion,input,value\n" + "".join(
        f"{name},{code},{key},{'' if value is None else value}\n"
        for name, row in zip(names, units, strict=True)
        for (code, key), value in zip(INPUTS, row, strict=True)
    )
    return made


def summary(result):
    return {
        row.unit: (row.points, row.applicable_maximum, row.index, row.rank, row.status)
        for row in result.units
    }


@given(st.lists(unit_figures, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(units, random):
    made = texts(units)
    shuffled = dict(made)
    for name in ("units.csv", "answers.csv"):
        head, *rows = made[name].splitlines()
        random.shuffle(rows)
        shuffled[name] = "\n".join([head, *rows]) + "\n"
    assert csv_text(score(made)) == csv_text(score(shuffled))


@given(st.lists(unit_figures, min_size=1, max_size=5))
def test_renaming_units_renames_the_result_and_nothing_else(units):
    plain = summary(score(texts(units)))
    renamed = summary(score(texts(units, names=[f"đv-{at}" for at in range(len(units))])))
    assert list(plain.values()) == list(renamed.values())


@given(known_figures, st.integers(0, 12))
def test_more_done_never_costs_points(row, more):
    base = by_unit(score(texts([row])))["u0"]
    better = by_unit(score(texts([(row[0] + more, *row[1:])])))["u0"]
    assert (better.index or 0) >= (base.index or 0)


@given(st.lists(unit_figures, min_size=1, max_size=5))
def test_no_total_exceeds_its_maximum_and_no_maximum_the_total(units):
    for row in score(texts(units)).units:
        assert 0 <= row.applicable_maximum <= 20
        if row.points is not None:
            assert 0 <= row.points <= row.applicable_maximum


@given(known_figures, known_figures)
def test_a_criterion_that_does_not_apply_to_one_unit_changes_nothing_for_another(one, other):
    alone = by_unit(score(texts([one, other])))["u1"]
    made = texts([one, other])
    made["claims.csv"] = (
        "unit,criterion,claim,ground,decision\nu0,1.2,not_applicable,Không,accepted\n"
    )
    claimed = by_unit(score(made))["u1"]
    assert (alone.points, alone.index) == (claimed.points, claimed.index)


@given(known_figures, st.integers(0, len(INPUTS) - 1))
def test_a_blank_is_never_a_zero(row, at):
    whole = {0: 1, 3: 4}.get(at)
    assume(whole is None or row[whole] > 0)  # a part of nothing does not apply, given or not
    blank = tuple(None if place == at else value for place, value in enumerate(row))
    found = by_unit(score(texts([blank])))["u0"]
    code = INPUTS[at][0]
    assert found.marks[code].status is Status.MISSING
    assert (found.index, found.unknown) == (None, (code,))


@given(
    st.lists(known_figures, min_size=2, max_size=6),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_units_that_are_not_ranked_never_shift_a_rank(units, special):
    """S3-29: leave the special agencies out altogether, and the others keep their ranks."""
    cohorts = ["dt" if is_special else "so" for is_special in special[: len(units)]]
    ranks = {row.unit: row.rank for row in score(texts(units, cohorts)).units}
    ordinary = [at for at, cohort in enumerate(cohorts) if cohort == "so"]
    alone = texts([units[at] for at in ordinary], names=[f"u{at}" for at in ordinary])
    assert {row.unit: row.rank for row in score(alone).units} == {
        unit: rank for unit, rank in ranks.items() if rank is not None or int(unit[1:]) in ordinary
    }


@given(st.lists(st.fractions(0, 100), max_size=8), st.sampled_from([0, 2, 3]))
def test_a_sum_is_rounded_once_and_not_twice(parts, digits):
    """Rounded from exact parts: within half a last digit of the sum, whatever the parts."""
    total = exact_sum(parts)
    assert total == sum(parts)
    assert abs(rounded(total, digits) - total) <= Fraction(1, 2 * 10**digits)
    assert rounded(rounded(total, digits), digits) == rounded(total, digits)


@settings(max_examples=50)
@given(known_figures)
def test_what_is_published_is_the_exact_index_rounded_once(row):
    found = by_unit(score(texts([row])))["u0"]
    if found.index is not None:
        exact = Fraction(found.points) / found.applicable_maximum * 100
        assert found.index == exact
        assert found.index_published == decimal_text(exact, 2)


# --- the wrong twins: quick scorers that these properties must catch -----------------------------


@pytest.mark.parametrize("twin", quick_rounds.TWINS, ids=lambda twin: twin.__name__)
def test_a_quick_wrong_scorer_is_caught(twin):
    """Each twin makes one well-known mistake; on the figures it names, the real result differs."""
    units, cohorts = twin.figures
    real = summary(score(texts(units, cohorts)))
    assert twin(units, cohorts) != {
        unit: (index, rank) for unit, (_, _, index, rank, _) in real.items()
    }


def test_the_honest_twin_agrees_with_the_real_scorer():
    """So the twins differ by their mistake, and by nothing else."""
    units = [(10, 12, 2, 3, 4), (12, 12, 0, 4, 4), (0, 0, 1, 1, 3)]
    cohorts = ["so", "dt", "so"]
    real = summary(score(texts(units, cohorts)))
    expected = {unit: (index, rank) for unit, (_, _, index, rank, _) in real.items()}
    assert quick_rounds.honest(units, cohorts) == expected
