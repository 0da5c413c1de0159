"""Who may read and register documents."""

from django.utils.translation import gettext as _

from openpar.evidence.models import Document, EvidenceFolder, LockedFile, Revision
from openpar.people.models import Role, Unit, User
from openpar.people.permissions import YES, Verdict, no
from openpar.people.scopes import Reach, roles_with


def may_read(user: User, document: Document) -> Verdict:
    """The same rule as ``Document.objects.visible_to``: one query for who may oversee units."""
    if user.holds(Role.AUDITOR) or _works_for(user, document.owner_id):
        return YES
    if Document.objects.visible_to(user).filter(pk=document.pk).exists():
        return YES
    return no(_("This document belongs to another unit's register."))


def may_register(user: User, owner: Unit) -> Verdict:
    """Who works on the unit's sheet registers documents of the unit."""
    if _works_for(user, owner.pk):
        return YES
    return no(_("Only officers and the head of the unit register its documents."))


def may_change_folder(user: User, folder: EvidenceFolder) -> Verdict:
    """Officers and heads register or give up a folder of the own unit that is in progress."""
    if folder.state != EvidenceFolder.State.TRIED:
        return no(_("This folder is registered already, or was given up."))
    return may_register(user, folder.owner)


def may_download(user: User, revision: Revision) -> Verdict:
    """Whoever sees a file may have it, unless it is locked or was removed as a classified one.

    ``revision`` comes with its lock, if it has one (``select_related("lock")``).
    """
    locked = getattr(revision, "lock", None)
    if locked is not None and locked.state == LockedFile.State.LOCKED:
        return no(
            _("This file bears the mark %(mark)s and is locked until somebody has decided on it.")
            % {"mark": locked.mark}
        )
    if locked is not None and locked.state == LockedFile.State.REMOVED:
        return no(_("This file was removed as a classified document."))
    return YES


def may_release(user: User, locked: LockedFile) -> Verdict:
    """The standing body says that a file is not classified, of any unit but the own."""
    if locked.state != LockedFile.State.LOCKED:
        return no(_("This file has been decided on already."))
    if not user.holds(Role.COORDINATOR):
        return no(_("Only the coordinator of the standing body releases a locked file."))
    owner = locked.revision.document.owner_id
    if owner in {unit.pk for unit in user.units(*Role)}:
        return no(_("Nobody releases a file of the own unit."))
    return YES


def may_remove(user: User, locked: LockedFile) -> Verdict:
    """The unit that sent a file removes it, or the standing body."""
    if locked.state != LockedFile.State.LOCKED:
        return no(_("This file has been decided on already."))
    if user.holds(Role.COORDINATOR):
        return YES
    return may_register(user, locked.revision.document.owner)


def _works_for(user: User, unit_id: int) -> bool:
    return unit_id in {unit.pk for unit in user.units(*roles_with(sheets=Reach.OWN_UNIT))}
