"""What happens in the register of training: material entered, sessions held, attendance noted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
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
    where = _file_columns(stored) if stored else {"link": link}
    material = Material.objects.create(title=title, note=note, by=by, **where)
    record("messages.material_entered", material, by=by, link=material.link, sha256=material.sha256)
    return material


@transaction.atomic
def change_material(
    material: Material, *, title: str, note: str, link: str, stored: Stored | None, by: User
) -> Material:
    """Correct what stands about material; a new file or address takes the place of the old one.

    The event holds everything that changed, before and after; the old file stays in the store.
    """
    permissions.may_write_notices(by).or_403()
    material = Material.objects.select_for_update().get(pk=material.pk)
    asked: dict[str, object] = {"title": title, "note": note}
    if stored is not None:
        asked |= {"link": "", **_file_columns(stored)}
    elif link:
        asked |= {**_NO_FILE, "link": link}
    if changed := _set(material, asked):
        record("messages.material_changed", material, by=by, changed=changed)
    return material


@transaction.atomic
def change_session(
    session: TrainingSession, *, title: str, begins_at: datetime, place: str, mode: str,
    invite: Sequence[Unit] = (), uninvite: Sequence[Unit] = (), by: User,
) -> TrainingSession:  # fmt: skip
    """Correct a session and whom it invites; the event holds what changed, before and after.

    Raises
    ------
    django.core.exceptions.ValidationError
        A unit whose attendance has been noted is taken off, or nobody is left.
    """
    permissions.may_write_notices(by).or_403()
    session = TrainingSession.objects.select_for_update().get(pk=session.pk)
    asked = {"title": title, "begins_at": begins_at, "place": place, "mode": mode}
    changed = _set(session, asked)
    invited = _invite(session, invite)
    taken_off = _take_off(session, uninvite)
    if changed or invited or taken_off:
        record(
            "messages.session_changed", session, by=by,
            changed=changed, invited=invited, taken_off=taken_off,
        )  # fmt: skip
    return session


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


_NO_FILE = {"file_name": "", "storage_name": "", "media_type": "", "size": 0, "sha256": ""}


def _file_columns(stored: Stored) -> dict[str, object]:
    return {name: getattr(stored, name) for name in _NO_FILE}


def _set(row: Model, asked: Mapping[str, object]) -> dict[str, list[object]]:
    """Set columns and save; return those that changed, each with its value before and after."""
    changed = {
        name: [getattr(row, name), value]
        for name, value in asked.items()
        if getattr(row, name) != value
    }
    for name, (_before, value) in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
    return changed


def _invite(session: TrainingSession, units: Sequence[Unit]) -> list[str]:
    """Invite the units that are not invited yet; return their codes."""
    there = set(session.invitations.values_list("unit", flat=True))
    new = [unit for unit in units if unit.pk not in there]
    Invitation.objects.bulk_create(Invitation(session=session, unit=unit) for unit in new)
    return [unit.code for unit in new]


def _take_off(session: TrainingSession, units: Sequence[Unit]) -> list[str]:
    """Take units off a session whose attendance nobody has noted; return their codes."""
    rows = session.invitations.filter(unit__in=units).select_related("unit")
    if noted := [row.unit.code for row in rows if row.attended is not None]:
        raise ValidationError(
            _("Attendance of %(codes)s has been noted; such units stay on the list."),
            params={"codes": ", ".join(noted)},
        )
    codes = [row.unit.code for row in rows]
    rows.delete()
    if codes and not session.invitations.exists():
        raise ValidationError(_("Nobody is invited. Say which units the session is for."))
    return codes
