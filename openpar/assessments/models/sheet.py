"""The score sheet of one unit in one cycle, and the revisions frozen when it was submitted."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.assessments import readers
from openpar.assessments.given import file_hashes
from openpar.criteria.models import Cycle
from openpar.people.models import Unit, User


class State(models.TextChoices):
    """Where a sheet stands; ``actions.MOVES`` says who moves it."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")


class SheetQuerySet(models.QuerySet):
    """All reads of sheets."""

    def visible_to(self, user: User) -> "SheetQuerySet":
        """Sheets this user may open: the predicate is ``permissions.may_read``.

        Officers and heads: their own unit's. Coordinators and auditors: all. Appraisers:
        submitted sheets of other units in cycles where a field is assigned to them.
        """
        if readers.reads_every_sheet(user):
            return self
        own = readers.own_units(user)
        appraised = models.Q(
            state=State.SUBMITTED, cycle__in={cycle for cycle, _field in readers.fields_of(user)}
        ) & ~models.Q(unit__in=readers.units_of(user))
        return self.filter(models.Q(unit__in=own) | appraised)

    def for_page(self) -> "SheetQuerySet":
        """With the cycle, the unit and the cycle's files of figures, in one query."""
        return self.select_related("cycle", "unit").annotate(files=file_hashes("cycle"))


class ScoreSheet(models.Model):
    """What one unit declares in one cycle. ``version`` counts its changes, submission included."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sheets")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("cycle", "unit", name="one_sheet_per_unit_and_cycle"),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="sheet_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"sheet {self.pk}"


class SheetRevision(models.Model):
    """A sheet as it was submitted: canonical content and its hash. Insert-only, by trigger.

    ``content`` holds every item with inputs, points, explanation, claim and the hashes of its
    evidence; ``sha256`` is the hash of its canonical JSON (sorted keys, no spaces, UTF-8).
    """

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.TextField()
    by_name = models.TextField(blank=True, default="")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint("sheet", "number", name="one_revision_per_sheet_and_number"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="sheet_revisions_count_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of sheet {self.sheet_id}"
