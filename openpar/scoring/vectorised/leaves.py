"""The leaves of one set for all units: rules, then points set by hand, then what does not apply."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from openpar.scoring.language import vectors
from openpar.scoring.language.tree import Call, Formula, Literal, Name
from openpar.scoring.language.vectorise import (
    Lookup,
    Unsupported,
    vectorise_formula,
    vectorise_rule,
)
from openpar.scoring.language.vectors import (
    EPSILON,
    MISSING,
    NOT_APPLICABLE,
    NOT_YET_DUE,
    OUTSIDE,
    SCORED,
    UNDETERMINED,
    Array,
    Vector,
)
from openpar.scoring.sets.model import Node, Policy, Source
from openpar.scoring.vectorised.cohorts import cohort_function
from openpar.scoring.vectorised.preparing import Prepared
from openpar.scoring.vectorised.totals import Adder


@dataclass(slots=True)
class Row:
    """One leaf: points (with states), and where it was found not to apply before any policy."""

    points: Vector
    not_applicable: Array | None = None


@dataclass
class LeafScorer:
    """Scores the leaves of a prepared set.

    ``survey`` replaces survey values by (leaf, name), ``given`` replaces points set by hand; both
    may have an axis of repetitions before the units. ``rows`` holds what is done.
    """

    ready: Prepared
    survey: Mapping[tuple[str, Name], Vector] = field(default_factory=dict)
    given: Mapping[str, tuple[Array, Array]] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    ruled: dict[str, Vector] = field(default_factory=dict)  # points by rule alone, rounded

    def __post_init__(self) -> None:
        self.adder = Adder(self.ready.plan, self.ready.spreads)

    def score(self) -> None:
        """Score every leaf that is not in ``rows`` yet."""
        for leaf in self.ready.order:
            if leaf.code not in self.rows:
                self.rows[leaf.code] = self.leaf(leaf)

    def leaf(self, leaf: Node) -> Row:
        """Score one leaf; the leaves whose points it uses must be in ``rows``."""
        ready = self.ready
        if leaf.due is not None and leaf.due > ready.made.as_of:
            row = Row(vectors.without(NOT_YET_DUE))
        elif leaf.source is Source.SURVEY and not ready.scorer.survey_held:
            absent = ready.criteria_set.survey_absent
            row = Row(vectors.without(NOT_APPLICABLE if absent == "rescale" else MISSING))
        else:
            row = self._with_policy(leaf, self._overruled(leaf, self._by_rule(leaf)))
        return self._outside(leaf, row)

    def _by_rule(self, leaf: Node) -> Vector:
        """Return the points that the rule gives, rounded where the set rounds criteria."""
        if leaf.code in self.ruled:
            return self.ruled[leaf.code]
        points = self.ready.exact_column(leaf)
        if points is None:
            mode = self.ready.criteria_set.rounding.mode
            try:
                points = vectorise_rule(leaf, self._lookup(leaf), self.ready.texts, mode)
            except Unsupported as error:
                points = self.ready.exact_column(leaf, str(error))
                if points is None:
                    raise
        self.ruled[leaf.code] = points = self._rounded(points)
        return points

    def _rounded(self, points: Vector) -> Vector:
        rounding = self.ready.criteria_set.rounding
        if "criterion" not in rounding.at:
            return points
        value = vectors.rounded(points.value, rounding.digits, rounding.mode)
        return Vector(value, points.state, points.scale + 1, (points.scale + 1) * EPSILON)

    def _overruled(self, leaf: Node, points: Vector) -> Vector:
        """Let points set by hand win over the rule, and not applying over both."""
        given = self.given.get(leaf.code, self.ready.given(leaf))
        if given is not None:
            mask, by_hand = given
            value = self._rounded(Vector(by_hand)).value
            state = points.state
            if state is not None:
                state = np.where(mask, np.int8(SCORED), state)
            scale = max(points.scale, float(leaf.maximum or 0))
            points = Vector(
                np.where(mask, value, points.value),
                state,
                scale,
                max(points.slack, scale * EPSILON),
            )
        out = self._out(leaf)
        if out is None:
            return points
        state = vectors.known_state(points)
        return vectors.with_state(points, np.where(out, np.int8(NOT_APPLICABLE), state))

    def _out(self, leaf: Node) -> Array | None:
        """Return where a claim was accepted or the set itself says that the leaf does not apply."""
        out = self.ready.claimed(leaf)
        when = leaf.not_applicable.when
        if when is None:
            return out
        holds = self._holds(leaf, when)
        says = holds.value.astype(bool)
        if holds.state is not None:
            says = says & (holds.state == SCORED)
        return says if out is None else out | says

    def _with_policy(self, leaf: Node, points: Vector) -> Row:
        """Do what the policy says of a leaf that does not apply."""
        if points.state is None:
            return Row(points)
        states = vectors.known_state(points)
        out = np.asarray(states == NOT_APPLICABLE)
        if not out.any():
            return Row(points)
        policy = self.ready.plan.policies[self.ready.plan.position[leaf.code]]
        if policy is Policy.FULL:
            value = np.where(out, float(leaf.maximum or 0), points.value)
            state = np.where(out, np.int8(SCORED), states)
            points = Vector(value, state, points.scale + float(leaf.maximum or 0), points.slack)
        elif policy is Policy.UNDETERMINED:
            state = np.where(out, np.int8(UNDETERMINED), states)
            points = vectors.with_state(points, state)
        return Row(points, out)

    def _outside(self, leaf: Node, row: Row) -> Row:
        """Take a leaf out for the units to whose set it does not belong."""
        if leaf.applies is None:
            return row
        applies = self._holds(leaf, leaf.applies)
        states = np.where(applies.value, np.int8(SCORED), np.int8(OUTSIDE))
        if applies.state is not None:
            states = np.where(applies.state == SCORED, states, np.int8(MISSING))
        inside = states == SCORED
        if inside.all():
            return row
        own = vectors.known_state(row.points)
        points = vectors.with_state(row.points, np.where(inside, own, states))
        out = None if row.not_applicable is None else row.not_applicable & inside
        return Row(points, out)

    def _holds(self, leaf: Node, formula: Formula) -> Vector:
        return vectorise_formula(formula, self._lookup(leaf), self.ready.texts)

    def _lookup(self, leaf: Node) -> Lookup:
        """Return how ``leaf`` looks names up: what is drawn first, then rows, then figures."""

        def look_up(name: Name | Call) -> Vector:
            if isinstance(name, Call):
                return self._cohort(leaf, name)
            if name.kind == "criterion" and name.name in ("points", "share"):
                return self._node(name)
            changed = self.survey.get((leaf.code, name))
            return self.ready.column(leaf, name) if changed is None else changed

        return look_up

    def _cohort(self, leaf: Node, call: Call) -> Vector:
        own = vectorise_formula(call.arguments[0], self._lookup(leaf), self.ready.texts)
        options = [one.value for one in call.arguments[1:] if isinstance(one, Literal)]
        itself, unranked, order = options or (True, False, "high")
        groups = self.ready.groups(bool(unranked))
        value = np.broadcast_to(own.value, np.broadcast_shapes(own.value.shape, (self.count,)))
        own = Vector(value, own.state, own.scale, own.slack)
        return cohort_function(call.function, own, groups, bool(itself), order == "high")

    @property
    def count(self) -> int:
        """The number of units."""
        return len(self.ready.units)

    def _node(self, name: Name) -> Vector:
        """Return points or share of a node from the rows so far; missing where it is unknown."""
        plan = self.ready.plan
        part = plan.parts.get(name.code)
        below = plan.leaves[part.start : part.stop] if part else ()
        if not below or any(leaf.code not in self.rows for leaf in below):
            return vectors.without(MISSING)
        points, applicable = self.adder.node(name.code, RowLeaves(self))
        unknown = np.isnan(points) | (applicable <= 0)
        value = np.where(unknown, 0.0, points)
        scale = float(part.full) if part else 0.0
        if name.name == "share":
            value = value / np.where(applicable > 0, applicable, 1.0)
            scale = float(np.abs(value).max(initial=1.0))
        state = unknown * np.int8(MISSING) if unknown.any() else None
        return Vector(value, state, scale, scale * EPSILON * len(below))


class RowLeaves:
    """Sums over rows one by one: they may differ in whether they have an axis of repetitions."""

    def __init__(self, scorer: LeafScorer) -> None:
        plan = scorer.ready.plan
        self.scorer = scorer
        self.maxima = [float(maximum) for maximum in plan.maxima]
        self.codes = [leaf.code for leaf in plan.leaves]

    def points(self, start: int, stop: int) -> Array:
        """Return the points got; NaN where one of them is unknown."""
        total = np.zeros(self.scorer.count)
        for code in self.codes[start:stop]:
            total = total + known_points(self.scorer.rows[code].points)
        return total

    def applicable(self, start: int, stop: int) -> Array:
        """Return the maximum of what applies."""
        total = np.full(self.scorer.count, sum(self.maxima[start:stop]))
        for at in range(start, stop):
            state = self.scorer.rows[self.codes[at]].points.state
            if state is not None:
                total = total - leaves_both_sums(state) * self.maxima[at]
        return total

    def spread(self, start: int, stop: int, to: str) -> Array:
        """Return the maximum of what does not apply and is spread to ``to``."""
        total = np.zeros(self.scorer.count)
        for at in range(start, stop):
            state = self.scorer.rows[self.codes[at]].points.state
            if state is not None and self.scorer.ready.spreads[at] == to:
                total = total + (state == NOT_APPLICABLE) * self.maxima[at]
        return total


def known_points(points: Vector) -> Array:
    """Return points as sums take them: 0 for what leaves both sums, NaN for what is unknown."""
    if points.state is None:
        return points.value
    unknown = (points.state == MISSING) | (points.state == UNDETERMINED)
    value = np.where(points.state == SCORED, points.value, 0.0)
    return np.where(unknown, np.nan, value) if unknown.any() else value


def leaves_both_sums(state: Array) -> Array:
    """Return where a leaf leaves both sums."""
    out: Array = (state == NOT_APPLICABLE) | (state == NOT_YET_DUE) | (state == OUTSIDE)
    return out
