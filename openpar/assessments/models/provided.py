"""Figures that the lead agency of a criterion gives for all units: who said what, never changed."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject, Now
from django.utils.translation import gettext_lazy as _

from openpar.criteria.models import Criterion, Cycle, Period
from openpar.people.models import Unit


class ProvidedQuerySet(models.QuerySet["ProvidedFigure"]):
    """All reads of provided figures."""

    def newest(self) -> "ProvidedQuerySet":
        """The row that holds of every unit, period, criterion and input."""
        place = ("period_id", "unit_id", "criterion_id", "name")
        return self.order_by(*place, "-pk").distinct(*place)

    def as_array(self) -> ArraySubquery:
        """Return the expression for what agencies gave for an item, as objects with the name of
        the input, the text and the agency's name; part of the query of items.
        """
        rows = self.filter(
            period=models.OuterRef("sheet__period"),
            unit=models.OuterRef("sheet__unit"),
            criterion=models.OuterRef("criterion"),
        )
        newest = rows.order_by("name", "-pk").distinct("name")
        told = JSONObject(name="name", text="text", agency="provider__name")
        return ArraySubquery(newest.values(told=told))

    def of(self, period: Period, criterion: Criterion) -> "ProvidedQuerySet":
        """What holds for one criterion in one period, with the agencies that gave it."""
        return self.filter(period=period, criterion=criterion).newest().select_related("provider")


class ProvidedFigure(models.Model):
    """One figure of one unit as the lead agency gives it. Insert-only, by trigger.

    ``text`` is exact as in ``ScoreItem.inputs``; empty takes an earlier figure back. It fills in
    what the unit has not answered; where the unit says otherwise, both stand and the difference is
    shown, never resolved by the program.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="provided_figures")
    period = models.ForeignKey(Period, models.PROTECT, related_name="provided_figures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="provided_figures")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="provided_figures")
    name = models.TextField()
    text = models.TextField(blank=True)
    provider = models.ForeignKey(
        Unit, models.PROTECT, related_name="figures_given", verbose_name=_("lead agency")
    )
    source = models.TextField()
    author = models.TextField()
    author_name = models.TextField(blank=True, default="")
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ProvidedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index("period", "unit", "criterion", "name", "id", name="provided_by_place")
        ]

    def __str__(self) -> str:
        return f"{self.name} of criterion {self.criterion_id}, unit {self.unit_id}"
