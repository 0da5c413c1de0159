"""Who reads and who writes the discussion of a criterion: the unit, and who steers the cycle."""

from django.db.models import Q
from django.utils.translation import gettext as _

from openpar.assessments import permissions, readers
from openpar.assessments.models import ScoreItem
from openpar.assessments.models.comment import Side
from openpar.criteria import exercises
from openpar.people.models import User
from openpar.people.permissions import YES, Verdict, no


def may_read_discussion(user: User, item: ScoreItem) -> Verdict:
    """The people of the unit that fills the criterion in, and who oversees the cycle.

    Appraisers do not: nothing of it, not even that there is one, reaches who judges the points.
    """
    if _works_in_unit(user, item) or exercises.oversees(user, item.sheet.cycle):
        return YES
    return no(_("The unit and the standing body discuss among themselves."))


def readable_by(user: User) -> Q:
    """Return the condition under which ``user`` reads an item's discussion, as the predicate."""
    units = readers.own_units(user)
    own = Q(sheet__unit__in=units) | Q(lead__in=units)
    return own | exercises.overseen_by(user, "sheet__cycle__")


def may_comment(user: User, item: ScoreItem) -> Verdict:
    """Who fills the criterion in, and who steers the cycle; at any time, submitted or not."""
    if readers.fills(user, permissions.leaf_of(item)) or exercises.steers(user, item.sheet.cycle):
        return YES
    if _works_in_unit(user, item):
        return no(_("Those who fill in this criterion write for the unit."))
    return no(_("Only the unit and the coordinator write here."))


def side_of(user: User, item: ScoreItem) -> Side:
    """Return for whom ``user`` writes; whoever fills the criterion in writes for the unit."""
    return Side.UNIT if readers.fills(user, permissions.leaf_of(item)) else Side.BODY


def _works_in_unit(user: User, item: ScoreItem) -> bool:
    units = readers.own_units(user)
    return item.sheet.unit_id in units or (item.lead_id is not None and item.lead_id in units)
