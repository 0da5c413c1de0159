"""Who may compute a cycle and read what came of it."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.criteria import exercises
from openpar.criteria.models import Cycle, Phase
from openpar.people.models import Role, Unit, User
from openpar.people.permissions import YES, Verdict, no
from openpar.people.scopes import Reach, roles_with
from openpar.results.models import OBSERVERS, PastImport


def may_compute(user: User, cycle: Cycle) -> Verdict:
    """Who steers the cycle computes it, as often as needed."""
    if exercises.steers(user, cycle):
        return YES
    return no(_("Only the coordinator of the body that scores computes results."))


def may_import_past(user: User) -> Verdict:
    """The coordinator of the standing body takes in published results of past years."""
    if user.holds(Role.COORDINATOR):
        return YES
    return no(_("Only the coordinator of the standing body takes in results of past years."))


def may_change_past(user: User, past: PastImport) -> Verdict:
    """Return whether ``user`` may map or confirm this table."""
    if past.state != PastImport.State.TRIED:
        return no(_("This table is stored already."))
    return may_import_past(user)


def may_read_table(user: User, cycle: Cycle) -> Verdict:
    """Who oversees the cycle, and its leaders, read the consolidated table of all units."""
    if exercises.oversees(user, cycle) or exercises.leads(user, cycle):
        return YES
    return no(_("The table of all units is read by the standing body, leaders and auditors."))


def may_read_result(user: User, cycle: Cycle, unit: Unit) -> Verdict:
    """Overseers of the cycle at any time; officers and the head of the unit from publication on.

    The same rule as ``UnitResult.objects.visible_to``; a test holds the two together.
    """
    if may_read_table(user, cycle):
        return YES
    own_units = {own.pk for own in user.units(*roles_with(results=Reach.OWN_UNIT))}
    if unit.pk not in own_units and not (user.holds(*OBSERVERS) and not cycle.is_private):
        return no(_("This result belongs to another unit."))
    if not is_published(cycle):
        return no(_("Results are shown to the units once they are published."))
    return YES


def is_published(cycle: Cycle) -> bool:
    """Whether the phase of publication has begun, by the database clock: one query."""
    publication = Phase.objects.filter(cycle=cycle, kind=Phase.Kind.PUBLICATION)
    return publication.filter(opens_at__lte=Now()).exists()
