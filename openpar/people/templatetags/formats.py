"""Template filters that write exact numbers, dates and moments in the reader's own form.

``{% load formats %}`` then ``{{ mark.points|points }}``. No value (``None`` or empty) is a dash.
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.html import format_html

from openpar.people import formats

register = template.Library()

Value = int | Fraction | Decimal | str | None


def _absent(value: object) -> bool:
    return value is None or value == ""


def _written(value: Value, text: str, suffix: str = "") -> str:
    """Add every digit as a title where ``text`` shows fewer than the number has."""
    digits = formats.write_all_digits(value)
    shown = formats.read_number(text)
    if shown == formats.as_number(value):
        return f"{text}{suffix}"
    return format_html(
        '<span class="rounded-number" title="{}">{}</span>', digits + suffix, text + suffix
    )


@register.filter
def points(value: Value, digits: int = 2) -> str:
    """Points with fixed decimals, so that columns align: 1,50; 1/3 is 0,33 with a fuller title."""
    if _absent(value):
        return formats.NO_VALUE
    return _written(value, formats.write_number(value, int(digits)))


@register.filter
def number(value: Value, most: int = 4) -> str:
    """A figure with as many decimals as it has, at most ``most``: 1.234; 0,25."""
    if _absent(value):
        return formats.NO_VALUE
    return _written(value, formats.write_shortest(value, int(most)))


@register.filter
def percent(value: Value, most: int = 2) -> str:
    """A share (17/20) in per cent: 85%."""
    if _absent(value):
        return formats.NO_VALUE
    value = formats.as_number(value) * 100
    return _written(value, formats.write_shortest(value, int(most)), "%")


@register.filter
def index(value: Value, digits: int = 2) -> str:
    """An index that is in per cent already (81.33, as number or text): 81,33."""
    return points(value, digits)


@register.filter
def date_vi(value: date | None) -> str:
    """A day: 31/12/2026, in English 31 December 2026."""
    return formats.NO_VALUE if _absent(value) else formats.write_date(value)


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in Hanoi time: 16:30, 31/12/2026 (GMT+7), machine-readable inside ``<time>``."""
    if _absent(value):
        return formats.NO_VALUE
    return format_html(
        '<time datetime="{}">{}</time>',
        value.isoformat(timespec="seconds"),
        formats.write_moment(value),
    )
