"""A round -> arrays: one per figure a rule looks up, made once, used for every calculation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from openpar.scoring.index import TOTAL, Plan
from openpar.scoring.language.evaluate import compile_rule
from openpar.scoring.language.inputs import leaf_formulas, names_in
from openpar.scoring.language.tree import Call, Name
from openpar.scoring.language.vectorise import Texts, Unsupported
from openpar.scoring.language.vectors import EPSILON, MISSING, STATE_OF, Array, Vector
from openpar.scoring.marks import Mark
from openpar.scoring.rounds.model import Round, UnitRow
from openpar.scoring.rounds.scoring import SetScorer
from openpar.scoring.sets.model import CriteriaSet, Node, Source


@dataclass(eq=False)
class Prepared:
    """One set of a round with its units, ready to calculate.

    ``exact`` names the leaves that are computed by the exact path, with what stands in the way.
    """

    made: Round
    criteria_set: CriteriaSet
    units: tuple[UnitRow, ...]
    texts: Texts = field(default_factory=Texts)
    exact: dict[str, str] = field(default_factory=dict)
    _columns: dict[tuple[str, Name], Vector] = field(default_factory=dict)
    _exact_columns: dict[str, Vector] = field(default_factory=dict)
    _given: dict[str, tuple[Array, Array] | None] = field(default_factory=dict)
    _claimed: dict[str, Array | None] = field(default_factory=dict)

    @cached_property
    def scorer(self) -> SetScorer:
        """The exact path for this set: it also looks up what names mean."""
        return SetScorer(self.made, self.criteria_set, self.units)

    @cached_property
    def plan(self) -> Plan:
        """How the set is added up."""
        return self.scorer.plan

    @cached_property
    def order(self) -> tuple[Node, ...]:
        """The leaves, those whose points another leaf uses before it."""
        return tuple(in_order_of_reference(self.plan))

    @cached_property
    def spreads(self) -> tuple[str, ...]:
        """Where the maximum of each leaf goes if it does not apply."""
        found = list(self.plan.spreads)
        if not self.scorer.survey_held and self.criteria_set.survey_absent == "rescale":
            for at, leaf in enumerate(self.plan.leaves):
                if leaf.source is Source.SURVEY:
                    found[at] = TOTAL
        return tuple(found)

    def groups(self, with_unranked: bool) -> list[tuple[Array, Array]]:
        """Return who is compared with whom: (members, peers), as positions of units."""
        if with_unranked not in self._groups:
            self._groups[with_unranked] = [
                (np.array(members, dtype=np.intp), np.array(peers, dtype=np.intp))
                for members, peers in self.scorer.columns.peers.groups(with_unranked)
            ]
        return self._groups[with_unranked]

    @cached_property
    def _groups(self) -> dict[bool, list[tuple[Array, Array]]]:
        return {}

    def column(self, leaf: Node, name: Name) -> Vector:
        """Return what a name means to ``leaf`` for every unit.

        Raises
        ------
        Unsupported
            The figures are lists of codes.
        """
        key = (leaf.code, name)
        if key not in self._columns:
            values = self.scorer.columns.column(leaf, name)
            self._columns[key] = vector_of(values, self.texts)
        return self._columns[key]

    def given(self, leaf: Node) -> tuple[Array, Array] | None:
        """Return where points are set by hand and their newest layer; ``None``: nowhere."""
        if leaf.code not in self._given:
            layers = self.made.points.get(leaf.code, {})
            newest = [layers[unit.code][-1].points if unit.code in layers else None
                      for unit in self.units]  # fmt: skip
            self._given[leaf.code] = _masked(newest)
        return self._given[leaf.code]

    def claimed(self, leaf: Node) -> Array | None:
        """Return where a claim that the leaf does not apply was accepted; ``None``: nowhere."""
        if leaf.code not in self._claimed:
            claims = self.made.claims.get(leaf.code, {})
            mask = np.array(
                [unit.code in claims and claims[unit.code].accepted for unit in self.units],
                dtype=bool,
            )
            self._claimed[leaf.code] = mask if mask.any() else None
        return self._claimed[leaf.code]

    def exact_column(self, leaf: Node, reason: str = "") -> Vector | None:
        """Return the exact path's points of a leaf's rule where this one cannot compute them.

        With a ``reason`` the leaf is computed exactly from now on.
        """
        if reason and leaf.code not in self._exact_columns:
            self.exact[leaf.code] = reason
            self._exact_columns[leaf.code] = self._exactly(leaf)
        return self._exact_columns.get(leaf.code)

    def _exactly(self, leaf: Node) -> Vector:
        compiled = compile_rule(leaf, self.criteria_set)
        if any(_asks_points(name) for name in compiled.names) and not self.scorer.outcomes:
            for _ in self.scorer.score():  # the rule needs points of others, exactly
                pass
        columns = self.scorer.columns
        marks: list[Mark] = columns.each(leaf, compiled.names, compiled.evaluate)
        points = np.array([float(mark.points or 0) for mark in marks])
        state = np.array([STATE_OF[mark.status] for mark in marks], dtype=np.int8)
        scale = float(np.abs(points).max(initial=0.0))
        return Vector(points, state if state.any() else None, scale, scale * EPSILON)


def prepare(made: Round) -> list[Prepared]:
    """Prepare every set of a round that has units, in the order of the round."""
    return [
        Prepared(made, criteria_set, tuple(units))
        for criteria_set, units in made.units_by_set()
        if units
    ]


def vector_of(values: Sequence[Any], texts: Texts) -> Vector:
    """Return a column of values, ``None`` being missing, as a vector.

    Raises
    ------
    Unsupported
        The values are lists of codes.
    """
    missing = np.array([value is None for value in values], dtype=bool)
    state = missing * np.int8(MISSING) if missing.any() else None
    first = next((value for value in values if value is not None), None)
    if first is None:  # nothing known, so nothing says whether these are numbers or yes/no
        return Vector(np.zeros(len(values), dtype=np.int8), state)
    if isinstance(first, frozenset):
        raise Unsupported("list")
    if isinstance(first, bool):
        return Vector(np.array([bool(value) for value in values]), state)
    if isinstance(first, date):
        return _numbers([value and value.toordinal() for value in values], state)
    if isinstance(first, str):
        return _numbers([value and texts.code(value) for value in values], state)
    return _numbers(values, state)


def _numbers(values: Sequence[Any], state: Array | None) -> Vector:
    array = np.array([0.0 if value is None else value for value in values], dtype=np.float64)
    scale = float(np.abs(array).max(initial=0.0))
    whole = scale < 1 / EPSILON and all(value is None or type(value) is int for value in values)
    return Vector(array, state, scale, 0.0 if whole else scale * EPSILON)


def _masked(values: Sequence[Any]) -> tuple[Array, Array] | None:
    mask = np.array([value is not None for value in values], dtype=bool)
    if not mask.any():
        return None
    return mask, np.array([0.0 if value is None else float(value) for value in values])


def _asks_points(name: Name | Call) -> bool:
    names = names_in(name.arguments[0]) if isinstance(name, Call) else [name]
    return any(one.kind == "criterion" and one.name in ("points", "share") for one in names)


def references(leaf: Node, plan: Plan) -> list[Node]:
    """Return the leaves whose points a leaf uses."""
    found: list[Node] = []
    for formula in leaf_formulas(leaf):
        for name in names_in(formula):
            if name.kind == "criterion" and name.name in ("points", "share"):
                part = plan.parts.get(name.code)
                found += plan.leaves[part.start : part.stop] if part else []
    return found


def in_order_of_reference(plan: Plan) -> list[Node]:
    """Return the leaves so that one whose points another uses comes before it."""
    ordered: dict[str, Node] = {}
    started: set[str] = set()

    def visit(leaf: Node) -> None:
        if leaf.code in started:
            return
        started.add(leaf.code)
        for other in references(leaf, plan):
            visit(other)
        ordered[leaf.code] = leaf

    for leaf in plan.leaves:
        visit(leaf)
    return list(ordered.values())
