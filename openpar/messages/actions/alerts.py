"""What happens to alerts: told once a person and occasion, seen, settled; who wants which mail."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now

from openpar.audit.log import record
from openpar.audit.models import kind_of
from openpar.messages.alerts import KINDS
from openpar.messages.models import Alert, Mail, MailChoice
from openpar.messages.schedule import Schedule
from openpar.people.models import User

Wish = MailChoice.Wish


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is told: its kind, the key of the occasion, the object, the page, the names in it."""

    kind: str
    key: str
    obj: models.Model
    address: str
    about: Mapping[str, str]


@transaction.atomic
def tell(occasion: Occasion, people: Collection[int], *, schedule: Schedule) -> None:
    """Write an alert for each of ``people`` (keys of accounts) who has not heard of the occasion.

    Called in the transaction of the event, so that both stand or fall together; being called again
    adds nothing.
    """
    users = list(
        User.objects.filter(pk__in=people, is_active=True)
        .select_related("mail_choice")
        .annotate(now=Now())
        .order_by("pk")
    )
    alerts = [_alert(occasion, user, schedule) for user in users]
    Alert.objects.bulk_create(alerts, ignore_conflicts=True)


def settle(obj: models.Model, kinds: Collection[str]) -> int:
    """End the open alerts of some kinds about an object: what they asked for has been done."""
    rows = Alert.objects.filter(object_type=kind_of(obj), object_id=str(obj.pk), kind__in=kinds)
    return rows.filter(settled_at__isnull=True).update(settled_at=Now())


@transaction.atomic
def see(alerts: Collection[int], *, by: User) -> int:
    """Note that a person has seen some of the own alerts (by their keys); others are passed over.

    A reader's own mark, which changes nothing for anybody else: no event is written.
    """
    return Alert.objects.open_of(by).filter(pk__in=alerts).update(seen_at=Now())


@transaction.atomic
def choose_mail(*, by: User, email: str, wish: str) -> MailChoice:
    """Keep the own address and when mail comes. The event keeps the wish, not the address."""
    user = User.objects.select_for_update().get(pk=by.pk)
    changed = user.email != email
    user.email = email
    user.save(update_fields=["email"])
    choice, _created = MailChoice.objects.update_or_create(user=user, defaults={"wish": wish})
    record("messages.mail_chosen", user, by=by, wish=wish, address_changed=changed)
    return choice


def wish_of(user: User) -> str:
    """Return when a person wants mail."""
    choice = getattr(user, "mail_choice", None)
    return choice.wish if choice else Wish.BY_URGENCY


def _alert(occasion: Occasion, user: User, schedule: Schedule) -> Alert:
    mail = _mail(occasion.kind, user)
    due = {Mail.AT_ONCE: schedule.at_once, Mail.DIGEST: schedule.daily}.get(mail)
    return Alert(
        user=user,
        kind=occasion.kind,
        key=occasion.key,
        object_type=kind_of(occasion.obj),
        object_id=str(occasion.obj.pk),
        address=occasion.address,
        about=dict(occasion.about),
        seen_at=user.now if KINDS[occasion.kind].by_mail_only else None,
        mail=mail,
        due_at=due(user.now) if due else None,
    )


def _mail(kind: str, user: User) -> str:
    """Return how one person gets one kind by e-mail, today."""
    wish = wish_of(user)
    if not settings.MAIL_ENABLED or not user.email or wish == Wish.NONE:
        return Mail.NONE
    if wish == Wish.BY_URGENCY:
        return Mail.AT_ONCE if KINDS[kind].urgent else Mail.DIGEST
    return {Wish.AT_ONCE: Mail.AT_ONCE, Wish.DIGEST: Mail.DIGEST}[wish]
