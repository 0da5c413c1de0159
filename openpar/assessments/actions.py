"""What a unit does with its sheet. Each action: lock, ask, change, record, in one transaction.

Every change locks the row of the sheet first, so that saving, attaching and submitting take turns
and a submission never overtakes a figure.
"""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.assessments import carrying, completeness, moves, moving, permissions, submission
from openpar.assessments.computed import asked_of_unit, figures_of_sheet, is_self_assessed
from openpar.assessments.deadlines import deadline_of
from openpar.assessments.entry import check_points, check_value
from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet, SheetRevision, State
from openpar.assessments.providing import given_texts
from openpar.assessments.shares import leads_of
from openpar.audit.log import record
from openpar.criteria.models import Cycle, Membership, Period
from openpar.evidence import actions as evidence
from openpar.evidence.models import LockedFile, Revision
from openpar.file_storage import Stored, discard, receive
from openpar.people.formats import InputError, is_vietnamese
from openpar.people.models import Unit, User
from openpar.scoring.numbers import Number
from openpar.scoring.rounds.phrases import say
from openpar.scoring.rounds.values import BadValue, parse_value
from openpar.scoring.sets.model import Input, Node


class StaleVersionError(Exception):
    """Somebody else saved the row meanwhile. ``current`` is the row as it stands now."""

    def __init__(self, current: ScoreItem) -> None:
        super().__init__(f"item {current.pk} is at version {current.version}")
        self.current = current


class UnexplainedError(ValidationError):
    """Self-declared points depart from the computed ones without a word of explanation."""


@transaction.atomic
def open_sheet(cycle: Cycle, unit: Unit, *, by: User, period: Period | None = None) -> ScoreSheet:
    """Begin the sheet of a unit, or return it if it has begun: one per unit and period.

    ``period`` is a part of the year; without it the sheet is the year's. What the unit gave for an
    earlier period, by the same criteria set, is carried into the new sheet with its evidence, to be
    confirmed; points never are.

    Raises
    ------
    Membership.DoesNotExist
        The unit is not scored in the cycle.
    """
    permissions.may_open(by, cycle, unit).or_403()
    members = Membership.objects.select_related("cohort__criteria_set")
    member = members.get(cycle=cycle, unit=unit)
    period = period or Period.objects.year_of(cycle)
    sheet, created = ScoreSheet.objects.get_or_create(cycle=cycle, unit=unit, period=period)
    if created:
        leaves = member.cohort.criteria_set.criteria.filter(is_leaf=True)
        source = carrying.earlier_sheet(sheet)
        given = carrying.figures_of(source)
        provided = given_texts(sheet)
        leads = leads_of(cycle, leaves) if cycle.is_own_file else {}
        ScoreItem.objects.bulk_create(
            ScoreItem(
                sheet=sheet,
                criterion=leaf,
                inputs=given.get(leaf.pk, {}) | provided.get(leaf.pk, {}),
                carried_from=source.period if leaf.pk in given else None,
                lead=leads.get(leaf.pk),
            )
            for leaf in leaves.order_by("position")
        )
        if source is not None:
            carrying.carry_evidence(source, sheet)
        record(
            "assessments.opened", sheet, by=by, cycle=cycle.code, unit=unit.code,
            period=period.code or "year", carried_from=source.pk if source else None,
        )  # fmt: skip
    return sheet


@transaction.atomic
def open_sheets(cycle: Cycle, *, by: User) -> list[ScoreSheet]:
    """Begin the sheets of all units of a cycle, so that each officer finds the page ready."""
    members = Membership.objects.for_cycle(cycle)
    return [open_sheet(cycle, member.unit, by=by) for member in members]


@transaction.atomic
def save_item(
    item: ScoreItem,
    *,
    by: User,
    version: int,
    inputs: Mapping[str, str],
    explanation: str,
    self_points: Number | None = None,
    claim_not_applicable: bool = False,
    claim_ground: str = "",
) -> ScoreItem:  # fmt: skip
    """Write down what a unit declares for one leaf. Saving what is already there changes nothing.

    ``inputs`` maps names to exact text, empty for "not answered". Points equal to the computed ones
    are not kept: they follow the figures. The returned item carries ``sheet.rows``, all items of
    the sheet as they stand, so that a page need not ask again.

    Raises
    ------
    StaleVersionError
        The row changed since ``version`` was shown, and what was typed differs from it.
    UnexplainedError
        ``self_points`` depart from the computed points without an explanation.
    ValidationError
        A figure that the set does not ask of the unit, or a claim without a ground.
    """
    current = _locked_row(item, by)
    node = submission.node_of(item.criterion.set.parsed, item.criterion.code)
    declared = {
        "inputs": _checked(node, inputs, item.sheet.cycle.year),
        "explanation": explanation.strip(),
        "claim_not_applicable": claim_not_applicable,
        "claim_ground": claim_ground.strip() if claim_not_applicable else "",
        "self_points": self_points,
    }
    if claim_not_applicable and not declared["claim_ground"]:
        raise ValidationError({"claim_ground": _("Say why this criterion does not apply.")})
    _check_points(node, self_points)
    changed = _declare(current, declared)
    if not changed:
        transaction.set_rollback(True)  # the lock counted a change that was none
        return current
    if current.version != version:
        raise StaleVersionError(ScoreItem.objects.get(pk=item.pk))
    if current.self_points is not None and not current.explanation:
        raise UnexplainedError(
            _("Declared points differ from the computed ones: explain why, then they are saved.")
        )
    if changed.keys() & {"inputs", "claim_not_applicable"}:
        current.carried_from = None  # what was carried has been looked at
    current.version += 1
    current.save(update_fields=[*declared, "carried_from", "version"])
    record("assessments.saved", current, by=by, criterion=node.code, changed=changed)
    return current


@transaction.atomic
def confirm_carried(item: ScoreItem, *, by: User) -> ScoreItem:
    """Say that what was carried from an earlier period holds now as well; once is enough."""
    current = _locked_row(item, by)
    if current.carried_from is None:
        transaction.set_rollback(True)
        return current
    period = current.carried_from
    current.carried_from = None
    current.version += 1
    current.save(update_fields=["carried_from", "version"])
    record(
        "assessments.confirmed", current, by=by,
        criterion=item.criterion.code, carried_from=str(period),
    )  # fmt: skip
    return current


def attach(
    item: ScoreItem, file: UploadedFile, *, by: User, kind: str = "", pages: str = ""
) -> EvidenceUse:
    """Store a file, enter it in the unit's register and pin it to the item.

    The same bytes are kept once: a file the unit has registered before is used again.

    Raises
    ------
    RefusedFileError
        The file cannot become evidence; nothing is kept of it.
    """
    permissions.may_edit_item(by, item).or_403()  # before any byte is stored
    stored = receive(file)
    try:
        with transaction.atomic():
            use, kept = _pin(item, stored, by=by, kind=kind, pages=pages)
    except BaseException:
        discard(stored)
        raise
    if not kept:
        discard(stored)
    return use


@transaction.atomic
def detach(use: EvidenceUse, *, by: User) -> None:
    """Take a file off an item. The document stays in the register."""
    sheet = lock(use.item, by)
    record(
        "assessments.detached", use.item, by=by,
        sheet=sheet.pk, code=use.code, sha256=use.revision.sha256,
    )  # fmt: skip
    use.detached_at, use.detached_by = Now(), by.get_username()
    use.save(update_fields=["detached_at", "detached_by"])


@transaction.atomic
def submit(sheet: ScoreSheet, *, by: User, version: int | None = None) -> SheetRevision:
    """Freeze a revision of the sheet and hand it in; doing it twice gives the same receipt.

    ``version`` is the sheet's version on the page where completeness was read; ``None`` takes the
    sheet as it stands.

    Raises
    ------
    ChangedMeanwhileError
        The sheet has another version now.
    IncompleteError
        A criterion lacks the explanation that it owes.
    """
    sheet = moving.locked(sheet)
    if sheet.state == State.SUBMITTED:
        permissions.may_read(by, sheet).or_403()
        return submission.newest_revision(sheet)
    deadline = deadline_of(sheet)  # read before asking: what is accepted is judged no later
    moves.may(by, sheet, "submit").or_403()
    moving.same_version(sheet, version)
    if sheet.state != State.SIGNED:
        completeness.refuse_incomplete(sheet)
    revision = submission.freeze(sheet, by=by, deadline=deadline)
    moving.move(
        sheet, "submit", "assessments.submitted", by=by,
        number=revision.number, sha256=revision.sha256, timeliness=revision.timeliness,
    )  # fmt: skip
    return revision


def lock(item: ScoreItem, by: User) -> ScoreSheet:
    """Lock the sheet's row by counting a change, then ask; a refusal rolls the count back."""
    sheet = item.sheet
    as_read = {"state": sheet.state, "reopening": sheet.reopening_id}
    rows = ScoreSheet.objects.filter(pk=sheet.pk)
    if not rows.filter(**as_read).update(version=F("version") + 1):
        current = moving.locked(sheet)  # it was moved since it was read
        sheet.state, sheet.reopening = current.state, current.reopening
        rows.update(version=F("version") + 1)
    if sheet.cycle.is_own_file:  # the lead may have changed since the item was read
        item.lead_id = ScoreItem.objects.values_list("lead", flat=True).get(pk=item.pk)
    permissions.may_edit_item(by, item).or_403()
    return sheet


def _locked_row(item: ScoreItem, by: User) -> ScoreItem:
    """Lock the sheet and return the item as it stands among all rows of its sheet."""
    sheet = lock(item, by)
    sheet.rows = list(ScoreItem.objects.filter(sheet=sheet).for_summary())
    current = next(row for row in sheet.rows if row.pk == item.pk)
    current.sheet, current.criterion = sheet, item.criterion
    return current


def _declare(current: ScoreItem, declared: Mapping[str, object]) -> dict[str, object]:
    """Set what is declared on the row and return what that changes, old and new."""
    before = {name: getattr(current, name) for name in declared}
    for name, value in declared.items():
        setattr(current, name, value)
    if current.self_points is not None:
        sheet, criterion = current.sheet, current.criterion
        figures = figures_of_sheet(sheet, criterion.set.parsed, sheet.rows)
        if figures.mark(criterion.code).points == current.self_points:
            current.self_points = None
    return {
        name: {"from": old, "to": getattr(current, name)}
        for name, old in before.items()
        if old != getattr(current, name)
    }


def _check_points(node: Node, points: Number | None) -> None:
    if points is not None:
        try:
            check_points(points, least=node.minimum, most=node.maximum)
        except InputError as refusal:
            raise ValidationError({"self_points": str(refusal)}) from refusal


def _checked(node: Node, inputs: Mapping[str, str], year: int) -> dict[str, str]:
    """Return the answered inputs, each one asked of the unit and readable by the set."""
    asked = {each.name: each for each in asked_of_unit(node)}
    if not is_self_assessed(node):
        raise PermissionDenied(_("This criterion is not scored by the unit itself."))
    kept = {}
    for name, text in inputs.items():
        if name not in asked:
            raise ValidationError({name: _("The criteria set does not ask for this figure.")})
        if text != "":
            _check_figure(asked[name], text, year)
            kept[name] = text
    return kept


def _check_figure(asked: Input, text: str, year: int) -> None:
    """Refuse a figure that the set cannot read, in its own words."""
    try:
        check_value(asked, parse_value(asked, text), year)
    except BadValue as refusal:
        words = {"text": text, **refusal.about}
        sentence = say(refusal.code, "vi" if is_vietnamese() else "en", **words)
        raise ValidationError({asked.name: sentence}) from refusal
    except InputError as refusal:
        raise ValidationError({asked.name: str(refusal)}) from refusal


def _pin(
    item: ScoreItem, stored: Stored, *, by: User, kind: str, pages: str
) -> tuple[EvidenceUse, bool]:
    """Return the use, and whether the stored file itself was needed."""
    sheet = lock(item, by)
    known = Revision.objects.filter(
        document__owner=item.lead_id or sheet.unit_id, document__kind=kind, sha256=stored.sha256
    )
    known = known.exclude(lock__state=LockedFile.State.REMOVED).first()
    revision = known or evidence.register(stored, owner=item.lead or sheet.unit, by=by, kind=kind)
    used = EvidenceUse.objects.filter(item=item, revision=revision).first()
    if used:
        return used, known is None
    use = EvidenceUse.objects.create(
        item=item, revision=revision, pages=pages, code=next_code(item)
    )
    record(
        "assessments.attached", item, by=by,
        code=use.code, file_name=revision.file_name, sha256=revision.sha256, kind=kind,
    )  # fmt: skip
    return use, known is None


def next_code(item: ScoreItem) -> str:
    """Return the next evidence code: 1.2.3-01, 1.2.3-02 …, running per unit, cycle and criterion.

    The unit's place in the cycle is locked, so that the sheets of two periods take turns. The
    code of a use that was taken off is not given again.
    """
    sheet = item.sheet
    members = Membership.objects.select_for_update(of=("self",), no_key=True)
    members.filter(cycle=sheet.cycle_id, unit=sheet.unit_id).first()
    uses = EvidenceUse.with_detached.filter(
        item__sheet__cycle=sheet.cycle_id, item__sheet__unit=sheet.unit_id,
        item__criterion=item.criterion_id,
    )  # fmt: skip
    taken = [int(code.rpartition("-")[2]) for code in uses.values_list("code", flat=True) if code]
    return f"{item.criterion.code}-{max(taken, default=0) + 1:02d}"
