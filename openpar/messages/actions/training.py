"""What happens in the register of training: material entered, sessions held, attendance noted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.file_storage import Stored
from openpar.messages import permissions
from openpar.messages.models import Invitation, Material, TrainingSession
from openpar.people.models import Unit, User


@transaction.atomic
def enter_material(
    *, title: str, note: str, link: str, stored: Stored | None, by: User
) -> Material:
    """Enter material: a stored file, or an address elsewhere."""
    permissions.may_write_notices(by).or_403()
    kept = {}
    if stored is not None:
        kept = {
            "file_name": stored.file_name, "storage_name": stored.storage_name,
            "media_type": stored.media_type, "size": stored.size, "sha256": stored.sha256,
        }  # fmt: skip
    material = Material.objects.create(
        title=title, note=note, link="" if stored else link, by=by, **kept
    )
    record("messages.material_entered", material, by=by, link=material.link, sha256=material.sha256)
    return material


@transaction.atomic
def hold_session(
    *, title: str, begins_at: datetime, place: str, mode: str, units: Sequence[Unit], by: User
) -> TrainingSession:
    """Enter a session and the units invited to it.

    Raises
    ------
    django.core.exceptions.ValidationError
        No unit is invited.
    """
    permissions.may_write_notices(by).or_403()
    if not units:
        raise ValidationError(_("Nobody is invited. Say which units the session is for."))
    session = TrainingSession.objects.create(
        title=title, begins_at=begins_at, place=place, mode=mode, by=by
    )
    Invitation.objects.bulk_create(Invitation(session=session, unit=unit) for unit in units)
    record("messages.session_entered", session, by=by, begins_at=begins_at, units=len(units))
    return session


@transaction.atomic
def note_attendance(
    session: TrainingSession, attended: Mapping[int, int | None], *, by: User
) -> int:
    """Note how many people came of each unit (by its key); return how many counts changed.

    A unit not named keeps its count. The event holds every change, before and after.
    """
    permissions.may_write_notices(by).or_403()
    rows = session.invitations.select_for_update(of=("self",)).select_related("unit")
    changed, told = [], {}
    for invitation in rows.filter(unit__in=attended).order_by("pk"):
        count = attended[invitation.unit_id]
        if invitation.attended != count:
            told[invitation.unit.code] = [invitation.attended, count]
            invitation.attended = count
            changed.append(invitation)
    if changed:
        Invitation.objects.bulk_update(changed, ["attended"])
        record("messages.attendance_noted", session, by=by, units=told)
    return len(changed)
