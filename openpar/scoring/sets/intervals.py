"""Bands on a line: do they overlap, do they leave a gap? Shared by score bands and classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from openpar.scoring.numbers import Number


@dataclass(frozen=True, slots=True)
class Interval:
    """Values from ``low`` to ``high``; ``None`` is no bound, ``open`` excludes the bound itself."""

    low: Number | None
    low_open: bool
    high: Number | None
    high_open: bool

    def starts_after(self, bound: Number | None, bound_open: bool) -> bool:
        """Tell whether this begins beyond an upper bound; ``bound_open`` excludes the bound."""
        if bound is None:
            return False
        if self.low is None:
            return False
        return self.low > bound or (self.low == bound and (self.low_open or bound_open))


@dataclass(frozen=True, slots=True)
class Clash:
    """Two neighbouring bands do not meet exactly: ``overlap`` or ``gap``, at these values."""

    kind: str
    at: Number
    until: Number


def follow_downward(bands: Sequence[Interval]) -> list[Interval]:
    """Return the bands as read one after another: a missing upper bound ends where the band before
    it begins ("from 100 %", "from 90 %", "from 80 %" is a descending ladder)."""
    read: list[Interval] = []
    for band in bands:
        previous = read[-1] if read else None
        if (
            band.high is None
            and previous is not None
            and previous.low is not None
            and (band.low is None or band.low < previous.low)
        ):
            band = Interval(band.low, band.low_open, previous.low, not previous.low_open)
        read.append(band)
    return read


def clashes(
    bands: Sequence[Interval], lowest: Number | None, whole_numbers: bool, gaps_too: bool
) -> list[Clash]:
    """Return overlaps, and with ``gaps_too`` the gaps from ``lowest`` upward.

    ``whole_numbers``: between 4 and 5 there is nothing, so no gap.
    """
    ordered = sorted(
        follow_downward(bands), key=lambda one: (one.low is not None, one.low or 0, one.low_open)
    )
    found = []
    first = ordered[0]
    if gaps_too and lowest is not None and first.low is not None:
        reaches = first.low < lowest or (first.low == lowest and not first.low_open)
        next_whole = whole_numbers and first.low_open and first.low == lowest - 1
        if not (reaches or next_whole):
            found.append(Clash("gap", lowest, first.low))
    for left, right in pairwise(ordered):
        if not right.starts_after(left.high, left.high_open):
            at = right.low if right.low is not None else (left.low or 0)
            found.append(Clash("overlap", at, left.high if left.high is not None else at))
        elif gaps_too and _gap(left, right, whole_numbers):
            found.append(Clash("gap", left.high or 0, right.low or 0))
    if gaps_too and ordered[-1].high is not None:
        found.append(Clash("gap", ordered[-1].high, ordered[-1].high))
    return found


def _gap(left: Interval, right: Interval, whole_numbers: bool) -> bool:
    if left.high is None or right.low is None:
        return False
    if left.high == right.low:
        return left.high_open and right.low_open
    if not whole_numbers:
        return True
    last = left.high - 1 if left.high_open and isinstance(left.high, int) else left.high
    first = right.low + 1 if right.low_open else right.low
    return first - last > 1
