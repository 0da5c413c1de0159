"""What kind of exercise a cycle is, whose it is, and who steers it (quy trình §1: four of them)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openpar.people.models import Unit


class Exercise(models.TextChoices):
    """The nested exercises. The engine is one; what differs is who scores whom."""

    INSIDE_PROVINCE = "inside_province", _("inside a province")
    INSIDE_BODY = "inside_body", _("inside one body")
    OWN_FILE = "own_file", _("own file for the superior level")
    OVER_PROVINCES = "over_provinces", _("a ministry over provinces")


class ExerciseFields(models.Model):
    """``owner`` is the body that scores (a province, a department, a commune, a ministry); without
    one the cycle is the whole installation's. ``standing_body`` is the unit whose coordinators
    steer it beside those of the owner itself. Coordinators of ``also_read_by`` read along without
    steering: nobody does unless the owner says so.
    """

    exercise = models.CharField(
        _("kind of exercise"),
        max_length=20,
        choices=Exercise,
        default=Exercise.INSIDE_PROVINCE,
        db_default=Exercise.INSIDE_PROVINCE,
    )
    owner = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_cycles",
        verbose_name=_("body that scores"),
    )
    standing_body = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steered_cycles",
        verbose_name=_("standing body"),
    )
    also_read_by = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("also read by"),
    )

    class Meta:
        abstract = True

    @property
    def is_private(self) -> bool:
        """Whether only those concerned may know of it: not ``exercises.open_to_all``."""
        return self.is_inner or self.is_own_file

    @property
    def is_inner(self) -> bool:
        """Whether one body scores its own divisions."""
        return self.exercise == Exercise.INSIDE_BODY

    @property
    def is_own_file(self) -> bool:
        """Whether the scored unit is the owner itself, its criteria shared out to lead units."""
        return self.exercise == Exercise.OWN_FILE


#: What must never be false of an exercise; ``Cycle`` takes them into its own constraints.
EXERCISE_CONSTRAINTS = [
    models.CheckConstraint(
        condition=Q(exercise__in=["inside_province", "inside_body", "own_file", "over_provinces"]),
        name="exercise_is_known",
    ),
    models.CheckConstraint(
        condition=Q(exercise="inside_province") | Q(owner__isnull=False),
        name="exercise_has_an_owner",
    ),
]  # fmt: skip
