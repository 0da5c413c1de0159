"""Who may prepare criteria sets and open cycles: the coordinator of the standing body."""

from django.utils.translation import gettext as _

from openpar.criteria.models import AnnexImport, CriteriaSet, Cycle
from openpar.people.models import Role, User
from openpar.people.permissions import YES, Verdict, no


def may_load_set(user: User) -> Verdict:
    """Return whether ``user`` may load a set file as a draft."""
    if user.holds(Role.COORDINATOR):
        return YES
    return no(_("Only the coordinator of the standing body loads criteria sets."))


def may_change_annex(user: User, annex: AnnexImport) -> Verdict:
    """Return whether ``user`` may go on with this import of an annex."""
    if annex.state != AnnexImport.State.OPEN:
        return no(_("This import is finished: it was saved as a draft, or given up."))
    return may_load_set(user)


def may_publish_set(user: User, criteria_set: CriteriaSet) -> Verdict:
    """Return whether ``user`` may publish this draft."""
    if not user.holds(Role.COORDINATOR):
        return no(_("Only the coordinator of the standing body publishes criteria sets."))
    if criteria_set.is_published:
        return no(_("This version is published already; an amendment is a new version."))
    return YES


def may_open_cycle(user: User) -> Verdict:
    """Return whether ``user`` may open a cycle."""
    if user.holds(Role.COORDINATOR):
        return YES
    return no(_("Only the coordinator of the standing body opens a cycle."))


def may_change_cycle(user: User, cycle: Cycle) -> Verdict:
    """Return whether ``user`` may give figures to this cycle or close it."""
    if not user.holds(Role.COORDINATOR):
        return no(_("Only the coordinator of the standing body changes a cycle."))
    if cycle.state == Cycle.State.CLOSED:
        return no(_("This cycle is closed."))
    return YES
