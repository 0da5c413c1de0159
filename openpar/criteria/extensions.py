"""Extensions (gia hạn) for one unit: proposed with reason and approval, decided, never backwards.

Where ``OPENPAR_TWO_PERSONS`` names ``extension`` (as it does unless set otherwise), one person
proposes and another confirms; else the proposal is in force at once. A deadline moves only later,
and only to a moment that lies ahead by the database clock, when proposed and when confirmed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import permissions
from openpar.criteria.clock import database_now, day_of
from openpar.criteria.models import Extension, Membership, Phase
from openpar.criteria.second_person import needs_two
from openpar.people.models import Unit, User
from openpar.people.permissions import Verdict

State = Extension.State


@dataclass(frozen=True, slots=True)
class Move:
    """From one state to another, and who may."""

    source: State
    target: State
    may: Callable[[User, Extension], Verdict]


#: The states of an extension and their moves; buttons and tests read this table.
MOVES = {
    "confirm": Move(State.PROPOSED, State.IN_FORCE, permissions.may_decide_extension),
    "refuse": Move(State.PROPOSED, State.REFUSED, permissions.may_refuse_extension),
}


@dataclass(frozen=True, slots=True)
class Approval:
    """The document that approves an extension, as it is cited."""

    number: str
    date: date


@transaction.atomic
def propose(
    phase: Phase, unit: Unit, *, until: datetime, reason: str, approval: Approval, by: User
) -> Extension:
    """Propose to let ``unit`` act in ``phase`` until ``until`` (aware).

    Raises
    ------
    django.core.exceptions.ValidationError
        Backwards, in the past, without ground, for a unit of another cycle, or proposed already.
    """
    phase = _locked(phase)
    permissions.may_extend(by, phase.cycle).or_403()
    breaches = _breaches(phase, unit, until) | _ungrounded(reason, approval)
    if not Membership.objects.filter(cycle=phase.cycle, unit=unit).exists():
        breaches["unit"] = _("This unit is not scored in this cycle.")
    waiting = phase.extensions.filter(unit=unit, state=State.PROPOSED)
    if waiting.exists():
        breaches["unit"] = _("An extension for this unit is awaiting its decision already.")
    if breaches:
        raise ValidationError(breaches)
    extension = Extension.objects.create(
        phase=phase,
        unit=unit,
        until=until,
        reason=reason.strip(),
        approval_number=approval.number.strip(),
        approval_date=approval.date,
        proposed_by=by,
    )
    _record("criteria.extension_proposed", extension, by=by)
    return extension if needs_two("extension") else _decide(extension, State.IN_FORCE, by=by)


@transaction.atomic
def confirm(extension: Extension, *, by: User) -> Extension:
    """Put a proposed extension in force: exactly one of many who confirm at once does.

    Raises
    ------
    django.core.exceptions.ValidationError
        Meanwhile the moment has passed, or the deadline stands later anyway.
    """
    extension = _locked_extension(extension)
    MOVES["confirm"].may(by, extension).or_403()
    if breaches := _breaches(extension.phase, extension.unit, extension.until):
        raise ValidationError(list(breaches.values()))
    return _decide(extension, State.IN_FORCE, by=by)


@transaction.atomic
def refuse(extension: Extension, *, by: User, ground: str) -> Extension:
    """Decide against a proposed extension, or take back one's own.

    Raises
    ------
    django.core.exceptions.ValidationError
        No ground is given.
    """
    extension = _locked_extension(extension)
    MOVES["refuse"].may(by, extension).or_403()
    if not ground.strip():
        raise ValidationError({"ground": _("Say why the extension is not granted.")})
    return _decide(extension, State.REFUSED, by=by, ground=ground.strip())


def _locked(phase: Phase) -> Phase:
    """Lock the phase: proposals and decisions about one phase take turns."""
    rows = Phase.objects.select_for_update(of=("self",)).select_related("cycle")
    return rows.get(pk=phase.pk)


def _locked_extension(extension: Extension) -> Extension:
    phase = _locked(extension.phase)
    rows = Extension.objects.select_for_update(of=("self",))
    found = rows.select_related("unit", "proposed_by").get(pk=extension.pk)
    found.phase = phase
    return found


def _decide(extension: Extension, state: State, *, by: User, ground: str = "") -> Extension:
    Extension.objects.filter(pk=extension.pk).update(state=state, decided_by=by, decided_at=Now())
    extension.refresh_from_db(fields=["state", "decided_by", "decided_at"])
    action = (
        "criteria.extension_confirmed" if state == State.IN_FORCE else "criteria.extension_refused"
    )
    _record(action, extension, by=by, ground=ground)
    return extension


def _record(action: str, extension: Extension, *, by: User, ground: str = "") -> None:
    """Write the event: both persons, the deadline before and after, the document that approves."""
    phase = extension.phase
    record(
        action,
        extension,
        by=by,
        cycle=phase.cycle.code,
        phase=phase.kind,
        unit=extension.unit.code,
        before=_stands_until(phase, extension.unit, but=extension),
        until=extension.until,
        reason=extension.reason,
        approval=f"{extension.approval_number}, {extension.approval_date.isoformat()}",
        proposed_by=extension.proposed_by.get_username(),
        decided_by=extension.decided_by.get_username() if extension.decided_by else "",
        **({"ground": ground} if ground else {}),
    )


def _stands_until(phase: Phase, unit: Unit, but: Extension | None = None) -> datetime:
    """Return when the phase closes for ``unit`` as it stands."""
    others = phase.extensions.in_force().filter(unit=unit)
    if but is not None:
        others = others.exclude(pk=but.pk)
    latest = others.aggregate(latest=Max("until"))["latest"]
    return max(phase.closes_at, latest) if latest else phase.closes_at


def _breaches(phase: Phase, unit: Unit, until: datetime) -> dict[str, str]:
    """Return what is wrong with the new deadline, asked of the database clock now."""
    if until <= database_now():
        return {"until": _("This moment is over: an extension takes effect now or later.")}
    if until <= _stands_until(phase, unit):
        return {"until": _("The unit has until then already: a deadline moves later only.")}
    return {}


def _ungrounded(reason: str, approval: Approval) -> dict[str, str]:
    breaches = {}
    if not reason.strip():
        breaches["reason"] = _("Give the reason: everybody reads it beside the new date.")
    if not approval.number.strip():
        breaches["approval_number"] = _("Cite the document that approves the extension.")
    if approval.date > day_of(database_now()):
        breaches["approval_date"] = _("The approving document bears a date that is yet to come.")
    return breaches
