"""Periods of a cycle: quarters, six and nine months, the year, months; each with two cut-offs."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openpar.criteria.arrivals import allows
from openpar.criteria.models.cycle import Cycle

#: Month and day on which the report of the year closes.
LAST_REPORT = (12, 14)


class PeriodQuerySet(models.QuerySet["Period"]):
    """All reads of periods."""

    def year_of(self, cycle: Cycle) -> "Period":
        """Return the year itself, which every cycle has; made when first asked for."""
        report = min(date(cycle.year, *LAST_REPORT), cycle.as_of)
        days = {"report_until": report, "as_of": cycle.as_of}
        return self.get_or_create(cycle=cycle, kind=Period.Kind.YEAR, number=1, defaults=days)[0]

    def open_now(self, number: int) -> bool:
        """Return whether the period with this id is scored now, by the database clock."""
        rows = self.filter(pk=number, cycle__state="open", opens_at__lte=Now())
        return allows(lambda moment: rows.filter(closes_at__gte=moment).exists())

    def within_the_year(self) -> "PeriodQuerySet":
        """Return the periods that are parts of the year."""
        return self.exclude(kind=Period.Kind.YEAR)

    def in_order(self) -> "PeriodQuerySet":
        """Order by the day results count up to, shorter periods first."""
        return self.order_by("as_of", "kind", "number")


class Period(models.Model):
    """A part of the year (or the year) for which units score themselves.

    ``report_until`` closes the figures of the periodic report (the 14th), ``as_of`` those of the
    index: a criterion whose milestone lies after ``as_of`` is not yet due in the period, never
    zero. ``opens_at`` to ``closes_at`` is when the period is scored; the year follows its phases.
    """

    class Kind(models.TextChoices):
        """Kinds of periods as reports know them."""

        MONTH = "month", _("month")
        QUARTER = "quarter", _("quarter")
        SIX_MONTHS = "six_months", _("six months")
        NINE_MONTHS = "nine_months", _("nine months")
        YEAR = "year", _("year")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="periods")
    kind = models.CharField(_("kind of period"), max_length=20, choices=Kind)
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    report_until = models.DateField(_("report up to"))
    as_of = models.DateField(_("index up to"))
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            models.UniqueConstraint("cycle", "kind", "number", name="one_period_of_a_kind"),
            models.CheckConstraint(
                condition=Q(report_until__lte=F("as_of")), name="report_closes_before_the_index"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="period_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=~Q(kind="year") | Q(opens_at__isnull=True),
                name="the_year_follows_its_phases",
            ),
            models.CheckConstraint(
                condition=Q(kind="quarter", number__range=(1, 4))
                | Q(kind="month", number__range=(1, 12))
                | Q(kind__in=["six_months", "nine_months", "year"], number=1),
                name="period_number_fits_its_kind",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == self.Kind.QUARTER:
            return _now("quarter %(number)d") % {"number": self.number}
        if self.kind == self.Kind.MONTH:
            return _now("month %(number)d") % {"number": self.number}
        return str(self.Kind(self.kind).label)

    @property
    def code(self) -> str:
        """A short name for addresses: ``quarter-2``; empty for the year."""
        if self.kind == self.Kind.YEAR:
            return ""
        return f"{self.kind.replace('_', '-')}-{self.number}"

    @property
    def is_year(self) -> bool:
        """Whether it is the year itself."""
        return self.kind == self.Kind.YEAR
