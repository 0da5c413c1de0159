"""Alerts (nhắc việc): what needs one person, shown in the program and sent by e-mail.

An alert keeps no sentence and no figure: its words follow from ``kind`` (``messages.alerts``) and
``about``, which names units, cycles, criteria and moments and nothing else.
"""

from django.db import models
from django.db.models import Func, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.messages.alerts import KINDS
from openpar.people.models import User
from openpar.people.models.account import COUNTED


class Mail(models.TextChoices):
    """What becomes of an alert by e-mail; decided when it is written."""

    NONE = "none", _("in the program only")
    AT_ONCE = "at_once", _("at once")
    DIGEST = "digest", _("in the daily digest")
    SENT = "sent", _("sent")


#: Mail that is still to go.
WAITING = (Mail.AT_ONCE, Mail.DIGEST)


#: How many alerts a page shows; the older ones come up as these are seen.
MOST_SHOWN = 50


class AlertQuerySet(models.QuerySet["Alert"]):
    """All reads of alerts."""

    def open_of(self, user: User) -> "AlertQuerySet":
        """What needs a person now, the newest first: neither seen nor settled."""
        return self.filter(user=user, **OPEN).order_by("-pk")

    def waiting_for(self, user: User) -> list["Alert"]:
        """Return what needs a person now; that nothing does is known without a question."""
        return list(self.open_of(user)[:MOST_SHOWN]) if user.counted("open_alerts") else []

    def due(self) -> "AlertQuerySet":
        """Mail whose moment has come by the database clock, the oldest first; what has been settled
        meanwhile needs no mail any more."""
        rows = self.filter(mail__in=WAITING, due_at__lte=Now(), settled_at__isnull=True)
        return rows.order_by("pk")

    def undelivered(self) -> "AlertQuerySet":
        """Mail that has failed at least once and still waits, for who runs the machine."""
        rows = self.filter(mail__in=WAITING, attempts__gt=0, settled_at__isnull=True)
        return rows.select_related("user").order_by("-pk")


class Alert(models.Model):
    """Something that needs one person. ``key`` names the occasion: each person hears of it once.

    ``object_type`` and ``object_id`` say what it is about, as events do; ``address`` is the page to
    go to. ``due_at`` is when its mail goes (again), ``attempts`` how often that failed.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="alerts")
    kind = models.CharField(_("kind of alert"), max_length=50)
    key = models.CharField(max_length=200)
    object_type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=100)
    address = models.CharField(max_length=300)
    about = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now(), editable=False)
    seen_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.NONE)
    due_at = models.DateTimeField(_("next try"), null=True)
    mailed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    mail_error = models.CharField(_("what the mail server said"), max_length=300, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint("user", "key", name="one_alert_per_person_and_occasion"),
            models.CheckConstraint(
                condition=Q(mail="none", due_at__isnull=True, mailed_at__isnull=True)
                | Q(mail__in=["at_once", "digest"], due_at__isnull=False, mailed_at__isnull=True)
                | Q(mail="sent", mailed_at__isnull=False),
                name="alert_mail_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="alerts_of_a_person",
                         condition=Q(seen_at__isnull=True, settled_at__isnull=True)),
            models.Index(fields=["due_at"], name="alerts_due",
                         condition=Q(mail__in=["at_once", "digest"])),
            models.Index(fields=["object_type", "object_id"], name="alerts_by_object"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """What it says, in the language of the reader."""
        return KINDS[self.kind].sentence(self.about) if self.kind in KINDS else self.kind


class MailChoice(models.Model):
    """How a person wants alerts by e-mail; who has chosen nothing has the first."""

    class Wish(models.TextChoices):
        """When mail comes."""

        BY_URGENCY = "by_urgency", _("urgent ones at once, the others once a day")
        AT_ONCE = "at_once", _("each one at once")
        DIGEST = "digest", _("all together once a day")
        NONE = "none", _("no e-mail")

    user = models.OneToOneField(User, models.CASCADE, related_name="mail_choice")
    wish = models.CharField(max_length=20, choices=Wish, default=Wish.BY_URGENCY)

    class Meta:
        verbose_name = _("choice of e-mail")
        verbose_name_plural = _("choices of e-mail")

    def __str__(self) -> str:
        return f"{self.user}: {self.wish}"


#: Neither seen by the person nor settled by what happened since.
OPEN = {"seen_at__isnull": True, "settled_at__isnull": True}


def _open_alerts(user: User) -> Subquery:
    """Count what needs the person: read with the appointments, on every page."""
    rows = Alert.objects.filter(user=OuterRef("user"), **OPEN).order_by().values("user")
    count = Func("pk", function="COUNT", output_field=models.IntegerField())
    return Subquery(rows.annotate(count=count).values("count"))


COUNTED["open_alerts"] = _open_alerts
