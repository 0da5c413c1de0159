"""Folders of evidence that were sent as one ZIP file."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.people.models import Unit, User
from openpar.people.scopes import Reach, roles_with


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
