"""Formulas: what can be written, what it means, and how a mistake is named."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openpar.scoring.language.compiling import (
    Names,
    Stop,
    compile_formula,
    constant,
    working_days_between,
)
from openpar.scoring.language.formula import FormulaError, parse_formula
from openpar.scoring.language.naming import node_wording
from openpar.scoring.marks import Status
from openpar.scoring.sets.model import Input, Node


def value(text, **known):
    """Return the value of a formula with inputs given by name."""
    names = Names()
    run = compile_formula(parse_formula(text), names)
    return run(tuple(known.get(name.name) for name in names.in_order()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2", Fraction(3, 10)),
        ("85%", Fraction(17, 20)),
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("10 - 4 - 3", 3),
        ("12 / 4 / 3", 1),
        ("-2 * -3", 6),
        ("--2", 2),
        ("1 / 3 * 3", 1),
        ("not no and yes", True),
        ("not (yes and no) or no", True),
        ("1 < 2 and 2 <= 2 and 3 != 4", True),
        ("'a' in ('b', 'a')", True),
        ("min(3, 1, 2) + max(3, 1, 2)", 4),
        ("abs(-5) + floor(7 / 2)", 8),
        ("if(2 > 1, 10, 1 / 0)", 10),
        ("days(2026-01-01, 2026-03-01)", 59),
        ("2026-12-14 < 2026-12-15", True),
    ],
)
def test_a_formula_without_names_has_an_exact_value(text, expected):
    assert constant(parse_formula(text)) == expected


def test_a_branch_not_taken_needs_no_figures():
    assert value("if(ready, 1, absent)", ready=True) == 1
    assert value("yes or absent") is True
    assert value("no and absent") is False


def test_missing_is_not_zero():
    with pytest.raises(Stop) as stop:
        value("done + 1")
    assert (stop.value.status, stop.value.reason) == (Status.MISSING, "input done")
    assert value("known(done)") is False
    assert value("known(done)", done=0) is True


def test_division_by_zero_is_undetermined():
    with pytest.raises(Stop) as stop:
        value("1 / done", done=0)
    assert stop.value.status is Status.UNDETERMINED


def test_lists_are_counted_once():
    lists = {"a": frozenset({"x", "y"}), "b": frozenset({"y", "z"})}
    assert value("count(a)", **lists) == 2
    assert value("union(a, b)", **lists) == 3


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 12, 4), date(2026, 12, 4), 0),
        (date(2026, 12, 4), date(2026, 12, 7), 1),  # Friday to Monday
        (date(2026, 12, 4), date(2026, 12, 11), 5),
        (date(2026, 12, 7), date(2026, 12, 4), -1),
        (date(2026, 12, 5), date(2026, 12, 6), 0),  # over a weekend
    ],
)
def test_working_days_run_from_monday_to_friday(start, end, count):
    assert working_days_between(start, end) == count


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 800))
def test_working_days_agree_with_counting_them_one_by_one(start, length):
    end = date.fromordinal(start.toordinal() + length)
    walked = sum(
        date.fromordinal(day).weekday() < 5
        for day in range(start.toordinal() + 1, end.toordinal() + 1)
    )
    assert working_days_between(start, end) == walked


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [
        ("done +", 7, "the formula ends"),
        ("done planned", 6, "the end of the formula"),
        ("sum(done)", 1, "no function"),
        ("min()", 5, "a value"),
        ("days(done)", 1, "takes 2 values"),
        ("external.sipas.year", 1, "a rank and a value"),
        ("2026-02-30", 1, "not a day"),
        ("done $ 2", 6, "cannot stand here"),
        ("and", 1, "cannot stand here"),
        ("[1.1]", 6, "'.'"),
    ],
)
def test_a_mistake_is_named_with_its_column(text, column, part):
    with pytest.raises(FormulaError) as error:
        parse_formula(text)
    assert error.value.column == column
    assert part in error.value.en
    assert error.value.vi != error.value.en


def test_a_formula_reads_as_officials_write_it():
    leaf = Node(
        "1.1",
        "Tiêu chí",
        2,
        inputs=(
            Input("done", "count", "nhiệm vụ", "Nhiệm vụ hoàn thành"),
            Input("planned", "count", "nhiệm vụ", "Nhiệm vụ được giao"),
        ),
    )
    wording = node_wording(leaf, None, "vi")
    formula = parse_formula("(done - planned) / planned * 100 >= 12.5%")
    assert wording.of(formula) == (
        "(Nhiệm vụ hoàn thành − Nhiệm vụ được giao) ÷ Nhiệm vụ được giao × 100 ≥ 12,5%"
    )
