"""What the council can do. Each action: lock, ask, layer, record, in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from openpar.appraisals import permissions
from openpar.appraisals.models import Assignment, DeskItem
from openpar.assessments.models import Kind, LayerStatus, ScoreItem, ScoreLayer, SheetRevision
from openpar.assessments.submitted import show_submitted
from openpar.audit.log import record
from openpar.criteria.models import Criterion, Cycle
from openpar.people.formats import write_shortest
from openpar.people.models import User
from openpar.scoring.numbers import Number
from openpar.scoring.sets.model import Node


class StaleAppraisal(Exception):
    """Somebody appraised the item since this person looked; ``newest`` is that layer."""

    def __init__(self, newest: ScoreLayer) -> None:
        super().__init__(newest.pk)
        self.newest = newest


@dataclass(frozen=True, slots=True)
class Standing:
    """The layers of one item that the appraisal compares; any may be missing."""

    declared: ScoreLayer | None
    computed: ScoreLayer | None
    appraised: ScoreLayer | None

    @classmethod
    def of(cls, layers: Iterable[ScoreLayer]) -> "Standing":
        """Pick the newest layer of each kind from layers in order of their writing."""
        newest = {layer.kind: layer for layer in layers}
        return cls(*(newest.get(kind) for kind in (Kind.SELF, Kind.COMPUTED, Kind.APPRAISED)))

    @property
    def self_points(self) -> Number | None:
        """The points the unit gives itself: declared ones, else those the rule computed for it."""
        layer = self.declared or self.computed
        return layer.points if layer else None

    @property
    def computed_points(self) -> Number | None:
        """The points the rule computes from the unit's figures."""
        return self.computed.points if self.computed else None

    def departs(self, points: Number | None) -> bool:
        """Whether ``points`` differ from the self or the computed points: a reason is due."""
        known = (self.self_points, self.computed_points)
        return all(value is None for value in known) or any(
            value is not None and value != points for value in known
        )


@transaction.atomic
def appraise(
    item: ScoreItem,
    *,
    by: User,
    points: Number | None,
    reason: str,
    seen: int | None = None,
) -> ScoreLayer:
    """Write the appraised points of one item as a new layer; earlier ones stay.

    Parameters
    ----------
    points
        Within the criterion's minimum and maximum; ``None`` accepts the unit's claim that the
        criterion does not apply.
    reason
        Compulsory where the points differ from the self or the computed points, where neither is
        known, and where a claim is decided.
    seen
        Primary key of the appraisal layer the person looked at, 0 if there was none; ``None`` does
        not ask.

    Raises
    ------
    PermissionDenied
        With the reason.
    ValidationError
        On ``points`` or ``reason``.
    StaleAppraisal
        Another appraisal was written since the person looked.
    """
    item = _locked([item.pk])[0]
    permissions.may_appraise(by, item).or_403()
    standing = Standing.of(item.layers.all())
    newest = standing.appraised
    if seen is not None and newest is not None and newest.pk != seen:
        raise StaleAppraisal(newest)
    reason = reason.strip()
    _check(item, standing, points, reason)
    return _write(item, standing, by=by, points=points, reason=reason)


@transaction.atomic
def recognise(items: Iterable[ScoreItem], *, by: User) -> list[ScoreLayer]:
    """Recognise (công nhận) the self points of several items of one cycle, all or none.

    Items that were appraised meanwhile, or whose points need a reason (see ``recognisable``), are
    passed over and stay for the appraiser. Items are locked in the order of their keys, so that
    two people recognising the same ones never wait in a circle.

    Raises
    ------
    PermissionDenied
        Any one of the items may not be appraised by this person now.
    """
    locked = _locked([item.pk for item in items])
    if not locked:
        return []
    desk = permissions.Desk.of(by, locked[0].sheet.cycle)
    layers = []
    for item in locked:
        desk.verdict(item).or_403()
        standing = Standing.of(item.layers.all())
        if standing.appraised is None and recognisable(item, standing):
            points = standing.self_points
            layers.append(_write(item, standing, by=by, points=points, reason=""))
    return layers


def recognisable(item: ScoreItem, standing: Standing) -> bool:
    """Whether one click may take the self points: they are known, the rule agrees, no claim."""
    points = standing.self_points
    return points is not None and not item.claim_not_applicable and not standing.departs(points)


@transaction.atomic
def assign(cycle: Cycle, user: User, field_code: str, *, by: User) -> Assignment:
    """Assign a field of a cycle to an appraiser; once is enough.

    Raises
    ------
    ValidationError
        The person may not appraise this cycle, or no set of it has the field.
    """
    permissions.may_assign(by, cycle).or_403()
    if not (eligible := permissions.may_be_assigned(user, cycle)):
        raise ValidationError(eligible.reason)
    if not Criterion.objects.filter(set__cohorts__cycle=cycle, field_code=field_code).exists():
        raise ValidationError(
            _("No criteria set of this cycle has the field “%(field)s”.") % {"field": field_code}
        )
    assignment, created = Assignment.objects.get_or_create(
        cycle=cycle, user=user, field_code=field_code
    )
    if created:
        record(
            "appraisals.assigned",
            cycle,
            by=by,
            appraiser=user.get_username(),
            field=field_code,
        )
    return assignment


def leaf_of(criterion: Criterion) -> Node:
    """Return the leaf of the set file behind a criterion's row; its set must be loaded."""
    leaves = {leaf.code: leaf for leaf in criterion.set.parsed.leaves()}
    return leaves[criterion.code]


def _locked(keys: list[int]) -> list[DeskItem]:
    """Lock items in the order of their keys and read their layers only then."""
    revisions = SheetRevision.objects.defer("content").order_by("number")
    rows = DeskItem.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    rows = rows.select_related("criterion__set", "sheet__cycle", "sheet__period", "sheet__unit")
    rows = rows.with_layers()
    items = list(rows.prefetch_related(Prefetch("sheet__revisions", queryset=revisions)))
    show_submitted(items)  # what is being typed on a reopened sheet is nobody's to judge
    return items


def _write(
    item: DeskItem, standing: Standing, *, by: User, points: Number | None, reason: str
) -> ScoreLayer:
    """Add the layer, pinned to the submitted sheet it judged, and the event that tells of it."""
    layer = ScoreLayer.objects.create(
        item_id=item.pk,
        kind=Kind.APPRAISED,
        status=LayerStatus.NOT_APPLICABLE if points is None else LayerStatus.SCORED,
        points=points,
        inputs=item.inputs,
        reason=reason,
        author=by.get_username(),
        author_name=str(by),
        office=by.office,
        sheet_revision=list(item.sheet.revisions.all())[-1],
    )
    record(
        "appraisals.appraised" if standing.appraised is None else "appraisals.reappraised",
        item,
        by=by,
        criterion=item.criterion.code,
        unit=item.sheet.unit.code,
        points=points,
        self_points=standing.self_points,
        computed_points=standing.computed_points,
        reason=reason,
    )
    return layer


def _check(item: ScoreItem, standing: Standing, points: Number | None, reason: str) -> None:
    """Refuse points out of range and departures without a reason; each on its field."""
    errors: dict[str, str] = {}
    if points is None:
        if not item.claim_not_applicable:
            errors["points"] = _("Enter the appraised points; an empty cell is not zero.")
    elif refusal := _out_of_range(leaf_of(item.criterion), points):
        errors["points"] = refusal
    due = item.claim_not_applicable or standing.departs(points)
    if not errors and due and not reason:
        errors["reason"] = _reason_due(item, standing)
    if errors:
        raise ValidationError(errors)


def _out_of_range(leaf: Node, points: Number) -> str:
    if leaf.maximum is not None and points > leaf.maximum:
        return _("This criterion earns at most %(most)s points.") % {
            "most": write_shortest(leaf.maximum)
        }
    if leaf.minimum is not None and points < leaf.minimum:
        return _("This criterion earns at least %(least)s points.") % {
            "least": write_shortest(leaf.minimum)
        }
    return ""


def _reason_due(item: ScoreItem, standing: Standing) -> str:
    if item.claim_not_applicable:
        return _(
            "The unit claims that this criterion does not apply. Give the ground of your decision."
        )
    if standing.self_points is None and standing.computed_points is None:
        return _("Neither self nor computed points are known. Give the reason for these points.")
    return _(
        "These points differ from the self-assessment or from the computed points. Give the reason."
    )
