"""Who draws up, corrects and confirms a crosswalk: who keeps the newer set."""

from django.utils.translation import gettext as _

from openpar.criteria.models import CriteriaSet, Crosswalk
from openpar.criteria.permissions import keeps_set
from openpar.people.models import User
from openpar.people.permissions import YES, Verdict, no


def may_draw_up(user: User, new_set: CriteriaSet) -> Verdict:
    """Return whether ``user`` may begin a crosswalk to this set."""
    if keeps_set(user, new_set):
        return YES
    return no(_("Only the coordinator of the body whose set it is draws up its crosswalk."))


def may_change(user: User, crosswalk: Crosswalk) -> Verdict:
    """Return whether ``user`` may correct a line, or confirm: while it is a draft."""
    verdict = may_draw_up(user, crosswalk.new_set)
    if verdict and crosswalk.is_confirmed:
        return no(_("This crosswalk has been confirmed; reopen it to change it."))
    return verdict


def may_reopen(user: User, crosswalk: Crosswalk) -> Verdict:
    """Return whether ``user`` may make a confirmed crosswalk a draft again: until its newer set is
    published."""
    verdict = may_draw_up(user, crosswalk.new_set)
    if verdict and crosswalk.new_set.is_published:
        return no(_("The newer set has been published: its confirmed crosswalk stays as it is."))
    return verdict
