"""Phases: the deadlines of a cycle are these rows; only the database clock decides."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.criteria.models.cycle import Cycle


class PhaseQuerySet(models.QuerySet["Phase"]):
    """All reads of phases."""

    def open_now(self, cycle: Cycle, kind: str) -> bool:
        """Return whether the phase is open by the database clock: from ``opens_at`` on, before
        ``closes_at``."""
        return self.filter(
            cycle=cycle, kind=kind, opens_at__lte=Now(), closes_at__gt=Now()
        ).exists()

    def with_standing(self) -> "PhaseQuerySet":
        """Add ``standing``: upcoming, open or over, by the database clock."""
        return self.annotate(
            standing=Case(
                When(opens_at__gt=Now(), then=Value("upcoming")),
                When(closes_at__gt=Now(), then=Value("open")),
                default=Value("over"),
                output_field=models.CharField(),
            )
        )


class Phase(models.Model):
    """A step of a cycle with its dates: a deadline is this row, and nothing in code."""

    class Kind(models.TextChoices):
        """The steps of the thin line, in order."""

        SELF_ASSESSMENT = "self_assessment", _("self-assessment")
        APPRAISAL = "appraisal", _("appraisal")
        PUBLICATION = "publication", _("publication")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="phases")
    kind = models.CharField(_("step"), max_length=20, choices=Kind)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ("cycle", "opens_at", "closes_at")
        constraints = [
            models.UniqueConstraint("cycle", "kind", name="one_phase_of_a_kind"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="phase_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle}: {self.get_kind_display()}"
