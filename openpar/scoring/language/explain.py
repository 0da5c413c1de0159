"""Rules and marks in sentences an officer understands, in Vietnamese or English.

``describe_rule`` says how a leaf is scored; ``trace_mark`` says how one unit's points came about,
with its own numbers. Both read the one tree; the sentences stand in ``phrases``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from openpar.scoring.language.adjustments import ADJUSTMENTS
from openpar.scoring.language.compiling import Compiled, Names, Stop, Values
from openpar.scoring.language.evaluate import RuleCompiler, compile_rule, with_maximum
from openpar.scoring.language.grammar import largest
from openpar.scoring.language.map_lookups import band_text
from openpar.scoring.language.maps import MAPS
from openpar.scoring.language.naming import node_wording, status_text
from openpar.scoring.language.telling import Teller, measure_unit, sentence_case
from openpar.scoring.language.tree import (
    Adjustment,
    Call,
    Formula,
    Literal,
    Map,
    Measure,
    Name,
    Rule,
)
from openpar.scoring.language.types import SHARE
from openpar.scoring.language.wording import Wording
from openpar.scoring.marks import Mark, Status
from openpar.scoring.numbers import Number, rounded
from openpar.scoring.sets.model import CriteriaSet, Node


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trace: its kind, the sentence, and the value reached (``None`` if none)."""

    kind: str
    text: str
    value: object | None = None


def describe_rule(
    node: Node, language: str = "vi", criteria_set: CriteriaSet | None = None
) -> list[str]:
    """Say how a leaf is scored, a sentence each; ``criteria_set`` gives titles of other leaves."""
    teller = Teller(node_wording(node, criteria_set, language), node.maximum or 0)
    if node.rule is None:
        said = [teller.say("no_rule", maximum=teller.amount(node.maximum or 0))]
    else:
        said = teller.rule(node.rule)
    conditions = (("applies_when", node.applies), ("out_when", node.not_applicable.when))
    return said + [teller.say(key, formula=teller.formula(one)) for key, one in conditions if one]


def explain_mark(
    node: Node, criteria_set: CriteriaSet, values: Values, language: str = "vi"
) -> list[str]:
    """Say how one unit's points came about; ``values`` as ``compile_rule(…).names`` asks."""
    return [step.text for step in trace_mark(node, criteria_set, values, language)]


def trace_mark(
    node: Node, criteria_set: CriteriaSet, values: Values, language: str = "vi"
) -> tuple[Step, ...]:
    """Return the steps from the figures to the points of one leaf of one unit."""
    compiled = compile_rule(node, criteria_set)
    known = dict(zip(compiled.names, values, strict=True))
    wording = node_wording(node, criteria_set, language, known)
    tracer = _Tracer(node, criteria_set, wording, known)
    return tuple(tracer.steps(compiled.evaluate(values)))


class _Tracer:
    """Walks a rule with one unit's values and writes down each step."""

    def __init__(
        self,
        node: Node,
        criteria_set: CriteriaSet,
        numbers: Wording,
        known: Mapping[Name | Call, object],
    ) -> None:
        self.node = node
        self.criteria_set = criteria_set
        self.known = known
        self.numbers = numbers  # formulas with own numbers
        titles = node_wording(node, criteria_set, numbers.language)
        self.teller = Teller(titles, node.maximum or 0)

    def say(self, kind: str, key: str, reached: object | None = None, /, **words: object) -> Step:
        return Step(kind, sentence_case(self.teller.say(key, **words)), reached)

    def run(self, build: Callable[[RuleCompiler], Compiled], maximum: Number) -> Number | None:
        """Run a part of the rule with the unit's values; ``None`` where it has no result."""
        names = Names()
        rounding = self.criteria_set.rounding.mode
        compiled = build(RuleCompiler(names, maximum, self.node.minimum, rounding))
        try:
            found: Number = compiled(tuple(self.known.get(name) for name in names.in_order()))
        except Stop:
            return None
        return found

    def steps(self, mark: Mark) -> list[Step]:
        """Return figures, the way to the points, and the result."""
        scored = mark.status is Status.SCORED
        # What the points did not need (another branch's figures) is not reported as missing.
        used = [name for name, value in self.known.items() if value is not None or not scored]
        steps = [self.figure(name) for name in used if self.is_figure(name)]
        if mark.status is not Status.SCORED or mark.points is None:
            return [*steps, self.stopped(mark)]
        reached = mark.points
        if self.node.rule is not None:
            steps += self.rule(self.node.rule, self.teller.maximum)
            run = self.run(lambda compiler: compiler.rule(self.node.rule), self.teller.maximum)  # type: ignore[arg-type]
            if run != reached:
                steps.append(
                    self.say("range", "clamped", reached, points=self.teller.amount(reached))
                )
        rounding = self.criteria_set.rounding
        if "criterion" in rounding.at:
            printed = rounded(reached, rounding.digits, rounding.mode)
            if printed != reached:
                amount = self.teller.amount(printed)
                steps.append(
                    self.say("rounding", "rounded", printed, digits=rounding.digits, points=amount)
                )
            reached = printed
        return [*steps, self.result(reached)]

    def result(self, points: Number) -> Step:
        amount = self.teller.amount(points)
        if self.teller.maximum <= 0:
            return self.say("result", "result_bare", points, points=amount)
        most = self.teller.amount(self.teller.maximum)
        return self.say("result", "result", points, points=amount, maximum=most)

    def is_figure(self, name: Name | Call) -> bool:
        return isinstance(name, Call) or name.kind != "cycle"

    def figure(self, name: Name | Call) -> Step:
        title = self.teller.formula(name)
        value = self.known[name]
        if value is None:
            return self.say("figure", "figure_missing", title=title)
        text = self.numbers.value(value, self.numbers.unit_of(name))
        return self.say("figure", "figure", value, title=title, value=text)

    def stopped(self, mark: Mark) -> Step:
        return Step("status", status_text(mark, self.node, self.criteria_set, self.teller.language))

    def rule(self, rule: Rule, maximum: Number) -> list[Step]:
        """Return the steps of a rule, its adjustments last."""
        maximum = largest(rule, maximum)
        steps = self.body(rule, maximum)
        before = self.run(lambda compiler: compiler.within(maximum).body(rule), maximum)
        for count, adjustment in enumerate(rule.adjustments, 1):
            partial = replace(rule, adjustments=rule.adjustments[:count], round_digits=None)
            after = self.run(lambda compiler, part=partial: compiler.rule(part), maximum)  # type: ignore[misc]
            if after is not None:
                steps += self.adjusted(adjustment, before, after, maximum)
            before = after
        if rule.round_digits is not None and before is not None:
            after = rounded(before, rule.round_digits, self.criteria_set.rounding.mode)
            if after != before:
                amount = self.teller.amount(after)
                steps.append(
                    self.say("rounding", "rounded", after, digits=rule.round_digits, points=amount)
                )
        return steps

    def adjusted(
        self, adjustment: Adjustment, before: Number | None, after: Number, maximum: Number
    ) -> list[Step]:
        """Return what one adjustment did: a gate always says so, an award only where it gives."""
        kind = ADJUSTMENTS[adjustment.kind]
        formula = dict(adjustment.parameters)["formula"]
        amount = self.teller.amount(after)
        if kind.replaces_when is None:
            said = Teller(self.teller.wording, maximum).adjustment(adjustment)
            key = "adjusted_same" if after == before else "adjusted"
            return [self.say("adjustment", key, after, adjustment=said, points=amount)]
        holds = bool(self.numbers.result(formula))
        keys = {(False, True): "gate_open", (False, False): "gate_shut", (True, True): "awarded"}
        shown = keys.get((kind.replaces_when, holds))
        if shown is None:
            return []
        words = self.teller.formula(formula)
        return [self.say("adjustment", shown, after, formula=words, points=amount)]

    def body(self, rule: Rule, maximum: Number) -> list[Step]:
        if rule.kind == "pipeline" and rule.measure is not None:
            return self.pipeline(rule, rule.measure, maximum)
        if rule.points is not None:
            points_name = self.teller.say("points_name")
            return self.computed(with_maximum(rule.points, maximum), points_name)
        if rule.kind == "cases":
            return self.chosen(rule, maximum)
        steps = []
        for number, part in enumerate(rule.parts, 1):
            steps += self.rule(part, maximum)
            points = self.run(lambda compiler, part=part: compiler.rule(part), maximum)  # type: ignore[misc]
            if points is not None:
                amount = self.teller.amount(points)
                steps.append(self.say("part", "part_points", points, number=number, points=amount))
        return steps

    def chosen(self, rule: Rule, maximum: Number) -> list[Step]:
        """Return the steps of the case that holds."""
        for case in rule.cases:
            holds = case.when is None or self.numbers.result(case.when)
            if not holds:
                continue
            when = (
                self.teller.formula(case.when)
                if case.when
                else self.teller.say("otherwise").lower()
            )
            return [self.say("case", "case_taken", when=when), *self.rule(case.rule, maximum)]
        return []

    def computed(self, formula: Formula, name: str = "", unit: str | None = None) -> list[Step]:
        """Return "names = numbers = value", as short as it can be said."""
        value = self.numbers.result(formula)
        if value is None or isinstance(formula, Literal):
            return []
        if isinstance(formula, Name) and not name:
            return []  # the figure itself says it
        names, numbers = name or self.teller.formula(formula), self.numbers.of(formula)
        shown = self.numbers.value(value, self.numbers.unit_of(formula) if unit is None else unit)
        if numbers == shown or isinstance(value, bool):
            key = "computed_plain" if isinstance(value, bool) else "computed_short"
            return [self.say("computed", key, value, formula=names, value=shown)]
        return [
            self.say("computed", "computed", value, formula=names, numbers=numbers, value=shown)
        ]

    def pipeline(self, rule: Rule, measure: Measure, maximum: Number) -> list[Step]:
        steps = self.measured(measure)
        points = self.run(lambda compiler: compiler.within(maximum).body(rule), maximum)
        if points is None:
            return steps
        amount = self.teller.amount(points)
        value = self.numbers.result(measure.formulas[0])
        shown = (
            self.numbers.value(value, measure_unit(measure, self.numbers))
            if value is not None
            else ""
        )
        when_zero = measure.option("when_zero")
        if value is None and when_zero:
            return [*steps, Step("scale", self.teller.say(f"when_zero_{when_zero}"), points)]
        band = self.band(rule.map, value, measure) if rule.map is not None else None
        if band:
            return [
                *steps,
                self.say("scale", "falls", points, value=shown, band=band, points=amount),
            ]
        work = self.worked(rule.map, value, points, maximum, measure)
        if work is not None:
            return [*steps, work]
        if measure.kind == "judged" or (rule.map and rule.map.kind == "points"):
            return steps
        if isinstance(value, bool):
            return [*steps, self.say("scale", "holds" if value else "fails", points, points=amount)]
        return [*steps, self.say("scale", "mapped", points, value=shown, points=amount)]

    def worked(
        self, tree: Map | None, value: object, points: Number, maximum: Number, measure: Measure
    ) -> Step | None:
        """Return the map's arithmetic with own numbers, where it has any: 90% ÷ 100% × 4 = 3,6."""
        if tree is None or isinstance(value, bool | str):
            return None
        share = measure_unit(measure, self.numbers) == SHARE
        work = MAPS[tree.kind].work(tree, value, maximum, share, self.numbers.result)  # type: ignore[arg-type]
        if work is None:
            return None
        key = "worked" if self.numbers.result(work) == points else "worked_bounded"
        text = self.numbers.of(work)
        return self.say("scale", key, points, work=text, points=self.teller.amount(points))

    def measured(self, measure: Measure) -> list[Step]:
        if measure.kind == "ratio":
            value = self.numbers.result(measure.formulas[0])
            if value is None:
                return []
            names, numbers = (
                self.teller.formula(measure.formulas[0]),
                self.numbers.of(measure.formulas[0]),
            )
            shown = self.numbers.value(value, SHARE)
            return [
                self.say("computed", "computed", value, formula=names, numbers=numbers, value=shown)
            ]
        if measure.kind in ("count_of", "share_of"):
            value = self.numbers.result(measure.formulas[0])
            shown = self.numbers.value(value, measure_unit(measure, self.numbers))
            return [
                self.say(
                    "computed",
                    "computed_short",
                    value,
                    formula=self.teller.measure(measure),
                    value=shown,
                )
            ]
        return self.computed(measure.formulas[0], unit=measure_unit(measure, self.numbers))

    def band(self, tree: Map | None, value: object, measure: Measure) -> str | None:
        """Return the words of the band that holds ``value``."""
        if tree is None or tree.kind != "bands":
            return None
        for band in tree.bands:
            low, high = (
                bound and self.numbers.result(bound) for bound in (band.lowest, band.highest)
            )
            if low is not None and (value < low or (band.lowest_open and value == low)):  # type: ignore[operator]
                continue
            if high is not None and (value > high or (band.highest_open and value == high)):  # type: ignore[operator]
                continue
            return band_text(band, self.teller.measuring(measure)).lower()
        return None
