"""Every shape of the field's rule catalogue gives the same points on arrays as exactly (S1-28)."""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpar.scoring.language.evaluate import compile_rule
from openpar.scoring.language.formula import parse_formula
from openpar.scoring.language.tree import Call
from openpar.scoring.language.vectorise import Texts, Unsupported, vectorise_rule
from openpar.scoring.language.vectors import SCORED, STATE_OF
from openpar.scoring.sets.document import read_document
from openpar.scoring.vectorised.preparing import vector_of
from tests.scoring.language.test_shapes import key_of, one_leaf, value_of

SHAPES = Path(__file__).parents[1] / "language" / "shapes.yaml"
EXAMPLES = read_document(SHAPES.read_text(encoding="utf-8"))


def observed(example, leaf):
    """Return the values that the document's own cases give to each name."""
    found = {}
    for case in example["cases"]:
        for key, text in case["given"].items():
            formula = parse_formula(str(key))
            value = value_of(formula, text, leaf)
            found.setdefault(key_of(formula), []).append(value)
    return found


def near(values):
    """Draw a value like those observed: one of them, something around them, or nothing."""
    sample = st.sampled_from(values)
    first = next((value for value in values if value is not None), None)
    if isinstance(first, bool):
        return st.none() | st.booleans()
    if isinstance(first, date):
        shift = st.integers(-40, 40).map(timedelta)
        return st.none() | sample | st.builds(lambda day, by: day + by, sample, shift)
    if isinstance(first, str | frozenset):
        return st.none() | sample
    factor = st.fractions(0, 3, max_denominator=12)
    return st.none() | sample | st.builds(lambda value, by: _plain(value * by), sample, factor)


def _plain(value):
    value = Fraction(value)
    return value.numerator if value.denominator == 1 else value


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_arrays_give_the_points_and_statuses_of_the_exact_rule(number, data):
    example = EXAMPLES[number]
    criteria_set, leaf = one_leaf(example)
    compiled = compile_rule(leaf, criteria_set)
    values = observed(example, leaf)
    draw = [near(values.get(key_of(name), [1])) for name in compiled.names]
    rows = data.draw(st.lists(st.tuples(*draw), min_size=1, max_size=8))
    rows += [tuple(_of(case, name, leaf) for name in compiled.names) for case in example["cases"]]
    texts = Texts()

    def look_up(name):
        place = compiled.names.index(name)
        return vector_of([row[place] for row in rows], texts)

    try:
        found = vectorise_rule(leaf, look_up, texts)
    except Unsupported:
        assert "list" in str(example["inputs"])
        return
    marks = [compiled.evaluate(row) for row in rows]
    states = np.broadcast_to(0 if found.state is None else found.state, (len(rows),))
    points = np.broadcast_to(found.value, (len(rows),))
    for row, mark, state, value in zip(rows, marks, states, points, strict=True):
        assert STATE_OF[mark.status] == state, (row, mark)
        if state == SCORED:
            assert abs(float(mark.points) - value) < 1e-9, (row, mark)


def _of(case, name, leaf):
    for key, text in case["given"].items():
        formula = parse_formula(str(key))
        if key_of(formula) == key_of(name):
            return value_of(formula, text, leaf)
    return None


def test_a_cohort_function_is_looked_up_under_its_own_name():
    """The tests above would be empty if options made every ``mean(x)`` another name."""
    call = Call("mean", (parse_formula("x"),))
    assert key_of(parse_formula("mean(x)")) == call
