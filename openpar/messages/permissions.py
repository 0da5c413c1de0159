"""Who tells, who confirms, who answers: the coordinator of the standing body and the units."""

from django.utils.translation import gettext as _

from openpar.messages.models import Feedback, Notice
from openpar.people.models import Role, Unit, User
from openpar.people.permissions import YES, Verdict, no


def may_write_notices(user: User) -> Verdict:
    """Return whether ``user`` writes notices and keeps the register of training."""
    if user.holds(Role.COORDINATOR):
        return YES
    return no(_("Only the coordinator of the standing body writes notices and notes training."))


def may_change_notice(user: User, notice: Notice) -> Verdict:
    """Return whether ``user`` may change, discard or send this draft."""
    if not notice.is_draft:
        return no(_("This notice has been sent and is never changed; write a new version."))
    return may_write_notices(user)


def may_withdraw(user: User, notice: Notice) -> Verdict:
    """Return whether ``user`` may withdraw this notice."""
    if notice.state != Notice.State.SENT:
        return no(_("Only a notice in force can be withdrawn."))
    return may_write_notices(user)


def may_follow(user: User, notice: Notice) -> Verdict:
    """Return whether ``user`` may write the next version of this notice."""
    if notice.state != Notice.State.SENT:
        return no(_("Only a notice in force gets a new version."))
    return may_write_notices(user)


def may_confirm(user: User, notice: Notice, unit: Unit) -> Verdict:
    """Return whether ``user`` may confirm this notice for ``unit``: its officers and its head."""
    if notice.state != Notice.State.SENT:
        return no(_("This notice is no longer in force; there is nothing to confirm."))
    if notice.confirm_by is None:
        return no(_("This notice asks for no confirmation."))
    if not user.roles_in(unit) & {Role.OFFICER, Role.HEAD, Role.DEPUTY}:
        return no(_("Officers and the head of the unit confirm for it."))
    return YES


def may_answer_feedback(user: User, feedback: Feedback) -> Verdict:
    """Return whether ``user`` may answer this feedback."""
    if not user.holds(Role.COORDINATOR):
        return no(_("Only the coordinator of the standing body answers feedback."))
    return YES


def may_change_texts(user: User) -> Verdict:
    """Return whether ``user`` may change the texts of the program."""
    if user.holds(Role.COORDINATOR):
        return YES
    return no(_("Only the coordinator of the standing body changes the texts."))
