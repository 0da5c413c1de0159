"""The score sheet of one unit in one cycle, and the revisions frozen when it was submitted."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.assessments import readers
from openpar.assessments.given import file_hashes
from openpar.criteria import exercises
from openpar.criteria.models import CriteriaSet, Crosswalk, Cycle, Period
from openpar.people.models import Unit, User


class State(models.TextChoices):
    """Where a sheet stands; ``moves.MOVES`` says who moves it where.

    A sheet that has been submitted once is never a draft again: reopened, it shows everybody else
    what was submitted last, until it is submitted anew.
    """

    DRAFT = "draft", _("Draft")
    WITH_HEAD = "with_head", _("With the head")
    SIGNED = "signed", _("Signed off by the head")
    SUBMITTED = "submitted", _("Submitted")
    REOPENED = "reopened", _("Reopened")
    SET_ASIDE = "set_aside", _("Replaced by a newer criteria set")


#: States in which something can be typed.
BEING_TYPED = (State.DRAFT, State.REOPENED)
_WITHOUT_REOPENING = (State.DRAFT, State.SUBMITTED, State.SET_ASIDE)


class Timeliness(models.TextChoices):
    """Whether a submission came in time; it is written down once, and nothing turns it back."""

    ON_TIME = "on_time", _("On time")
    IN_GRACE = "in_grace", _("In the grace")
    LATE = "late", _("Submitted late")


def was_submitted(path: str = "") -> models.Q:
    """Return the condition under which the sheet at ``path`` has been submitted, whether reopened
    since or not: what others read of it is its newest submitted revision."""
    reopened = models.Q(**{f"{path}reopening__isnull": False})
    return models.Q(**{f"{path}state": State.SUBMITTED}) | reopened


class SheetQuerySet(models.QuerySet):
    """All reads of sheets."""

    def visible_to(self, user: User) -> "SheetQuerySet":
        """Sheets this user may open: the predicate is ``permissions.may_read``.

        Officers and heads: their own unit's. Who oversees the cycle: all of it. Appraisers:
        submitted sheets of other units in cycles where a field is assigned to them. Lead units of
        a province's own file: the sheet of which they fill in a part.
        """
        own = readers.own_units(user)
        appraised = (
            was_submitted()
            & models.Q(
                period__kind=Period.Kind.YEAR,
                cycle__in={cycle for cycle, _field in readers.fields_of(user)},
            )
            & ~models.Q(unit__in=readers.units_of(user))
        )
        overseen = exercises.overseen_by(user, "cycle__")
        items = self.model._meta.get_field("items").related_model.objects
        led = models.Q(pk__in=items.filter(lead__in=own).values("sheet"))
        return self.filter(models.Q(unit__in=own) | appraised | overseen | led)

    def in_use(self) -> "SheetQuerySet":
        """Sheets that no sheet by a newer criteria set has replaced."""
        return self.exclude(state=State.SET_ASIDE)

    def of_the_year(self) -> "SheetQuerySet":
        """The sheets of the year itself: those that are appraised and make the index."""
        return self.filter(period__kind=Period.Kind.YEAR)

    def at(self, place: str, unit: str) -> "SheetQuerySet":
        """The sheet at an address: the code of a unit, and a place as ``sheet.place`` writes it."""
        cycle, _dot, period = place.partition(".")
        rows = self.filter(cycle__code=cycle, unit__code=unit)
        if not period:
            return rows.of_the_year()
        kind, _hyphen, number = period.rpartition("-")
        kind = kind.replace("-", "_")
        which = int(number) if number.isdecimal() else 0
        return rows.filter(period__kind=kind, period__number=which)

    def for_page(self) -> "SheetQuerySet":
        """With cycle, period, unit, the cycle's files of figures, and whether the unit has sheets
        of the cycle by an older set, in one query."""
        older = "old_set__criteria__items__sheet__"
        crosswalks = Crosswalk.objects.filter(
            new_set__criteria__items__sheet=models.OuterRef("pk"),
            **{f"{older}cycle": models.OuterRef("cycle"), f"{older}unit": models.OuterRef("unit")},
        )
        rows = self.select_related("cycle", "period", "unit")
        return rows.annotate(files=file_hashes("cycle"), is_remapped=models.Exists(crosswalks))


class SheetsInUse(models.Manager.from_queryset(SheetQuerySet)):
    """Sheets as everybody means them: what a newer set has replaced is history, and not among
    them."""

    def get_queryset(self) -> SheetQuerySet:
        """Leave out what has been set aside."""
        return super().get_queryset().in_use()


class ScoreSheet(models.Model):
    """What one unit declares in one period of a cycle; ``version`` counts its changes, submission
    included. A sheet made without a period is the year's, the one that is appraised. ``reopening``
    is there from the moment a submitted sheet is opened again until it is submitted anew.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sheets")
    period = models.ForeignKey(Period, models.PROTECT, related_name="sheets")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    reopening = models.ForeignKey(
        "assessments.Reopening", models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SheetsInUse()
    with_set_aside = SheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "unit", "period"],
                condition=~models.Q(state=State.SET_ASIDE),
                name="one_sheet_per_unit_and_period",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="sheet_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_WITHOUT_REOPENING, reopening__isnull=True)
                | models.Q(state__in=(State.WITH_HEAD, State.SIGNED))
                | models.Q(state=State.REOPENED, reopening__isnull=False),
                name="a_reopened_sheet_says_what_is_open",
            ),
        ]

    def __str__(self) -> str:
        return f"sheet {self.pk}"

    def save(self, *arguments, **options) -> None:
        """Take the year where no period is given."""
        if self.period_id is None:
            self.period = Period.objects.year_of(self.cycle)
        super().save(*arguments, **options)

    @property
    def was_submitted(self) -> bool:
        """Whether it has been submitted, reopened since or not; as ``was_submitted`` in queries."""
        return self.state == State.SUBMITTED or self.reopening_id is not None

    @property
    def is_being_typed(self) -> bool:
        """Whether its state lets something be typed."""
        return self.state in BEING_TYPED

    def scoring_set(self) -> CriteriaSet:
        """Return the set that its criteria belong to, the text left out: one query."""
        sets = CriteriaSet.objects.defer("text").filter(criteria__items__sheet=self)
        return sets.distinct().get()

    @property
    def place(self) -> str:
        """Cycle and period as addresses write them: ``dot-2026``, ``dot-2026.quarter-2``."""
        return f"{self.cycle.code}.{self.period.code}" if self.period.code else self.cycle.code


class FrozenSheet(models.Model):
    """A sheet as it stood at one moment: canonical content and its hash. Insert-only, by trigger.

    ``content`` holds every item with inputs, points, explanation, claim and the hashes of its
    evidence; ``sha256`` is the hash of its canonical JSON (sorted keys, no spaces, UTF-8).
    """

    number = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.TextField()
    by_name = models.TextField(blank=True, default="")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    @property
    def fingerprint(self) -> str:
        """The short code of its content that a printed report bears: 4F2A-90BC-77E1-D3A8.

        Sixteen digits of the hash: 64 bits, enough that no other sheet has the same by chance.
        """
        digits = self.sha256[:16].upper()
        return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


class SheetRevision(FrozenSheet):
    """A sheet as it was submitted.

    ``due_at`` is the deadline that held for the unit then, ``timeliness`` what came of it: a later
    revision keeps that of the first. ``signature`` and ``report`` are there where the cycle asks
    for them, ``reopening`` where a submitted sheet was opened again: its ``revision`` is the one
    before.
    """

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="revisions")
    timeliness = models.CharField(max_length=20, choices=Timeliness, default=Timeliness.ON_TIME)
    due_at = models.DateTimeField(null=True, editable=False)
    signature = models.ForeignKey(
        "assessments.Signature", models.PROTECT, null=True, related_name="revisions"
    )
    report = models.ForeignKey(
        "assessments.SignedReport", models.PROTECT, null=True, related_name="revisions"
    )
    reopening = models.OneToOneField(
        "assessments.Reopening", models.PROTECT, null=True, related_name="answer"
    )

    class Meta:
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint("sheet", "number", name="one_revision_per_sheet_and_number"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="sheet_revisions_count_from_one"
            ),
            models.CheckConstraint(
                condition=models.Q(timeliness__in=Timeliness.values), name="timeliness_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of sheet {self.sheet_id}"
