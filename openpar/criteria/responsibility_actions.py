"""What happens to the responsibility matrix: drawn up, changed, proposed, approved, taken back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import responsibility_permissions as permissions
from openpar.criteria.models import Criterion, Cycle, Matrix, Responsibility
from openpar.criteria.responsibilities import lines_of, sets_of
from openpar.people.models import Unit, User
from openpar.people.permissions import Verdict

State, Part = Matrix.State, Responsibility.Part


@dataclass(frozen=True, slots=True)
class Move:
    """From which states to which, who may, and the past participle of the event."""

    sources: tuple[State, ...]
    target: State
    may: Callable[[User, Matrix], Verdict]
    event: str


MOVES: Mapping[str, Move] = {
    "propose": Move((State.DRAFT,), State.PROPOSED, permissions.may_propose, "proposed"),
    "approve": Move((State.PROPOSED,), State.APPROVED, permissions.may_approve, "approved"),
    "take_back": Move(
        (State.PROPOSED, State.APPROVED), State.DRAFT, permissions.may_take_back, "taken_back"
    ),
}


@transaction.atomic
def draw_up(cycle: Cycle, *, by: User) -> tuple[Matrix, list[str]]:
    """Fill the matrix from the lead and cooperating codes of the cycle's sets.

    Returns the matrix and the codes that name no unit in force. Doing it again adds what is
    missing at nodes where nothing is said yet, and overwrites nothing.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    matrix = Matrix.objects.filter(cycle=cycle).first()
    permissions.may_edit_matrix(by, cycle, matrix).or_403()
    if matrix is None:
        matrix = Matrix.objects.create(cycle=cycle)
    units = {unit.code: unit for unit in Unit.objects.valid_today()}
    said = set(matrix.responsibilities.values_list("criterion", flat=True))
    rows, unknown = [], []
    for criterion, lead, cooperating in _codes(cycle):
        if criterion.pk in said:
            continue
        codes = {code: Part.COOPERATING for code in cooperating if code != lead}
        codes |= {lead: Part.LEAD} if lead else {}
        unknown += [code for code in codes if code not in units]
        rows += [
            Responsibility(matrix=matrix, criterion=criterion, unit=units[code], part=part)
            for code, part in codes.items()
            if code in units
        ]
    Responsibility.objects.bulk_create(rows)
    record("criteria.matrix_drawn_up", matrix, by=by, added=len(rows), unknown=sorted(set(unknown)))
    return matrix, sorted(set(unknown))


@transaction.atomic
def set_responsibility(
    matrix: Matrix,
    criterion: Criterion,
    *,
    by: User,
    lead: Unit | None,
    cooperating: Iterable[Unit],
) -> None:
    """Say who leads and who cooperates at one node; nothing said there means: as above.

    Raises
    ------
    ValidationError
        The lead stands among the cooperating agencies, or the node is of no set of the cycle.
    """
    matrix = _locked(matrix)
    permissions.may_edit_matrix(by, matrix.cycle, matrix).or_403()
    others = list(dict.fromkeys(cooperating))
    if lead is not None and lead in others:
        raise ValidationError({"cooperating": _("The lead agency does not cooperate with itself.")})
    if criterion.set_id not in {one.pk for one in sets_of(matrix.cycle)}:
        raise ValidationError(_("This criterion stands in no set of the cycle."))
    before = _said(matrix, criterion)
    matrix.responsibilities.filter(criterion=criterion).delete()
    parts = [(unit, Part.COOPERATING) for unit in others]
    parts += [(lead, Part.LEAD)] if lead is not None else []
    Responsibility.objects.bulk_create(
        Responsibility(matrix=matrix, criterion=criterion, unit=unit, part=part)
        for unit, part in parts
    )
    after = _said(matrix, criterion)
    if before != after:
        record(
            "criteria.responsibility_set", matrix, by=by, set=str(criterion.set),
            criterion=criterion.code, before=before, after=after,
        )  # fmt: skip


@transaction.atomic
def move(matrix: Matrix, name: str, *, by: User, decision: str = "") -> Matrix:
    """Move the matrix by a row of ``MOVES``.

    Raises
    ------
    ValidationError
        It stands elsewhere; a proposal has holes; an approval cites no decision.
    """
    step, matrix = MOVES[name], _locked(matrix)
    step.may(by, matrix).or_403()
    if matrix.state not in step.sources:
        raise ValidationError(_("The matrix stands elsewhere by now; look again."))
    if name == "propose":
        _refuse_holes(matrix)
        matrix.proposed_by = by
    if name == "approve":
        if not decision.strip():
            raise ValidationError(_("Cite the decision by which the matrix is approved."))
        matrix.decision = decision.strip()
    if name == "take_back":
        matrix.proposed_by, matrix.decision = None, ""
    matrix.state = step.target
    matrix.save(update_fields=["state", "proposed_by", "decision"])
    record(f"criteria.matrix_{step.event}", matrix, by=by, decision=decision.strip())
    return matrix


def _refuse_holes(matrix: Matrix) -> None:
    holes = [line.criterion.code for one in lines_of(matrix.cycle, matrix) for line in one.holes]
    if holes:
        sentence = _("Nobody leads these criteria: %(codes)s. Fill them, then propose.")
        raise ValidationError(sentence % {"codes": ", ".join(holes)})


def _codes(cycle: Cycle):
    """Yield every node of the cycle's sets that names agencies, with their codes."""
    for criteria_set in sets_of(cycle):
        rows = {one.code: one for one in criteria_set.criteria.all()}
        for root in criteria_set.parsed.roots():
            for node in root.walk():
                if node.code in rows and (node.lead or node.cooperating):
                    yield rows[node.code], node.lead, node.cooperating


def _said(matrix: Matrix, criterion: Criterion) -> dict[str, str]:
    rows = matrix.responsibilities.filter(criterion=criterion).select_related("unit")
    return {one.unit.code: one.part for one in rows.order_by("unit__code")}


def _locked(matrix: Matrix) -> Matrix:
    rows = Matrix.objects.select_for_update(of=("self",)).select_related("cycle", "proposed_by")
    return rows.get(pk=matrix.pk)
