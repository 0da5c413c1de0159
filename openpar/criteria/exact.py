"""Exact numbers in the database: a text column, an ``int`` or ``Fraction`` in Python.

Decimals that end are written as decimals (``2.5``), all others as a fraction (``7/3``), so that
no digit is lost and a person can read the column.
"""

from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from openpar.scoring.numbers import LONGEST, Number, decimal_text, exact, parse_number


def exact_text(value: Number | Decimal) -> str:
    """Write a number without losing a digit.

    >>> exact_text(Fraction(5, 2)), exact_text(Fraction(7, 3)), exact_text(4)
    ('2.5', '7/3', '4')
    """
    number = exact(value)
    text = decimal_text(number)
    if Fraction(text) == number:
        return text
    return f"{Fraction(number).numerator}/{Fraction(number).denominator}"


def parse_exact(text: str) -> Number:
    """Read what ``exact_text`` wrote, or any decimal.

    Raises
    ------
    ValueError
        The text is neither a decimal nor a fraction of whole numbers.

    >>> parse_exact("7/3"), parse_exact("2.50")
    (Fraction(7, 3), Fraction(5, 2))
    """
    over, slash, under = text.strip().partition("/")
    if not slash:
        return parse_number(over)
    if not (over.removeprefix("-").isdecimal() and under.isdecimal()) or int(under) == 0:
        raise ValueError(f"{text!r} is not a fraction")
    return exact(Fraction(int(over), int(under)))


class ExactField(models.TextField):
    """A number kept exactly. Floats are refused: they have lost digits before they come here.

    Compare and add in Python; the database sees text.
    """

    description = _("Exact number")
    default_error_messages = {"invalid": _("“%(value)s” is not a number.")}

    def from_db_value(self, value: str | None, expression: object, connection: object):
        """Read the column."""
        return None if value is None else _stored(value)

    def to_python(self, value: object) -> Number | None:
        """Return ``value`` as an exact number.

        Raises
        ------
        django.core.exceptions.ValidationError
            It is a float, or text that is no number.
        """
        if value is None or isinstance(value, Fraction):
            return value
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return exact(value)
        if isinstance(value, str) and len(value) <= 2 * LONGEST:
            try:
                return parse_exact(value)
            except ValueError:
                pass
        raise ValidationError(self.error_messages["invalid"], "invalid", {"value": value})

    def get_prep_value(self, value: object) -> str | None:
        """Write the column."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        if isinstance(value, float):
            raise TypeError(f"{value!r} is a float; exact numbers are int, Fraction or text")
        return exact_text(self.to_python(value) if isinstance(value, str) else value)

    def value_to_string(self, obj: models.Model) -> str:
        """Write the value for a serialised dump."""
        value = self.value_from_object(obj)
        return "" if value is None else exact_text(value)


def _stored(text: str) -> Number:
    """Read a column: written by us, so of any length."""
    over, slash, under = text.partition("/")
    return exact(Fraction(int(over), int(under)) if slash else Fraction(text))
