"""Who sees personal data in a file, who gets its bytes, and who takes over what was read.

Who works for the unit whose document it is sees all; beyond it the roles that the setting names
(``OPENPAR_FULL_SIGHT``). Everybody else who may open the file sees it with personal data masked,
and gets the bytes only if there are none in it.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from openpar.evidence import permissions
from openpar.evidence.models import Finding, Revision, RevisionReading, Subject, Verdict
from openpar.people.models import Role, User
from openpar.people.permissions import YES, no
from openpar.people.permissions import Verdict as Answer
from openpar.people.scopes import Reach, roles_with


def sees_all(user: User, revision: Revision) -> bool:
    """Whether personal data in a revision is shown to ``user`` as it stands. No query."""
    own = {unit.pk for unit in user.units(*roles_with(sheets=Reach.OWN_UNIT))}
    return revision.document.owner_id in own or user.holds(*settings.FULL_SIGHT)


def may_take_bytes(user: User, revision: Revision) -> Answer:
    """Who sees a file masked gets its bytes only once it is known that nothing is masked."""
    if sees_all(user, revision):
        return YES
    reading = RevisionReading.objects.filter(revision=revision).first()
    if reading is None or reading.state != RevisionReading.State.READ:
        return no(
            _("Nobody can tell yet whether this file holds personal data, so you cannot have it.")
        )
    found = Finding.objects.filter(revision=revision, subject=Subject.PERSONAL)
    if found.filter(verdict=Verdict.FLAGGED).exists():
        return no(
            _(
                "This file holds personal data. You may look at it page by page with the data "
                "masked."
            )
        )
    return YES


def may_take_over(user: User, revision: Revision) -> Answer:
    """Who registers documents of the unit takes over what its newest file says."""
    registering = permissions.may_register(user, revision.document.owner)
    if not registering:
        return registering
    if revision.document.revisions.order_by("-pk").first() != revision:
        return no(_("There is a newer file of this document; look at that one."))
    return YES


def may_know_others(user: User, revision: Revision) -> bool:
    """Whether ``user`` may learn which units have nearly the same text.

    Who oversees or appraises, but nobody who works for the unit: to it another unit stays unnamed.
    """
    own = {unit.pk for unit in user.units(*Role)}
    overseeing = (Role.COORDINATOR, Role.INNER_COORDINATOR, Role.AUDITOR, Role.APPRAISER)
    return user.holds(*overseeing) and revision.document.owner_id not in own
