"""Phases: the deadlines of a cycle are these rows; only the database clock decides."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, Expression, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Greatest, Now
from django.utils.translation import gettext_lazy as _

from openpar.criteria.arrivals import allows
from openpar.criteria.countdown import NEAR, in_words
from openpar.criteria.models.cycle import Cycle

#: When the last minute of a phase ends, grace and late submission included.
_LAST = Greatest(
    ExpressionWrapper(F("closes_at") + F("grace"), output_field=models.DateTimeField()),
    F("late_until"),  # PostgreSQL passes over what is not there
)


class PhaseQuerySet(models.QuerySet["Phase"]):
    """All reads of phases."""

    def open_now(self, cycle: Cycle, kind: str, unit: int | None = None) -> bool:
        """Return whether one may act in the phase by the database clock: from ``opens_at`` up to
        ``closes_at``, the end of its grace and of late submission, all moments included; a unit
        (its id) up to the end of its extension.

        Nobody acts in a cycle that is not open. What had reached the proxy in time is in time.
        """
        rows = self.filter(cycle=cycle, kind=kind, cycle__state="open", opens_at__lte=Now())
        rows = rows.annotate(last=_LAST)

        def closing(moment: Expression) -> bool:
            in_time = Q(last__gte=moment)
            if unit is not None:
                in_time |= Q(
                    extensions__unit=unit,
                    extensions__state="in_force",
                    extensions__until__gte=moment,
                )
            return rows.filter(in_time).exists()

        return allows(closing)

    def with_standing(self) -> "PhaseQuerySet":
        """Add ``standing`` (upcoming, open, grace, late or over), ``left`` (the time until it
        opens, or else closes) and ``checked_at``, all by the database clock.
        """
        return self.annotate(
            standing=Case(
                When(opens_at__gt=Now(), then=Value("upcoming")),
                When(closes_at__gte=Now(), then=Value("open")),
                When(closes_at__gte=Now() - F("grace"), then=Value("grace")),
                When(late_until__gte=Now(), then=Value("late")),
                default=Value("over"),
                output_field=models.CharField(),
            ),
            left=ExpressionWrapper(
                Case(When(opens_at__gt=Now(), then=F("opens_at")), default=F("closes_at")) - Now(),
                output_field=models.DurationField(),
            ),
            checked_at=Now(),
        )


class Phase(models.Model):
    """A step of a cycle with its dates: a deadline is this row, and nothing in code.

    In the ``grace`` after closing one may still finish what is under way, which is recorded. A
    self-assessment may moreover be submitted up to ``late_until``: such a sheet counts, and stays
    late for ever.
    """

    class Kind(models.TextChoices):
        """The steps of a cycle, in the order of the process."""

        SELF_ASSESSMENT = "self_assessment", _("self-assessment")
        SUPPLEMENT = "supplement", _("supplement")
        APPRAISAL = "appraisal", _("appraisal")
        EXPLANATION = "explanation", _("explanation")
        COUNCIL = "council", _("council")
        PUBLICATION = "publication", _("publication")

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="phases")
    kind = models.CharField(_("step"), max_length=20, choices=Kind)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    grace = models.DurationField(_("grace"), default=timedelta)
    late_until = models.DateTimeField(_("accepted late until"), null=True, blank=True)

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
            models.CheckConstraint(
                condition=Q(grace__gte=timedelta(0)), name="phase_grace_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(late_until__isnull=True)
                | Q(kind="self_assessment", late_until__gt=F("closes_at")),
                name="late_submission_follows_the_closing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle}: {self.get_kind_display()}"

    @property
    def seconds_left(self) -> int:
        """Whole seconds until it opens or closes; the row comes ``with_standing``."""
        return max(0, int(self.left.total_seconds()))

    @property
    def countdown(self) -> str:
        """The time until it opens or closes, in words; the row comes ``with_standing``."""
        return in_words(self.left)

    @property
    def is_near(self) -> bool:
        """Whether it is open and little time is left; the row comes ``with_standing``."""
        return self.standing == "open" and self.left < NEAR

    @property
    def grace_minutes(self) -> int:
        """The grace in whole minutes."""
        return self.grace // timedelta(minutes=1)
