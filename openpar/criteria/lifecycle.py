"""A cycle from preparation to end: planned, given cohorts and units, checked, opened, closed.

The scope of a cycle is who stands in which cohort. A special agency (cơ quan đặc thù) stands in a
cohort that is scored and not ranked, in this cycle and for no other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import cycles, permissions, readiness
from openpar.criteria.cycles import CohortPlan, add_cohort, breaches_of_sets
from openpar.criteria.models import Cohort, CriteriaSet, Cycle, Membership, Period, Phase
from openpar.criteria.owning import Whose, strangers, usual
from openpar.people.models import Unit, User
from openpar.people.permissions import Verdict

State = Cycle.State


@dataclass(frozen=True, slots=True)
class Move:
    """From one state to another, who may, and what does it."""

    source: State
    target: State
    may: Callable[[User, Cycle], Verdict]
    act: Callable[..., Cycle]


@transaction.atomic
def plan_cycle(
    *,
    by: User,
    code: str,
    title: str,
    year: int,
    as_of: date,
    title_en: str = "",
    whose: Whose | None = None,
) -> Cycle:
    """Begin to prepare a cycle. Nobody but who prepares or audits it sees it yet.

    The head signs sheets off unless the cycle says otherwise (``sign_off``). ``whose`` says whose
    exercise it is, else that which the person usually opens.

    Raises
    ------
    django.core.exceptions.ValidationError
        There is a cycle with this code.
    """
    whose = whose or usual(by)
    head = {"code": code, "title": title, "title_en": title_en, "year": year, "as_of": as_of}
    cycle = Cycle(**head, **whose.columns(), state=State.PLANNED, signed_by_head=True)
    permissions.may_open_exercise(by, cycle).or_403()
    if Cycle.objects.filter(code=code).exists():
        raise ValidationError(
            {"code": _("There is a cycle with the code “%(code)s” already.") % {"code": code}}
        )
    cycle.save()
    Period.objects.year_of(cycle)
    record("criteria.cycle_planned", cycle, by=by, year=year, as_of=as_of, **whose.written())
    return cycle


@transaction.atomic
def put_cohort(cycle: Cycle, code: str, criteria_set: CriteriaSet, *, by: User) -> Cohort:
    """Give a planned cycle a cohort of a set, or another set to the cohort of that code.

    Raises
    ------
    django.core.exceptions.ValidationError
        The set is not published or knows no such cohort.
    """
    cycle = _prepared(cycle, by)
    plan = CohortPlan(code, criteria_set, ())
    if breaches := breaches_of_sets([plan]):
        raise ValidationError(breaches)
    known = cycle.cohorts.filter(code=code).first()
    if known is None:
        cohort = add_cohort(cycle, plan, cycle.cohorts.count() + 1)
    else:
        cohort = cycles.describe(known, criteria_set)
        cohort.save()
    record("criteria.cohort_set", cycle, by=by, cohort=code, set=str(criteria_set))
    return cohort


@transaction.atomic
def remove_cohort(cohort: Cohort, *, by: User) -> None:
    """Take a cohort out of a planned cycle; its units are in no cohort then."""
    cycle = _prepared(cohort.cycle, by)
    units = list(cohort.memberships.values_list("unit__code", flat=True))
    record("criteria.cohort_removed", cycle, by=by, cohort=cohort.code, units=units)
    cohort.delete()


@transaction.atomic
def place_units(
    cycle: Cycle, units: Sequence[Unit], cohort: Cohort | None, *, by: User
) -> list[Unit]:
    """Put units into a cohort of a planned cycle, out of the one they stood in; ``None``: out.

    Returns the units whose place changed.

    Raises
    ------
    django.core.exceptions.ValidationError
        This exercise does not score such a unit; one sentence each.
    """
    cycle = _prepared(cycle, by)
    if cohort is not None and (breaches := strangers(cycle, units)):
        raise ValidationError(breaches)
    stand = dict(
        Membership.objects.filter(cycle=cycle, unit__in=units).values_list("unit_id", "cohort_id")
    )
    target = cohort.pk if cohort else None
    moved = [unit for unit in units if stand.get(unit.pk) != target]
    Membership.objects.filter(cycle=cycle, unit__in=moved).delete()
    if cohort is not None:
        Membership.objects.bulk_create(
            Membership(cycle=cycle, cohort=cohort, unit=unit) for unit in moved
        )
    if moved:
        name = cohort.code if cohort else ""
        record(
            "criteria.units_placed", cycle, by=by, cohort=name, units=[unit.code for unit in moved]
        )
    return moved


@transaction.atomic
def open_planned(cycle: Cycle, *, by: User) -> Cycle:
    """Open a prepared cycle: from now on its phases give rights and everybody sees it.

    Raises
    ------
    django.core.exceptions.ValidationError
        Something blocks (``readiness``); one sentence each.
    """
    cycle = _prepared(cycle, by)
    findings = readiness.findings(cycle)
    if blocking := [str(each.sentence) for each in findings if each.blocks]:
        raise ValidationError(blocking)
    cycle.state = State.OPEN
    cycle.save(update_fields=["state"])
    record(
        "criteria.cycle_opened",
        cycle,
        by=by,
        phases={
            phase.kind: [phase.opens_at, phase.closes_at]
            for phase in Phase.objects.filter(cycle=cycle)
        },
        cohorts={
            cohort.code: cohort.criteria_set.sha256
            for cohort in cycle.cohorts.select_related("criteria_set").defer("criteria_set__text")
        },
        units=cycle.memberships.count(),
        warnings=[str(each.sentence) for each in findings],
    )
    return cycle


#: The states of a cycle and their moves; buttons and tests read this table.
MOVES = {
    "open": Move(State.PLANNED, State.OPEN, permissions.may_prepare_cycle, open_planned),
    "close": Move(State.OPEN, State.CLOSED, permissions.may_close_cycle, cycles.close_cycle),
}


def moves_from(cycle: Cycle, user: User) -> dict[str, Verdict]:
    """Return the moves that lead out of the cycle's state, and whether the person may."""
    return {
        name: move.may(user, cycle) for name, move in MOVES.items() if move.source == cycle.state
    }


def _prepared(cycle: Cycle, by: User) -> Cycle:
    """Lock a cycle in preparation, then ask."""
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    permissions.may_prepare_cycle(by, cycle).or_403()
    return cycle
