"""Who draws up, proposes and approves the matrix, and who gives duties inside a unit."""

from django.utils.translation import gettext as _

from openpar.criteria import exercises
from openpar.criteria.models import Cycle, Matrix
from openpar.criteria.second_person import may_be_second
from openpar.people.models import Role, Unit, User
from openpar.people.permissions import YES, Verdict, no

State = Matrix.State


def may_edit_matrix(user: User, cycle: Cycle, matrix: Matrix | None) -> Verdict:
    """The coordinator edits the matrix of a cycle that is not closed, while it is a draft."""
    if not exercises.steers(user, cycle):
        return no(_("The responsibility matrix is drawn up by the coordinator."))
    if cycle.state == Cycle.State.CLOSED:
        return no(_("This cycle is closed."))
    if matrix is not None and matrix.state != State.DRAFT:
        return no(_("The matrix has been proposed; take it back to change it."))
    return YES


def may_propose(user: User, matrix: Matrix) -> Verdict:
    """Whoever edits the matrix proposes it."""
    return may_edit_matrix(user, matrix.cycle, matrix)


def may_approve(user: User, matrix: Matrix) -> Verdict:
    """Another coordinator, or who presides over the council, approves; never the proposer."""
    if not _presides(user, matrix.cycle) and not exercises.steers(user, matrix.cycle):
        return no(_("The matrix is approved by another coordinator or the council's chair."))
    if matrix.state != State.PROPOSED or matrix.proposed_by is None:
        return no(_("The matrix has not been proposed."))
    return may_be_second(user, matrix.proposed_by)


def may_take_back(user: User, matrix: Matrix) -> Verdict:
    """The coordinator takes a proposed or approved matrix back to a draft, with a reason."""
    if not exercises.steers(user, matrix.cycle):
        return no(_("The responsibility matrix is drawn up by the coordinator."))
    if matrix.cycle.state == Cycle.State.CLOSED:
        return no(_("This cycle is closed."))
    if matrix.state == State.DRAFT:
        return no(_("The matrix is a draft."))
    return YES


def may_see_matrix(user: User, matrix: Matrix | None) -> Verdict:
    """Everybody sees an approved matrix; a draft is seen by who prepares, approves or audits."""
    if matrix is not None and matrix.state == State.APPROVED:
        return YES
    if user.holds(Role.AUDITOR):
        return YES
    presides = user.holds(Role.CHAIR, Role.VICE_CHAIR)
    if presides and (matrix is None or _presides(user, matrix.cycle)):
        return YES
    coordinates = user.holds(Role.COORDINATOR, Role.INNER_COORDINATOR)
    if coordinates and (matrix is None or exercises.oversees(user, matrix.cycle)):
        return YES
    return no(_("The responsibility matrix has not been approved yet."))


def may_give_duties(user: User, unit: Unit) -> Verdict:
    """The head of a unit, or a deputy, says who of the unit answers for which criterion."""
    if {Role.HEAD, Role.DEPUTY} & user.roles_in(unit):
        return YES
    return no(_("The head of the unit says who answers for which criterion."))


def may_hand_over(user: User, unit: Unit) -> Verdict:
    """Its head, a deputy or an officer hands what one person answers for to another."""
    if {Role.HEAD, Role.DEPUTY, Role.OFFICER} & user.roles_in(unit):
        return YES
    return no(_("Officers and the head of the unit hand duties over."))


def may_see_duties(user: User, unit: Unit) -> Verdict:
    """Everybody who works in the unit, the coordinator and the auditor."""
    if user.roles_in(unit) or user.holds(Role.COORDINATOR, Role.AUDITOR):
        return YES
    return no(_("Duties are shown inside the unit."))


def _presides(user: User, cycle: Cycle) -> bool:
    """Whether the person presides over the council of the body that scores."""
    return exercises.sits_with(user, cycle, Role.CHAIR, Role.VICE_CHAIR)
