"""Numbers, dates and moments as people in Vietnam write and read them; exact in both directions.

A comma stands before the decimals and dots group the thousands (1.234,56); a date is
day/month/year; a moment is Hanoi time, GMT+7, whatever clock the machine keeps. In English the
forms are 1,234.56 and 31 December 2026. Points are ``int`` or ``Fraction``: nothing here ever
becomes a float.

What a person typed is either understood without doubt or refused with a sentence that says what is
wrong and how to write it.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openpar.scoring.numbers import LONGEST, Number, decimal_text, exact, parse_number, rounded

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

#: What stands for "no value"; a dash is not a zero.
NO_VALUE = "–"

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?P<group>[.,\u2009 ])\d{3}(?:(?P=group)\d{3})*")
_WHOLE = re.compile(r"[+-]?\d+")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-", "–": "-"})

_DATE = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d+)")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDED_DATE = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d+)")
_TIME = re.compile(
    r"(\d{1,2})\s*(?::|h|g|giờ)\s*(?:(\d{1,2})(?:\s*:\s*(\d{1,2}))?)?(?:\s*(?:p|ph|phút)\b)?"
    r"\s*(sa|ch|am|pm|sáng|chiều|tối)?(?![\w:])"
)
_MORNING = {"sa", "am", "sáng"}


class InputError(ValueError):
    """What was typed cannot be understood; ``str()`` is the sentence to show, translated."""


def is_vietnamese(language: str | None = None) -> bool:
    """Whether ``language`` (default: the active one) is Vietnamese; it is unless English is on."""
    return not (language or get_language() or "vi").startswith("en")


def as_number(value: Number | Decimal | str) -> Number:
    """Return an exact number; text has a decimal dot as in files, or is a fraction ``7/3``.

    Raises
    ------
    TypeError
        A float was given: its digits are not those that were measured.
    ValueError
        The text is no number.
    """
    if isinstance(value, str):
        if re.fullmatch(r"-?\d{1,40}/[1-9]\d{0,39}", value):
            return exact(Fraction(value))
        return parse_number(value)
    if isinstance(value, int | Fraction | Decimal):
        return exact(value)
    raise TypeError(f"{type(value).__name__} is not an exact number")


def write_number(
    value: Number | Decimal | str, digits: int | None = None, *, language: str | None = None
) -> str:
    """Write a number with separators: fixed ``digits`` rounded half up, or every digit it has.

    >>> write_number(Fraction(123456, 100), language="vi"), write_number(1234, 2, language="en")
    ('1.234,56', '1,234.00')
    """
    whole, _dot, decimals = decimal_text(as_number(value), digits).partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    if digits is not None and not int(whole + decimals):
        sign = ""  # -0,00 says nothing that 0,00 does not
    group, point = (".", ",") if is_vietnamese(language) else (",", ".")
    grouped = f"{int(whole):,}".replace(",", group)
    return f"{sign}{grouped}{point}{decimals}" if decimals else f"{sign}{grouped}"


def write_shortest(
    value: Number | Decimal | str, most: int = 2, *, language: str | None = None
) -> str:
    """Write a number with at most ``most`` decimals and no trailing zeros: 4; 0,25; 0,33.

    >>> write_shortest(Fraction(1, 3), language="vi"), write_shortest("1.50", language="vi")
    ('0,33', '1,5')
    """
    return write_number(rounded(as_number(value), most), language=language)


def write_signed(value: Number | None) -> str:
    """Write a difference with its sign: +0,25, −0,5, 0.

    >>> write_signed(None)
    '–'
    """
    if value is None:
        return NO_VALUE
    value = as_number(value)
    if value == 0:
        return "0"
    sign = "+" if value > 0 else "−"
    text = write_shortest(abs(value), 4)
    return f"{sign}{text}" if text != "0" else f"{sign}{write_number(abs(value), 6)}"


def write_all_digits(value: Number | Decimal | str, *, language: str | None = None) -> str:
    """Write every digit; a number without a finite decimal gets 15 of them and its fraction.

    >>> write_all_digits(Fraction(1, 3), language="vi")
    '0,333333333333333… (1/3)'
    """
    number = as_number(value)
    text = write_number(number, language=language)
    if exact(Fraction(decimal_text(number))) == number:
        return text
    return f"{text}… ({number.numerator}/{number.denominator})"


def write_date(value: date, *, language: str | None = None) -> str:
    """Write a day: 31/12/2026, in English 31 December 2026. A moment gives its day in Hanoi."""
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(HANOI)
    if is_vietnamese(language):
        return f"{value.day:02}/{value.month:02}/{value.year:04}"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def write_moment(value: datetime, *, language: str | None = None) -> str:
    """Write an aware moment in Hanoi time: 16:30, 31/12/2026 (GMT+7).

    Raises
    ------
    ValueError
        The moment has no time zone, so nobody can say when it was.
    """
    if value.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = value.astimezone(HANOI)
    return f"{local:%H:%M}, {write_date(local, language=language)} (GMT+7)"


def read_number(text: str, *, language: str | None = None) -> Number:
    """Read a number as the reader of ``language`` writes it; see ``parse_vietnamese_number``."""
    if is_vietnamese(language):
        return parse_vietnamese_number(text)
    return _parse(text, group=",", point=".")


def parse_vietnamese_number(text: str) -> Number:
    """Read ``1.234,5`` exactly; a trailing ``%`` divides by 100.

    A dot only groups thousands: ``1.5`` is refused, because one cannot know whether 1,5 or 15 was
    meant. Spaces may group too (``1 234,5``).

    Raises
    ------
    InputError
        With a sentence that says what is wrong and how to write it.

    >>> parse_vietnamese_number("1.234,5"), parse_vietnamese_number("85%")
    (Fraction(2469, 2), Fraction(17, 20))
    """
    return _parse(text, group=".", point=",")


def _parse(text: str, *, group: str, point: str) -> Number:
    """Read a number with thousands grouped by ``group`` and decimals after ``point``."""
    body = text.translate(_SPACES).strip()
    if not body:
        raise InputError(
            _("Nothing was entered. Write a number, for example %(example)s.") % _examples(point)
        )
    if len(body) > LONGEST:
        raise InputError(
            _("This number is longer than %(most)s characters. Check the figures.")
            % {"most": LONGEST}
        )
    percent = body.endswith("%")
    body = body.removesuffix("%").strip()
    whole, comma, decimals = body.partition(point)
    if (comma and not re.fullmatch(r"\d+", decimals)) or not whole:
        raise _not_understood(text, body, group, point)
    if grouped := _GROUPED.fullmatch(whole):
        if grouped["group"] not in (group, " "):
            raise _not_understood(text, body, group, point)
        whole = whole.replace(grouped["group"], "")
    elif not _WHOLE.fullmatch(whole):
        raise _not_understood(text, body, group, point)
    number = Fraction(f"{whole}.{decimals}" if comma else whole)
    return exact(number / 100 if percent else number)


def _examples(point: str) -> dict[str, str]:
    return {"example": "1.234,5" if point == "," else "1,234.5"}


def _not_understood(text: str, body: str, group: str, point: str) -> InputError:
    """Say why a number is refused; where the other language's form was typed, offer ours."""
    swapped = body.translate(str.maketrans({group: point, point: group}))
    if re.fullmatch(r"[+-]?\d+(\.\d{3})*(,\d+)?|[+-]?\d+(,\d{3})*(\.\d+)?", swapped):
        sentence = (
            _("“%(text)s” can be read in two ways. Decimals follow a comma: write %(meant)s.")
            if point == ","
            else _("“%(text)s” can be read in two ways. Decimals follow a dot: write %(meant)s.")
        )
        return InputError(sentence % {"text": text.strip(), "meant": swapped})
    sentence = _("“%(text)s” is not a number. Write digits only, for example %(example)s.")
    return InputError(sentence % {"text": text.strip(), **_examples(point)})


def parse_vietnamese_date(text: str) -> date:
    """Read a day: 31/12/2026, 31-12-2026, 31.12.2026, ngày 31 tháng 12 năm 2026, or 2026-12-31.

    Raises
    ------
    InputError
        Not a day of the calendar, or a year without its four digits.
    """
    body = " ".join(text.translate(_SPACES).lower().split())
    day = _read_date(body)
    if day is None:
        raise InputError(
            _("“%(text)s” is not a date. Write day/month/year, for example 31/12/2026.")
            % {"text": text.strip()}
        )
    return day


def parse_vietnamese_moment(text: str) -> datetime:
    """Read a day and an hour in Hanoi time: 31/12/2026 16:30, 4:30 CH 31/12/2026, 16 giờ 30 …

    SA and CH (sáng, chiều) mark the half of the day where a 12-hour clock is used.

    Raises
    ------
    InputError
        No day, no hour, or an hour that its half of the day does not have.
    """
    body = re.sub(r"(?<=\d)t(?=\d)", " ", text.translate(_SPACES).lower().replace("(gmt+7)", ""))
    body = " ".join(body.split())
    for pattern in (_WORDED_DATE, _ISO_DATE, _DATE):
        if found := pattern.search(body):
            day = parse_vietnamese_date(found[0])
            rest = (body[: found.start()] + " " + body[found.end() :]).strip(" ,")
            return datetime.combine(day, _read_time(rest, text), HANOI)
    return datetime.combine(parse_vietnamese_date(text), time(), HANOI)  # says what is wrong


def _read_date(body: str) -> date | None:
    """Return the day, None where the shape is no date; refuse impossible days with a sentence."""
    if iso := _ISO_DATE.fullmatch(body):
        year, month, day = iso.groups()
    elif found := _DATE.fullmatch(body):
        day, _separator, month, year = found.groups()
    elif found := _WORDED_DATE.fullmatch(body):
        day, month, year = found.groups()
    else:
        return None
    if len(year) != 4:
        raise InputError(_("Write the year with four digits, for example 2026."))
    if not 1 <= int(month) <= 12:
        raise InputError(
            _("There is no month %(month)s. Write the day first, then the month: 31/12/2026.")
            % {"month": month}
        )
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise InputError(
            _("Month %(month)s of %(year)s has no day %(day)s. Check the date.")
            % {"day": int(day), "month": int(month), "year": year}
        ) from None


def _read_time(body: str, text: str) -> time:
    """Read the hour that stands beside a date."""
    found = _TIME.fullmatch(body.strip(" ,"))
    if not found:
        raise InputError(
            _("“%(text)s” has no hour that can be read. Write for example 31/12/2026 16:30.")
            % {"text": text.strip()}
        )
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    half = found[4]
    if half in _MORNING and hour == 12:
        hour = 0
    elif half and half not in _MORNING and hour < 12:
        hour += 12
    if (half in _MORNING and hour > 12) or hour > 23 or minute > 59 or second > 59:
        raise InputError(
            _("“%(text)s” has an hour that the day does not have. Write 16:30 or 4:30 CH.")
            % {"text": text.strip()}
        )
    return time(hour, minute, second)
