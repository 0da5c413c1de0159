"""Runs: one computation of a cycle, kept whole, and what came of it. Every table insert-only.

Pages, exports and reports print these rows and never compute; ``openpar replay`` recomputes a run
from ``Run.files`` and compares every row.
"""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.assessments.models import LayerStatus, ScoreLayer, SheetRevision
from openpar.criteria import exercises
from openpar.criteria.exact import ExactField
from openpar.criteria.models import Cohort, Criterion, Cycle, Phase
from openpar.people.formats import is_vietnamese
from openpar.people.models import Unit, User
from openpar.people.scopes import Reach, roles_with
from openpar.results.past_models import PastImport, PastResult
from openpar.scoring.rounds.phrases import say

__all__ = [
    "OBSERVERS",
    "OVERSEERS",
    "Mark",
    "PastImport",
    "PastResult",
    "Run",
    "UnitResult",
]

#: Roles that read the consolidated table before publication; the standing body's own rows stay
#: in it, readable, because it writes no points there.
OVERSEERS = (*roles_with(results=Reach.ALL), *roles_with(results=Reach.OWN_EXERCISE))
#: Read the same tables once publication has begun: no draft, nothing provisional before it.
OBSERVERS = roles_with(results=Reach.PUBLISHED)


def published_cycles() -> models.QuerySet:
    """Return the cycles whose phase of publication has begun, by the database clock."""
    begun = Phase.objects.filter(kind=Phase.Kind.PUBLICATION, opens_at__lte=Now())
    return begun.values("cycle")


class RunQuerySet(models.QuerySet["Run"]):
    """All reads of runs. ``files`` holds megabytes and is fetched only by name."""

    def for_list(self) -> "RunQuerySet":
        """Newest first, with the cycle, without the stored inputs."""
        return self.defer("files").select_related("cycle").order_by("-cycle__year", "-pk")

    def visible_to(self, user: User) -> "RunQuerySet":
        """Runs of the cycles that one oversees or leads; for observers of those being published,
        inner exercises and own files excepted.
        """
        seen = exercises.overseen_by(user, "cycle__") | exercises.led_by(user, "cycle__")
        if user.holds(*OBSERVERS):
            seen |= models.Q(cycle__in=published_cycles()) & exercises.open_to_all("cycle__")
        return self.filter(seen)


class Run(models.Model):
    """One computation: hashes of sets and inputs, program version, who, when.

    ``files`` is the round that was scored, as the files of the round format (file name to text):
    anybody can write them into a folder and score them with ``openpar score``. ``inputs_hash`` is
    the SHA-256 of their canonical JSON, ``set_hashes`` maps the code of each cohort to the SHA-256
    of its set file. ``provisional`` (tạm tính) until a result is approved.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField(_("number"))
    set_hashes = models.JSONField(_("hashes of the criteria sets"))
    inputs_hash = models.CharField(_("hash of the inputs"), max_length=64)
    files = models.JSONField(_("inputs"))
    version = models.CharField(_("program version"), max_length=50)
    by = models.CharField(_("account"), max_length=150)
    by_name = models.CharField(_("person"), max_length=200, blank=True)
    office = models.TextField(_("acting as"), blank=True)
    at = models.DateTimeField(_("time"), db_default=Now(), editable=False)
    provisional = models.BooleanField(_("provisional"), default=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.UniqueConstraint("cycle", "number", name="one_run_per_cycle_and_number"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle.code}/{self.number}"


class UnitResultQuerySet(models.QuerySet["UnitResult"]):
    """All reads of unit results."""

    def for_table(self) -> "UnitResultQuerySet":
        """In the order of the printed tables, with unit and cohort: one query."""
        return self.select_related("unit", "cohort").order_by("position")

    def of_own_units(self, user: User) -> "UnitResultQuerySet":
        """Rows of the units whose officer or head this person is, once publication has begun."""
        own = [unit.pk for unit in user.units(*roles_with(results=Reach.OWN_UNIT))]
        return self.filter(unit__in=own, run__cycle__in=published_cycles())

    def visible_to(self, user: User) -> "UnitResultQuerySet":
        """All units for those who oversee the cycle. A unit's officer and head see their own row
        only from the phase of publication on; nobody else sees any."""
        seen = models.Q(pk__in=self.of_own_units(user).values("pk"))
        if user.holds(*OVERSEERS, *OBSERVERS):
            seen |= models.Q(run__in=Run.objects.visible_to(user).values("pk"))
        return self.filter(seen)


class UnitResult(models.Model):
    """One unit's row of a run; ``position`` is its place in the printed tables.

    ``points`` of ``applicable_maximum``; ``index`` in per cent, unrounded, ``index_published`` its
    text as rounded by the set. ``rank`` is null where the unit is not ranked or its index unknown.
    ``class_reason`` is the key of the phrase that says why there is no class or a lower one, about
    the band ``class_about``. ``status`` is ``known`` or ``unknown: criterion 1.1, 2.3``.
    ``fields`` maps a field code to its points, applicable maximum and index, each exact text or
    null. ``sheet_revision`` is the submitted sheet that was read, null where there was none.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="unit_results")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="results")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="results")
    position = models.PositiveIntegerField()
    points = ExactField(_("points"), null=True)
    applicable_maximum = ExactField(_("applicable maximum"))
    index = ExactField(_("index"), null=True)
    index_published = models.CharField(_("published index"), max_length=50, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True)
    class_title = models.CharField(_("class"), max_length=200, blank=True)
    class_title_en = models.CharField(max_length=200, blank=True)
    class_reason = models.CharField(max_length=50, blank=True, default="")
    class_about = models.CharField(max_length=200, blank=True, default="")
    status = models.TextField(_("status"))
    fields = models.JSONField(_("points by field"))
    sheet_revision = models.ForeignKey(
        SheetRevision, models.PROTECT, null=True, related_name="results"
    )

    objects = UnitResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result of a unit")
        verbose_name_plural = _("results of units")
        constraints = [
            models.UniqueConstraint("run", "unit", name="one_result_per_run_and_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit.code} in run {self.run_id}"

    @property
    def class_shown(self) -> str:
        """The class in the reader's language."""
        return self.class_title if is_vietnamese() else self.class_title_en or self.class_title

    @property
    def class_note(self) -> str:
        """Why there is no class, or a lower one than the index alone would earn; mostly empty."""
        if not self.class_reason:
            return ""
        language = "vi" if is_vietnamese() else "en"
        return say(self.class_reason, language, title=self.class_about)

    @property
    def unknown_codes(self) -> list[str]:
        """Codes of the criteria that make the index unknown."""
        _word, found, codes = self.status.partition("unknown: criterion ")
        return codes.split(", ") if found else []


class MarkQuerySet(models.QuerySet["Mark"]):
    """All reads of marks."""

    def in_order(self) -> "MarkQuerySet":
        """In the order of the criteria set, with the criterion: one query."""
        return self.select_related("criterion").order_by("criterion__position")


class Mark(models.Model):
    """One leaf of one unit in a run.

    ``points`` is null unless ``status`` is scored. ``layer`` names whose points they are:
    ``computed`` by the rule, or the score layer that replaced them, whose row is ``score_layer``.
    ``inputs`` are the exact texts that the rule read; ``reason`` names what is missing or why the
    leaf does not apply.
    """

    # A run writes tens of thousands of marks at once: the unique index serves every question, and
    # an index per foreign key would treble the time.
    run = models.ForeignKey(Run, models.PROTECT, related_name="marks", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="marks", db_index=False)
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="marks", db_index=False)
    status = models.CharField(_("status"), max_length=20, choices=LayerStatus)
    points = ExactField(_("points"), null=True)
    maximum = ExactField(_("maximum points"))
    layer = models.CharField(_("score layer"), max_length=20)
    score_layer = models.ForeignKey(
        ScoreLayer, models.PROTECT, null=True, related_name="marks", db_index=False
    )
    inputs = models.JSONField(_("inputs"))
    reason = models.TextField(_("reason"), blank=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.UniqueConstraint(
                "run", "unit", "criterion", name="one_mark_per_run_unit_and_criterion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code} of {self.unit.code} in run {self.run_id}"
