"""The yearly plan: steps with dates and owners. A step of a phase has the phase's dates."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import permissions
from openpar.criteria.models import Cycle, Phase, PlanStep
from openpar.people.models import Unit, User


@dataclass(frozen=True, slots=True)
class Step:
    """What a step of the plan says. Either ``phase``, or both days."""

    title: str
    owner: Unit | None = None
    phase: Phase | None = None
    begins: date | None = None
    ends: date | None = None
    product: str = ""


@transaction.atomic
def write_step(cycle: Cycle, step: Step, *, by: User, known: PlanStep | None = None) -> PlanStep:
    """Add a step to the plan, or change a ``known`` one; the event keeps what it said before.

    Raises
    ------
    django.core.exceptions.ValidationError
        Dates stand twice, are missing or backwards, or the phase has its step already.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    permissions.may_change_cycle(by, cycle).or_403()
    if breaches := _breaches(cycle, step, known):
        raise ValidationError(breaches)
    before = _told(known) if known else None
    row = known or PlanStep(cycle=cycle)
    row.title, row.owner, row.phase = step.title.strip(), step.owner, step.phase
    row.begins, row.ends, row.product = step.begins, step.ends, step.product.strip()
    row.save()
    after = _told(row)
    if before != after:
        action = "criteria.plan_step_changed" if known else "criteria.plan_step_added"
        record(action, cycle, by=by, step=row.pk, before=before, after=after)
    return row


@transaction.atomic
def remove_step(step: PlanStep, *, by: User) -> None:
    """Take a step out of the plan."""
    cycle = Cycle.objects.select_for_update().get(pk=step.cycle_id)
    permissions.may_change_cycle(by, cycle).or_403()
    record("criteria.plan_step_removed", cycle, by=by, step=step.pk, before=_told(step))
    step.delete()


def _breaches(cycle: Cycle, step: Step, known: PlanStep | None) -> dict[str, str]:
    if step.phase is not None:
        if step.begins or step.ends:
            return {"phase": _("A step of a phase has the phase's dates: leave both days empty.")}
        others = PlanStep.objects.filter(cycle=cycle, phase=step.phase)
        if others.exclude(pk=known.pk if known else None).exists():
            return {"phase": _("This phase has its step in the plan already.")}
        return {}
    if step.begins is None or step.ends is None:
        return {"begins": _("Give the first and the last day, or the phase whose dates hold.")}
    if step.ends < step.begins:
        return {"ends": _("The last day lies before the first.")}
    return {}


def _told(step: PlanStep) -> dict[str, object]:
    return {
        "title": step.title,
        "owner": step.owner.code if step.owner else "",
        "phase": step.phase.kind if step.phase else "",
        "begins": step.begins,
        "ends": step.ends,
        "product": step.product,
    }
