"""Training (tập huấn): its material and its sessions, and which units came."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from openpar.messages.models.notice import StoredFile
from openpar.people.models import Unit, UnitQuerySet, User


class Material(StoredFile):
    """Training material: a file, or a page elsewhere (``link``); one of the two."""

    title = models.CharField(_("title"), max_length=250)
    link = models.CharField(_("address"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("entered at"), auto_now_add=True)
    storage_name = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(link="") ^ Q(storage_name=""), name="material_is_file_or_link"
            )
        ]

    def __str__(self) -> str:
        return self.title


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    """All reads of sessions."""

    def for_list(self) -> "TrainingSessionQuerySet":
        """Newest first, with units invited, units that came, and people: one query."""
        came = Q(invitations__attended__gt=0)
        return self.annotate(
            invited=models.Count("invitations"),
            came=models.Count("invitations", filter=came),
            people=models.Sum("invitations__attended"),
        ).order_by("-begins_at", "-pk")


class TrainingSession(models.Model):
    """One session of training: when, where, how held, for which units."""

    class Mode(models.TextChoices):
        """How people take part."""

        IN_PERSON = "in_person", _("in person")
        ONLINE = "online", _("online")
        BOTH = "both", _("in person and online")

    title = models.CharField(_("title"), max_length=250)
    begins_at = models.DateTimeField(_("begins at"))
    place = models.CharField(_("place"), max_length=250, blank=True)
    mode = models.CharField(_("mode"), max_length=20, choices=Mode, default=Mode.IN_PERSON)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")

    def __str__(self) -> str:
        return self.title


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """All reads of invitations."""

    def for_list(self) -> "InvitationQuerySet":
        """In the order of units: one query."""
        return self.select_related("unit").order_by("unit__search", "unit__code")


class Invitation(models.Model):
    """A unit invited to a session. ``attended`` counts its people who came; empty is not noted."""

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="invitations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    attended = models.PositiveSmallIntegerField(_("people who came"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("session", "unit", name="unit_invited_once")]

    def __str__(self) -> str:
        return f"{self.session}: {self.unit}"


def untrained_units(year: int | None = None) -> UnitQuerySet:
    """Return the units in force today of which nobody has come to a session (of ``year``)."""
    came = Invitation.objects.filter(unit=OuterRef("pk"), attended__gt=0)
    if year:
        came = came.filter(session__begins_at__year=year)
    invited = Invitation.objects.filter(unit=OuterRef("pk"))
    rows = Unit.objects.valid_today().filter(~Exists(came)).annotate(was_invited=Exists(invited))
    return rows.order_by(F("search"), "code")
