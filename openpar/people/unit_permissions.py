"""Who may change the register of units: the coordinator of the standing body."""

from django.utils.translation import gettext as _

from openpar.people.models import Role, User
from openpar.people.permissions import YES, Verdict, no


def may_change_units(user: User) -> Verdict:
    """Return whether ``user`` may enter, change, close, reorganise and import units."""
    if user.holds(Role.COORDINATOR):
        return YES
    return no(_("Only the coordinator of the standing body changes the register of units."))
