"""What happens to notices: drafted, sent once, opened, confirmed, replaced, withdrawn."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.file_storage import Stored
from openpar.messages import permissions
from openpar.messages.models import (
    Address,
    Attachment,
    Confirmation,
    Delivery,
    Notice,
    Opening,
    reached,
)
from openpar.people.models import Unit, User

State = Notice.State

#: The moves of a notice: from, to, who may. ``replace`` comes with sending the next version.
MOVES = {
    "send": (State.DRAFT, State.SENT, permissions.may_change_notice),
    "replace": (State.SENT, State.REPLACED, permissions.may_follow),
    "withdraw": (State.SENT, State.WITHDRAWN, permissions.may_withdraw),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a coordinator writes. ``rules`` are pairs of scope and value."""

    title: str
    body: str
    kind: str
    about: str
    confirm_by: datetime | None
    rules: tuple[tuple[str, str], ...]


class StaleDraft(Exception):
    """Somebody saved the draft since this person opened it; ``newest`` is what stands now."""

    def __init__(self, newest: Notice) -> None:
        super().__init__(newest.pk)
        self.newest = newest


@transaction.atomic
def write_notice(draft: Draft, *, by: User) -> Notice:
    """Begin a notice as a draft."""
    permissions.may_write_notices(by).or_403()
    notice = Notice.objects.create(author=by, **_columns(draft))
    _address(notice, draft.rules)
    record("messages.notice_drafted", notice, by=by)
    return notice


@transaction.atomic
def change_notice(notice: Notice, draft: Draft, *, seen: int, by: User) -> Notice:
    """Save a draft over the one that was ``seen`` (its ``changed``).

    Raises
    ------
    StaleDraft
        Another person saved meanwhile.
    """
    notice = _locked(notice)
    permissions.may_change_notice(by, notice).or_403()
    if notice.changed != seen:
        raise StaleDraft(notice)
    for name, value in _columns(draft).items():
        setattr(notice, name, value)
    notice.changed += 1
    notice.save()
    notice.addresses.all().delete()
    _address(notice, draft.rules)
    record("messages.notice_changed", notice, by=by, title=draft.title)
    return notice


@transaction.atomic
def discard_notice(notice: Notice, *, by: User) -> None:
    """Throw a draft away; nobody has received it."""
    notice = _locked(notice)
    permissions.may_change_notice(by, notice).or_403()
    record("messages.notice_discarded", notice, by=by, title=notice.title)
    notice.delete()


@transaction.atomic
def attach(notice: Notice, stored: Stored, *, by: User) -> Attachment:
    """Attach a stored file to a draft (S0-43)."""
    notice = _locked(notice)
    permissions.may_change_notice(by, notice).or_403()
    attachment = Attachment.objects.create(
        notice=notice,
        file_name=stored.file_name,
        storage_name=stored.storage_name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
    )
    record("messages.file_attached", notice, by=by, name=stored.file_name, sha256=stored.sha256)
    return attachment


@transaction.atomic
def detach(attachment: Attachment, *, by: User) -> None:
    """Take a file off a draft."""
    notice = _locked(attachment.notice)
    permissions.may_change_notice(by, notice).or_403()
    record("messages.file_detached", notice, by=by, name=attachment.file_name)
    attachment.delete()


@transaction.atomic
def send_notice(notice: Notice, *, by: User) -> Notice:
    """Send a draft to the units its rules reach today; from here on it is never changed.

    The version it follows is replaced in the same moment.

    Raises
    ------
    django.core.exceptions.ValidationError
        Nobody is reached, or the deadline to confirm has passed by the database clock.
    """
    if notice.follows_id:
        Notice.objects.select_for_update().get(pk=notice.follows_id)  # the older one always first
    notice = _locked(notice)
    permissions.may_change_notice(by, notice).or_403()
    units = list(reached(notice.addresses.all()).order_by("pk"))
    _check_sendable(notice, units)
    if notice.follows_id:
        _move(notice.follows, "replace", by=by)
    Delivery.objects.bulk_create(Delivery(notice=notice, unit=unit) for unit in units)
    notice = _move(notice, "send", by=by, sent_at=Now())
    digest = hashlib.sha256(notice.body.encode()).hexdigest()
    rules = [f"{rule.scope}:{rule.value}" for rule in notice.addresses.all()]
    record(
        "messages.notice_sent", notice, by=by, units=len(units), rules=rules, body_sha256=digest,
        version=notice.version,
    )  # fmt: skip
    return notice


@transaction.atomic
def withdraw_notice(notice: Notice, *, reason: str, by: User) -> Notice:
    """Withdraw a sent notice; it stays readable, marked, with the reason.

    Raises
    ------
    django.core.exceptions.ValidationError
        No reason was given.
    """
    notice = _locked(notice)
    permissions.may_withdraw(by, notice).or_403()
    if not reason.strip():
        raise ValidationError(_("Say why the notice is withdrawn: the units read the reason."))
    notice = _move(notice, "withdraw", by=by, withdrawn_reason=reason.strip())
    record("messages.notice_withdrawn", notice, by=by, reason=reason.strip())
    return notice


@transaction.atomic
def follow_notice(notice: Notice, *, by: User) -> Notice:
    """Begin the next version of a sent notice as a draft that points back; one at a time."""
    notice = _locked(notice)
    permissions.may_follow(by, notice).or_403()
    begun = Notice.objects.filter(follows=notice).first()
    if begun is not None:
        return begun
    following = Notice.objects.create(
        kind=notice.kind, title=notice.title, body=notice.body, about=notice.about,
        version=notice.version + 1, follows=notice, author=by,
    )  # fmt: skip
    _address(following, notice.addresses.values_list("scope", "value"))
    for attachment in notice.attachments.all():
        attachment.pk, attachment.notice = None, following
        attachment._state.adding = True
        attachment.save()
    record("messages.notice_drafted", following, by=by, follows=notice.pk)
    return following


@transaction.atomic
def open_notice(notice: Notice, *, by: User) -> list[Opening]:
    """Note that a person opened a notice, once for each of the person's units it reached."""
    mine = {appointment.unit_id for appointment in by.appointments_today()}
    openings = []
    for delivery in notice.deliveries.filter(unit__in=mine).select_related("unit"):
        opening, first = Opening.objects.get_or_create(notice=notice, unit=delivery.unit, user=by)
        if first:
            record("messages.notice_opened", notice, by=by, unit=delivery.unit.code)
            openings.append(opening)
    return openings


@transaction.atomic
def confirm_notice(notice: Notice, unit: Unit, *, by: User) -> Confirmation:
    """Confirm a notice for a unit. A second confirmation is the first one, and no second event."""
    delivery = Delivery.objects.select_for_update().get(notice=notice, unit=unit)
    late = ExpressionWrapper(Q(confirm_by__lt=Now()), output_field=BooleanField())
    notice = Notice.objects.annotate(overdue=late).get(pk=notice.pk)
    confirmed = Confirmation.objects.filter(notice=notice, unit=unit).first()
    if confirmed is not None and by.roles_in(unit):
        return confirmed
    permissions.may_confirm(by, notice, unit).or_403()
    confirmation = Confirmation.objects.create(
        notice=delivery.notice, unit=unit, user=by, late=bool(notice.overdue)
    )
    record("messages.notice_confirmed", notice, by=by, unit=unit.code, late=bool(notice.overdue))
    return confirmation


@transaction.atomic
def deliver_to_newcomers() -> int:
    """Deliver notices in force to units that have come since and meet their rules (S0-4).

    Returns how many deliveries were added. Safe to run at any time, and twice at once.
    """
    added = 0
    for notice in Notice.objects.filter(state=State.SENT).prefetch_related("addresses"):
        newcomers = reached(notice.addresses.all()).exclude(
            pk__in=Delivery.objects.filter(notice=notice).values("unit")
        )
        if not newcomers.exists():
            continue
        # Locked, and asked again: the notice may be withdrawn, or another run may be delivering.
        if _locked(notice).state != State.SENT or not (units := list(newcomers.order_by("pk"))):
            continue
        Delivery.objects.bulk_create(
            Delivery(notice=notice, unit=unit, later=True) for unit in units
        )
        codes = [unit.code for unit in units]
        record("messages.notice_delivered_later", notice, by=None, units=codes)
        added += len(units)
    return added


def _columns(draft: Draft) -> dict[str, object]:
    return {
        "title": draft.title, "body": draft.body, "kind": draft.kind, "about": draft.about,
        "confirm_by": draft.confirm_by,
    }  # fmt: skip


def _address(notice: Notice, rules: Iterable[tuple[str, str]]) -> None:
    Address.objects.bulk_create(
        Address(notice=notice, scope=scope, value=value) for scope, value in dict.fromkeys(rules)
    )


def _locked(notice: Notice) -> Notice:
    return (
        Notice.objects.select_for_update(of=("self",)).select_related("follows").get(pk=notice.pk)
    )


def _move(notice: Notice, name: str, *, by: User, **changes: object) -> Notice:
    """Make one move of ``MOVES`` on a locked notice."""
    before, after, may = MOVES[name]
    may(by, notice).or_403()
    Notice.objects.filter(pk=notice.pk, state=before).update(state=after, **changes)
    notice.refresh_from_db()
    return notice


def _check_sendable(notice: Notice, units: list[Unit]) -> None:
    if not units:
        raise ValidationError(_("The notice reaches no unit. Say to whom it is addressed."))
    overdue = Notice.objects.filter(pk=notice.pk, confirm_by__lte=Now())
    if overdue.exists():
        raise ValidationError(
            _("The deadline to confirm has passed already. Set a later one before sending.")
        )
