"""Mail that is due: one message a person and occasion, one digest a day; nothing is lost.

The alerts are the outbox. A message is sent while its rows are locked and marked in the same
transaction, so two workers never send it twice; when the server refuses, the rows wait, longer each
time, and the operator sees them. A crash between the server's yes and the commit is the one case in
which a message goes twice, with the same Message-ID, by which mail programs know it.
"""

from collections.abc import Sequence
from datetime import timedelta
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from openpar.messages.models import Alert, Mail
from openpar.people.formats import write_date

#: Minutes to wait after the first failure; each further one doubles them, up to the longest.
FIRST_WAIT, LONGEST_WAIT = 1, 6 * 60
MOST_AT_A_TIME = 500


def send_due() -> tuple[int, int]:
    """Send what is due; return how many messages went out and how many failed.

    The first failure ends the run: the others would meet the same server.
    """
    sent = 0
    for parcel in _parcels():
        outcome = _send(parcel)
        if outcome is False:
            return sent, 1
        sent += bool(outcome)
    return sent, 0


@transaction.atomic
def try_again() -> int:
    """Let what has failed be tried at once; asked for by who runs the machine."""
    return Alert.objects.filter(pk__in=Alert.objects.undelivered().values("pk")).update(
        due_at=Now()
    )


def _parcels() -> list[tuple[int, ...]]:
    """Return what is due as messages: keys of one alert, or of all of a person's digest."""
    rows = Alert.objects.due().values_list("pk", "user", "mail")[:MOST_AT_A_TIME]
    digests: dict[int, list[int]] = {}
    singles = []
    for pk, user, mail in rows:
        if mail == Mail.DIGEST:
            digests.setdefault(user, []).append(pk)
        else:
            singles.append((pk,))
    return singles + [tuple(keys) for keys in digests.values()]


def _send(keys: Sequence[int]) -> bool | None:
    """Send one message; ``None`` where another worker has it or has sent it, ``False`` refused."""
    with transaction.atomic():
        locked = Alert.objects.due().select_for_update(skip_locked=True, of=("self",))
        alerts = list(locked.filter(pk__in=keys).select_related("user"))
        if not alerts:
            return None
        rows = Alert.objects.filter(pk__in=[alert.pk for alert in alerts])
        try:
            with override(settings.LANGUAGE_CODE):
                _message(alerts).send()
        except (SMTPException, OSError) as refused:
            wait = timedelta(minutes=_wait(max(alert.attempts for alert in alerts)))
            rows.update(attempts=F("attempts") + 1, due_at=Now() + wait, mail_error=_said(refused))
            return False
        rows.update(mail=Mail.SENT, mailed_at=Now(), mail_error="")
        return True


def _wait(attempts: int) -> int:
    return min(FIRST_WAIT * 2 ** min(attempts, 20), LONGEST_WAIT)


def _said(refused: Exception) -> str:
    return f"{type(refused).__name__}: {refused}"[:300]


def _message(alerts: Sequence[Alert]) -> EmailMessage:
    """Return the message: a sentence and an address for each alert; nothing that was typed."""
    first, person = alerts[0], alerts[0].user
    if first.mail == Mail.DIGEST:
        subject = ngettext(
            "Alerts of %(day)s: %(count)d matter", "Alerts of %(day)s: %(count)d matters",
            len(alerts),
        ) % {"day": write_date(first.due_at), "count": len(alerts)}  # fmt: skip
    else:
        subject = first.sentence
    lines = [_("Dear %(name)s,") % {"name": person.display_name or person.username}, ""]
    for alert in alerts:
        lines += [f"- {alert.sentence}", f"  {settings.OPENPAR_ADDRESS}{alert.address}", ""]
    lines += ["-- ", _("OpenPAR sends this message. Choose when it writes to you:")]
    lines.append(f"{settings.OPENPAR_ADDRESS}/messages/mail/")
    domain = urlsplit(settings.OPENPAR_ADDRESS).hostname or "openpar"
    return EmailMessage(
        f"[OpenPAR] {subject}",
        "\n".join(lines),
        settings.DEFAULT_FROM_EMAIL,
        [person.email],
        connection=get_connection(),
        headers={
            "Message-ID": f"<{first.mail}-{first.pk}-{alerts[-1].pk}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )
