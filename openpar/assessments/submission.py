"""Freezing a sheet: its content, its hash, and the first two score layers of every leaf."""

from dataclasses import dataclass

from django.utils import timezone

from openpar import __version__
from openpar.assessments.canonical import content_of, digest
from openpar.assessments.computed import Figures, figures_of_sheet, is_self_assessed
from openpar.assessments.deadlines import TIMELINESS, Deadline
from openpar.assessments.models import (
    Kind,
    LayerStatus,
    ScoreItem,
    ScoreLayer,
    ScoreSheet,
    SheetRevision,
    Signature,
    SignedReport,
    State,
    Timeliness,
)
from openpar.assessments.permissions import opened_items
from openpar.criteria.models import Membership
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


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A sheet as it stands: its canonical content, and what the layers are written from.

    ``own`` are the items that the unit scores itself; of a reopened sheet those that are open.
    """

    content: dict[str, object]
    own: list[ScoreItem]
    figures: Figures

    @property
    def sha256(self) -> str:
        """The hash of the content."""
        return digest(self.content)


def snapshot(sheet: ScoreSheet) -> Snapshot:
    """Read a sheet as it stands; it must be locked.

    Of a reopened sheet, every criterion that is not open is taken from the revision before, as it
    was: no figure given to the cycle since then changes a letter of it (T37).
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
    opened = opened_items(sheet)
    if opened is not None:
        own = [item for item in own if item.pk in opened]
        still = {item.criterion.code for item in items if item.pk not in opened}
        content["items"] = _kept(content["items"], newest_revision(sheet).content["items"], still)
    return Snapshot(content, own, figures)


def newest_revision(sheet: ScoreSheet) -> SheetRevision | None:
    """Return what was submitted last."""
    return sheet.revisions.order_by("number").last()


def _kept(now: list[dict], before: list[dict], still: set[str]) -> list[dict]:
    """Return the items as they stand, those named in ``still`` as they stood before."""
    known = {item["criterion"]: item for item in before}
    return [known[item["criterion"]] if item["criterion"] in still else item for item in now]


def freeze(sheet: ScoreSheet, *, by: User, deadline: Deadline) -> SheetRevision:
    """Write the next revision of a sheet and its self and computed layers.

    Called by ``actions.submit`` inside its transaction, with the sheet locked. A signed sheet goes
    out as it was signed. Whether the unit came in time is decided by its first revision: no later
    one turns it back.
    """
    taken, before = snapshot(sheet), newest_revision(sheet)
    signature, report = signed(sheet)
    content = signature.sent_up.content if signature else taken.content
    revision = SheetRevision.objects.create(
        sheet=sheet,
        number=before.number + 1 if before else 1,
        by=by.get_username(),
        by_name=by.display_name,
        content=content,
        sha256=digest(content),
        timeliness=before.timeliness if before else timeliness_of(sheet, deadline, report),
        due_at=before.due_at if before else deadline.closes_at,
        signature=signature,
        report=report,
        reopening=sheet.reopening,
    )
    marks = {item.criterion.code: taken.figures.mark(item.criterion.code) for item in taken.own}
    layers = [_declared(item, marks[item.criterion.code], revision, by) for item in taken.own]
    layers += [_computed(item, taken.figures, revision) for item in taken.own]
    ScoreLayer.objects.bulk_create(layers)
    return revision


def signed(sheet: ScoreSheet) -> tuple[Signature | None, SignedReport | None]:
    """Return the signature under a signed sheet and the newest report brought back with it."""
    if sheet.state != State.SIGNED:
        return None, None
    rows = Signature.objects.filter(sent_up__sheet=sheet).select_related("sent_up")
    signature = rows.latest("sent_up__number")
    return signature, signature.reports.last()


def timeliness_of(sheet: ScoreSheet, deadline: Deadline, report: SignedReport | None) -> Timeliness:
    """Return whether a first submission comes in time.

    The time of receipt decides, unless the criteria set says that the date of the document does:
    a report dated on the last day or before is then in time, however late it comes. When it may
    still come at all, the phase alone says.
    """
    judged = TIMELINESS.get(deadline.standing, Timeliness.LATE)
    if judged == Timeliness.ON_TIME or report is None or not _by_document(sheet):
        return judged
    in_time = report.date <= timezone.localtime(deadline.closes_at).date()
    return Timeliness.ON_TIME if in_time else judged


def _by_document(sheet: ScoreSheet) -> bool:
    members = Membership.objects.select_related("cohort__criteria_set")
    member = members.get(cycle=sheet.cycle_id, unit=sheet.unit_id)
    return member.cohort.criteria_set.parsed.late_by == "document"


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
