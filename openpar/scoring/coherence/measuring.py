"""Do the criteria of a set belong together, and do they tell units apart? Statistics of one round.

Sources: Cronbach (1951) for alpha; OECD/JRC, *Handbook on Constructing Composite Indicators*
(2008), step 4 "multivariate analysis", for correlations and principal components. Shares are
points ÷ maximum
of scored leaves. Nothing here enters a score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openpar.scoring.language.vectors import SCORED, Array
from openpar.scoring.rounds.model import Round
from openpar.scoring.sets.model import Node
from openpar.scoring.vectorised.preparing import prepare
from openpar.scoring.vectorised.scoring import MatrixLeaves, SetScores, score_set

#: Fewer units give correlations that mean nothing.
LEAST_UNITS = 3


@dataclass(frozen=True, slots=True)
class LeafCoherence:
    """What one leaf tells about the units of a cohort.

    ``units`` scored; ``mean`` and ``spread`` (sample deviation) of the share; ``at_maximum``
    and ``at_zero`` shares of the scored units, ``left_out`` of all units. Correlations (Pearson)
    of the share with the field's index, with the rest of the field, and with the index; ``None``
    where there are fewer than three pairs or one side does not vary.
    """

    code: str
    title: str
    title_en: str
    units: int
    mean: float | None
    spread: float | None
    at_maximum: float | None
    at_zero: float | None
    left_out: float
    with_field: float | None
    with_rest: float | None
    with_index: float | None


@dataclass(frozen=True, slots=True)
class GroupCoherence:
    """A field, or the whole set (code ""): do its parts say the same, in how many directions?

    ``alpha`` over ``leaves``, those that are scored for every unit and vary. ``with_index`` and
    ``with_rest``: correlation of the field's index with the whole index and with that of the other
    fields. ``eigenvalues`` of the correlations of the leaves (of the field indices for the whole),
    from large to small; ``explained`` their shares.
    """

    code: str
    title: str
    title_en: str
    leaves: int
    alpha: float | None
    with_index: float | None
    with_rest: float | None
    eigenvalues: tuple[float, ...]
    explained: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CohortCoherence:
    """One cohort: ``units`` with an index; the rest is empty where they are fewer than three."""

    cohort: str
    units: int
    leaves: tuple[LeafCoherence, ...] = ()
    fields: tuple[GroupCoherence, ...] = ()
    whole: GroupCoherence | None = None


def correlation(left: Array, right: Array) -> float | None:
    """Return Pearson's correlation over the pairs of which both are known (not NaN).

    >>> correlation(np.array([1.0, 2.0, 3.0, np.nan]), np.array([2.0, 4.0, 7.0, 1.0])).__round__(4)
    0.9934
    """
    both = ~(np.isnan(left) | np.isnan(right))
    if both.sum() < LEAST_UNITS:
        return None
    one, other = left[both] - left[both].mean(), right[both] - right[both].mean()
    size = float(np.sqrt((one @ one) * (other @ other)))
    return None if size < 1e-12 else float(np.clip(one @ other / size, -1.0, 1.0))


def cronbach(items: Array) -> float | None:
    """Return Cronbach's alpha of items (columns) over units (rows), sample variances.

    alpha = k ÷ (k − 1) × (1 − sum of the items' variances ÷ variance of their sum); ``None`` for
    fewer than two items or units, or where the sum does not vary.

    >>> cronbach(np.array([[1.0, 2.0], [2.0, 3.0], [3.0, 4.0]]))
    1.0
    """
    units, count = items.shape
    if units < 2 or count < 2:
        return None
    whole = float(items.sum(axis=1).var(ddof=1))
    if whole < 1e-12:
        return None
    own = float(items.var(axis=0, ddof=1).sum())
    return float(count / (count - 1) * (1 - own / whole))


def eigenvalues(columns: Array) -> tuple[float, ...]:
    """Return the eigenvalues of the columns' correlation matrix, from large to small.

    Columns with an unknown value, and those that do not vary, are left out; with fewer than two
    columns there is nothing to decompose.
    """
    usable = columns[:, ~np.isnan(columns).any(axis=0)]
    usable = usable[:, np.ptp(usable, axis=0) > 1e-12] if usable.size else usable
    if usable.shape[0] < LEAST_UNITS or usable.shape[1] < 2:
        return ()
    found = np.linalg.eigvalsh(np.corrcoef(usable, rowvar=False))[::-1]
    return tuple(max(float(one), 0.0) for one in found)


def coherence(made: Round) -> list[CohortCoherence]:
    """Return the statistics of every cohort of a round, ranked or not, in the round's order."""
    found: dict[str, CohortCoherence] = {}
    for ready in prepare(made):
        scores = score_set(ready)
        for cohort in dict.fromkeys(unit.cohort for unit in ready.units):
            inside = np.array([unit.cohort == cohort for unit in ready.units])
            members = np.flatnonzero(inside & ~np.isnan(scores.index))
            found[cohort] = _Cohort(scores, cohort, members).measured()
    return [found[code] for code in made.cohorts if code in found]


class _Cohort:
    """The members of one cohort: shares of leaves and fields, units × columns, NaN where none."""

    def __init__(self, scores: SetScores, cohort: str, members: Array) -> None:
        self.cohort = cohort
        self.members = members
        self.plan = scores.scorer.ready.plan
        self.states = scores.states[:, members]
        self.points = np.where(self.states == SCORED, scores.points[:, members], np.nan)
        maxima = np.array([float(maximum) for maximum in self.plan.maxima])
        self.maxima = maxima[:, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            self.shares = np.where(self.maxima > 0, self.points / self.maxima, np.nan)
        self.index = scores.index[members]
        leaves = MatrixLeaves(scores.scorer)
        totals = [scores.scorer.adder.node(part.node.code, leaves) for part in self.plan.fields]
        self.field_points = [np.broadcast_to(got, scores.index.shape)[members] for got, _ in totals]
        self.field_maxima = [most[members] for _, most in totals]

    def measured(self) -> CohortCoherence:
        """Return everything, or only the number of units where they are too few."""
        count = len(self.members)
        if count < LEAST_UNITS:
            return CohortCoherence(self.cohort, count)
        leaves = [
            self._leaf(at, field)
            for field, part in enumerate(self.plan.fields)
            for at in range(part.start, part.stop)
            if self.plan.maxima[at]
        ]
        fields = tuple(self._field(at) for at in range(len(self.plan.fields)))
        every = range(self.plan.fields[-1].stop) if self.plan.fields else range(0)
        values = [_ratio(got, most) for got, most in self._fields()]
        found = eigenvalues(np.array(values).T) if values else ()
        alpha, used = self._alpha(every)
        whole = GroupCoherence("", "", "", used, alpha, None, None, found, _explained(found))
        return CohortCoherence(self.cohort, count, tuple(leaves), fields, whole)

    def _fields(self) -> list[tuple[Array, Array]]:
        return list(zip(self.field_points, self.field_maxima, strict=True))

    def _leaf(self, at: int, field: int) -> LeafCoherence:
        node, share = self.plan.leaves[at], self.shares[at]
        known = share[~np.isnan(share)]
        got, most = self.field_points[field], self.field_maxima[field]
        counted = np.nan_to_num(self.points[at])
        own = np.where(self.states[at] == SCORED, self.maxima[at], 0.0)
        return LeafCoherence(
            node.code, node.title, node.title_en,
            units=len(known),
            mean=float(known.mean()) if len(known) else None,
            spread=float(known.std(ddof=1)) if len(known) > 1 else None,
            at_maximum=float((known >= 1 - 1e-9).mean()) if len(known) else None,
            at_zero=float((known <= 1e-9).mean()) if len(known) else None,
            left_out=1 - len(known) / len(self.members),
            with_field=correlation(share, _ratio(got, most)),
            with_rest=correlation(share, _ratio(got - counted, most - own)),
            with_index=correlation(share, self.index),
        )  # fmt: skip

    def _field(self, at: int) -> GroupCoherence:
        part = self.plan.fields[at]
        node: Node = part.node
        alpha, used = self._alpha(range(part.start, part.stop))
        found = eigenvalues(self.shares[part.start : part.stop].T)
        others = [pair for place, pair in enumerate(self._fields()) if place != at]
        value = _ratio(self.field_points[at], self.field_maxima[at])
        rest = None
        if others:
            got, most = (np.sum([pair[side] for pair in others], axis=0) for side in (0, 1))
            rest = correlation(value, _ratio(got, most))
        return GroupCoherence(
            node.code, node.title, node.title_en, used, alpha,
            correlation(value, self.index), rest, found, _explained(found),
        )  # fmt: skip

    def _alpha(self, places: Sequence[int]) -> tuple[float | None, int]:
        """Return alpha over points, and how many leaves it is over."""
        rows = [
            self.points[at]
            for at in places
            if not np.isnan(self.points[at]).any() and np.ptp(self.points[at]) > 1e-12
        ]
        return cronbach(np.array(rows).T) if rows else None, len(rows)


def _ratio(got: Array, most: Array) -> Array:
    """Return got ÷ most, unknown where nothing counts."""
    some = most > 1e-12
    return np.where(some, got / np.where(some, most, 1.0), np.nan)


def _explained(found: Sequence[float]) -> tuple[float, ...]:
    whole = sum(found)
    return tuple(one / whole for one in found) if whole else ()
