"""Index -> rank, within one cohort: on the rounded or the full index, ties settled as declared.

A unit that is scored but not ranked, or whose index is unknown, has no rank and shifts nobody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from openpar.scoring.numbers import Number
from openpar.scoring.sets.model import Cohort

MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A unit as the ranking sees it.

    ``index`` in per cent, rounded if the cohort ranks on rounded; ``None``: unknown. ``keys`` are
    the values of the cohort's tie keys, in their order, higher first; ``None`` comes last.
    """

    unit: str
    index: Number | None
    keys: tuple[Number | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """Units with the same index. ``settled_by`` names the last key that was needed to part them.

    An open tie shares its rank; where the cohort declares ``manual``, minutes can still settle it.
    """

    cohort: str
    rank: int
    units: tuple[str, ...]
    settled_by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether no declared key parts these units."""
        return not self.settled_by


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks by unit (``None``: not ranked) and the ties met on the way."""

    ranks: dict[str, int | None]
    ties: list[Tie] = field(default_factory=list)


def rank_cohort(cohort: Cohort, contestants: Sequence[Contestant]) -> Ranking:
    """Rank the units of one cohort from high to low.

    Equal units share a rank, and the next rank is left out (1-2-2-4) or not (dense, 1-2-2-3).
    The order in which the units are given never matters.

    >>> units = [Contestant("a", 80), Contestant("b", 90), Contestant("c", 80)]
    >>> rank_cohort(Cohort("so", ""), units).ranks
    {'a': 2, 'b': 1, 'c': 2}
    """
    ranks: dict[str, int | None] = {one.unit: None for one in contestants}
    if not cohort.ranked:
        return Ranking(ranks)
    ordered = sorted((one for one in contestants if one.index is not None), key=_order)
    place = 0
    before = 0
    for _, group in groupby(ordered, key=_order):
        equal = list(group)
        place = place + 1 if cohort.shared_ranks == "dense" else before + 1
        for one in equal:
            ranks[one.unit] = place
        before += len(equal)
    return Ranking(ranks, list(_ties(cohort, ordered, ranks)))


def _order(one: Contestant) -> tuple[Number, tuple[tuple[bool, Number], ...]]:
    """Sort high first; among equal indices by the keys, high first, unknown keys last."""
    keys = tuple((key is None, -key if key is not None else 0) for key in one.keys)
    return -(one.index or 0), keys


def _ties(
    cohort: Cohort, ordered: Sequence[Contestant], ranks: Mapping[str, int | None]
) -> list[Tie]:
    ties: list[Tie] = []
    for _, group in groupby(ordered, key=lambda one: one.index):
        equal = list(group)
        if len(equal) == 1:
            continue
        if len({one.keys for one in equal}) == len(equal):
            ties.append(_tie(cohort, equal, ranks, cohort.ties[_deciding(equal)]))
            continue
        for _, still in groupby(equal, key=_order):
            same = list(still)
            if len(same) > 1:
                ties.append(_tie(cohort, same, ranks))
    return ties


def _tie(
    cohort: Cohort, equal: Sequence[Contestant], ranks: Mapping[str, int | None], key: str = ""
) -> Tie:
    units = tuple(sorted(one.unit for one in equal))
    return Tie(cohort.code, min(ranks[unit] or 0 for unit in units), units, key)


def _deciding(equal: Sequence[Contestant]) -> int:
    """Return how many keys it took to part all of ``equal``, from 0."""
    for at in range(len(equal[0].keys)):
        if len({one.keys[: at + 1] for one in equal}) == len(equal):
            return at
    return len(equal[0].keys) - 1
