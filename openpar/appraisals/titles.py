"""Titles of the fields of a cycle: two sets of one cycle share field codes and mostly titles."""

from django.utils.text import capfirst

from openpar.criteria.models import Criterion, Cycle
from openpar.people.formats import is_vietnamese


def field_titles(cycle: Cycle) -> dict[str, str]:
    """Return code and title of every field that the sets of a cycle have, in order: one query.

    The blocks of bonus and penalty points are fields here too, under the block's name.
    """
    rows = Criterion.objects.filter(set__cohorts__cycle=cycle, parent=None).order_by(
        "set__cohorts__position", "position"
    )
    titles: dict[str, str] = {}
    for code, block, title, title_en in rows.values_list(
        "field_code", "block", "title", "title_en"
    ):
        if block != Criterion.Block.FIELD:
            title = capfirst(Criterion.Block(block).label)
        elif title_en and not is_vietnamese():
            title = title_en
        titles.setdefault(code, title)
    return titles


def numbered(code: str, title: str) -> str:
    """Write a field as its document does: ``2. Title``; a block of bonus points has no number."""
    return title if code in Criterion.Block.values else f"{code}. {title}"


def number_of(code: str) -> str:
    """Return the number of a field; the blocks have none."""
    return "" if code in Criterion.Block.values else code
