"""Titles of the fields of a cycle: two sets of one cycle share field codes and mostly titles."""

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
            title = str(Criterion.Block(block).label)
        elif title_en and not is_vietnamese():
            title = title_en
        titles.setdefault(code, title)
    return titles
