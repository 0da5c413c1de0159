"""Score layers: who gave which points when, one row each, never overwritten."""

from collections.abc import Iterable

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.criteria.exact import ExactField


class Kind(models.TextChoices):
    """The layers in the order of the process: a later one outranks an earlier one.

    What a superior level appraised of a province's own file stands last and beside the others: it
    decides there, in the superior's own cycle, and never which points hold here.
    """

    SELF = "self", _("Self-assessment score")
    COMPUTED = "computed", _("Computed by the rule")
    APPRAISED = "appraised", _("Appraisal score")
    SECOND = "second", _("Second appraisal score")
    AGREED = "agreed", _("Agreed appraisal score")
    EXPLAINED = "explained", _("Score after explanation")
    COUNCIL = "council", _("Council score")
    EXTERNAL = "external", _("Appraised by the superior level")


class LayerStatus(models.TextChoices):
    """What a layer says of the leaf: the five statuses of ``openpar.scoring.marks.Status``."""

    SCORED = "scored", _("Scored")
    NOT_APPLICABLE = "not applicable", _("Not applicable")
    NOT_YET_DUE = "not yet due", _("Not yet due")
    MISSING = "missing", _("Missing")
    UNDETERMINED = "undetermined", _("Undetermined")


class LayerQuerySet(models.QuerySet["ScoreLayer"]):
    """All reads of layers."""

    def declared(self) -> "LayerQuerySet":
        """What the unit itself declares and what the rule makes of it, nobody's judgement."""
        return self.filter(kind__in=(Kind.SELF, Kind.COMPUTED))


class ScoreLayer(models.Model):
    """Points of one item at one step of the process. Insert-only, by trigger.

    ``points`` is null unless ``status`` is scored: a status, never a coded number. ``inputs`` are
    the exact figures it judged; ``sheet_revision`` is the submitted sheet it read.
    """

    item = models.ForeignKey("assessments.ScoreItem", models.PROTECT, related_name="layers")
    kind = models.CharField(max_length=20, choices=Kind)
    status = models.CharField(max_length=20, choices=LayerStatus)
    points = ExactField(null=True, blank=True)
    inputs = models.JSONField(default=dict)
    reason = models.TextField(blank=True, default="")
    author = models.TextField()
    author_name = models.TextField(blank=True, default="")
    office = models.TextField(blank=True, default="")
    at = models.DateTimeField(db_default=Now(), editable=False)
    sheet_revision = models.ForeignKey(
        "assessments.SheetRevision", models.PROTECT, null=True, related_name="layers"
    )

    objects = LayerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("item", "id", name="layers_of_an_item")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=LayerStatus.SCORED, points__isnull=False)
                | (models.Q(points__isnull=True) & ~models.Q(status=LayerStatus.SCORED)),
                name="points_exactly_where_scored",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="layer_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=LayerStatus.values), name="layer_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of item {self.item_id}"


#: The place of each kind: a later one outranks an earlier one.
ORDER = {kind: place for place, kind in enumerate(Kind.values)}
_VALID = {LayerStatus.SCORED, LayerStatus.NOT_APPLICABLE}


def newest_layer(layers: Iterable[ScoreLayer]) -> ScoreLayer | None:
    """Return the layer that holds: the highest kind of this level, of that kind the newest row.

    A layer that says something (points, or not applicable) holds over one that does not, so that a
    rule without figures does not hide the points that people gave.
    """
    return max(
        (layer for layer in layers if layer.kind != Kind.EXTERNAL),
        key=lambda layer: (layer.status in _VALID, ORDER[layer.kind], layer.pk),
        default=None,
    )
