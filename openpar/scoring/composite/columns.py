"""A column of exact numbers: whole numerators over one common denominator.

Sums, means and min-max of a column are whole-number arithmetic, without one greatest common
divisor per cell: 442,000 cells stay exact and still take seconds. Roots, logarithms and standard
deviations have no exact value; they are held to ``DIGITS`` significant digits, and so is a column
whose common denominator would pass ``LARGEST`` bits.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import lcm

from openpar.scoring.numbers import LONGEST, Number

#: Significant digits of the smallest value of a column that is not kept as exact rationals.
DIGITS = 60
#: Two values that agree in this many digits of the column's largest value are the same value.
SAME_DIGITS = 40
#: Bits of the largest common denominator: 100 indicators of 17 digits each need 5,700.
LARGEST = 8192
#: Arithmetic of roots and logarithms, ten digits beyond what is kept.
PRECISE = Context(prec=DIGITS + 10, Emax=10**9, Emin=-(10**9))

#: How the words for "no value" are written; an empty cell is the first of them.
MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "na"})
_NUMBER = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """``numerators[row] / denominator``; ``None`` is a missing value. ``denominator`` > 0."""

    numerators: Sequence[int | None]
    denominator: int

    @classmethod
    def of(cls, values: Iterable[Number | None]) -> "Column":
        """Bring single numbers over a common denominator.

        >>> Column.of([Fraction(1, 2), None, 1])
        Column(numerators=[1, None, 2], denominator=2)
        """
        values = list(values)
        common = common_multiple({v.denominator for v in values if v is not None})
        if common is None:
            return cls._held([None if v is None else Fraction(v) for v in values])
        return cls(
            [None if v is None else v.numerator * (common // v.denominator) for v in values],
            common,
        )

    @classmethod
    def _held(cls, values: Sequence[Fraction | None]) -> "Column":
        """Hold each value to ``DIGITS`` digits at once: their common denominator is too large."""
        sizes = [abs(v) for v in values if v]
        places = places_for(min(sizes).numerator, min(sizes).denominator) if sizes else 0
        return cls(
            [None if v is None else rounded_ratio(v.numerator, v.denominator, places)
             for v in values],
            10**places,
        )  # fmt: skip

    @classmethod
    def of_decimals(cls, values: Iterable[Decimal | None]) -> "Column":
        """Hold results of roots and logarithms to ``DIGITS`` significant digits."""
        values = list(values)
        sizes = [abs(v) for v in values if v]
        places = max(0, DIGITS - min(sizes).adjusted()) if sizes else 0
        scale = Context(prec=DIGITS * 20, Emax=10**9, Emin=-(10**9))
        return cls(
            [None if v is None else int(scale.to_integral_value(v.scaleb(places, scale)))
             for v in values],
            10**places,
        )  # fmt: skip

    def value(self, row: int) -> Fraction | None:
        """One exact value."""
        numerator = self.numerators[row]
        return None if numerator is None else Fraction(numerator, self.denominator)

    def known(self) -> list[int]:
        """The numerators that are there."""
        return [n for n in self.numerators if n is not None]

    def settled(self) -> "Column":
        """This column over a power of ten, to ``DIGITS`` digits of its smallest value."""
        sizes = [abs(n) for n in self.numerators if n]
        if not sizes:
            return Column(self.numerators, self.denominator)
        places = places_for(min(sizes), self.denominator)
        if 10**places % self.denominator == 0:
            factor = 10**places // self.denominator
            return Column([None if n is None else n * factor for n in self.numerators], 10**places)
        return Column(
            [None if n is None else rounded_ratio(n, self.denominator, places)
             for n in self.numerators],
            10**places,
        )  # fmt: skip

    def bounded(self) -> "Column":
        """This column, settled only if its denominator has grown past ``LARGEST`` bits."""
        return self.settled() if self.denominator.bit_length() > LARGEST else self

    def decimals(self) -> list[Decimal | None]:
        """The values as decimals, for roots and logarithms."""
        held = self.settled()
        if held.denominator == 1:
            return [None if n is None else Decimal(n) for n in held.numerators]
        return [
            None if n is None else PRECISE.divide(Decimal(n), Decimal(held.denominator))
            for n in held.numerators
        ]

    def sortable(self) -> list[int | None]:
        """Whole numbers in the order of the values, equal where values are the same.

        Exact rationals differ honestly; what differs only behind ``SAME_DIGITS`` digits is the
        same root reached in two ways.
        """
        largest = max((abs(n) for n in self.known()), default=0)
        if not largest:
            return list(self.numerators)
        places = places_for(largest, self.denominator, SAME_DIGITS)
        return [
            None if n is None else rounded_ratio(n, self.denominator, places)
            for n in self.numerators
        ]

    def rounded(self, digits: int) -> list[int | None]:
        """Numerators over ``10**digits``, rounded half up (away from zero), for print."""
        return [
            None if n is None else rounded_ratio(n, self.denominator, digits)
            for n in self.numerators
        ]


def common_multiple(numbers: Iterable[int]) -> int | None:
    """Return the least common multiple, or ``None`` beyond ``LARGEST`` bits."""
    common = 1
    for number in numbers:
        common = lcm(common, number)
        if common.bit_length() > LARGEST:
            return None
    return common


def places_for(numerator: int, denominator: int, digits: int = DIGITS) -> int:
    """Decimal places that show ``digits`` significant digits of a positive ratio; at least 0."""
    # The length in bits tells the decimal exponent to within one digit, whatever the size.
    exponent = int((numerator.bit_length() - denominator.bit_length()) * 0.30103)
    return max(0, digits - exponent + 1)


def rounded_ratio(numerator: int, denominator: int, places: int) -> int:
    """``numerator / denominator * 10**places`` as a whole number, halves away from zero."""
    size: int = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size


def read_number(text: str) -> tuple[int, int] | None:
    """Read a decimal or scientific number as ``(whole number, decimal places)``.

    ``None``: the text is no such number, has more than ``LONGEST`` characters or an exponent
    beyond 40.

    >>> read_number("-1.50"), read_number("1.2e3"), read_number("1,5")
    ((-150, 2), (1200, 0), None)
    """
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > LONGEST:
        return None
    sign, whole, part, exponent = match.groups()
    part = part or ""
    if not whole and not part:
        return None
    size, places = int(whole + part), len(part) - int(exponent or 0)
    if abs(int(exponent or 0)) > LONGEST:
        return None
    if places < 0:
        size, places = size * 10**-places, 0
    return (-size if sign == "-" else size), places


def number_text(numerator: int, denominator: int) -> str:
    """Write a value in full: exactly where it is a decimal of 40 places, else in 20 digits.

    >>> number_text(27, 2), number_text(-1, 3), number_text(2, 3000000)
    ('13.5', '-0.33333333333333333333', '0.00000066666666666666666667')
    """
    scaled, rest = divmod(abs(numerator) * 10**SAME_DIGITS, denominator)
    if not rest:
        return _plain(numerator < 0, scaled, SAME_DIGITS)
    places = places_for(abs(numerator), denominator, 20)
    while rounded_ratio(abs(numerator), denominator, places) >= 10**20 and places:
        places -= 1
    return _plain(numerator < 0, rounded_ratio(abs(numerator), denominator, places), places)


def _plain(negative: bool, size: int, places: int) -> str:
    """Write ``size / 10**places`` without trailing zeros."""
    digits = str(size).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    return ("-" if negative and size else "") + (f"{whole}.{part}" if part else whole)
