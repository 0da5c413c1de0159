"""One figure as text -> its exact value, by the type of its input."""

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction

from openpar.scoring.numbers import LONGEST, Number, exact, parse_number
from openpar.scoring.sets.model import Input

Value = Number | bool | date | str | frozenset[str]

#: A percent without its sign is a share; above this nobody can tell 85 % from 8500 %.
LARGEST_SHARE = 2
LONGEST_TEXT = 2000

_DECIMAL_COMMA = re.compile(r"[+-]?\d{1,3}(\.\d{3})*,\d+\s*%?|[+-]?\d+,\d+\s*%?")
_FRACTION = re.compile(r"[+-]?\d+/0*[1-9]\d*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES_NO = {"yes": True, "no": False}


class BadValue(ValueError):
    """A figure cannot be taken. ``code`` is a key of ``phrases.PHRASES``; ``about`` fills it."""

    def __init__(self, code: str, **about: object) -> None:
        super().__init__(code)
        self.code = code
        self.about = about


def parse_value(given: Input, text: str) -> Value:
    """Read one figure exactly; the text has a decimal dot, ``yes``/``no``, an ISO date.

    Returns
    -------
    value
        An exact number (count, number, money; percent as a share: 85 % and 0.85 are 17/20), a bool
        (yes_no), the option's key (choice), a date, or a set of codes (list, separated by ``;``).

    Raises
    ------
    BadValue
        A ``ValueError`` whose ``code`` says what is wrong in words no language owns:
        ``decimal_comma``, ``not_number``, ``not_whole``, ``negative``, ``percent_sign``,
        ``not_yes_no``, ``not_option``, ``not_date``, ``too_long``, ``below_least``, ``above_most``.

    >>> parse_value(Input("rate", "percent"), "85%"), parse_value(Input("done", "count"), "12")
    (Fraction(17, 20), 12)
    """
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise BadValue("too_long", most=LONGEST_TEXT)
    value = _READERS[given.type](given, text)
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        _within(given, value)
    return value


def parse_plain(text: str) -> Number:
    """Read a number that has no input of its own (a weight, points), with the same errors.

    A fraction stands for a number that no decimal equals: points of a third are ``1/3``.

    >>> parse_plain("8/3"), parse_plain("2.5")
    (Fraction(8, 3), Fraction(5, 2))
    """
    if len(text) > LONGEST:
        raise BadValue("too_long", most=LONGEST)
    if _FRACTION.fullmatch(text):
        return exact(Fraction(text))
    try:
        return parse_number(text)
    except ValueError:
        code = "decimal_comma" if _DECIMAL_COMMA.fullmatch(text.strip()) else "not_number"
        raise BadValue(code) from None


def parse_date(text: str) -> date:
    """Read an ISO date that the calendar has."""
    if not _DATE.fullmatch(text):
        raise BadValue("not_date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue("not_date") from None


def parse_attributes(texts: list[str]) -> list[Value | None]:
    """Read one column of unit attributes: all yes/no, all numbers, all dates, else words.

    The column decides, not the cell, so that a code ``01`` stays a word. A column in which any cell
    says yes or no must say so in all. Empty cells are ``None``.

    Raises
    ------
    BadValue
        ``not_yes_no``, with the position of the cell in ``about["at"]``.
    """
    given = [text for text in texts if text]
    if any(text in _YES_NO for text in given):
        for at, text in enumerate(texts):
            if text and text not in _YES_NO:
                raise BadValue("not_yes_no", at=at)
        return [_YES_NO[text] if text else None for text in texts]
    readers: tuple[Callable[[str], Value], ...] = (_attribute_number, parse_date)
    for reader in readers:
        try:
            return [reader(text) if text else None for text in texts]
        except ValueError:
            continue
    return [text or None for text in texts]


def _attribute_number(text: str) -> Number:
    if re.match(r"[+-]?0\d", text):
        raise ValueError("a leading zero makes a code")
    return parse_number(text)


def _number(given: Input, text: str) -> Number:
    return parse_plain(text)


def _count(given: Input, text: str) -> Number:
    value = parse_plain(text)
    if isinstance(value, Fraction) or text.endswith("%"):
        raise BadValue("not_whole")
    if value < 0:
        raise BadValue("negative")
    return value


def _percent(given: Input, text: str) -> Number:
    value = parse_plain(text)
    if not text.endswith("%") and not -LARGEST_SHARE <= value <= LARGEST_SHARE:
        raise BadValue("percent_sign", text=text)
    return value


def _yes_no(given: Input, text: str) -> bool:
    if text not in _YES_NO:
        raise BadValue("not_yes_no")
    return _YES_NO[text]


def _choice(given: Input, text: str) -> str:
    if text not in dict(given.options):
        raise BadValue("not_option", options=", ".join(key for key, _ in given.options))
    return text


def _date(given: Input, text: str) -> date:
    return parse_date(text)


def _list(given: Input, text: str) -> frozenset[str]:
    return frozenset(code for part in text.split(";") if (code := part.strip()))


_READERS: dict[str, Callable[[Input, str], Value]] = {
    "count": _count,
    "number": _number,
    "money": _number,
    "percent": _percent,
    "yes_no": _yes_no,
    "choice": _choice,
    "date": _date,
    "list": _list,
}


def _within(given: Input, value: Number) -> None:
    if given.least is not None and value < given.least:
        raise BadValue("below_least", least=given.least)
    if given.most is not None and value > given.most:
        raise BadValue("above_most", most=given.most)
