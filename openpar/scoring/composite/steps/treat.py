"""Winsorise: draw single outliers toward the next value, as few as make the column tame."""

from collections.abc import Sequence
from fractions import Fraction

from openpar.scoring.composite.columns import Column
from openpar.scoring.composite.keys import Settings, nested, number, whole
from openpar.scoring.composite.work import Step, Turn, Work
from openpar.scoring.numbers import Number


def skewness_squared(values: Sequence[int]) -> tuple[Fraction, int]:
    """Square and sign of the sample skewness, bias-corrected (type 2, as SKEW in a spreadsheet).

    ``G1 = g1 · √(n(n−1)) / (n−2)`` with ``g1 = √n · Σd³ / (Σd²)^1.5``; the square is rational, so
    a threshold is compared exactly. Needs three values and some spread.

    Source: D. N. Joanes and C. A. Gill, "Comparing measures of sample skewness and kurtosis",
    The Statistician 47 (1998), G1.

    >>> square, sign = skewness_squared([1, 2, 9])
    >>> round(float(square) ** 0.5, 6), sign
    (1.630059, 1)
    """
    count, total = len(values), sum(values)
    distances = [count * value - total for value in values]
    second = sum(d * d for d in distances)
    third = sum(d * d * d for d in distances)
    square = Fraction(count * third * third, second**3)
    return square * Fraction(count * (count - 1), (count - 2) ** 2), (third > 0) - (third < 0)


def excess_kurtosis(values: Sequence[int]) -> Fraction:
    """Sample excess kurtosis, bias-corrected (type 2, as KURT in a spreadsheet); exact.

    ``G2 = (n−1) / ((n−2)(n−3)) · ((n+1)(n·Σd⁴/(Σd²)² − 3) + 6)``. Needs four values and some
    spread. Source as for the skewness, G2.

    >>> excess_kurtosis([1, 2, 3, 4])
    Fraction(-6, 5)
    """
    count, total = len(values), sum(values)
    squares = [(count * value - total) ** 2 for value in values]
    second, fourth = sum(squares), sum(s * s for s in squares)
    raw = Fraction(count * fourth, second * second)
    return ((count + 1) * (raw - 3) + 6) * Fraction(count - 1, (count - 2) * (count - 3))


def winsorised(
    numerators: Sequence[int | None], skewness: Number, kurtosis: Number, points: int
) -> tuple[list[int | None], int]:
    """Move the farthest point of the longer tail to the next value until the column passes.

    A column fails while ``|skewness|`` and excess kurtosis both reach their thresholds. Points
    tied at the end move together and count one each; the moving stops when ``points`` of them (or
    more, by ties) have moved. Fewer than four values, or values all equal, are left alone.

    Returns
    -------
    tuple
        The numerators after it, and how many points were moved.
    """
    values = list(numerators)
    high = low = 0
    while high + low < points:
        known = [value for value in values if value is not None]
        if len(known) < 4 or len(set(known)) == 1:
            break
        square, sign = skewness_squared(known)
        if square < Fraction(skewness) ** 2 or excess_kurtosis(known) < kurtosis:
            break
        end = max(known) if sign >= 0 else min(known)
        inner = [value for value in known if value != end]
        following = max(inner) if sign >= 0 else min(inner)
        if sign >= 0:
            high = known.count(end)
        else:
            low = known.count(end)
        values = [following if value == end else value for value in values]
    return values, high + low


def treat(work: Work, settings: Settings) -> None:
    """Winsorise every indicator that fails the test of skewness and kurtosis."""
    limits = settings["winsorise"]
    for node in work.tree.indicators:
        before = work.columns[node.code]
        after, moved = winsorised(
            before.numerators, limits["skewness"], limits["kurtosis"], limits["points"]
        )
        if moved:
            work.columns[node.code] = Column(after, before.denominator)
            work.notices.append(f"{node.at('iCode')}: {node.code!r}: {moved} points winsorised")


STEP = Step(
    "treat",
    Turn.BEFORE,
    {
        "winsorise": nested(
            {
                "skewness": number(2, least=0),
                "kurtosis": number(Fraction(7, 2)),
                "points": whole(5, 0, 1_000_000),
            }
        )
    },
    treat,
)
