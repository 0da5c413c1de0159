"""The locked queue: files with a mark of secrecy, which nobody opens until somebody decides."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.evidence.models.revision import Revision


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
