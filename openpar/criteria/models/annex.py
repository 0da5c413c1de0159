"""Annexes on their way to a criteria set: stored, so that another person goes on tomorrow."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.criteria.models.sets import CriteriaSet
from openpar.people.models import User


class AnnexImportQuerySet(models.QuerySet["AnnexImport"]):
    """All reads of imports."""

    def for_list(self) -> "AnnexImportQuerySet":
        """Return what a list prints, newest first, without the tables."""
        rows = self.defer("tables", "mapping", "changes", "decisions")
        return rows.select_related("criteria_set").order_by("-pk")


class AnnexImport(models.Model):
    """A file with an annex, from its arrival to the draft it became.

    ``tables`` as ``annex_reading.Table.as_data``; ``mapping`` as ``annex_mapping.Mapping.as_data``;
    ``changes`` of single rows by the number of the row; ``decisions`` by the key of the leaf,
    ``{choice, wording}``. ``version`` counts the changes: who saves an older one is told so.
    """

    class State(models.TextChoices):
        """An import is worked on until it becomes a draft or is given up."""

        OPEN = "open", _("in progress")
        SAVED = "saved", _("saved as a draft")
        ABANDONED = "abandoned", _("given up")

    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("hash (SHA-256)"), max_length=64)
    tables = models.JSONField()
    mapping = models.JSONField()
    changes = models.JSONField(default=dict, blank=True)
    decisions = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, null=True, blank=True, related_name="annex_imports"
    )
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("received at"), db_default=Now(), editable=False)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("last changed"), db_default=Now())

    objects = AnnexImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of an annex")
        verbose_name_plural = _("imports of annexes")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="saved", criteria_set__isnull=False)
                | Q(state__in=["open", "abandoned"], criteria_set__isnull=True),
                name="saved_annex_has_its_set",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
