"""Notices (thông báo): written as drafts, sent once, from then on only replaced or withdrawn."""

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.messages.models.addressing import Addressed
from openpar.people.models import Appointment, Role, Unit, User
from openpar.people.models.account import COUNTED
from openpar.people.search import FoldedField

#: Who reads every unit's answers to a notice.
OVERSEERS = (Role.COORDINATOR, Role.AUDITOR)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """All reads of notices."""

    def visible_to(self, user: User) -> "NoticeQuerySet":
        """The coordinator's are all; the auditor sees none that is a draft; others their units'.

        One condition per notice, so that an address tells nothing about what is not for the reader.
        """
        if user.holds(Role.COORDINATOR):
            return self
        sent = self.exclude(state=Notice.State.DRAFT)
        if user.holds(Role.AUDITOR):
            return sent
        mine = {a.unit_id for a in user.appointments_today()}
        delivered = Delivery.objects.filter(notice=OuterRef("pk"), unit__in=mine)
        return sent.filter(Exists(delivered))

    def for_list(self) -> "NoticeQuerySet":
        """What a list prints, newest first: one query."""
        return self.order_by(F("sent_at").desc(nulls_first=True), "-pk")

    def for_reader(self, user: User) -> "NoticeQuerySet":
        """Notices that reached the user's units, with what the user and the units have done."""
        mine = {a.unit_id for a in user.appointments_today()}
        here = {"notice": OuterRef("pk"), "unit__in": mine}
        answered = Confirmation.objects.filter(notice=OuterRef("notice"), unit=OuterRef("unit"))
        unanswered = Delivery.objects.filter(~Exists(answered), **here)
        return self.filter(Exists(Delivery.objects.filter(**here))).annotate(
            opened=Exists(Opening.objects.filter(user=user, **here)),
            unconfirmed=Exists(unanswered),
        )

    def with_counts(self) -> "NoticeQuerySet":
        """Add how many units a notice reached, opened and confirmed: three sub-queries, no join."""
        return self.annotate(
            reached=_count(Delivery), units_opened=_count(Opening, "unit"),
            units_confirmed=_count(Confirmation),
        )  # fmt: skip


def _count(model: type[models.Model], what: str = "pk") -> Subquery:
    """Return how many rows, or different values of ``what``, a notice has in another table."""
    rows = model.objects.filter(notice=OuterRef("pk")).order_by().values("notice")
    return Subquery(rows.annotate(n=models.Count(what, distinct=True)).values("n"))


class Notice(models.Model):
    """One version of a notice. A sent one is frozen by trigger; only its state moves on.

    ``body`` is Markdown. ``about`` is the path of the page the notice brings (a set, a guide page),
    as text: what stands later in the way of the data is never pointed at by a foreign key.
    """

    class State(models.TextChoices):
        """Where a notice stands."""

        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        REPLACED = "replaced", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Kind(models.TextChoices):
        """What a notice brings."""

        NOTICE = "notice", _("notice")
        SET = "set", _("criteria set")
        GUIDE = "guide", _("guide")
        TRAINING = "training", _("training")

    kind = models.CharField(_("kind of notice"), max_length=20, choices=Kind, default=Kind.NOTICE)
    title = models.CharField(_("title"), max_length=250)
    body = models.TextField(_("text"))
    about = models.CharField(_("page it is about"), max_length=300, blank=True)
    confirm_by = models.DateTimeField(_("to be confirmed by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed = models.PositiveIntegerField(default=0, help_text=_("counts the saves of a draft"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("reason of the withdrawal"), blank=True)
    search = FoldedField("title")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", sent_at__isnull=True)
                | Q(state__in=["sent", "replaced", "withdrawn"], sent_at__isnull=False),
                name="notice_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn") ^ Q(withdrawn_reason=""),
                name="notice_withdrawn_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(about="") | Q(about__regex=r"^/([^/\\]|$)"), name="notice_about_is_path"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == self.State.DRAFT


class Address(Addressed):
    """A rule by which a notice finds its units; frozen with the notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="addresses")

    class Meta:
        constraints = [
            models.UniqueConstraint("notice", "scope", "value", name="notice_addressed_once")
        ]


class StoredFile(models.Model):
    """A guarded file (``openpar.file_storage``) that somebody attached. ``size`` is in bytes."""

    file_name = models.CharField(max_length=200)
    storage_name = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.file_name


class Attachment(StoredFile):
    """A file of a notice; frozen with the notice. A new version may name the file of the old."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="attachments")
    storage_name = models.CharField(max_length=64)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """All reads of deliveries."""

    def with_answers(self) -> "DeliveryQuerySet":
        """Add who opened first and who confirmed, each with the moment: one query."""
        here = {"notice": OuterRef("notice"), "unit": OuterRef("unit")}
        opened = Opening.objects.filter(**here).order_by("at", "pk")
        confirmed = Confirmation.objects.filter(**here)
        return self.select_related("unit").annotate(
            opened_at=Subquery(opened.values("at")[:1]),
            opened_by=Subquery(opened.values("user__display_name")[:1]),
            confirmed_at=Subquery(confirmed.values("at")[:1]),
            confirmed_by=Subquery(confirmed.values("user__display_name")[:1]),
            confirmed_late=Subquery(confirmed.values("late")[:1]),
        )

    def opened_by(self, user: User) -> "DeliveryQuerySet":
        """Add whether this person has opened the notice for the unit."""
        here = {"notice": OuterRef("notice"), "unit": OuterRef("unit"), "user": user}
        return self.annotate(opened_by_me=Exists(Opening.objects.filter(**here)))

    def answering(self, answer: str) -> "DeliveryQuerySet":
        """Filter by what units have done: unopened, unconfirmed, confirmed, late, or all."""
        here = {"notice": OuterRef("notice"), "unit": OuterRef("unit")}
        opened = Exists(Opening.objects.filter(**here))
        confirmed = Exists(Confirmation.objects.filter(**here))
        late = Exists(Confirmation.objects.filter(late=True, **here))
        asked = {"unopened": ~opened, "unconfirmed": ~confirmed, "confirmed": confirmed}
        condition = (asked | {"late": late}).get(answer)
        return self if condition is None else self.filter(condition)


class Delivery(models.Model):
    """That a notice reached a unit: written at sending, or later for a unit that came later.

    Insert-only, by trigger: who was addressed stays on record when units change.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    later = models.BooleanField(_("came later"), default=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("notice", "unit", name="notice_reaches_unit_once")]
        indexes = [models.Index(fields=["unit", "notice"], name="delivery_by_unit")]

    def __str__(self) -> str:
        return f"{self.notice} → {self.unit}"


class Opening(models.Model):
    """The first time a person opened a notice for a unit. Insert-only, by trigger."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="openings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint("notice", "unit", "user", name="opened_once")]

    def __str__(self) -> str:
        return f"{self.notice}: {self.unit}, {self.user}"


class Confirmation(models.Model):
    """A unit's one confirmation of a notice. ``late``: after ``confirm_by``, by the database clock.

    Insert-only, by trigger.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="confirmations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    late = models.BooleanField(_("late"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint("notice", "unit", name="unit_confirms_once")]

    def __str__(self) -> str:
        return f"{self.notice}: {self.unit}"


def unread(user: User) -> Subquery:
    """Count the notices in force that reached the person's units and the person has not opened."""
    units = Appointment.objects.in_force().filter(user=user).values("unit")
    opened = Opening.objects.filter(notice=OuterRef("notice"), user=user)
    waiting = Delivery.objects.filter(~Exists(opened), notice__state=Notice.State.SENT)
    count = Func(
        "notice",
        function="COUNT",
        template="%(function)s(DISTINCT %(expressions)s)",
        output_field=models.IntegerField(),
    )
    return Subquery(waiting.filter(unit__in=units).annotate(count=count).values("count"))


COUNTED["unread_notices"] = unread
