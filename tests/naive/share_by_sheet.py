"""Wrong twin of ``may_edit_item``: whoever leads any criterion of a file may change all of it."""

from openpar.assessments import readers
from openpar.assessments.models import ScoreItem
from openpar.people.models import User


def may_edit_any_part(user: User, item: ScoreItem) -> bool:
    """Ask whether the user has a part of the sheet, never which."""
    return item.sheet.items.filter(lead__in=readers.own_units(user)).exists()
