"""Who keeps accounts and who gives roles.

The operator makes, closes and helps accounts into the program; roles are given by the coordinator.
Nobody acts on the own account, and the operator never comes near an account that touches points:
whoever sets another's password could sign in as that person.
"""

from django.utils.translation import gettext as _

from openpar.people.models import Appointment, Role, User
from openpar.people.permissions import YES, Verdict, no
from openpar.people.scopes import TOUCHING, roles_with

KEEPERS = roles_with(keeps_accounts=True)
SEERS = roles_with(people=True)


def may_create_account(user: User) -> Verdict:
    """The coordinator and the operator create accounts."""
    if user.holds(*KEEPERS):
        return YES
    return no(_("Accounts are created by the coordinator or the technical operator."))


def may_import(user: User) -> Verdict:
    """Whoever gives roles imports a file that gives them."""
    if user.holds(*roles_with(appoints=True)):
        return YES
    return no(_("Roles are given by the coordinator of the standing body."))


def may_keep_account(user: User, account: User) -> Verdict:
    """Whether ``user`` may change, close or reopen ``account`` or reset its password: one query
    for the operator.
    """
    if not user.holds(*KEEPERS):
        return no(_("Accounts are kept by the coordinator and the technical operator."))
    if user.pk == account.pk:
        return no(_("Your own account is kept by somebody else; change your password yourself."))
    if not user.holds(Role.COORDINATOR) and touches_points(account):
        return no(_("This account takes part in scoring: only the coordinator keeps it."))
    return YES


def may_appoint(user: User, account: User) -> Verdict:
    """The coordinator gives roles, to anybody but the own person."""
    if not user.holds(*roles_with(appoints=True)):
        return no(_("Roles are given by the coordinator of the standing body."))
    if user.pk == account.pk:
        return no(_("Nobody gives roles to the own person; ask another coordinator."))
    return YES


def may_change_appointment(user: User, appointment: Appointment) -> Verdict:
    """Whether ``user`` may end, extend or hand over this appointment."""
    verdict = may_appoint(user, appointment.user)
    if verdict and appointment.withdrawn:
        return no(_("This appointment was taken back and stays as it is."))
    return verdict


def touches_points(account: User) -> bool:
    """Whether the account holds, or is going to hold, a role that can change points."""
    own = account.appointments.filter(role__in=TOUCHING, withdrawn=False)
    return own.exclude(pk__in=own.with_standing().filter(standing="over")).exists()
