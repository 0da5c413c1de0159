"""One criterion of one unit: its mark and its explanation, for the page on which it is typed."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, TypedDict, Unpack

from openpar.scoring.index import Plan
from openpar.scoring.language.compiling import COHORT_FUNCTIONS
from openpar.scoring.language.evaluate import CompiledRule, compile_formula_alone, compile_rule
from openpar.scoring.language.explain import Step, trace_mark
from openpar.scoring.language.tree import Call, Formula, Name
from openpar.scoring.language.wording import value_text
from openpar.scoring.marks import Mark, Status
from openpar.scoring.rounds.explaining import OVERRULED, effect_steps, overruled_steps
from openpar.scoring.rounds.model import ExternalValue, Outcome
from openpar.scoring.rounds.scoring import not_applicable, round_at_criterion
from openpar.scoring.rounds.values import Value
from openpar.scoring.sets.model import CriteriaSet, Node


class Facts(TypedDict, total=False):
    """What a rule may ask besides the inputs of its own leaf; what is absent is not given.

    ``targets`` and ``previous`` are by input name; last year's figure of another leaf is in
    ``previous`` by ``(code, input)``. ``others`` are values of other leaves by
    ``(code, input)``, with ``points`` and ``share`` as inputs. ``survey`` is the weighted
    satisfaction by question. Without ``as_of`` no leaf is "not yet due".
    """

    attributes: Mapping[str, Value]
    targets: Mapping[str, Value]
    previous: Mapping[str | tuple[str, str], Value]
    as_of: date | None
    year: int | None
    others: Mapping[tuple[str, str], Value]
    external: Mapping[str, ExternalValue]
    survey: Mapping[str, Value]


def evaluate_leaf(
    criteria_set: CriteriaSet, code: str, inputs: Mapping[str, Value], **facts: Unpack[Facts]
) -> Mark:
    """Return the mark that one leaf's rule gives one unit.

    Figures of the cohort are not known here, so a rule that needs them is *undetermined*.

    Parameters
    ----------
    inputs
        Exact values by input name, as ``values.parse_value`` returns them; absent = not given.

    Raises
    ------
    KeyError
        The set has no leaf ``code``.
    """
    return _outcome(_ready(_Same(criteria_set)), code, inputs, facts).mark


def explain_leaf(
    criteria_set: CriteriaSet,
    code: str,
    inputs: Mapping[str, Value],
    language: str = "vi",
    **facts: Unpack[Facts],
) -> list[str]:
    """Return, in sentences with the unit's own numbers, how ``evaluate_leaf`` came to its mark."""
    ready = _ready(_Same(criteria_set))
    outcome = _outcome(ready, code, inputs, facts)
    return [step.text for step in _steps(ready, code, outcome, _Lookup(inputs, facts), language)]


class _Same:
    """A criteria set compared by identity: hashing all of it would cost more than a cache saves."""

    __slots__ = ("criteria_set",)

    def __init__(self, criteria_set: CriteriaSet) -> None:
        self.criteria_set = criteria_set

    def __hash__(self) -> int:
        return id(self.criteria_set)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.criteria_set is self.criteria_set


class _Ready:
    """A set with its plan and the rules compiled so far."""

    def __init__(self, criteria_set: CriteriaSet) -> None:
        self.criteria_set = criteria_set
        self._rules: dict[str, CompiledRule] = {}

    @cached_property
    def plan(self) -> Plan:
        """How the set is added up, and which policy holds for each leaf."""
        return Plan(self.criteria_set)

    def leaf(self, code: str) -> Node:
        """Return a leaf, or raise ``KeyError``."""
        return self.plan.leaves[self.plan.position[code]]

    def rule(self, code: str) -> CompiledRule:
        """Return the compiled rule of a leaf."""
        if code not in self._rules:
            self._rules[code] = compile_rule(self.leaf(code), self.criteria_set)
        return self._rules[code]


@lru_cache(maxsize=64)
def _ready(same: _Same) -> _Ready:
    return _Ready(same.criteria_set)


class _Lookup:
    """Gives the value of each name from what the caller knows."""

    def __init__(self, inputs: Mapping[str, Value], facts: Facts) -> None:
        self.inputs = inputs
        self.facts = facts

    def values(self, leaf: Node, names: tuple[Name | Call, ...]) -> tuple[Any, ...]:
        """Return the values of ``names`` as ``leaf`` sees them."""
        return tuple(self._value(leaf, name) for name in names)

    def _value(self, leaf: Node, name: Name | Call) -> Any:
        if isinstance(name, Call):
            return None
        facts = self.facts
        sources: dict[str, Mapping[Any, Any]] = {
            "input": self.inputs,
            "target": facts.get("targets", {}),
            "previous": facts.get("previous", {}),
            "unit": facts.get("attributes", {}),
            "survey": facts.get("survey", {}),
            "maximum": {"maximum": leaf.maximum},
            "cycle": {"year": facts.get("year"), "as_of": facts.get("as_of"), "due": leaf.due},
        }
        if name.kind in sources:
            key = (name.code, name.name) if name.code else name.name
            return sources[name.kind].get(key)
        if name.kind == "external":
            found = facts.get("external", {}).get(name.name)
            return getattr(found, name.part or "value", None)
        return facts.get("others", {}).get((name.code, name.name))


def _outcome(ready: _Ready, code: str, inputs: Mapping[str, Value], facts: Facts) -> Outcome:
    leaf = ready.leaf(code)
    lookup = _Lookup(inputs, facts)
    maximum = leaf.maximum or 0
    as_of = facts.get("as_of")
    if leaf.applies is not None:
        applies = _holds(leaf, leaf.applies, lookup)
        if not applies:
            status = Status.MISSING if applies is None else Status.NOT_APPLICABLE
            reason = "scope" if status is Status.MISSING else "applies"
            return Outcome(Mark(status, None, maximum, reason))
    if as_of is not None and leaf.due is not None and leaf.due > as_of:
        return Outcome(Mark(Status.NOT_YET_DUE, None, maximum, "due"))
    out = leaf.not_applicable.when
    if out is not None and _holds(leaf, out, lookup):
        return not_applicable(ready.plan, leaf, "when")
    compiled = ready.rule(code)
    mark = compiled.evaluate(lookup.values(leaf, compiled.names))
    if mark.status is Status.NOT_APPLICABLE:
        return not_applicable(ready.plan, leaf, mark.reason)
    word, _, function = mark.reason.partition(" ")
    if mark.status is Status.MISSING and word == "cohort" and function in COHORT_FUNCTIONS:
        mark = Mark(Status.UNDETERMINED, None, mark.maximum, mark.reason)
    return Outcome(round_at_criterion(mark, ready.criteria_set))


def _holds(leaf: Node, formula: Formula, lookup: _Lookup) -> object | None:
    compiled = compile_formula_alone(formula)
    return compiled.evaluate(lookup.values(leaf, compiled.names))


def _steps(
    ready: _Ready, code: str, outcome: Outcome, lookup: _Lookup, language: str
) -> list[Step]:
    leaf = ready.leaf(code)
    if outcome.mark.reason in OVERRULED:
        given = {"due": leaf.due, "as_of": lookup.facts.get("as_of")}
        days = {
            key: value_text(day, language=language) if day else "" for key, day in given.items()
        }
        return overruled_steps(leaf, outcome, ready.criteria_set, language, days)
    values = lookup.values(leaf, ready.rule(code).names)
    trace = trace_mark(leaf, ready.criteria_set, values, language)
    return [*trace, *effect_steps(leaf, outcome, ready.criteria_set, language)]
