"""Who may prepare criteria sets and open cycles: the coordinator of the standing body."""

from django.utils.translation import gettext as _

from openpar.criteria import exercises
from openpar.criteria.models import AnnexImport, CriteriaSet, Cycle, Extension
from openpar.criteria.second_person import may_be_second, needs_two
from openpar.people.models import Role, User
from openpar.people.permissions import YES, Verdict, no


def may_load_set(user: User) -> Verdict:
    """Return whether ``user`` may load a set file as a draft, for whichever body."""
    if user.holds(Role.COORDINATOR, Role.INNER_COORDINATOR):
        return YES
    return no(_("Only the coordinator of the standing body loads criteria sets."))


def may_change_annex(user: User, annex: AnnexImport) -> Verdict:
    """Return whether ``user`` may go on with this import of an annex."""
    if annex.state != AnnexImport.State.OPEN:
        return no(_("This import is finished: it was saved as a draft, or given up."))
    return may_load_set(user)


def keeps_set(user: User, criteria_set: CriteriaSet) -> bool:
    """Return whether the set is of a body that ``user`` coordinates: the standing body keeps those
    without an owner, the coordinator of an inner exercise those of the own unit."""
    if criteria_set.owner_id is None:
        return user.holds(Role.COORDINATOR)
    return criteria_set.owner_id in exercises.offices(
        user, Role.COORDINATOR, Role.INNER_COORDINATOR
    )


def may_publish_set(user: User, criteria_set: CriteriaSet) -> Verdict:
    """Return whether ``user`` may publish this draft."""
    if not keeps_set(user, criteria_set):
        return no(_("Only the coordinator of the body whose set it is publishes it."))
    if criteria_set.is_published:
        return no(_("This version is published already; an amendment is a new version."))
    return YES


def may_open_cycle(user: User) -> Verdict:
    """Return whether ``user`` may open cycles at all."""
    if user.holds(Role.COORDINATOR, Role.INNER_COORDINATOR):
        return YES
    return no(_("Only the coordinator of the standing body opens a cycle."))


def may_open_exercise(user: User, cycle: Cycle) -> Verdict:
    """Return whether ``user`` may open this cycle, not saved yet: who will steer it."""
    verdict = may_open_cycle(user)
    if verdict and not exercises.steers(user, cycle):
        return no(_("One opens the exercise of the own body only."))
    return verdict


def may_carry_over(user: User, before: Cycle) -> Verdict:
    """Return whether ``user`` may prepare a cycle like ``before``: who steers that one."""
    if exercises.steers(user, before):
        return YES
    return no(_("One carries over cycles of the own body only."))


def may_change_cycle(user: User, cycle: Cycle) -> Verdict:
    """Return whether ``user`` may give figures to this cycle or close it."""
    if not exercises.steers(user, cycle):
        return no(_("Only the coordinator of the body that scores changes its cycle."))
    if cycle.state == Cycle.State.CLOSED:
        return no(_("This cycle is closed."))
    return YES


def may_change_calendar(user: User) -> Verdict:
    """Return whether ``user`` may enter days off and make-up days."""
    if user.holds(Role.COORDINATOR):
        return YES
    return no(_("Only the coordinator of the standing body changes the working calendar."))


def may_prepare_cycle(user: User, cycle: Cycle) -> Verdict:
    """Return whether ``user`` may change scope, sets and phases of a cycle not opened yet."""
    verdict = may_change_cycle(user, cycle)
    if verdict and cycle.state != Cycle.State.PLANNED:
        return no(_("This cycle has been opened: its units and criteria sets stand."))
    return verdict


def may_close_cycle(user: User, cycle: Cycle) -> Verdict:
    """Return whether ``user`` may close a cycle: an open one."""
    verdict = may_change_cycle(user, cycle)
    if verdict and cycle.state != Cycle.State.OPEN:
        return no(_("This cycle has not been opened yet."))
    return verdict


def may_extend(user: User, cycle: Cycle) -> Verdict:
    """Return whether ``user`` may propose an extension: the coordinator, in an open cycle."""
    if not exercises.steers(user, cycle):
        return no(_("Only the coordinator of the body that scores extends a deadline."))
    if cycle.state != Cycle.State.OPEN:
        return no(_("Deadlines are extended while a cycle is open."))
    return YES


def may_refuse_extension(user: User, extension: Extension) -> Verdict:
    """Return whether ``user`` may decide against a proposal; who proposed may take it back."""
    verdict = may_extend(user, extension.phase.cycle)
    if verdict and extension.state != Extension.State.PROPOSED:
        return no(_("This extension has been decided already."))
    return verdict


def may_decide_extension(user: User, extension: Extension) -> Verdict:
    """Return whether ``user`` may confirm or refuse a proposed extension.

    Where the setting asks for two persons, the second is another account and another person.
    """
    verdict = may_refuse_extension(user, extension)
    if verdict and needs_two("extension"):
        return may_be_second(user, extension.proposed_by)
    return verdict
