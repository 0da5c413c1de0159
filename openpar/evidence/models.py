"""Documents and their revisions. Replacing a file adds a revision; nothing pinned ever changes."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.criteria import exercises
from openpar.criteria.models import Membership
from openpar.criteria.models.exercise import Exercise
from openpar.people.models import Role, Unit, User
from openpar.people.scopes import Reach, roles_with


class DocumentQuerySet(models.QuerySet):
    """All reads of the register."""

    def visible_to(self, user: User) -> "DocumentQuerySet":
        """The own units' documents; those of the units whose sheets one oversees.

        The standing body moreover sees the registers of units that no inner exercise scores. The
        auditor sees all. Appraisers reach a file through its use on a sheet, never from here.
        """
        if user.holds(Role.AUDITOR):
            return self
        own = user.units(*roles_with(sheets=Reach.OWN_UNIT))
        seen = models.Q(owner__in=[unit.pk for unit in own])
        if user.holds(Role.COORDINATOR, Role.INNER_COORDINATOR):
            overseen = Membership.objects.filter(exercises.overseen_by(user, "cycle__"))
            seen |= models.Q(owner__in=overseen.values("unit"))
        if user.holds(Role.COORDINATOR):
            inner = Membership.objects.filter(cycle__exercise=Exercise.INSIDE_BODY)
            seen |= ~models.Q(owner__in=inner.values("unit"))
        return self.filter(seen)


class RevisionQuerySet(models.QuerySet):
    """All reads of revisions."""

    def visible_to(self, user: User) -> "RevisionQuerySet":
        """Revisions of the documents this user may see."""
        return self.filter(document__in=Document.objects.visible_to(user))


class Document(models.Model):
    """One document of one unit, as its register book describes it.

    ``number`` and ``symbol`` stand apart as in the register: 12 and KH-UBND. ``kind`` is the word
    a criteria set uses for the evidence it asks for (plan, report …), or empty.
    """

    owner = models.ForeignKey(Unit, models.PROTECT, related_name="documents")
    number = models.TextField(blank=True, default="")
    symbol = models.TextField(blank=True, default="")
    date = models.DateField(null=True, blank=True)
    issuer = models.TextField(blank=True, default="")
    abstract = models.TextField(blank=True, default="")
    kind = models.TextField(blank=True, default="")
    criterion_code = models.TextField(blank=True, default="", help_text="as its folder was named")
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = DocumentQuerySet.as_manager()

    def __str__(self) -> str:
        return "/".join(part for part in (self.number, self.symbol) if part) or self.abstract


class Revision(models.Model):
    """One file of a document, known by the hash of its bytes. Insert-only, by trigger.

    ``sha256`` was computed while the bytes arrived; ``storage_name`` is random and says nothing
    about the file; ``media_type`` is what the content is, not what the browser claimed.
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
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="revision_not_empty"),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="revision_sha256_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.sha256[:12]})"


class EvidenceFolderQuerySet(models.QuerySet):
    """All reads of folders."""

    def open_to(self, user: User) -> "EvidenceFolderQuerySet":
        """Folders in progress of the units that this user works for."""
        own = [unit.pk for unit in user.units(*roles_with(sheets=Reach.OWN_UNIT))]
        waiting = self.filter(owner__in=own, state=EvidenceFolder.State.TRIED)
        return waiting.select_related("owner", "sent_by").order_by("-pk")


class EvidenceFolder(models.Model):
    """A folder that was sent as a ZIP file, from its trial to its registration.

    ``entries`` as ``folders.Entry.as_data``: the files lie in the store, in no register yet.
    """

    class State(models.TextChoices):
        """A folder is tried first; registering takes every file or none."""

        TRIED = "tried", _("tried")
        REGISTERED = "registered", _("registered")
        ABANDONED = "abandoned", _("given up")

    owner = models.ForeignKey(Unit, models.PROTECT, related_name="evidence_folders")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    entries = models.JSONField()
    state = models.CharField(max_length=20, choices=State, default=State.TRIED)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = EvidenceFolderQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file_name
