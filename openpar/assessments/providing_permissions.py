"""Which agency gives the figures of a criterion for all units, and until when."""

from django.utils.translation import gettext as _

from openpar.assessments import readers
from openpar.criteria import exercises
from openpar.criteria.models import Cycle, Phase
from openpar.people.models import Unit, User
from openpar.people.permissions import YES, Verdict, no


def may_see_figures(user: User, cycle: Cycle, lead: Unit | None) -> Verdict:
    """People of the lead agency who fill in sheets, and who oversees the cycle."""
    if lead is not None and lead.pk in readers.filled_units(user):
        return YES
    if exercises.oversees(user, cycle):
        return YES
    return no(_("Only the lead agency of a criterion gives its figures."))


def may_provide(user: User, cycle: Cycle, lead: Unit | None) -> Verdict:
    """The lead agency or who steers the cycle, until self-assessment is over.

    The database clock decides: one query, asked last. A province's own file has lead units that
    fill in the sheet itself.
    """
    if cycle.is_own_file:
        return no(_("The lead units fill in this file, each its own criteria."))
    if lead is None:
        return no(_("No unit leads this criterion yet; the coordinator assigns it."))
    if lead.pk not in readers.filled_units(user) and not exercises.steers(user, cycle):
        return no(_("Only the lead agency of a criterion gives its figures."))
    if cycle.state != Cycle.State.OPEN:
        return no(_("This cycle is not open."))
    phases = Phase.objects.filter(cycle=cycle, kind=Phase.Kind.SELF_ASSESSMENT)
    if phases.with_standing().filter(standing="over").exists():
        return no(_("Self-assessment is over; figures of the appraisal go with the appraisal."))
    return YES
