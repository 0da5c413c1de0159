"""The office in which somebody acted, in words. ``{% load offices %}``."""

from django import template

from openpar.people.models import Role

register = template.Library()


@register.filter
def office(recorded: str) -> str:
    """Show ``coordinator SNV; leader UBND`` with the roles in the reader's language.

    What is no role is shown as it was recorded: the log outlives the roles of today.
    """
    return "; ".join(_in_words(part) for part in recorded.split("; ")) if recorded else ""


def _in_words(part: str) -> str:
    role, space, unit = part.partition(" ")
    if not space or role not in Role.values:
        return part
    return f"{Role(role).label}, {unit}"
