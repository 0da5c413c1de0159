"""A round -> points, applicable maxima, indices and ranks on float arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openpar.scoring.language.vectors import NOT_APPLICABLE, Array
from openpar.scoring.rounds.model import Round
from openpar.scoring.vectorised.leaves import LeafScorer, known_points, leaves_both_sums
from openpar.scoring.vectorised.preparing import Prepared, prepare
from openpar.scoring.vectorised.ranking import Contest, contests


@dataclass(eq=False)
class SetScores:
    """The units of one set. Rows of matrices are leaves in the document's order, columns units.

    ``points`` 0 where a leaf leaves both sums, NaN where it is unknown; ``states`` the states of
    ``language.vectors``; ``total``, ``index`` (per cent) NaN where unknown; ``ranks`` 0 where a
    unit is not ranked; ``exact`` the leaves that the exact path computed, with the reason.
    """

    units: tuple[str, ...]
    leaves: tuple[str, ...]
    points: Array
    states: Array
    applicable: Array
    total: Array
    index: Array
    fields: dict[str, Array]
    ranks: Array
    contests: list[Contest]
    exact: dict[str, str]
    scorer: LeafScorer


def score(made: Round) -> list[SetScores]:
    """Score a round on float arrays, a result for each set that has units.

    Agrees with ``rounds.scoring.score_round`` to 1e-9 in points and index, and in every rank unless
    two exact indices differ by less than 1e-9. Never the source of an official number.
    """
    return [score_set(ready) for ready in prepare(made)]


def score_set(ready: Prepared) -> SetScores:
    """Score the units of one prepared set."""
    scorer = LeafScorer(ready)
    scorer.score()
    leaves = MatrixLeaves(scorer)
    whole = scorer.adder.whole(leaves)
    index = np.broadcast_to(whole.index, (scorer.count,))
    found = contests(scorer, index)
    ranks = np.zeros(scorer.count, dtype=np.int32)
    for contest in found:
        ranks[contest.members] = contest.ranks(contest.keys(index[contest.members]))
    codes = [part.node.code for part in ready.plan.fields]
    return SetScores(
        units=tuple(unit.code for unit in ready.units),
        leaves=tuple(leaf.code for leaf in ready.plan.leaves),
        points=leaves.matrix,
        states=leaves.states,
        applicable=np.broadcast_to(whole.applicable, (scorer.count,)),
        total=np.broadcast_to(whole.points, (scorer.count,)),
        index=index,
        fields=dict(zip(codes, whole.fields, strict=True)),
        ranks=ranks,
        contests=found,
        exact=dict(ready.exact),
        scorer=scorer,
    )


class MatrixLeaves:
    """Sums over the rows of one matrix, leaves × units."""

    def __init__(self, scorer: LeafScorer) -> None:
        plan = scorer.ready.plan
        self.spreads: Sequence[str] = scorer.ready.spreads
        self.maxima = np.array([float(maximum) for maximum in plan.maxima])
        shape = (len(plan.leaves), scorer.count)
        self.matrix = np.empty(shape)
        self.states = np.zeros(shape, dtype=np.int8)
        self.out: dict[int, Array] = {}  # leaf -> maximum that leaves both sums
        for at, leaf in enumerate(plan.leaves):
            points = scorer.rows[leaf.code].points
            self.matrix[at] = known_points(points)
            if points.state is not None:
                self.states[at] = points.state
                out = leaves_both_sums(points.state)
                if out.any():
                    self.out[at] = np.broadcast_to(out, shape[1:]) * self.maxima[at]

    def points(self, start: int, stop: int) -> Array:
        """Return the points got; NaN where one of them is unknown."""
        total: Array = self.matrix[start:stop].sum(axis=0)
        return total

    def applicable(self, start: int, stop: int) -> Array:
        """Return the maximum of what applies."""
        total = np.full(self.matrix.shape[1], self.maxima[start:stop].sum())
        for at in range(start, stop):
            if at in self.out:
                total -= self.out[at]
        return total

    def spread(self, start: int, stop: int, to: str) -> Array:
        """Return the maximum of what does not apply and is spread to ``to``."""
        total = np.zeros(self.matrix.shape[1])
        for at in range(start, stop):
            if at in self.out and self.spreads[at] == to:
                total += self.out[at] * (self.states[at] == NOT_APPLICABLE)
        return total
