"""Revisions: the bytes of a document, and what a person stated where there is no file."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.evidence.models.document import Document
from openpar.people.models import User


class RevisionQuerySet(models.QuerySet):
    """All reads of revisions."""

    def visible_to(self, user: User) -> "RevisionQuerySet":
        """Revisions of the documents this user may see."""
        return self.filter(document__in=Document.objects.visible_to(user))


class Revision(models.Model):
    """One file of a document, known by the hash of its bytes. Insert-only, by trigger.

    ``sha256`` was computed while the bytes arrived; ``storage_name`` is random and says nothing
    about the file; ``media_type`` is what the content is, not what the browser claimed. Where
    there is no file – a web link, an inspection on the spot – the bytes are the statement of who
    checked it, so that a use pins it like any other.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="revisions")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=120)
    file_name = models.CharField(max_length=200)
    storage_name = models.CharField(max_length=64, unique=True)
    uploaded_by = models.TextField()
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("sha256", name="revisions_by_hash")]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="revision_not_empty"),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="revision_sha256_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.sha256[:12]})"


class LinkCheck(models.Model):
    """What a person found at a web address on a day (S1-24). The server never asks for it.

    Insert-only, by trigger; checking again adds a revision.
    """

    class Result(models.TextChoices):
        """What the person found there."""

        AS_DESCRIBED = "as_described", _("opens, content as described")
        CHANGED = "changed", _("opens, content has changed")
        UNREACHABLE = "unreachable", _("does not open")

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="link_check")
    address = models.URLField(_("web address"), max_length=2000)
    checked_on = models.DateField(_("checked on"))
    result = models.CharField(_("result of the check"), max_length=20, choices=Result)
    note = models.TextField(_("note"), blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(address__regex=r"^https?://"), name="link_leads_to_the_web"
            ),
            models.CheckConstraint(
                condition=models.Q(result__in=["as_described", "changed", "unreachable"]),
                name="link_result_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Inspection(models.Model):
    """Minutes of an inspection on the spot: in place of a file that must not be uploaded.

    Insert-only, by trigger.
    """

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="inspection")
    minutes_number = models.TextField(_("number of the minutes"))
    inspected_on = models.DateField(_("inspected on"))
    inspectors = models.TextField(_("inspected by"))
    finding = models.TextField(_("what was found"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(minutes_number="") & ~models.Q(inspectors="")
                & ~models.Q(finding=""),
                name="minutes_are_complete",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.minutes_number
