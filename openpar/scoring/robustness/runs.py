"""Runs of one set: from drawn weights, answers and points to the index of every unit."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from openpar.scoring.language.vectors import NOT_APPLICABLE, Array
from openpar.scoring.robustness.sources import (
    AS_FULL,
    AS_ZERO,
    DECLARED,
    Coin,
    DisputedPoints,
    SurveySampling,
    Variation,
    WeightNoise,
)
from openpar.scoring.sets.model import Policy
from openpar.scoring.vectorised.leaves import LeafScorer, known_points, leaves_both_sums
from openpar.scoring.vectorised.preparing import Prepared, references
from openpar.scoring.vectorised.scoring import SetScores, score_set
from openpar.scoring.vectorised.totals import Adder

#: Numbers a batch may hold at once in each of its arrays: 2 million floats are 16 MB.
BATCH = 2_000_000
MOST_RUNS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Some runs: the index of every unit (runs × units), and whether ranks are on the rounded one.

    ``on_rounded``: one truth for each run, ``None`` where the cohort's own way holds.
    """

    index: Array
    on_rounded: Array | None


class SetRuns:
    """The runs of one set.

    Every run scores the same units by the same rules; it differs in what ``variation`` varies.
    """

    def __init__(self, ready: Prepared, variation: Variation, seed: int) -> None:
        self.ready = ready
        self.scores: SetScores = score_set(ready)
        self.base = Base(self.scores)
        self.adder = Adder(ready.plan, ready.spreads)
        self.weights = WeightNoise(ready.plan, variation.weights, seed)
        self.treatment = Coin(seed, "not_applicable", 3) if variation.not_applicable else None
        self.rounding = Coin(seed, "rounding", 2) if variation.rounding else None
        self.survey = SurveySampling(ready, seed) if variation.survey else None
        self.disputed = DisputedPoints(ready, seed) if variation.disputed else None
        self.ruled, self.changing = self._changing()

    def batches(self, runs: int, at_once: int = 0) -> Iterator[Batch]:
        """Yield ``runs`` runs in batches of ``at_once`` (0: as many as memory should hold)."""
        fitting = BATCH // max(len(self.ready.units), 1)
        size = at_once or max(1, min(fitting, MOST_RUNS_AT_ONCE))
        for start in range(0, runs, size):
            yield self._batch(min(size, runs - start))

    def _batch(self, runs: int) -> Batch:
        treatment = self.treatment.draw(runs) if self.treatment else np.full(runs, DECLARED)
        leaves = DrawnLeaves(self.base, self.weights.draw(runs), treatment, self._changes(runs))
        index = self.adder.whole(leaves).index
        return Batch(index, self.rounding.draw(runs) == 1 if self.rounding else None)

    def _changing(self) -> tuple[set[str], list[str]]:
        """Return the leaves whose rule gives other points in a run, and all leaves that change."""
        ruled = set(self.survey.names) if self.survey else set()
        changing = ruled | (set(self.disputed.cells) if self.disputed else set())
        for leaf in self.ready.order:
            if any(other.code in changing for other in references(leaf, self.ready.plan)):
                ruled.add(leaf.code)
                changing.add(leaf.code)
        return ruled, [leaf.code for leaf in self.ready.plan.leaves if leaf.code in changing]

    def _changes(self, runs: int) -> dict[int, Array]:
        """Return, by the place of a leaf, how far its points lie from the result, runs × units."""
        if not self.changing:
            return {}
        usual = self.scores.scorer
        scorer = LeafScorer(
            self.ready,
            survey=self.survey.draw(runs) if self.survey else {},
            given=self.disputed.draw(runs) if self.disputed else {},
            rows={code: row for code, row in usual.rows.items() if code not in self.changing},
            ruled={code: one for code, one in usual.ruled.items() if code not in self.ruled},
        )
        scorer.score()
        found = {}
        for code in self.changing:
            at = self.ready.plan.position[code]
            drawn = known_points(scorer.rows[code].points) - self.base.points[at]
            # What applies and what is known is the result's: only points are drawn.
            counts = self.base.counts[at] & ~np.isnan(drawn)
            found[at] = np.where(counts, drawn, 0.0)
        return found


class Base:
    """The result that runs depart from, as matrices of leaves × units."""

    def __init__(self, scores: SetScores) -> None:
        ready = scores.scorer.ready
        plan = ready.plan
        self.maxima = np.array([float(maximum) for maximum in plan.maxima])
        self.points = scores.points
        self.spreads = ready.spreads
        out = leaves_both_sums(scores.states)
        self.counts = scores.states == 0
        self.applicable = ~out * self.maxima[:, None]
        self.not_applicable = (scores.states == NOT_APPLICABLE) * self.maxima[:, None]
        self.earned = np.zeros(scores.points.shape)  # the maximum, earned by not applying
        for at, leaf in enumerate(plan.leaves):
            found = scores.scorer.rows[leaf.code].not_applicable
            if found is not None and plan.policies[at] is Policy.FULL:
                self.earned[at] = found * self.maxima[at]
        self.some_out: Array = np.asarray(self.not_applicable.any(axis=1))
        self.some_earned: Array = np.asarray(self.earned.any(axis=1))


class DrawnLeaves:
    """Sums over leaves in each run: runs × units. ``factors`` (leaves × runs) multiply maxima."""

    def __init__(
        self, base: Base, factors: Array, treatment: Array, changes: dict[int, Array]
    ) -> None:
        self.base = base
        self.factors = factors
        self.changes = changes
        column: Array = treatment[:, None]
        self.is_zero: Array = column == AS_ZERO
        self.is_full: Array = column == AS_FULL
        self.is_declared: Array = column == DECLARED

    def points(self, start: int, stop: int) -> Array:
        """Return the points got; NaN where one of them is unknown."""
        base = self.base
        total = self.factors[start:stop].T @ base.points[start:stop]
        for at in range(start, stop):
            if at in self.changes:
                factor: Array = self.factors[at]
                total += factor[:, None] * self.changes[at]
        if base.some_out[start:stop].any():
            total += self.is_full * (self.factors[start:stop].T @ base.not_applicable[start:stop])
        if base.some_earned[start:stop].any():
            total -= self.is_zero * (self.factors[start:stop].T @ base.earned[start:stop])
        return total

    def applicable(self, start: int, stop: int) -> Array:
        """Return the maximum of what applies."""
        base = self.base
        total: Array = self.factors[start:stop].T @ base.applicable[start:stop]
        if base.some_out[start:stop].any():
            out = self.factors[start:stop].T @ base.not_applicable[start:stop]
            total += np.where(self.is_declared, 0.0, out)
        return total

    def spread(self, start: int, stop: int, to: str) -> Array:
        """Return the maximum of what does not apply and is spread to ``to``."""
        mine = [at for at in range(start, stop) if self.base.spreads[at] == to]
        out: Array = self.factors[mine].T @ self.base.not_applicable[mine]
        spread: Array = self.is_declared * out
        return spread
