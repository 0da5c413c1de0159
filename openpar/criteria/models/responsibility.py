"""Who answers for what: agencies for criteria of a cycle, and persons for criteria of their unit.

What stands at a node holds for everything below it, until a node below says otherwise.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openpar.criteria.models.cycle import Cycle
from openpar.criteria.models.sets import Criterion
from openpar.people.models import Unit, User


class Matrix(models.Model):
    """The responsibility matrix of a cycle, and how far its decision has come."""

    class State(models.TextChoices):
        """Only a draft is edited; an approved matrix cites its decision."""

        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="matrix")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("decision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("responsibility matrix")
        verbose_name_plural = _("responsibility matrices")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", proposed_by__isnull=True)
                | Q(state="proposed", proposed_by__isnull=False)
                | (Q(state="approved", proposed_by__isnull=False) & ~Q(decision="")),
                name="matrix_state_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.cycle}"


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    """All reads of responsibilities."""

    def with_names(self) -> "ResponsibilityQuerySet":
        """With unit and criterion, in the order of units."""
        return self.select_related("unit", "criterion").order_by("unit__search", "pk")


class Responsibility(models.Model):
    """An agency's part in a node of a set: one leads (chủ trì), others cooperate (phối hợp)."""

    class Part(models.TextChoices):
        """The lead answers province-wide; cooperating agencies contribute."""

        LEAD = "lead", _("lead agency")
        COOPERATING = "cooperating", _("cooperating agency")

    matrix = models.ForeignKey(Matrix, models.CASCADE, related_name="responsibilities")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="responsibilities")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="responsibilities")
    part = models.CharField(_("part"), max_length=20, choices=Part)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = [
            models.UniqueConstraint("matrix", "criterion", "unit", name="one_part_of_an_agency"),
            models.UniqueConstraint(
                "matrix", "criterion", condition=Q(part="lead"), name="one_lead_of_a_criterion"
            ),
            models.CheckConstraint(
                condition=Q(part__in=["lead", "cooperating"]), name="responsibility_part_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.unit} ({self.get_part_display()})"


class DutyQuerySet(models.QuerySet["Duty"]):
    """All reads of duties."""

    def of(self, user: User) -> "DutyQuerySet":
        """What one person answers for, with cycle, unit and criterion: one query."""
        rows = self.filter(user=user).select_related("cycle", "unit", "criterion__set")
        rows = rows.defer("criterion__set__text")
        return rows.order_by("-cycle__year", "cycle__code", "unit__code", "criterion__position")


class Duty(models.Model):
    """A criterion that a named person of a unit answers for in a cycle (S0-7)."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="duties")
    user = models.ForeignKey(User, models.PROTECT, related_name="duties")

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.UniqueConstraint(
                "cycle", "unit", "criterion", "user", name="one_duty_of_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}: {self.user}"
