"""Titles in the reader's language: ``{% load titles %}``, then ``{{ sheet.cycle|own_title }}``."""

from django import template

from openpar.people.formats import is_vietnamese, write_signed

register = template.Library()


@register.filter
def own_title(named: object) -> str:
    """Return the English title in English where there is one, else the Vietnamese title.

    ``named`` is a cycle, a cohort, a criteria set or a node of one.
    """
    english = "" if is_vietnamese() else getattr(named, "title_en", "")
    return english or getattr(named, "title", "")


@register.filter
def with_sign(value: object) -> str:
    """Write a difference with its sign: +0,25, −0,5, 0, or a dash."""
    return write_signed(value)
