"""Texts in the province's own words: ``{% load wordings %}{% wording "maximum_points" %}``."""

from django import template

from openpar.messages import wordings

register = template.Library()


@register.simple_tag
def wording(key: str) -> str:
    """Show a text of ``wordings.TEXTS``."""
    return wordings.wording(key)
