"""Indices -> ranks on arrays, cohort by cohort; ties are settled by the cohort's declared keys."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from openpar.scoring.language.vectors import Array, rounded
from openpar.scoring.ranking import MANUAL
from openpar.scoring.rounds.standing import cohort_of
from openpar.scoring.sets.model import Cohort, Source
from openpar.scoring.vectorised.leaves import LeafScorer, RowLeaves, known_points
from openpar.scoring.vectorised.preparing import Prepared

_INPUT_KEY = re.compile(r"input \[([^\[\]]+)\]\.(\w+)")

#: Decimals of an index in per cent that count where ranks are on the unrounded index.
FINEST = 9


@dataclass(frozen=True, slots=True)
class Contest:
    """A cohort in which ranks are given: its units by position, and how ties are settled.

    ``tie_order`` has the place of each member by the tie keys alone, equal where they are equal.
    """

    cohort: Cohort
    members: Array
    tie_order: Array
    digits: int
    mode: str

    def keys(self, index: Array, rounded_index: bool | None = None) -> Array:
        """Return whole numbers, higher first, that order indices (last axis: members).

        ``rounded_index``: rank on the rounded index or not, ``None`` as the cohort declares.
        """
        if rounded_index is None:
            rounded_index = self.cohort.rank_on == "rounded"
        if rounded_index:
            places = rounded(index, self.digits, self.mode) * 10.0**self.digits
        else:
            places = index * 10.0**FINEST
        return np.rint(places) * (len(self.members) + 1) - self.tie_order

    def ranks(self, keys: Array) -> Array:
        """Return ranks from 1; equal keys share a rank, as the cohort declares."""
        order = np.argsort(-keys, axis=-1, kind="stable")
        ordered = np.take_along_axis(keys, order, axis=-1)
        is_new = np.ones(keys.shape, dtype=bool)
        is_new[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
        if self.cohort.shared_ranks == "dense":
            places = np.cumsum(is_new, axis=-1)
        else:
            numbers = np.where(is_new, np.arange(1, keys.shape[-1] + 1), 0)
            places = np.maximum.accumulate(numbers, axis=-1)
        found = np.empty(keys.shape, dtype=np.int32)
        np.put_along_axis(found, order, places.astype(np.int32), axis=-1)
        return found


def contests(scorer: LeafScorer, index: Array) -> list[Contest]:
    """Return the ranked cohorts of a set, with those units whose index is known."""
    ready = scorer.ready
    rounding = ready.criteria_set.rounding
    found = []
    for code in dict.fromkeys(unit.cohort for unit in ready.units):
        cohort = cohort_of(ready.criteria_set, code)
        inside = [unit.cohort == code for unit in ready.units]
        members = np.flatnonzero(np.array(inside) & ~np.isnan(index))
        if not cohort.ranked or not len(members):
            continue
        order = _tie_order(scorer, cohort, members)
        found.append(Contest(cohort, members, order, rounding.digits, rounding.mode))
    return found


def _tie_order(scorer: LeafScorer, cohort: Cohort, members: Array) -> Array:
    """Return each member's place by the tie keys, high first, unknown last; equal keys share it."""
    keys = [_tie_key(scorer, text, cohort)[members] for text in cohort.ties]
    if not keys:
        return np.zeros(len(members))
    # NaN is a key that is unknown: after all others. Floats are compared as ranks on indices are.
    columns = [np.where(np.isnan(key), -np.inf, np.round(key, FINEST)) for key in keys]
    rows = np.stack([-column for column in columns], axis=1)
    return np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1).astype(np.float64)


def _tie_key(scorer: LeafScorer, text: str, cohort: Cohort) -> Array:
    """Return what a tie key compares for every unit of the set; the meaning is ``standing``'s."""
    ready = scorer.ready
    word, _, rest = text.partition(" ")
    if text == MANUAL:
        order = ready.made.ties.get(cohort.code, {})
        return _floats(ready, {unit: -place for unit, place in order.items()})
    if text in ("survey", "appraisal"):
        total = np.zeros(len(ready.units))
        for leaf in ready.plan.leaves:
            if leaf.source is Source(text):
                total = total + np.nan_to_num(known_points(scorer.rows[leaf.code].points))
        return total
    if match := _INPUT_KEY.fullmatch(text):
        return _floats(ready, ready.made.answers.get((match[1], match[2]), {}))
    code = rest.strip().strip("\"'")
    points, applicable = scorer.adder.node(code, RowLeaves(scorer))
    is_field = word == "field" or code in scorer.adder.fields
    return points if is_field else np.where(applicable > 0, points, np.nan)


def _floats(ready: Prepared, column: dict[str, Any]) -> Array:
    values: Sequence[Any] = [column.get(unit.code) for unit in ready.units]
    days = [value.toordinal() if isinstance(value, date) else value for value in values]
    return np.array(
        [float(value) if isinstance(value, (int, float)) or hasattr(value, "numerator") else np.nan
         for value in days]
    )  # fmt: skip
