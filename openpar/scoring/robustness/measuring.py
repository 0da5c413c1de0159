"""A round -> how firm each rank is: its interval, its chance of the top, and whom it cannot shake.

The result is a property of the conclusions ("A is better than B"), not of the index: two units
whose order turns in more than one run of twenty should not be told apart by their ranks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from openpar.scoring.language.vectors import Array
from openpar.scoring.numbers import Number, exact
from openpar.scoring.robustness.runs import Base, DrawnLeaves, SetRuns
from openpar.scoring.robustness.sources import DECLARED, Variation
from openpar.scoring.rounds.model import Round, RoundResult
from openpar.scoring.rounds.scoring import score_round
from openpar.scoring.rounds.standing import cohort_of
from openpar.scoring.vectorised.preparing import prepare
from openpar.scoring.vectorised.ranking import Contest
from openpar.scoring.vectorised.scoring import SetScores, score_set
from openpar.scoring.vectorised.totals import Adder

ALL_VARIED = Variation()
LOW, MEDIAN, HIGH = 0.05, 0.5, 0.95
TOP = 3

Progress = Callable[[int, int], None]  # (runs done, runs in all)


@dataclass(frozen=True, slots=True)
class Standing:
    """How firm the rank of one unit is.

    ``rank`` is the official one. ``low``, ``median`` and ``high``: the smallest ranks that 5, 50
    and 95 % of the runs do not exceed. ``top3``: the share of runs with rank 3 or better.
    ``tied_with``: units of which neither stands above the other in more than 95 % of the runs.
    """

    cohort: str
    unit: str
    name: str
    rank: int
    low: int
    median: int
    high: int
    top3: Number
    tied_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A unit of a ranked cohort that has no rank; ``unknown`` are the leaves that it waits for."""

    cohort: str
    unit: str
    status: str
    unknown: tuple[str, ...]


@dataclass(slots=True)
class Robustness:
    """The standings of all ranked cohorts, by rank; ``left_out`` are units without rank, and why.

    ``exact`` names leaves that are the same in every run because arrays cannot compute them.
    """

    runs: int
    seed: int
    variation: Variation
    standings: list[Standing] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)


def measure(
    made: Round,
    runs: int,
    seed: int,
    variation: Variation = ALL_VARIED,
    *,
    at_once: int = 0,
    progress: Progress | None = None,
) -> Robustness:
    """Rank a round ``runs`` times, varying what ``variation`` says, and count.

    Parameters
    ----------
    made
        A round whose sets have no defects.
    runs, seed
        How often (1 or more), and which random numbers; the same seed gives the same result.
    at_once
        Runs computed together; 0 chooses by the size of the round. Never changes the result.
    progress
        Called with the runs done and the runs in all, over all sets.
    """
    official = score_round(made)
    result = Robustness(runs, seed, variation, left_out=_left_out(official))
    counters: list[_Counter] = []
    sets = [SetRuns(ready, variation, seed) for ready in prepare(made)]
    done = 0
    for one in sets:
        own = [_Counter(contest, one.scores.units) for contest in one.scores.contests]
        counters += own
        result.exact += [code for code in one.scores.exact if code not in result.exact]
        for batch in one.batches(runs, at_once):
            for counter in own:
                counter.count(batch.index, batch.on_rounded)
            done += len(batch.index)
            if progress is not None:
                progress(done, runs * len(sets))
    by_cohort = {counter.contest.cohort.code: counter for counter in counters}
    for code, rows in official.by_cohort():
        if code in by_cohort:
            found = by_cohort[code].standings()
            result.standings += [
                Standing(code, row.unit, row.name, row.rank, *found[row.unit])
                for row in rows
                if row.rank is not None
            ]
    return result


def _left_out(official: RoundResult) -> list[LeftOut]:
    """Return the units of ranked cohorts that have no rank because their index is unknown."""
    made = official.round
    found: list[LeftOut] = []
    for code, rows in official.by_cohort():
        if cohort_of(made.sets[made.cohorts[code]], code).ranked:
            found += [
                LeftOut(code, row.unit, row.status, row.unknown) for row in rows if row.rank is None
            ]
    return found


class _Counter:
    """Counts ranks and who stands above whom in one cohort."""

    def __init__(self, contest: Contest, units: Sequence[str]) -> None:
        self.contest = contest
        self.units = [units[at] for at in contest.members]
        count = len(contest.members)
        self.places = np.zeros((count, count), dtype=np.int64)  # unit × rank - 1
        self.above = np.zeros((count, count), dtype=np.int64)  # row stands above column
        self.runs = 0

    def count(self, index: Array, on_rounded: Array | None) -> None:
        """Count some runs; ``index`` runs × units of the set."""
        own = index[:, self.contest.members]
        if on_rounded is None:
            keys = self.contest.keys(own)
        else:
            ways = (self.contest.keys(own, True), self.contest.keys(own, False))
            keys = np.where(on_rounded[:, None], *ways)
        ranks = self.contest.ranks(keys)
        count = ranks.shape[1]
        cells = ranks - 1 + np.arange(count) * count
        self.places += np.bincount(cells.ravel(), minlength=count * count).reshape(count, count)
        by_unit = np.ascontiguousarray(ranks.T.astype(np.int16 if count < 2**15 else np.int32))
        for at in range(count):
            self.above[at] += np.count_nonzero(by_unit[at] < by_unit, axis=1)
        self.runs += len(ranks)

    def standings(self) -> dict[str, tuple[int, int, int, Number, tuple[str, ...]]]:
        """Return low, median, high, top3 and tied units of each member."""
        reached = self.places.cumsum(axis=1)
        low, median, high = (self._rank_at(reached, share) for share in (LOW, MEDIAN, HIGH))
        top = reached[:, min(TOP, len(self.units)) - 1]
        certain = np.maximum(self.above, self.above.T) > HIGH * self.runs
        np.fill_diagonal(certain, True)
        return {
            unit: (
                int(low[at]),
                int(median[at]),
                int(high[at]),
                exact(Fraction(int(top[at]), self.runs)),
                tuple(sorted(self.units[other] for other in np.flatnonzero(~certain[at]))),
            )
            for at, unit in enumerate(self.units)
        }

    def _rank_at(self, reached: Array, share: float) -> Array:
        """Return the smallest rank that at least ``share`` of the runs do not exceed."""
        ranks: Array = np.argmax(reached >= share * self.runs, axis=1) + 1
        return ranks


def drop_one(made: Round, by: str) -> dict[str, dict[str, dict[str, int | None]]]:
    """Return the ranks without each field or leaf in turn: cohort -> unit -> code -> rank.

    Parameters
    ----------
    by
        ``field`` or ``leaf``. What is dropped leaves both sums; ``None`` where nothing is left.
    """
    found: dict[str, dict[str, dict[str, int | None]]] = {}
    for ready in prepare(made):
        scores = score_set(ready)
        codes, factors = _without_one(scores, by)
        base = Base(scores)
        leaves = DrawnLeaves(base, factors, np.full(len(codes), DECLARED), {})
        end = ready.plan.fields[-1].stop if ready.plan.fields else 0
        full = factors[:end].T @ base.maxima[:end]
        index = Adder(ready.plan, ready.spreads).whole(leaves, full[:, None]).index
        for contest in scores.contests:
            own = index[:, contest.members]
            known = ~np.isnan(own)
            ranks = contest.ranks(contest.keys(np.where(known, own, -1.0)))
            found[contest.cohort.code] = {
                scores.units[at]: {
                    code: int(ranks[run, place]) if known[run, place] else None
                    for run, code in enumerate(codes)
                }
                for place, at in enumerate(contest.members)
            }
    return found


def _without_one(scores: SetScores, by: str) -> tuple[list[str], Array]:
    """Return what is dropped, and the factors (leaves × codes) that drop it."""
    plan = scores.scorer.ready.plan
    parts = plan.fields if by == "field" else [plan.parts[leaf.code] for leaf in plan.leaves]
    factors = np.ones((len(plan.leaves), len(parts)))
    for at, part in enumerate(parts):
        factors[part.start : part.stop, at] = 0.0
    return [part.node.code for part in parts], factors
