"""Imports of units: what was sent, what it would change, and whether it was confirmed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class UnitImport(models.Model):
    """A list of units that was sent, from its trial run to its confirmation.

    ``rows`` are the cells as they were read, one object a line of the file (``line`` and the
    columns by name). ``differences_sha256`` pins what the trial run showed: what is confirmed is
    what was seen.
    """

    class State(models.TextChoices):
        """An import is tried first; confirming stores all of it or nothing."""

        TRIED = "tried", _("tried")
        CONFIRMED = "confirmed", _("confirmed")

    file_name = models.CharField(_("file name"), max_length=250)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    rows = models.JSONField(default=list)
    differences_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.TRIED)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("import of units")
        verbose_name_plural = _("imports of units")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["tried", "confirmed"]), name="unit_import_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.file_name
