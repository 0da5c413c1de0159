"""Hostile text ends in an error within 50 ms and 10 MB, whatever it is."""

import string
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpar.scoring.defects import Wrong
from openpar.scoring.language.formula import parse_formula
from openpar.scoring.language.grammar import read_rule
from openpar.scoring.numbers import parse_number
from openpar.scoring.sets.document import read_document
from openpar.scoring.sets.reading import read_set

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{key}: &{key} [{','.join(['*' + before] * 9)}]\n"
    for before, key in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE_FORMULAS = {
    "deep brackets": "(" * 400 + "1" + ")" * 400,
    "long chain": "1" + "+1" * 490,
    "too long": "a" * 1001,
    "huge number": "9" * 900,
    "huge exponent": "1e999999999",
    "python": "__import__('os').system('true')",
    "attribute": "().__class__.__bases__",
    "power": "9**9**9",
    "negations": "-" * 600 + "x",
    "nul": "a\x00b",
    "text": "'" + "x" * 500 + "'",
}
HOSTILE_FILES = {
    "aliases of aliases": LAUGHS,
    "deep list": "[" * 20_000,
    "deep mapping": "{a: " * 20_000,
    "deep dashes": "- " * 20_000,
    "huge": "a" * 600_000,
    "python tag": "!!python/object/apply:os.system [ls]",
    "recursive alias": "&a [*a]",
    "two documents": "a: 1\n---\na: 2",
    "control signs": "a: \x01",
    "same key twice": "a: 1\na: 2",
    "list as key": "? [a, b]\n: c",
    "many values": "[" + "1," * 200_000 + "]",
    "empty": "",
}


def refused(read, text):
    """Return the error that ``read`` ends in, its least processor time of three, its memory."""
    times = []
    for _ in range(3):
        started = time.process_time()
        with pytest.raises(Wrong) as error:
            read(text)
        times.append(time.process_time() - started)
    tracemalloc.start()
    with pytest.raises(Wrong):
        read(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return error.value, min(times), peak


@pytest.mark.parametrize("text", HOSTILE_FORMULAS.values(), ids=HOSTILE_FORMULAS)
def test_a_hostile_formula_is_refused_quickly(text):
    error, seconds, peak = refused(parse_formula, text)
    assert error.vi
    assert (seconds < 0.05, peak < 10_000_000) == (True, True), (seconds, peak)


@pytest.mark.parametrize("text", HOSTILE_FILES.values(), ids=HOSTILE_FILES)
def test_a_hostile_file_is_refused_quickly(text):
    error, seconds, peak = refused(read_set, text)
    assert isinstance(error, Wrong)
    assert error.place.line >= 1
    assert (seconds < 0.05, peak < 10_000_000) == (True, True), (seconds, peak)


def test_rules_within_rules_end():
    with pytest.raises(Wrong, match="deep"):
        read_rule(read_document("{best: [" * 9 + "{points: 1}" + "]}" * 9))


@pytest.mark.parametrize(
    "text", ["1e99999", "9" * 41, "0x10", "1_000", "½", "NaN", "inf", "--1", ""]
)
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(ValueError, match="number"):
        parse_number(text)


def outcome(read, text):
    """Return the error of reading ``text``, or ``None`` where it could be read."""
    try:
        read(text)
    except Wrong as wrong:
        return wrong
    return None


@settings(max_examples=300)
@given(st.text(alphabet=string.printable, max_size=200))
def test_any_text_is_a_formula_or_an_error_with_a_column(text):
    wrong = outcome(parse_formula, text)
    assert wrong is None or (wrong.place.column >= 1 and wrong.vi and wrong.en)


@settings(max_examples=200)
@given(st.text(alphabet="{}[]:,-&*#!|>'\"%@ \nabc019", max_size=300))
def test_any_text_is_a_document_or_an_error_with_a_line(text):
    wrong = outcome(read_document, text)
    assert wrong is None or wrong.place.line >= 1
