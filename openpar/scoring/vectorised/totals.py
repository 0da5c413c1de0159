"""Points of leaves -> points of fields and index, on arrays; the meaning is ``index.Plan``'s.

What is unknown is NaN and stays it through every sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from openpar.scoring.index import TOTAL, Plan
from openpar.scoring.language.vectors import Array, rounded


class Leaves(Protocol):
    """Sums over leaves that stand side by side, ``start`` to before ``stop``, for every unit."""

    def points(self, start: int, stop: int) -> Array:
        """Return the points got; NaN where one of them is unknown."""

    def applicable(self, start: int, stop: int) -> Array:
        """Return the maximum of what applies."""

    def spread(self, start: int, stop: int, to: str) -> Array:
        """Return the maximum of what does not apply and is spread to ``to``."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Points of all units: points and index (per cent) NaN where unknown; ``fields`` in order."""

    points: Array
    applicable: Array
    index: Array
    fields: list[Array]


class Adder:
    """Adds up one set; ``spreads`` says for each leaf where its maximum goes."""

    def __init__(self, plan: Plan, spreads: Sequence[str]) -> None:
        self.plan = plan
        self.spreads = spreads
        self.fields = {part.node.code for part in plan.fields}
        criteria_set = plan.criteria_set
        bonus = criteria_set.bonus
        inside = (bonus.at_most or 0) if bonus is not None and bonus.inside else 0
        self.full = float(criteria_set.total - inside)

    def whole(self, leaves: Leaves, full: Array | None = None) -> Whole:
        """Add up everything; ``full`` is the maximum of the fields if it is not the set's."""
        all_of = self.full if full is None else full
        totals = [self.node(part.node.code, leaves) for part in self.plan.fields]
        got: Array = sum((points for points, _ in totals), np.float64(0))  # type: ignore[arg-type]
        applicable: Array = sum((most for _, most in totals), np.float64(0))  # type: ignore[arg-type]
        if TOTAL in self.spreads and self.plan.fields:
            end = self.plan.fields[-1].stop
            spread = np.asarray(leaves.spread(0, end, TOTAL))
            got, applicable = _stretch(got, applicable, np.where(spread > 0, all_of, applicable))
        bonus, bonus_maximum = self._bonus(leaves)
        points = got + bonus + self._penalty(leaves)
        clamp = self.plan.criteria_set.clamp
        if clamp is not None:
            points = np.clip(points, float(clamp[0]), float(clamp[1]))
        applicable = applicable + bonus_maximum
        # Where nothing applies there is no index.
        some = applicable > 0
        index = np.where(some, points * 100 / np.where(some, applicable, 1.0), np.nan)
        return Whole(points, applicable, index, [points for points, _ in totals])

    def node(self, code: str, leaves: Leaves) -> tuple[Array, Array]:
        """Return points and applicable maximum of one node."""
        part = self.plan.parts[code]
        start, stop = part.start, part.stop
        if not part.parts or not any(self.spreads[start:stop]):
            points, applicable = leaves.points(start, stop), leaves.applicable(start, stop)
        else:
            totals = [self.node(below.node.code, leaves) for below in part.parts]
            points = sum((one for one, _ in totals), np.float64(0))  # type: ignore[arg-type]
            applicable = sum((most for _, most in totals), np.float64(0))  # type: ignore[arg-type]
            if code in self.spreads[start:stop]:
                full = applicable + leaves.spread(start, stop, code)
                points, applicable = _stretch(points, applicable, full)
        rounding = self.plan.criteria_set.rounding
        if "field" in rounding.at and code in self.fields:
            points = rounded(points, rounding.digits, rounding.mode)
        return points, applicable

    def _bonus(self, leaves: Leaves) -> tuple[Array | float, Array | float]:
        block = self.plan.criteria_set.bonus
        if block is None or not self.plan.bonus:
            return 0.0, 0.0
        start, stop = self.plan.bonus[0].start, self.plan.bonus[-1].stop
        points, maximum = leaves.points(start, stop), leaves.applicable(start, stop)
        if block.at_most is not None:
            points = np.minimum(points, float(block.at_most))
            maximum = np.minimum(maximum, float(block.at_most))
        return points, maximum if block.inside else 0.0

    def _penalty(self, leaves: Leaves) -> Array | float:
        block = self.plan.criteria_set.penalty
        if block is None or not self.plan.penalty:
            return 0.0
        points = leaves.points(self.plan.penalty[0].start, self.plan.penalty[-1].stop)
        return points if block.at_most is None else np.maximum(points, -float(block.at_most))


def _stretch(points: Array, applicable: Array, full: Array) -> tuple[Array, Array]:
    """Stretch what was got of ``applicable`` to ``full``, where anything applies at all."""
    some = applicable > 0
    factor = np.where(some, full / np.where(some, applicable, 1.0), 1.0)
    return points * factor, np.where(some, full, applicable)
