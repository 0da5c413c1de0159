"""One criterion on one sheet, and the evidence pinned to it."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.assessments import readers
from openpar.assessments.given import file_hashes
from openpar.assessments.models.layer import ScoreLayer
from openpar.assessments.models.provided import ProvidedFigure
from openpar.assessments.models.sheet import ScoreSheet, was_submitted
from openpar.criteria import exercises
from openpar.criteria.exact import ExactField
from openpar.criteria.models import Criterion, Period
from openpar.evidence.models import Revision
from openpar.people.models import Unit, User


def _provided() -> models.Expression:
    """Return the expression for the figures that lead agencies gave for an item."""
    return ProvidedFigure.objects.as_array()


class ItemQuerySet(models.QuerySet):
    """All reads of items."""

    def visible_to(self, user: User) -> "ItemQuerySet":
        """Items this user may read: the predicate is ``permissions.may_read_item``.

        An appraiser sees only the items of the assigned fields, of other units' submitted sheets;
        a lead unit those of a province's own file that it leads.
        """
        units = readers.own_units(user)
        own = models.Q(sheet__unit__in=units) | models.Q(lead__in=units)
        assigned = models.Q(pk__in=[])
        for cycle, field in readers.fields_of(user):
            assigned |= models.Q(sheet__cycle=cycle, criterion__field_code=field)
        appraised = (
            assigned
            & was_submitted("sheet__")
            & models.Q(sheet__period__kind=Period.Kind.YEAR)
            & ~models.Q(sheet__unit__in=readers.units_of(user))
            & ~models.Q(lead__in=readers.units_of(user))
        )
        overseen = exercises.overseen_by(user, "sheet__cycle__")
        return self.filter(own | appraised | overseen)

    def with_layers(self) -> "ItemQuerySet":
        """With every score layer, oldest first, as ``item.layers.all()``, in one more query."""
        layers = ScoreLayer.objects.order_by("pk")
        return self.prefetch_related(models.Prefetch("layers", queryset=layers))

    def with_evidence(self) -> "ItemQuerySet":
        """With the pinned files and their documents, in one more query."""
        uses = EvidenceUse.objects.select_related("revision__document").order_by("pk")
        return self.prefetch_related(models.Prefetch("uses", queryset=uses))

    def for_summary(self) -> "ItemQuerySet":
        """With the criterion and ``kinds``, the kinds of evidence attached: one query for all."""
        kinds = ArrayAgg(
            "uses__revision__document__kind",
            filter=models.Q(uses__isnull=False, uses__detached_at__isnull=True),
            default=models.Value([]),
        )
        rows = self.select_related("criterion", "carried_from").annotate(kinds=kinds)
        return rows.order_by("criterion__position", "pk")

    def for_sheet(self) -> "ItemQuerySet":
        """As ``for_summary``, with the pinned files and the lead agency's figures that a row
        prints: two queries.
        """
        return self.for_summary().with_evidence().annotate(provided=_provided())

    def for_row(self) -> "ItemQuerySet":
        """With everything that one row needs to be shown and saved, the set's text left out."""
        sheet = ("sheet__cycle", "sheet__period", "sheet__unit")
        related = self.select_related("criterion__set", *sheet)
        known = {"files": file_hashes("sheet__cycle"), "provided": _provided()}
        return related.defer("criterion__set__text").annotate(**known)


class ScoreItem(models.Model):
    """What a unit declares for one leaf.

    ``inputs`` maps the name of an input to its exact text ("12", "0.85", "yes", "2026-03-01"); a
    name that is absent was not answered, which is not zero. ``self_points`` is null until the unit
    declares points other than the computed ones. ``lead`` is the unit that fills it in where the
    scored unit itself does not: in a province's own file. ``finished_by`` says that it is done, as
    far as who fills it in is concerned. ``carried_from`` is the earlier period whose figures
    and evidence stand in it until somebody confirms or changes them. ``version`` is the optimistic
    lock of the row.
    """

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="items")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="items")
    inputs = models.JSONField(default=dict)
    explanation = models.TextField(blank=True, default="")
    claim_not_applicable = models.BooleanField(default=False)
    claim_ground = models.TextField(blank=True, default="")
    self_points = ExactField(null=True, blank=True)
    lead = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="led_items",
        verbose_name=_("lead unit"),
    )  # fmt: skip
    finished_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    carried_from = models.ForeignKey(
        Period, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("carried from"),
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("sheet", "criterion", name="one_item_per_sheet_and_criterion"),
            models.CheckConstraint(
                condition=models.Q(claim_not_applicable=False) | ~models.Q(claim_ground=""),
                name="a_claim_has_a_ground",
            ),
            models.CheckConstraint(
                condition=models.Q(finished_by__isnull=True, finished_at__isnull=True)
                | models.Q(finished_by__isnull=False, finished_at__isnull=False),
                name="finished_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.pk} of sheet {self.sheet_id}"


class UsesInForce(models.Manager["EvidenceUse"]):
    """The uses that hold: those taken off an item stay in the table and out of sight."""

    def get_queryset(self) -> models.QuerySet["EvidenceUse"]:
        """Leave out what was taken off."""
        return super().get_queryset().filter(detached_at__isnull=True)


class EvidenceUse(models.Model):
    """A revision of a document used for one item: which pages, under which evidence code.

    A use that was taken off keeps its row, and its code is never given again: who reads an old
    sheet still finds what was there. ``objects`` and ``item.uses`` are the uses that hold.
    """

    item = models.ForeignKey(ScoreItem, models.PROTECT, related_name="uses")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="uses")
    pages = models.CharField(_("pages"), max_length=100, blank=True, default="")
    code = models.TextField(blank=True, default="")
    at = models.DateTimeField(db_default=Now(), editable=False)
    detached_at = models.DateTimeField(null=True, editable=False)
    detached_by = models.TextField(blank=True, default="")

    objects = UsesInForce()
    with_detached = models.Manager()  # noqa: DJ012 - a manager too, not a field

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "revision"],
                condition=models.Q(detached_at__isnull=True),
                name="one_use_per_item_and_revision",
            ),
            models.UniqueConstraint(
                fields=["item", "code"],
                condition=~models.Q(code=""),
                name="one_use_per_item_and_code",
            ),
            models.CheckConstraint(
                condition=models.Q(detached_at__isnull=True, detached_by="")
                | (models.Q(detached_at__isnull=False) & ~models.Q(detached_by="")),
                name="a_use_is_taken_off_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of item {self.item_id}"
