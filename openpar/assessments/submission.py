"""Freezing a sheet: its content, its hash, and the first two score layers of every leaf."""

from openpar import __version__
from openpar.assessments.canonical import content_of, digest
from openpar.assessments.computed import Figures, figures_of_sheet, is_self_assessed
from openpar.assessments.models import (
    Kind,
    LayerStatus,
    ScoreItem,
    ScoreLayer,
    ScoreSheet,
    SheetRevision,
)
from openpar.people.models import User
from openpar.scoring.marks import Mark
from openpar.scoring.sets.model import CriteriaSet, Node

#: Who stands as the author of the computed layer: the program, by its version.
PROGRAM = f"openpar {__version__}"


def node_of(criteria_set: CriteriaSet, code: str) -> Node:
    """Return the leaf with ``code``.

    Raises
    ------
    KeyError
        The set has no such leaf.
    """
    for node in criteria_set.leaves():
        if node.code == code:
            return node
    raise KeyError(code)


def freeze(sheet: ScoreSheet, *, by: User) -> SheetRevision:
    """Write the next revision of a sheet and its self and computed layers.

    Called by ``actions.submit`` inside its transaction, with the sheet locked.
    """
    items = list(
        sheet.items.select_related("criterion__set", "lead")
        .with_evidence()
        .order_by("criterion__position")
    )
    criteria_set = items[0].criterion.set
    parsed = criteria_set.parsed
    figures = figures_of_sheet(sheet, parsed, items)
    nodes = {node.code: node for node in parsed.leaves()}
    own = [item for item in items if is_self_assessed(nodes[item.criterion.code])]
    marks = {item.criterion.code: figures.mark(item.criterion.code) for item in own}
    content = content_of(sheet, criteria_set, items, marks)
    revision = SheetRevision.objects.create(
        sheet=sheet,
        number=sheet.revisions.count() + 1,
        by=by.get_username(),
        by_name=by.display_name,
        content=content,
        sha256=digest(content),
    )
    layers = [_declared(item, marks[item.criterion.code], revision, by) for item in own]
    layers += [_computed(item, figures, revision) for item in own]
    ScoreLayer.objects.bulk_create(layers)
    return revision


def _declared(item: ScoreItem, mark: Mark, revision: SheetRevision, by: User) -> ScoreLayer:
    """What the unit declares: a claim, points of its own, or the computed ones."""
    status, points, reason = str(mark.status), mark.points, item.explanation
    if item.claim_not_applicable:
        status, points, reason = LayerStatus.NOT_APPLICABLE, None, item.claim_ground
    elif item.self_points is not None:
        status, points = LayerStatus.SCORED, item.self_points
    return ScoreLayer(
        item=item,
        kind=Kind.SELF,
        status=status,
        points=points,
        inputs=item.inputs,
        reason=reason,
        author=by.get_username(),
        author_name=by.display_name,
        office=by.office,
        sheet_revision=revision,
    )


def _computed(item: ScoreItem, figures: Figures, revision: SheetRevision) -> ScoreLayer:
    """What the rule computes from the unit's figures, with the sentences that say how."""
    code = item.criterion.code
    mark = figures.mark(code)
    return ScoreLayer(
        item=item,
        kind=Kind.COMPUTED,
        status=str(mark.status),
        points=mark.points,
        inputs=item.inputs,
        reason="\n".join(figures.explanation(code, "vi")),
        author=PROGRAM,
        author_name=PROGRAM,
        sheet_revision=revision,
    )
