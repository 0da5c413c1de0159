"""The locked queue: files with a mark of secrecy, which nobody opens until somebody decides."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.evidence.models.document import Document
from openpar.evidence.models.revision import Revision
from openpar.people.models import User


class LockedFileQuerySet(models.QuerySet["LockedFile"]):
    """All reads of the locked queue."""

    def visible_to(self, user: User) -> "LockedFileQuerySet":
        """Those of the documents this user may see."""
        return self.filter(revision__document__in=Document.objects.visible_to(user))

    def removed(self) -> "LockedFileQuerySet":
        """Those whose bytes are gone."""
        return self.filter(state=LockedFile.State.REMOVED)

    def for_list(self) -> "LockedFileQuerySet":
        """With the file, its document and unit, what waits first: one query."""
        rows = self.select_related("revision__document__owner")
        return rows.order_by(models.Case(models.When(state="locked", then=0), default=1), "-pk")


class LockedFile(models.Model):
    """A revision that bears a mark of secrecy. Its bytes are handed to nobody while locked.

    ``mark`` is the mark as it was read (MẬT …). Removed: the bytes are gone, their hash stays, so
    that the same file is recognised and refused.
    """

    class State(models.TextChoices):
        """Where a locked file stands."""

        LOCKED = "locked", _("locked")
        RELEASED = "released", _("released: not classified")
        REMOVED = "removed", _("removed: classified")

    revision = models.OneToOneField(Revision, models.PROTECT, related_name="lock")
    mark = models.TextField()
    state = models.CharField(max_length=20, choices=State, default=State.LOCKED)
    reason = models.TextField(_("reason"), blank=True, default="")
    decided_by = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = LockedFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="locked", decided_at__isnull=True)
                | (~models.Q(state="locked") & models.Q(decided_at__isnull=False)
                   & ~models.Q(decided_by="")),
                name="a_lock_is_opened_by_somebody",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.mark}: {self.revision}"
