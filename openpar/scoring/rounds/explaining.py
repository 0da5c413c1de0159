"""Why a unit got these points for this criterion: steps and sentences, made only when asked for."""

from collections.abc import Sequence
from typing import Any

from openpar.scoring.index import TOTAL, Plan
from openpar.scoring.language.evaluate import compile_rule
from openpar.scoring.language.explain import Step, describe_rule, trace_mark
from openpar.scoring.language.naming import reason_text
from openpar.scoring.language.tree import Call, Name
from openpar.scoring.language.wording import number_text, value_text
from openpar.scoring.marks import Status
from openpar.scoring.rounds.columns import Columns
from openpar.scoring.rounds.model import Outcome, RoundResult, UnitResult
from openpar.scoring.rounds.phrases import say
from openpar.scoring.sets.model import CriteriaSet, Node

#: Reasons that a mark carries when something else than its rule decided.
OVERRULED = frozenset({"applies", "scope", "when", "claim", "due", "no_survey"})
_ENDINGS = ("result", "status")


class Explainer:
    """Explains the leaves of one result in one language; figures are looked up once a column."""

    def __init__(self, result: RoundResult, language: str = "vi") -> None:
        self.result = result
        self.made = result.round
        self.language = language
        self._columns: dict[str, Columns] = {}
        self._places: dict[str, int] = {}
        self._names: dict[tuple[str, str], tuple[Name | Call, ...]] = {}
        self._looked_up: dict[tuple[str, str, Any], Sequence[Any]] = {}
        self._traces: dict[tuple[str, str, tuple[Any, ...]], tuple[Step, ...]] = {}
        for criteria_set, units in self.made.units_by_set():
            rows = {row.unit: row for row in result.units}
            plan = Plan(criteria_set)
            outcomes = {
                leaf.code: [rows[unit.code].outcomes[leaf.code] for unit in units]
                for leaf in plan.leaves
            }
            columns = Columns(self.made, criteria_set, units, plan, outcomes)
            for at, unit in enumerate(units):
                self._columns[unit.code], self._places[unit.code] = columns, at

    def values(self, row: UnitResult, leaf: Node) -> tuple[Any, ...]:
        """Return what the rule of a leaf looks up for one unit, in the order of its names."""
        columns = self._columns[row.unit]
        values = []
        for name in self._names_of(row, leaf):
            key = row.plan.criteria_set.code, leaf.code, name
            if key not in self._looked_up:
                self._looked_up[key] = columns.column(leaf, name)
            values.append(self._looked_up[key][self._places[row.unit]])
        return tuple(values)

    def _names_of(self, row: UnitResult, leaf: Node) -> tuple[Name | Call, ...]:
        key = row.plan.criteria_set.code, leaf.code
        if key not in self._names:
            self._names[key] = compile_rule(leaf, row.plan.criteria_set).names
        return self._names[key]

    def steps(self, row: UnitResult, leaf: Node) -> tuple[Step, ...]:
        """Return the steps from a unit's figures to its mark, overruling layers included."""
        outcome = row.outcomes[leaf.code]
        if outcome.mark.reason in OVERRULED:
            return tuple(
                overruled_steps(
                    leaf, outcome, row.plan.criteria_set, self.language, self._due(leaf)
                )
            )
        found = [*self._survey_steps(row, leaf), *self._trace(row, leaf)]
        if outcome.layer != "computed":
            layers = self._layer_steps(row, leaf, found)
            return (*(step for step in found if step.kind not in _ENDINGS), *layers)
        return (*found, *effect_steps(leaf, outcome, row.plan.criteria_set, self.language))

    def sentences(self, row: UnitResult, leaf: Node) -> list[str]:
        """Return the whole explanation of one leaf of one unit, a sentence or two a line."""
        return [
            heading(leaf, self.language),
            how_scored(leaf, row.plan.criteria_set, self.language),
            *(f"  {step.text}" for step in self.steps(row, leaf)),
        ]

    def _trace(self, row: UnitResult, leaf: Node) -> tuple[Step, ...]:
        values = self.values(row, leaf)
        key = row.plan.criteria_set.code, leaf.code, values
        if key not in self._traces:
            self._traces[key] = trace_mark(leaf, row.plan.criteria_set, values, self.language)
        return self._traces[key]

    def _due(self, leaf: Node) -> dict[str, str]:
        days = {"due": leaf.due, "as_of": self.made.as_of}
        return {
            key: value_text(day, language=self.language) if day else "" for key, day in days.items()
        }

    def _layer_steps(self, row: UnitResult, leaf: Node, computed: Sequence[Step]) -> list[Step]:
        """Say which score layer won, what stood before it, and why."""
        outcome = row.outcomes[leaf.code]
        given = self.made.points[leaf.code][row.unit]
        last = given[-1]
        result = next((step.value for step in computed if step.kind == "result"), None)
        before = [self._layer("computed", result)]
        before += [self._layer(one.layer, one.points) for one in given[:-1]]
        text = say(
            "layer_wins", self.language, layer=say(last.layer, self.language),
            points=number_text(last.points, self.language), before="; ".join(before),
        )  # fmt: skip
        steps = [Step("layer", text, last.points)]
        if last.reason:
            reason = last.reason.rstrip(".")
            steps.append(Step("reason", say("layer_reason", self.language, reason=reason)))
        points = outcome.mark.points
        if points is not None and points != last.points:
            digits = row.plan.criteria_set.rounding.digits
            shown = number_text(points, self.language)
            text = say("rounded_at_criterion", self.language, digits=digits, points=shown)
            steps.append(Step("rounding", text, points))
        return [*steps, result_step(outcome, self.language)]

    def _layer(self, layer: str, points: Any) -> str:
        shown = (
            number_text(points, self.language)
            if points is not None
            else say("no_points", self.language)
        )
        return f"{say(layer, self.language)} {shown}"

    def _survey_steps(self, row: UnitResult, leaf: Node) -> list[Step]:
        """Say from how many answers a survey value comes, and whose weight was shared out."""
        steps = []
        for name in self._names_of(row, leaf):
            if not isinstance(name, Name) or name.kind != "survey":
                continue
            found = self.made.survey.value(leaf.code, row.unit, name.name)
            if found is None:
                continue
            value = value_text(found.value, "%", self.language)
            answers = number_text(found.answers, self.language)
            text = say("survey_value", self.language, value=value, answers=answers)
            steps.append(Step("survey", text, found.value))
            for group, mean, weight in found.groups if len(found.groups) > 1 else ():
                shown = value_text(mean, "%", self.language)
                words = {
                    "group": group,
                    "value": shown,
                    "weight": number_text(weight, self.language),
                }
                steps.append(
                    Step("survey_group", say("survey_group", self.language, **words), mean)
                )
            if found.silent:
                text = say("survey_silent", self.language, groups=", ".join(found.silent))
                steps.append(Step("survey_silent", text))
        return steps


def heading(leaf: Node, language: str) -> str:
    """Return "1.1. Title (maximum 4 points)"."""
    title = (leaf.title_en if language == "en" else "") or leaf.title
    maximum = number_text(leaf.maximum or 0, language)
    return say("leaf_heading", language, code=leaf.code, title=title, maximum=maximum)


def how_scored(leaf: Node, criteria_set: CriteriaSet, language: str) -> str:
    """Return how a leaf is scored, in one line."""
    sentences = " ".join(describe_rule(leaf, language, criteria_set))
    return f"  {say('how', language)} {sentences}"


def overruled_steps(
    leaf: Node, outcome: Outcome, criteria_set: CriteriaSet, language: str, days: dict[str, str]
) -> list[Step]:
    """Say why a leaf does not apply or is not due, what that does, and the result."""
    reason = outcome.mark.reason
    ground = reason_text(reason, leaf, criteria_set, language)
    if reason == "due":
        ground = say("ground_due", language, **days)
    if outcome.ground:
        ground += f" ({outcome.ground.rstrip('.')})"
    first = Step("ground", say("ground", language, ground=ground))
    if outcome.mark.status is Status.MISSING:
        return [first, result_step(outcome, language)]
    effects = effect_steps(leaf, outcome, criteria_set, language)
    if outcome.mark.status is Status.SCORED:
        return [first, *effects]
    return [first, result_step(outcome, language), *effects]


def effect_steps(
    leaf: Node, outcome: Outcome, criteria_set: CriteriaSet, language: str
) -> list[Step]:
    """Say what a leaf that does not count does to the index; nothing for an ordinary score."""
    mark = outcome.mark
    if mark.status is Status.SCORED:
        if not mark.reason:
            return []
        return [Step("effect", say("effect_full", language)), result_step(outcome, language)]
    if mark.status in (Status.MISSING, Status.UNDETERMINED):
        return [Step("effect", say("effect_unknown", language))]
    if outcome.spread == TOTAL:
        return [Step("effect", say("effect_total", language))]
    if outcome.spread:
        nodes = (node for root in criteria_set.roots() for node in root.walk())
        block = next(node.title for node in nodes if node.code == outcome.spread)
        return [Step("effect", say("effect_block", language, block=block))]
    return [Step("effect", say("effect_out", language))]


def result_step(outcome: Outcome, language: str) -> Step:
    """Say the result: points of the maximum, or the status."""
    mark = outcome.mark
    if mark.points is None:
        key = f"result_{mark.status.value.replace(' ', '_')}"
        return Step("status", say(key, language))
    points, maximum = number_text(mark.points, language), number_text(mark.maximum, language)
    return Step("result", say("result", language, points=points, maximum=maximum), mark.points)
