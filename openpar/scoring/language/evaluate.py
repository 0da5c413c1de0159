"""A rule -> marks: compiled once a leaf, then a few microseconds a unit."""

from collections.abc import Callable
from dataclasses import dataclass

from openpar.scoring.language.adjustments import ADJUSTMENTS
from openpar.scoring.language.compiling import (
    Compiled,
    Decided,
    Names,
    Stop,
    Values,
    compile_formula,
)
from openpar.scoring.language.grammar import largest
from openpar.scoring.language.maps import MAPS
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
from openpar.scoring.marks import Mark, Status
from openpar.scoring.numbers import Number, divided, exact, rounded
from openpar.scoring.sets.model import CriteriaSet, Node


@dataclass(frozen=True)
class CompiledFormula:
    """A formula ready to run. ``names``: what it looks up, in the order ``evaluate`` takes."""

    names: tuple[Name | Call, ...]
    run: Compiled

    def evaluate(self, values: Values) -> object | None:
        """Return the value, or ``None`` where it is unknown."""
        try:
            return self.run(values)  # type: ignore[no-any-return]
        except Stop:
            return None


@dataclass(frozen=True)
class CompiledRule:
    """A leaf's rule ready to run for any unit.

    ``names``: what the rule looks up; ``evaluate`` takes their values in that order, ``None`` for
    what is not given.
    """

    node: Node
    names: tuple[Name | Call, ...]
    run: Compiled
    lowest: Number | None
    highest: Number

    def evaluate(self, values: Values) -> Mark:
        """Return the mark: points exact, within the leaf's range, rounded only if its rule says."""
        try:
            points = self.run(values)
        except Stop as stop:
            return Mark(stop.status, None, self.highest, stop.reason)
        if points > self.highest:
            points = self.highest
        elif self.lowest is not None and points < self.lowest:
            points = self.lowest
        return Mark(Status.SCORED, points, self.highest)


def compile_formula_alone(formula: Formula) -> CompiledFormula:
    """Compile a formula that stands outside a rule: applicability, a class condition."""
    names = Names()
    run = compile_formula(formula, names)
    return CompiledFormula(names.in_order(), run)


def compile_rule(node: Node, criteria_set: CriteriaSet) -> CompiledRule:
    """Compile the rule of a leaf.

    A leaf without a rule is scored by points alone (a layer of an appraiser), so its compiled rule
    is *missing* until they come.
    """
    names = Names()
    highest = node.maximum or 0
    compiler = RuleCompiler(names, highest, node.minimum, criteria_set.rounding.mode)
    run = compiler.rule(node.rule) if node.rule is not None else _no_rule
    return CompiledRule(node, names.in_order(), run, node.minimum, highest)


def _no_rule(_: Values) -> Number:
    raise Stop(Status.MISSING, "points")


def with_maximum(formula: Formula, maximum: Number) -> Formula:
    """Return the formula with the name ``maximum`` replaced by its points."""
    if isinstance(formula, Name):
        return Literal(maximum) if formula.kind == "maximum" else formula
    if isinstance(formula, Operation):
        operands = tuple(with_maximum(operand, maximum) for operand in formula.operands)
        return Operation(formula.operator, operands)
    if isinstance(formula, Call):
        return Call(
            formula.function, tuple(with_maximum(one, maximum) for one in formula.arguments)
        )
    return formula


COMBINE: dict[str, Callable[[list[Number]], Number]] = {
    "best": max,
    "lowest": min,
    "sum": lambda points: sum(points, 0),
}


class RuleCompiler:
    """Turns rules into functions of the values; knows P and the rounding mode."""

    def __init__(self, names: Names, maximum: Number, minimum: Number | None, mode: str) -> None:
        self.names = names
        self.maximum = maximum
        self.minimum = minimum
        self.mode = mode

    def formula(self, formula: Formula) -> Compiled:
        """Return the formula as a function of the values; ``maximum`` means this P."""
        return compile_formula(with_maximum(formula, self.maximum), self.names)

    def points(self, points: Formula | Rule) -> Compiled:
        """Return points given by a formula or by a rule of its own."""
        return self.rule(points) if isinstance(points, Rule) else self.formula(points)

    def within(self, maximum: Number) -> "RuleCompiler":
        """Return a compiler for a part with its own P."""
        return RuleCompiler(self.names, maximum, self.minimum, self.mode)

    def rule(self, rule: Rule) -> Compiled:
        """Return the whole rule as a function from values to points."""
        own = self.within(largest(rule, self.maximum))
        run = own.body(rule)
        for adjustment in rule.adjustments:
            run = own.adjusted(run, adjustment)
        if rule.maximum is not None:
            run = _at_most(run, rule.maximum)
        if rule.round_digits is not None:
            run = _rounded(run, rule.round_digits, self.mode)
        return run

    def body(self, rule: Rule) -> Compiled:
        """Return the rule without its adjustments."""
        if rule.kind == "pipeline" and rule.measure is not None:
            return self.pipeline(rule.measure, rule.map)
        if rule.kind == "points" and rule.points is not None:
            return self.formula(rule.points)
        if rule.kind == "monitor":
            return lambda _: 0
        if rule.kind == "cases":
            return self.cases(rule)
        parts = [self.rule(part) for part in rule.parts]
        combine = COMBINE[rule.kind]
        return lambda values: exact(combine([part(values) for part in parts]))

    def cases(self, rule: Rule) -> Compiled:
        """Return the first case that holds; nothing chosen is undetermined."""
        branches = [
            (self.formula(case.when) if case.when is not None else None, self.rule(case.rule))
            for case in rule.cases
        ]

        def choose(values: Values) -> Number:
            for when, points in branches:
                if when is None or when(values):
                    return points(values)  # type: ignore[no-any-return]
            raise Stop(Status.UNDETERMINED, "case")

        return choose

    def pipeline(self, measure: Measure, tree: Map | None) -> Compiled:
        """Return measure then map, with what the measure decides by itself."""
        run = self.measure(measure)
        maximum, minimum = self.maximum, self.minimum
        if tree is not None:
            scale = MAPS[tree.kind].compile(tree, self)
            mapped: Compiled = lambda values: scale(run(values), values)  # noqa: E731
        elif measure.kind == "judged":
            mapped = lambda values: _judged(run(values), minimum, maximum)  # noqa: E731
        else:
            mapped = lambda values: maximum if run(values) else 0  # noqa: E731
        if measure.option("when_zero") in ("full", "zero"):
            return _decided(mapped, maximum)
        return mapped

    def measure(self, measure: Measure) -> Compiled:
        """Return the measured value as a function of the values."""
        when_zero = measure.option("when_zero")
        if when_zero is None:
            return self.formula(measure.formulas[0])
        part, whole = (self.formula(formula) for formula in measure.formulas[1:3])
        return _ratio(part, whole, str(when_zero))

    def adjusted(self, run: Compiled, adjustment: Adjustment) -> Compiled:
        """Return points after one adjustment; a gate that fails needs no measured points."""
        kind = ADJUSTMENTS[adjustment.kind]
        formulas = dict(adjustment.parameters)
        value = self.formula(formulas["formula"])
        apply = kind.apply
        if apply is not None:
            return lambda values: apply(run(values), value(values))
        settled = self.maximum if kind.replaces_when else 0
        other = self.formula(formulas.get("other", Literal(settled)))
        replaces = kind.replaces_when
        return lambda values: (other if bool(value(values)) is replaces else run)(values)


def _ratio(part: Compiled, whole: Compiled, when_zero: str) -> Compiled:
    def measure(values: Values) -> Number:
        divisor = whole(values)
        if divisor == 0:
            if when_zero in ("full", "zero"):
                raise Decided(when_zero)
            raise Stop(Status(when_zero.replace("_", " ")), "zero")
        return divided(part(values), divisor)

    return measure


def _decided(run: Compiled, maximum: Number) -> Compiled:
    def decided(values: Values) -> Number:
        try:
            return run(values)  # type: ignore[no-any-return]
        except Decided as decision:
            return maximum if decision.points == "full" else 0

    return decided


def _judged(points: Number, minimum: Number | None, maximum: Number) -> Number:
    if points > maximum or (minimum is not None and points < minimum):
        raise Stop(Status.UNDETERMINED, "judged")
    return points


def _at_most(run: Compiled, maximum: Number) -> Compiled:
    return lambda values: min(run(values), maximum)


def _rounded(run: Compiled, digits: int, mode: str) -> Compiled:
    return lambda values: rounded(run(values), digits, mode)
