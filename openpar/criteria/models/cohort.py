"""Cohorts of a cycle and the units that are scored in them."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from openpar.criteria.models.cycle import Cycle
from openpar.criteria.models.sets import CriteriaSet
from openpar.people.models import Unit


class CohortQuerySet(models.QuerySet["Cohort"]):
    """All reads of cohorts."""

    def with_set(self) -> "CohortQuerySet":
        """Return cohorts with their set (without its text) and their number of units."""
        rows = self.select_related("criteria_set").defer("criteria_set__text")
        return rows.annotate(unit_count=models.Count("memberships")).order_by("position", "code")


class Cohort(models.Model):
    """Units of a cycle that are compared with one another, and the set that scores them.

    Settings of ranking and classes come from the cohort of the same code in the set file.
    ``ranked`` false: scored and listed, never ranked.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="cohorts")
    code = models.CharField(_("code"), max_length=50)
    title = models.CharField(_("title"), max_length=250)
    title_en = models.CharField(_("English title"), max_length=250, blank=True)
    criteria_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="cohorts")
    ranked = models.BooleanField(_("ranked"), default=True)
    position = models.PositiveSmallIntegerField(default=1)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ("cycle", "position", "code")
        constraints = [models.UniqueConstraint("cycle", "code", name="one_cohort_per_code")]

    def __str__(self) -> str:
        return self.title


class MembershipQuerySet(models.QuerySet["Membership"]):
    """All reads of memberships."""

    def for_cycle(self, cycle: Cycle) -> "MembershipQuerySet":
        """Return units with their cohorts, in the order of the printed table."""
        rows = self.filter(cycle=cycle).select_related("unit", "cohort")
        return rows.order_by("cohort__position", "cohort__code", "unit__search")

    def of_units(self, units: Iterable[Unit]) -> "MembershipQuerySet":
        """Return the memberships of ``units`` in whatever cycle."""
        return self.filter(unit__in=[unit.pk for unit in units])


class Membership(models.Model):
    """A unit is scored once in a cycle, in one cohort of that same cycle (both constrained)."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="memberships")
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit in a cycle")
        verbose_name_plural = _("units in cycles")
        constraints = [models.UniqueConstraint("cycle", "unit", name="one_unit_once_in_a_cycle")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.cohort}"
