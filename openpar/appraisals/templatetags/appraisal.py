"""Template filters of the appraisal: titles in the reader's language, differences with a sign."""

from fractions import Fraction

from django import template

from openpar.people.formats import is_vietnamese, write_signed

register = template.Library()


@register.filter
def titled(named: object) -> str:
    """Return the title of a criterion, cycle or cohort; the English one where that is read."""
    english = "" if is_vietnamese() else getattr(named, "title_en", "")
    return english or named.title


@register.filter
def signed(value: int | Fraction | None) -> str:
    """Write a difference with its sign: +0,25, −0,5, 0, or a dash."""
    return write_signed(value)
