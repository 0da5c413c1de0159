"""The wrong twin: mail is read, sent, then marked, and nobody else is kept away meanwhile."""

from django.db.models.functions import Now

from openpar.messages.actions.mail import _message
from openpar.messages.models import Alert, Mail


def send_due() -> None:
    """Send what is due without a lock: two workers read the same row before either marks it."""
    for alert in list(Alert.objects.due().select_related("user")):
        _message([alert]).send()
        Alert.objects.filter(pk=alert.pk).update(mail=Mail.SENT, mailed_at=Now())
