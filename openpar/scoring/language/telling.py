"""Says rules in sentences: how a leaf is scored, without anybody's numbers."""

from openpar.scoring.language.adjustments import ADJUSTMENTS
from openpar.scoring.language.compiling import constant
from openpar.scoring.language.evaluate import with_maximum
from openpar.scoring.language.grammar import largest
from openpar.scoring.language.maps import MAPS
from openpar.scoring.language.measures import MEASURES
from openpar.scoring.language.phrases import phrase
from openpar.scoring.language.tree import (
    Adjustment,
    Formula,
    Literal,
    Map,
    Measure,
    Operation,
    Rule,
)
from openpar.scoring.language.types import SHARE
from openpar.scoring.language.wording import Wording, number_text
from openpar.scoring.numbers import Number


class Teller:
    """Says rules in one language; with ``values`` it can say a unit's own numbers."""

    def __init__(self, wording: Wording, maximum: Number, unit: str = "") -> None:
        self.wording = wording
        self.language = wording.language
        self.maximum = maximum
        self.unit = unit  # of the measure that a map reads

    def bound(self, formula: Formula) -> str:
        """Return a number of a map in the unit of the measure: a bound 0.8 of a share is 80%."""
        if isinstance(formula, Literal) and not isinstance(formula.value, bool):
            unit = SHARE if self.unit == SHARE or formula.percent else ""
            return self.wording.value(formula.value, unit)
        return self.wording.of(formula)

    def say(self, key: str, /, **words: object) -> str:
        """Return a phrase of ``phrases.PHRASES``."""
        return phrase(key, self.language, **words)

    def formula(self, formula: Formula) -> str:
        """Return a formula in words."""
        return self.wording.of(formula)

    def points(self, points: Formula | Rule) -> str:
        """Return points in words: "1,5 điểm"."""
        if isinstance(points, Rule):
            return " ".join(self.rule(points)).removesuffix(".")
        fixed = constant(with_maximum(points, self.maximum))
        return (
            self.amount(fixed)
            if fixed is not None
            else self.say("points", points=self.formula(points))
        )

    def amount(self, points: Number) -> str:
        """Return an amount of points in words."""
        key = "one_point" if points == 1 else "points"
        return self.say(key, points=number_text(points, self.language))

    def within(self, rule: Rule) -> "Teller":
        """Return a teller for a part with its own P."""
        return Teller(self.wording, largest(rule, self.maximum), self.unit)

    def measuring(self, measure: Measure) -> "Teller":
        """Return a teller for the map of ``measure``."""
        return Teller(self.wording, self.maximum, measure_unit(measure, self.wording))

    def rule(self, rule: Rule) -> list[str]:
        """Say how points are given, a sentence each."""
        return [sentence_case(said) for said in self._rule(rule)]

    def _rule(self, rule: Rule) -> list[str]:
        own = self.within(rule)
        said = own.body(rule)
        said += [own.adjustment(one) for one in rule.adjustments]
        if rule.round_digits is not None:
            said.append(self.say("rule_round", digits=rule.round_digits))
        return said

    def body(self, rule: Rule) -> list[str]:
        """Say a rule without its adjustments."""
        if rule.kind == "pipeline" and rule.measure is not None:
            return [self.sentence(self.measure(rule.measure)), *self.scale(rule.measure, rule.map)]
        if rule.points is not None:
            if rule.kind == "monitor":
                return [self.say("monitor", formula=self.formula(rule.points))]
            if constant(with_maximum(rule.points, self.maximum)) is not None:
                return [self.say("rule_constant", points=self.points(rule.points))]
            return [self.say("rule_points", formula=self.formula(rule.points))]
        if rule.kind == "cases":
            return [sentence for case in rule.cases for sentence in self.case(case.when, case.rule)]
        parts = [" ".join(self.rule(part)) for part in rule.parts]
        return [
            self.say(rule.kind),
            *(f"({number}) {part}" for number, part in enumerate(parts, 1)),
        ]

    def case(self, when: Formula | None, rule: Rule) -> list[str]:
        """Say one branch."""
        opening = self.say("case", when=self.formula(when)) if when else self.say("case_otherwise")
        first, *rest = self.rule(rule)
        return [f"{opening} {first}", *rest]

    def measure(self, measure: Measure) -> str:
        """Say what is measured."""
        kind = MEASURES[measure.kind]
        pieces = measure.formulas[1:] if measure.kind in _LISTED else measure.formulas[:1]
        if measure.kind == "compare":
            pieces = measure.formulas[:1]
        text = "; ".join(self.formula(piece) for piece in pieces)
        return (kind.en if self.language == "en" else kind.vi).format(text)

    def sentence(self, text: str) -> str:
        """Make a sentence of a noun phrase."""
        return f"{sentence_case(text)}."

    def scale(self, measure: Measure, tree: Map | None) -> list[str]:
        """Say how the measure becomes points."""
        if tree is not None:
            said = MAPS[tree.kind].describe(tree, self.measuring(measure))
        elif MEASURES[measure.kind].gives == "points":
            said = [self.say("points_typed", maximum=self.amount(self.maximum))]
        else:
            said = MAPS["yes_no"].describe(Map("yes_no"), self)
        when_zero = measure.option("when_zero")
        return [*said, self.say(f"when_zero_{when_zero}")] if when_zero else said

    def adjustment(self, adjustment: Adjustment) -> str:
        """Say one adjustment."""
        kind = ADJUSTMENTS[adjustment.kind]
        settled = Literal(self.maximum if kind.replaces_when else 0)
        other = self.points(adjustment.parameter("other") or settled)
        formula = self.formula(dict(adjustment.parameters)["formula"])
        return (kind.en if self.language == "en" else kind.vi).format(formula=formula, other=other)


def sentence_case(text: str) -> str:
    """Begin with a capital letter, and let ≈ stand for an equals sign before it."""
    return f"{text[:1].upper()}{text[1:]}".replace("= ≈", "≈")


def measure_unit(measure: Measure, wording: Wording) -> str:
    """Return the unit of what is measured; a ratio is a share whatever is counted."""
    whole = measure.formulas[0]
    divided = isinstance(whole, Operation) and whole.operator == "/"
    if measure.kind in ("ratio", "share_of", "survey") or (
        divided and measure.kind in ("compare", "change")
    ):
        return SHARE
    return wording.unit_of(measure.formulas[0])


_LISTED = ("all", "any", "count_of", "share_of")
