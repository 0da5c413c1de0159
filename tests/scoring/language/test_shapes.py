"""The scoring shapes of Vietnamese instruments are compositions of the language (R01 – R38).

S0-13, S0-31, S1-13 … S1-26, S4-21: each shape from real documents, positive and at each boundary.
The shapes about whole sets (R24, R28, R33, R34, R35) are tested where sets are summed and ranked.
"""

from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from openpar.scoring.language.evaluate import compile_rule
from openpar.scoring.language.explain import explain_mark
from openpar.scoring.language.formula import parse_formula
from openpar.scoring.language.tree import Call
from openpar.scoring.marks import Status
from openpar.scoring.numbers import parse_number
from openpar.scoring.sets.document import read_document
from openpar.scoring.sets.reading import read_set

EXAMPLES = read_document(Path(__file__).with_name("shapes.yaml").read_text(encoding="utf-8"))
SET_LEVEL = {"R24", "R28", "R33", "R34", "R35"}


def one_leaf(example):
    """Return the set and leaf of one example, read from text as a user would write it."""
    criteria_set = read_set(one_leaf_text(example))
    return criteria_set, next(criteria_set.leaves())


def one_leaf_text(example):
    """Return the set file of one example."""
    keys = ("maximum", "minimum", "inputs", "rule")
    minimum = "" if str(example.get("minimum", "")) == "none" else example.get("minimum", "0")
    block = "penalty" if str(example.get("minimum", "")) == "none" else "fields"
    body = "\n".join(
        f"{key}: {flow(example[key])}" for key in keys if key in example and str(key) != "minimum"
    )
    lines = [f"    {line}" for line in body.splitlines()]
    if minimum not in ("", "0"):
        lines.append(f"    minimum: {minimum}")
    leaf = "\n".join(["  - code: L", "    title: Tiêu chí", *lines])
    fields = "fields: []\npenalty:\n  criteria:\n" if block == "penalty" else "fields:\n"
    return f"set: {{code: vi-du, title: Ví dụ, level: department, total: 0}}\n{fields}{leaf}\n"


def flow(data):
    """Write data as YAML on one line."""
    if isinstance(data, dict):
        return "{" + ", ".join(f'"{key}": {flow(value)}' for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(flow, data)) + "]"
    return '"' + str(data).replace('"', '\\"') + '"'


def value_of(name, text, leaf):
    """Return a typed value as the input's type asks."""
    inputs = {one.name: one.type for one in leaf.inputs}
    kind = inputs.get(getattr(name, "name", ""), "")
    if str(text) in ("yes", "no") and kind != "choice":
        return str(text) == "yes"
    if kind == "list":
        return frozenset(filter(None, str(text).split(";"))) or None
    if len(text) == 10 and text[4:5] == "-":
        return date.fromisoformat(str(text))
    return str(text) if kind == "choice" else parse_number(str(text))


def values(compiled, given, leaf):
    """Return the values of one case in the order the rule asks; cohort functions by their text."""
    known = {}
    for key, text in given.items():
        formula = parse_formula(str(key))
        known[key_of(formula)] = value_of(formula, text, leaf)
    return tuple(known.get(key_of(name)) for name in compiled.names)


def key_of(name):
    """Return a cohort function without its options, so that ``mean(x)`` finds it."""
    return Call(name.function, name.arguments[:1]) if isinstance(name, Call) else name


CASES = [
    pytest.param(example, case, id=f"{example['shape']}-{number}-{dict(case['given'])}")
    for number, example in enumerate(EXAMPLES)
    for case in example["cases"]
]


@pytest.mark.parametrize(("example", "case"), CASES)
def test_shape_gives_the_points_of_the_document(example, case):
    criteria_set, leaf = one_leaf(example)
    compiled = compile_rule(leaf, criteria_set)

    mark = compiled.evaluate(values(compiled, case["given"], leaf))

    if "status" in case:
        assert mark.status is Status(str(case["status"])), mark
        assert mark.points is None
    else:
        over, _, under = str(case["points"]).partition("/")
        expected = Fraction(parse_number(over)) / parse_number(under or "1")
        assert (mark.status, mark.points) == (Status.SCORED, expected)


@pytest.mark.parametrize(("example", "case"), CASES)
def test_every_mark_is_explained_in_both_languages(example, case):
    criteria_set, leaf = one_leaf(example)
    compiled = compile_rule(leaf, criteria_set)
    given = values(compiled, case["given"], leaf)

    for language in ("vi", "en"):
        sentences = explain_mark(leaf, criteria_set, given, language)
        assert sentences
        assert all(sentence.endswith(".") and "{" not in sentence for sentence in sentences)


def test_every_shape_has_two_examples():
    counts = Counter(str(example["shape"]) for example in EXAMPLES)
    wanted = {f"R{number:02d}" for number in range(1, 39)} - SET_LEVEL

    assert wanted - set(counts) == set()
    assert {
        shape
        for shape in wanted
        if sum(len(example["cases"]) for example in EXAMPLES if example["shape"] == shape) < 2
    } == set()
