"""A rule -> points of all units at once: the fifth reading of the one syntax tree.

It walks the tree as ``evaluate`` does and asks in the same order, so the first unknown value wins
here too. What floats cannot hold (lists of codes) raises ``Unsupported``; the caller then takes the
exact path for that leaf.
"""

from collections.abc import Callable
from datetime import date
from functools import reduce

import numpy as np

from openpar.scoring.language import vectors
from openpar.scoring.language.adjustments import ADJUSTMENTS
from openpar.scoring.language.compiling import COHORT_FUNCTIONS
from openpar.scoring.language.grammar import largest
from openpar.scoring.language.tree import (
    Adjustment,
    Call,
    Formula,
    Literal,
    Map,
    Measure,
    Name,
    Operation,
    Rule,
)
from openpar.scoring.language.vectorise_maps import VECTOR_MAPS
from openpar.scoring.language.vectors import FULL, UNDETERMINED, ZERO, Vector
from openpar.scoring.numbers import Number
from openpar.scoring.sets.model import Node

Lookup = Callable[[Name | Call], Vector]

_FIRST_DAY = date(1970, 1, 1).toordinal()  # where NumPy begins to count days
_WHEN_ZERO = {
    "not_applicable": vectors.NOT_APPLICABLE,
    "missing": vectors.MISSING,
    "undetermined": UNDETERMINED,
    "full": FULL,
    "zero": ZERO,
}


class Unsupported(Exception):
    """The vectorised reading cannot compute this; the message names what."""


class Texts:
    """Options and other words as numbers: equal texts have equal numbers, nothing more is meant."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def code(self, text: str) -> int:
        """Return the number of a text."""
        return self._codes.setdefault(text, len(self._codes) + 1)


def vectorise_rule(node: Node, lookup: Lookup, texts: Texts, mode: str = "half_up") -> Vector:
    """Return the points of one leaf for all units, within the leaf's range.

    Parameters
    ----------
    lookup
        Gives the values of a name, or of a function of the cohort, for all units.
    mode
        How the set rounds, for rules that round themselves.

    Raises
    ------
    Unsupported
        The rule needs what no array of floats holds.
    """
    if node.rule is None:
        return vectors.without(vectors.MISSING)
    highest = node.maximum or 0
    reader = Vectoriser(lookup, texts, highest, node.minimum, mode)
    points = reader.rule(node.rule)
    value = np.minimum(points.value, float(highest))
    if node.minimum is not None:
        value = np.maximum(value, float(node.minimum))
    return Vector(value, points.state, points.scale, points.slack)


def vectorise_formula(formula: Formula, lookup: Lookup, texts: Texts) -> Vector:
    """Return a formula that stands outside a rule, for all units."""
    return Vectoriser(lookup, texts, 0, None, "half_up").formula(formula)


class Vectoriser:
    """Walks rules and formulas; knows P, the leaf's minimum and the rounding mode."""

    def __init__(
        self, lookup: Lookup, texts: Texts, maximum: Number, minimum: Number | None, mode: str
    ) -> None:
        self.lookup = lookup
        self.texts = texts
        self.maximum = maximum
        self.minimum = minimum
        self.mode = mode

    def formula(self, formula: Formula) -> Vector:
        """Return the value of a formula; ``maximum`` means this P."""
        if isinstance(formula, Literal):
            return self._literal(formula)
        if isinstance(formula, Name):
            if formula.kind == "maximum":
                return vectors.number(self.maximum)
            return self.lookup(formula)
        if isinstance(formula, Call):
            return self._call(formula)
        return self._operation(formula)

    def _literal(self, literal: Literal) -> Vector:
        value = literal.value
        if isinstance(value, bool):
            return vectors.yes_no(value)
        if isinstance(value, date):
            return vectors.number(value.toordinal())
        if isinstance(value, str):
            return vectors.number(self.texts.code(value))
        return vectors.number(value)

    def _call(self, call: Call) -> Vector:
        if call.function in COHORT_FUNCTIONS:
            return self.lookup(call)
        if call.function in ("count", "union"):
            raise Unsupported(f"{call.function}()")
        arguments = [self.formula(argument) for argument in call.arguments]
        if call.function == "if":
            return vectors.pick(arguments[0], arguments[1], arguments[2])
        if call.function in ("min", "max"):
            return reduce(vectors.least if call.function == "min" else vectors.most, arguments)
        return _CALLS[call.function](*arguments)

    def _operation(self, operation: Operation) -> Vector:
        first, *rest = [self.formula(operand) for operand in operation.operands]
        if operation.operator == "not":
            return vectors.opposite(first)
        if operation.operator == "neg":
            return vectors.negative(first)
        if operation.operator == "in":
            return reduce(vectors.either, [vectors.compare("==", first, choice) for choice in rest])
        made = _BINARY.get(operation.operator)
        if made is not None:
            return made(first, rest[0])
        return vectors.compare(operation.operator, first, rest[0])

    def points(self, points: Formula | Rule) -> Vector:
        """Return points given by a formula or by a rule of its own."""
        return self.rule(points) if isinstance(points, Rule) else self.formula(points)

    def rule(self, rule: Rule) -> Vector:
        """Return the points of a whole rule."""
        maximum = largest(rule, self.maximum)
        own = Vectoriser(self.lookup, self.texts, maximum, self.minimum, self.mode)
        points = own.body(rule)
        for adjustment in rule.adjustments:
            points = own.adjusted(points, adjustment)
        if rule.maximum is not None:
            points = vectors.least(points, vectors.number(rule.maximum))
        if rule.round_digits is not None:
            value = vectors.rounded(points.value, rule.round_digits, self.mode)
            points = Vector(value, points.state, points.scale + 1, points.scale * vectors.EPSILON)
        return points

    def body(self, rule: Rule) -> Vector:
        """Return the points of a rule without its adjustments."""
        if rule.kind == "pipeline" and rule.measure is not None:
            return self.pipeline(rule.measure, rule.map)
        if rule.kind == "points" and rule.points is not None:
            return self.formula(rule.points)
        if rule.kind == "monitor":
            return vectors.number(0)
        if rule.kind == "cases":
            return self.cases(rule)
        return reduce(_COMBINE[rule.kind], [self.rule(part) for part in rule.parts])

    def cases(self, rule: Rule) -> Vector:
        """Return the first case that holds; nothing chosen is undetermined."""
        chosen = vectors.without(UNDETERMINED)
        for case in reversed(rule.cases):
            points = self.rule(case.rule)
            chosen = (
                points
                if case.when is None
                else vectors.pick(self.formula(case.when), points, chosen)
            )
        return chosen

    def pipeline(self, measure: Measure, tree: Map | None) -> Vector:
        """Return measure then map, with what the measure decides by itself."""
        value = self.measure(measure)
        if tree is not None:
            points = VECTOR_MAPS[tree.kind](self, tree, value)
        elif measure.kind == "judged":
            points = self._judged(value)
        else:
            points = vectors.pick(value, vectors.number(self.maximum), vectors.number(0))
        if points.state is None or measure.option("when_zero") not in ("full", "zero"):
            return points
        full, zero = points.state == FULL, points.state == ZERO
        settled = np.where(full, float(self.maximum), np.where(zero, 0.0, points.value))
        state = np.where(full | zero, np.int8(vectors.SCORED), points.state)
        return Vector(settled, state, max(points.scale, float(self.maximum)), points.slack)

    def _judged(self, points: Vector) -> Vector:
        outside = vectors.compare(">", points, vectors.number(self.maximum)).value
        if self.minimum is not None:
            outside = outside | vectors.compare("<", points, vectors.number(self.minimum)).value
        return vectors.stopped(points, outside, UNDETERMINED)

    def measure(self, measure: Measure) -> Vector:
        """Return what is measured."""
        when_zero = measure.option("when_zero")
        if when_zero is None:
            return self.formula(measure.formulas[0])
        part, whole = (self.formula(formula) for formula in measure.formulas[1:3])
        # The whole is asked first: where it is 0, nobody needs the part.
        bare = vectors.with_state(part, None)
        made = vectors.divide(bare, whole, _WHEN_ZERO[str(when_zero)])
        return vectors.with_state(made, vectors.first_state(made.state, part.state))

    def adjusted(self, points: Vector, adjustment: Adjustment) -> Vector:
        """Return points after one adjustment; a gate that fails needs no measured points."""
        kind = ADJUSTMENTS[adjustment.kind]
        formulas = dict(adjustment.parameters)
        value = self.formula(formulas["formula"])
        if kind.apply is not None:
            return _ADJUST[adjustment.kind](points, value)
        settled = self.maximum if kind.replaces_when else 0
        other = self.formula(formulas.get("other", Literal(settled)))
        if kind.replaces_when:
            return vectors.pick(value, other, points)
        return vectors.pick(value, points, other)


def _days(start: Vector, end: Vector) -> Vector:
    return vectors.subtract(end, start)


def _working_days(start: Vector, end: Vector) -> Vector:
    """Count Monday to Friday after ``start`` up to and including ``end``; negative backwards."""
    state = vectors.first_state(start.state, end.state)
    one, other = (
        (np.where(np.abs(day) > 1, day, _FIRST_DAY) - _FIRST_DAY).astype("datetime64[D]")
        for day in (start.value, end.value)
    )
    backwards = other < one
    early, late = np.minimum(one, other), np.maximum(one, other)
    days = np.busday_count(early + 1, late + 1).astype(np.float64)
    return Vector(np.where(backwards, -days, days), state, 1e7)


_CALLS: dict[str, Callable[..., Vector]] = {
    "abs": vectors.absolute,
    "floor": vectors.whole_part,
    "known": vectors.known,
    "days": _days,
    "working_days": _working_days,
}
_BINARY: dict[str, Callable[[Vector, Vector], Vector]] = {
    "+": vectors.add,
    "-": vectors.subtract,
    "*": vectors.multiply,
    "/": vectors.divide,
    "and": vectors.both,
    "or": vectors.either,
}
_COMBINE: dict[str, Callable[[Vector, Vector], Vector]] = {
    "best": vectors.most,
    "lowest": vectors.least,
    "sum": vectors.add,
}
_ADJUST: dict[str, Callable[[Vector, Vector], Vector]] = {
    "minus": vectors.subtract,
    "plus": vectors.add,
    "times": vectors.multiply,
    "at_most": vectors.least,
    "at_least": vectors.most,
}
