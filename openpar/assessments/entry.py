"""What an officer types, to the exact text that is kept; and back into the form field.

The kept text is what ``openpar.scoring.rounds.values.parse_value`` reads: a decimal dot, an ISO
date, yes or no, the key of an option. A percent keeps its sign: 85 typed beside "%" is "85%".
"""

from datetime import date

from django.utils.translation import gettext as _

from openpar.criteria.exact import exact_text
from openpar.people.formats import (
    InputError,
    is_vietnamese,
    parse_vietnamese_date,
    read_number,
    write_date,
    write_number,
)
from openpar.scoring.numbers import Number, parse_number
from openpar.scoring.rounds.values import Value
from openpar.scoring.sets.model import Input

#: Years around the cycle's in which a date can make sense.
YEARS_BEFORE, YEARS_AFTER = 10, 1

#: Longest text of a list of codes.
LONGEST_LIST = 2000


def read_entry(asked: Input, typed: str, *, year: int) -> str:
    """Return the exact text of what was typed; empty stays empty, which is "not answered".

    Raises
    ------
    InputError
        With the sentence that says what is wrong and how to write it.
    """
    typed = typed.strip()
    if not typed:
        return ""
    match asked.type:
        case "yes_no":
            return _read_key(typed, {"yes": "", "no": ""})
        case "choice":
            return _read_key(typed, dict(asked.options))
        case "date":
            return _read_date(typed, year)
        case "list":
            return _read_list(typed)
        case _:
            return _read_amount(asked, typed)


def write_entry(asked: Input, text: str) -> str:
    """Return the kept text as the form field shows it, in the reader's language."""
    if not text:
        return ""
    match asked.type:
        case "count" | "number" | "money":
            return write_number(parse_number(text))
        case "percent":
            return write_number(parse_number(text) * 100)
        case "date":
            return write_date(date.fromisoformat(text))
        case _:
            return text


def read_points(typed: str, *, least: Number | None, most: Number | None) -> Number | None:
    """Return self-declared points, or ``None`` where nothing was typed.

    Raises
    ------
    InputError
        No number, or outside what the criterion can earn.
    """
    if not typed.strip():
        return None
    points = read_number(typed)
    check_points(points, least=least, most=most)
    return points


def check_points(points: Number, *, least: Number | None, most: Number | None) -> None:
    """Raise ``InputError`` for points outside what the criterion can earn."""
    if most is not None and points > most:
        raise InputError(
            _("This criterion earns at most %(most)s points. Lower the self-score.")
            % {"most": write_number(most)}
        )
    if least is not None and points < least:
        raise InputError(
            _("This criterion earns at least %(least)s points. Raise the self-score.")
            % {"least": write_number(least)}
        )


def check_value(asked: Input, value: Value, year: int) -> None:
    """Raise ``InputError`` for a figure that can be read and yet cannot be.

    A day far from ``year``, the year of the cycle, is a slip of the pen; money is never negative.
    """
    if asked.type == "date":
        _check_year(value, year)
    if asked.type == "money" and value < 0:
        raise InputError(_("An amount of money cannot be negative. Enter 0 or more."))


def _read_amount(asked: Input, typed: str) -> str:
    """Read a count, number, amount of money or percent within its bounds."""
    body = typed.removesuffix(asked.unit).strip() if asked.unit else typed
    value = read_number(body)
    if asked.type == "percent" and not body.endswith("%"):
        value = read_number(f"{body}%")
    if asked.type == "count":
        if value < 0:
            raise InputError(_("A count cannot be negative. Enter 0 or more."))
        if not isinstance(value, int):
            raise InputError(_("A count is a whole number. Enter it without decimals."))
    check_value(asked, value, 0)
    _check_bounds(asked, value)
    return f"{exact_text(value * 100)}%" if asked.type == "percent" else exact_text(value)


def _check_bounds(asked: Input, value: Number) -> None:
    """Refuse a value outside what the set declares for the input."""
    shown = {
        "least": _bound(asked, asked.least), "most": _bound(asked, asked.most)
    }  # fmt: skip
    if asked.most is not None and value > asked.most:
        raise InputError(_("This figure is at most %(most)s. Check what was typed.") % shown)
    if asked.least is not None and value < asked.least:
        raise InputError(_("This figure is at least %(least)s. Check what was typed.") % shown)


def _bound(asked: Input, bound: Number | None) -> str:
    if bound is None:
        return ""
    return f"{write_number(bound * 100)}%" if asked.type == "percent" else write_number(bound)


def _read_key(typed: str, options: dict[str, str]) -> str:
    if typed not in options:
        raise InputError(
            _("“%(typed)s” is not one of the options. Choose one from the list.")
            % {"typed": typed[:60]}
        )
    return typed


def _read_date(typed: str, year: int) -> str:
    day = parse_vietnamese_date(typed)
    _check_year(day, year)
    return day.isoformat()


def _check_year(day: date, year: int) -> None:
    if not year - YEARS_BEFORE <= day.year <= year + YEARS_AFTER:
        raise InputError(
            _("The date must lie between %(first)s and %(last)s. Check the year.")
            % {
                "first": write_date(date(year - YEARS_BEFORE, 1, 1)),
                "last": write_date(date(year + YEARS_AFTER, 12, 31)),
            }
        )


def _read_list(typed: str) -> str:
    if len(typed) > LONGEST_LIST:
        raise InputError(
            _("This list is longer than %(most)s characters. Keep the codes only.")
            % {"most": LONGEST_LIST}
        )
    return "; ".join(part for part in (piece.strip() for piece in typed.split(";")) if part)


def example_of(asked: Input) -> str:
    """Return what a well-formed entry looks like, shown as the field's placeholder."""
    match asked.type:
        case "date":
            return "31/12/2026"
        case "list":
            return "A01; A02"
        case "percent" | "number":
            return "85,5" if is_vietnamese() else "85.5"
        case _:
            return ""
