"""The verdict every permission gives, and who may see units and people."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from openpar.people.models import User
from openpar.people.scopes import roles_with


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with the reason that is shown to the person. True in a condition if allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def or_403(self) -> None:
        """Raise ``PermissionDenied`` with the reason unless allowed."""
        if not self.allowed:
            raise PermissionDenied(self.reason)


YES = Verdict(allowed=True)


def no(reason: str) -> Verdict:
    """Return a refusal with its reason, a whole sentence in the person's language."""
    return Verdict(allowed=False, reason=reason)


def may_see_people(user: User) -> Verdict:
    """Return whether ``user`` may see accounts, and who is appointed where."""
    if user.holds(*roles_with(people=True)):
        return YES
    return no(_("Appointments are shown to the coordinator, the auditor and the operator."))
