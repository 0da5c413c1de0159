"""Exact numbers: read once from text, kept as rationals, rounded only where a set says so.

Points are contested, so no binary float ever touches them: ``0.1 + 0.2`` is ``0.3`` here, and the
order of a sum never matters. A number is an ``int`` where it is whole (ten times faster) and a
``fractions.Fraction`` otherwise; both compare and hash alike.
"""

import re
from decimal import Decimal
from fractions import Fraction

Number = int | Fraction

ROUNDING_MODES = ("half_up", "half_even", "down", "up")

#: Longest number taken from outside: more digits than any budget in đồng, fewer than any attack.
LONGEST = 40
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)")
_SCIENTIFIC = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))[eE]([+-]?\d{1,2})")


def exact(value: Fraction | Decimal | int) -> Number:
    """Return ``value`` as an ``int`` where it is whole, else as a ``Fraction``.

    >>> exact(Fraction(4, 2)), exact(Decimal("0.25"))
    (2, Fraction(1, 4))
    """
    if isinstance(value, int):
        return int(value)
    fraction = value if type(value) is Fraction else Fraction(value)
    return fraction.numerator if fraction.denominator == 1 else fraction


def divided(over: Number, under: Number) -> Number:
    """Divide exactly.

    Raises
    ------
    ZeroDivisionError
        ``under`` is 0.

    >>> divided(6, 3), divided(1, 3)
    (2, Fraction(1, 3))
    """
    result = Fraction(over, under)
    return result.numerator if result.denominator == 1 else result


def parse_number(text: str) -> Number:
    """Read a number with a decimal dot, exactly; a trailing ``%`` divides by 100.

    Raises
    ------
    ValueError
        The text is no number, is longer than ``LONGEST`` characters, or has an exponent beyond 40.

    >>> parse_number("95.435"), parse_number("85%"), parse_number("-2")
    (Fraction(19087, 200), Fraction(17, 20), -2)
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise ValueError(f"a number of {len(text)} characters is too long")
    body = text.removesuffix("%").rstrip()
    if _PLAIN.fullmatch(body):
        value = Fraction(body)
    elif (match := _SCIENTIFIC.fullmatch(body)) and abs(int(match[2])) <= LONGEST:
        value = Fraction(match[1]) * Fraction(10) ** int(match[2])
    else:
        raise ValueError(f"{text!r} is not a number")
    return exact(value / 100 if text.endswith("%") else value)


def rounded(value: Number, digits: int, mode: str = "half_up") -> Number:
    """Round once to ``digits`` decimals (0 to 12), exactly; ``mode`` is one of ``ROUNDING_MODES``.

    ``half_up`` rounds halves away from zero, as officials do: Yên Bái 2021 printed 95.435 as 95.44.

    >>> rounded(Fraction("95.435"), 2)
    Fraction(2386, 25)
    >>> rounded(Fraction("-0.5"), 0), rounded(Fraction("2.5"), 0, "half_even")
    (-1, 2)
    """
    if mode not in ROUNDING_MODES:
        raise ValueError(f"unknown rounding mode {mode!r}")
    numerator, denominator = value.numerator, value.denominator
    if denominator == 1:
        return numerator
    scale = 10**digits
    whole, rest = divmod(abs(numerator) * scale, denominator)
    twice = 2 * rest
    if mode == "half_up":
        whole += twice >= denominator
    elif mode == "half_even":
        whole += twice > denominator or (twice == denominator and whole % 2 == 1)
    elif mode == "up":
        whole += rest > 0
    return exact(Fraction(whole if numerator >= 0 else -whole, scale))


def decimal_text(value: Number, digits: int | None = None, mode: str = "half_up") -> str:
    """Write a number as a decimal with a dot: fixed ``digits``, or every digit it has.

    Without ``digits`` a number that no finite decimal equals (1/3) is written with 15 decimals,
    rounded half up; such text shows a number and never enters a sum.

    >>> decimal_text(Fraction(27, 2)), decimal_text(Fraction(1, 3)), decimal_text(3, 2)
    ('13.5', '0.333333333333333', '3.00')
    """
    if digits is not None:
        return _fixed(rounded(value, digits, mode), digits)
    if isinstance(value, int):
        return str(value)
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return _fixed(rounded(value, 15), 15)
    return _fixed(value, max(twos, fives))


def _fixed(value: Number, digits: int) -> str:
    """Write a number that has at most ``digits`` decimals."""
    scaled = Fraction(value) * 10**digits
    text = str(abs(scaled.numerator)).rjust(digits + 1, "0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"
