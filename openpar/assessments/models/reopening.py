"""A submitted sheet opened again, for chosen criteria only: returned for repair, or supplemented.

What was decided stays as it was decided: reopenings and their criteria are insert-only, and so is
a request once it has its answer (triggers).
"""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.assessments.models.item import ScoreItem
from openpar.assessments.models.sheet import ScoreSheet, SheetRevision
from openpar.criteria.models import Cycle, Phase
from openpar.people.models import User


class SupplementRequest(models.Model):
    """A unit asks to supplement (bổ sung) criteria of its submitted sheet, and what it was told."""

    class Answer(models.TextChoices):
        """What the coordinator said."""

        OPEN = "open", _("awaiting an answer")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("not granted")

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="supplement_requests")
    items = models.ManyToManyField(ScoreItem, related_name="+")
    reason = models.TextField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    answer = models.CharField(max_length=20, choices=Answer, default=Answer.OPEN)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, editable=False)
    ground = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                "sheet", condition=models.Q(answer="open"), name="one_open_supplement_request"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="a_supplement_request_has_a_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="open", answered_by__isnull=True)
                | models.Q(answer="granted", answered_by__isnull=False)
                | (models.Q(answer="refused", answered_by__isnull=False) & ~models.Q(ground="")),
                name="a_supplement_request_is_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"supplement request {self.pk} of sheet {self.sheet_id}"


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    """All reads of reopenings."""

    def lasts(self, sheet: ScoreSheet) -> bool:
        """Return whether a reopened sheet may be typed and submitted now, by the database clock:
        one query, or two where the supplement phase of the cycle decides."""
        untimed = models.Q(until__isnull=True)
        rows = self.filter(pk=sheet.reopening_id, sheet__cycle__state=Cycle.State.OPEN)
        found = rows.filter(untimed | models.Q(until__gte=Now())).values_list("until").first()
        if found == (None,):
            return Phase.objects.open_now(sheet.cycle, Phase.Kind.SUPPLEMENT, sheet.unit_id)
        return found is not None


class Reopening(models.Model):
    """A submitted sheet is open again for some criteria.

    ``revision`` is what was submitted before. ``until`` is the last moment in which it may be
    typed and submitted anew; without one the supplement phase of the cycle decides.
    """

    class Kind(models.TextChoices):
        """Why it is open again."""

        REPAIR = "repair", _("returned for repair")
        SUPPLEMENT = "supplement", _("supplement")

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="reopenings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    revision = models.ForeignKey(SheetRevision, models.PROTECT, related_name="reopenings")
    request = models.OneToOneField(
        SupplementRequest, models.PROTECT, null=True, related_name="reopening"
    )
    until = models.DateTimeField(null=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.TextField()
    by_name = models.TextField(blank=True, default="")

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        ordering = ("sheet", "number")
        constraints = [
            models.UniqueConstraint("sheet", "number", name="one_reopening_per_sheet_and_number"),
            models.CheckConstraint(
                condition=models.Q(kind="repair", until__isnull=False)
                | models.Q(kind="supplement"),
                name="reopening_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"reopening {self.number} of sheet {self.sheet_id}"


class ReopenedItem(models.Model):
    """A criterion that is open again, and why."""

    reopening = models.ForeignKey(Reopening, models.PROTECT, related_name="items")
    item = models.ForeignKey(ScoreItem, models.PROTECT, related_name="reopened")
    reason = models.TextField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint("reopening", "item", name="an_item_is_reopened_once"),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="a_reopened_item_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.item_id} of reopening {self.reopening_id}"
