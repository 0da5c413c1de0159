"""What happens to a crosswalk: drawn up, corrected line by line, confirmed, reopened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import crosswalk_permissions as permissions
from openpar.criteria.models import CriteriaSet, Crosswalk, CrosswalkLine
from openpar.people.formats import is_vietnamese
from openpar.people.models import User
from openpar.people.permissions import Verdict
from openpar.scoring.defects import Defect
from openpar.scoring.sets.check_crosswalk import check_crosswalk, line_defects
from openpar.scoring.sets.crosswalk import Crosswalk as Lines
from openpar.scoring.sets.crosswalk import Line
from openpar.scoring.sets.crosswalk_proposal import propose

State = Crosswalk.State


@dataclass(frozen=True, slots=True)
class Move:
    """From one state to another, who may, and the past participle of the event."""

    source: State
    target: State
    may: Callable[[User, Crosswalk], Verdict]
    event: str


#: The states of a crosswalk and their moves; buttons and tests read this table.
MOVES: Mapping[str, Move] = {
    "confirm": Move(State.DRAFT, State.CONFIRMED, permissions.may_change, "confirmed"),
    "reopen": Move(State.CONFIRMED, State.DRAFT, permissions.may_reopen, "reopened"),
}


class ChangedMeanwhileError(Exception):
    """Somebody else corrected the crosswalk since its page was shown."""


@transaction.atomic
def draw_up(old_set: CriteriaSet, new_set: CriteriaSet, *, by: User) -> Crosswalk:
    """Begin the crosswalk with what the two texts themselves say, or return the one there is.

    Raises
    ------
    ValidationError
        Both are the same set.
    """
    new_set = CriteriaSet.objects.select_for_update().defer("text").get(pk=new_set.pk)
    permissions.may_draw_up(by, new_set).or_403()
    if old_set.pk == new_set.pk:
        raise ValidationError(_("Choose another set: nothing changes from a set to itself."))
    made, created = Crosswalk.objects.get_or_create(old_set=old_set, new_set=new_set)
    if created:
        lines = propose(old_set.parsed, new_set.parsed)
        _write(made, lines)
        record(
            "criteria.crosswalk_drawn_up", made, by=by,
            old=str(old_set), new=str(new_set), lines=len(lines.lines),
        )  # fmt: skip
    return made


@transaction.atomic
def put_line(crosswalk: Crosswalk, line: Line, *, by: User, version: int) -> Crosswalk:
    """Put a line in place of those that shared a leaf with it; leaves left over are new or dropped.

    Raises
    ------
    ChangedMeanwhileError
        The crosswalk has another version than ``version`` by now.
    ValidationError
        The line contradicts the sets; one sentence for each defect.
    """
    crosswalk = _locked(crosswalk)
    permissions.may_change(by, crosswalk).or_403()
    before = crosswalk.read()
    if line in before.lines:
        return crosswalk
    if crosswalk.version != version:
        raise ChangedMeanwhileError
    old, new = crosswalk.old_set.parsed, crosswalk.new_set.parsed
    leaves = ({leaf.code: leaf for leaf in criteria_set.leaves()} for criteria_set in (old, new))
    if found := list(line_defects(line, *leaves)):
        raise ValidationError(sentences(found))
    after = before.put(line).in_order(old, new)
    _write(crosswalk, after)
    crosswalk.version += 1
    crosswalk.save(update_fields=["version"])
    record(
        "criteria.crosswalk_line_put", crosswalk, by=by,
        line=_told(line), replaced=[_told(one) for one in before.lines if one not in after.lines],
    )  # fmt: skip
    return crosswalk


@transaction.atomic
def move(crosswalk: Crosswalk, name: str, *, by: User) -> Crosswalk:
    """Move the crosswalk by a row of ``MOVES``; moving it where it stands changes nothing.

    Raises
    ------
    ValidationError
        It has defects; one sentence for each.
    """
    step, crosswalk = MOVES[name], _locked(crosswalk)
    if crosswalk.state == step.target:
        permissions.may_draw_up(by, crosswalk.new_set).or_403()
        return crosswalk
    step.may(by, crosswalk).or_403()
    if step.target == State.CONFIRMED and (found := defects_of(crosswalk)):
        raise ValidationError(sentences(found))
    crosswalk.state = step.target
    crosswalk.version += 1
    crosswalk.save(update_fields=["state", "version"])
    record(
        f"criteria.crosswalk_{step.event}", crosswalk, by=by,
        old=crosswalk.old_set.sha256, new=crosswalk.new_set.sha256,
        lines=[_told(line) for line in crosswalk.read().lines],
    )  # fmt: skip
    return crosswalk


def defects_of(crosswalk: Crosswalk) -> list[Defect]:
    """Return what keeps a crosswalk from being confirmed."""
    return check_crosswalk(crosswalk.read(), crosswalk.old_set.parsed, crosswalk.new_set.parsed)


def sentences(defects: list[Defect]) -> list[str]:
    """Return defects in the person's language."""
    return [defect.text("vi" if is_vietnamese() else "en") for defect in defects]


def _locked(crosswalk: Crosswalk) -> Crosswalk:
    """Lock the crosswalk and its newer set: whoever publishes that waits."""
    locked = Crosswalk.objects.select_for_update(of=("self", "new_set")).with_sets()
    return locked.get(pk=crosswalk.pk)


def _write(crosswalk: Crosswalk, lines: Lines) -> None:
    crosswalk.lines.all().delete()
    CrosswalkLine.objects.bulk_create(
        CrosswalkLine.written(crosswalk, position, line)
        for position, line in enumerate(lines.lines, start=1)
    )


def _told(line: Line) -> dict[str, object]:
    return {
        "relation": str(line.relation),
        "old": list(line.old),
        "new": list(line.new),
        "shares": [str(share) for share in line.shares],
        "note": line.note,
    }
