"""Who may read and register documents."""

from django.utils.translation import gettext as _

from openpar.evidence.models import Document, EvidenceFolder
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


def _works_for(user: User, unit_id: int) -> bool:
    return unit_id in {unit.pk for unit in user.units(*roles_with(sheets=Reach.OWN_UNIT))}
