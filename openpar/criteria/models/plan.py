"""The yearly plan (kế hoạch) of a cycle: what is done from when to when, by whom."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from openpar.criteria.models.cycle import Cycle
from openpar.criteria.models.phase import Phase
from openpar.people.models import Unit


class PlanStepQuerySet(models.QuerySet["PlanStep"]):
    """All reads of plan steps."""

    def for_cycle(self, cycle: Cycle) -> "PlanStepQuerySet":
        """Return the steps with owner and phase, by their first day: one query."""
        rows = self.filter(cycle=cycle).select_related("owner", "phase")
        begins = Coalesce("begins", TruncDate("phase__opens_at"))
        return rows.annotate(first_day=begins).order_by("first_day", "pk")


class PlanStep(models.Model):
    """A step of the plan. With a phase, the phase's dates are its dates: nothing stands twice."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="plan_steps")
    title = models.CharField(_("step"), max_length=300)
    owner = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead unit")
    )
    phase = models.ForeignKey(
        Phase, models.CASCADE, null=True, blank=True, related_name="plan_steps",
        verbose_name=_("phase"),
    )  # fmt: skip
    begins = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("to"), null=True, blank=True)
    product = models.CharField(_("product"), max_length=300, blank=True)

    objects = PlanStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of the plan")
        verbose_name_plural = _("steps of the plan")
        constraints = [
            models.CheckConstraint(
                condition=Q(phase__isnull=False, begins__isnull=True, ends__isnull=True)
                | Q(phase__isnull=True, begins__isnull=False, ends__gte=F("begins")),
                name="plan_step_has_dates_once",
            ),
            models.UniqueConstraint("phase", name="one_plan_step_of_a_phase"),
        ]

    def __str__(self) -> str:
        return self.title
