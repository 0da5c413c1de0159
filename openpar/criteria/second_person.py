"""Two persons for one decision: which decisions ask for it is a setting, who is a second one here.

A second account of the same human being is no second person. The register knows a person by the
name and the mail address of the account: equal ones are taken for one and the same, because a
wrong refusal is set right by a colleague, and a wrong approval by nobody.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from openpar.people.models import User
from openpar.people.permissions import YES, Verdict, no
from openpar.people.search import fold


def needs_two(decision: str) -> bool:
    """Return whether ``decision`` (``"extension"``) asks for a second person by setting."""
    return decision in settings.TWO_PERSONS


def is_same_person(one: User, other: User) -> bool:
    """Return whether two accounts belong to one person, as far as the register knows."""
    if one.pk == other.pk:
        return True
    same_name = fold(one.display_name) == fold(other.display_name) != ""
    same_mail = one.email.lower() == other.email.lower() != ""
    return same_name or same_mail


def may_be_second(user: User, first: User) -> Verdict:
    """Return whether ``user`` may decide what ``first`` proposed."""
    if user.pk == first.pk:
        return no(_("You proposed this yourself; another person decides."))
    if is_same_person(user, first):
        return no(
            _("This account and the proposer's bear the same name or address: that is one person.")
        )
    return YES
