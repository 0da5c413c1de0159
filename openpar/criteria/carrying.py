"""A cycle carried over to another year: newest sets, the same cohorts, their units or successors.

Dates move by whole years and then on to a working day; nothing of what was declared or judged is
carried: those are the facts of their own year.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import cycles, permissions
from openpar.criteria.calendar import Calendar
from openpar.criteria.lifecycle import plan_cycle
from openpar.criteria.models import Cohort, CriteriaSet, Cycle, Membership, Phase, PlanStep
from openpar.criteria.owning import Whose
from openpar.people.models import Succession, Unit, User


@dataclass(slots=True)
class Carried:
    """The new cycle in preparation. ``replaced``: successors by the unit whose place they take;
    ``ended``: units that are no more and have no successor.
    """

    cycle: Cycle
    replaced: dict[Unit, list[Unit]] = field(default_factory=dict)
    ended: list[Unit] = field(default_factory=list)


@transaction.atomic
def carry_over(
    before: Cycle, *, by: User, code: str, title: str, year: int, as_of: date, title_en: str = ""
) -> Carried:
    """Prepare a cycle like ``before`` for another year.

    Raises
    ------
    django.core.exceptions.ValidationError
        The code is taken, or the year is not a later one.
    """
    permissions.may_carry_over(by, before).or_403()
    if year <= before.year:
        raise ValidationError(
            {
                "year": _("The year lies after the one carried over (%(year)d).")
                % {"year": before.year}
            }
        )
    cycle = plan_cycle(
        by=by, code=code, title=title, title_en=title_en, year=year, as_of=as_of,
        whose=Whose.of(before),
    )  # fmt: skip
    cycle.carried_from = before
    cycle.signed_by_head, cycle.report_required = before.signed_by_head, before.report_required
    cycle.save(update_fields=["carried_from", "signed_by_head", "report_required"])
    carried = Carried(cycle)
    _carry_cohorts(before, carried)
    _carry_dates(before, cycle)
    record(
        "criteria.cycle_carried_over",
        cycle,
        by=by,
        before=before.code,
        replaced={
            unit.code: [new.code for new in units] for unit, units in carried.replaced.items()
        },
        ended=[unit.code for unit in carried.ended],
    )
    return carried


def newest(criteria_set: CriteriaSet) -> CriteriaSet:
    """Return the newest published version of a set."""
    versions = CriteriaSet.objects.published().filter(code=criteria_set.code)
    return versions.latest("version")


def _carry_cohorts(before: Cycle, carried: Carried) -> None:
    members = Membership.objects.for_cycle(before).select_related("unit", "cohort__criteria_set")
    stand: dict[Cohort, list[Unit]] = {
        cohort: [] for cohort in before.cohorts.select_related("criteria_set")
    }
    for member in members:
        stand[member.cohort].append(member.unit)
    heirs = _heirs([unit for units in stand.values() for unit in units])
    taken: set[Unit] = set()
    for cohort, units in stand.items():
        new = Cohort(cycle=carried.cycle, code=cohort.code, position=cohort.position)
        cycles.describe(new, newest(cohort.criteria_set)).save()
        placed = []
        for unit in units:
            followers = heirs.get(unit, [unit])
            if not followers:
                carried.ended.append(unit)
            elif followers != [unit]:
                carried.replaced[unit] = followers
            placed += [each for each in followers if each not in taken]
            taken.update(followers)
        Membership.objects.bulk_create(
            Membership(cycle=carried.cycle, cohort=new, unit=unit) for unit in placed
        )


def _heirs(units: Iterable[Unit]) -> Mapping[Unit, list[Unit]]:
    """Return what became of each unit that is no longer in force today: a fixed number of queries
    for each generation of acts.
    """
    current = set(Unit.objects.valid_today().filter(pk__in=[unit.pk for unit in units]))
    ended = [unit for unit in units if unit not in current]
    heirs: dict[Unit, list[Unit]] = {}
    for unit in ended:
        found, seen, open_ends = [], {unit}, [unit]
        while open_ends:
            rows = Succession.objects.filter(predecessor__in=open_ends).select_related("successor")
            open_ends = []
            for row in rows.order_by("pk"):
                if row.successor not in seen:
                    seen.add(row.successor)
                    open_ends.append(row.successor)
                    found.append(row.successor)
        in_force = set(Unit.objects.valid_today().filter(pk__in=[each.pk for each in found]))
        heirs[unit] = [each for each in found if each in in_force]
    return heirs


def _carry_dates(before: Cycle, cycle: Cycle) -> None:
    """Carry phases and the plan: the same day of the later year, or the next working one."""
    calendar = Calendar.read()
    years = cycle.year - before.year
    phases = {
        phase.pk: Phase(
            cycle=cycle,
            kind=phase.kind,
            opens_at=_moved(phase.opens_at, years, calendar),
            closes_at=_moved(phase.closes_at, years, calendar),
            grace=phase.grace,
            late_until=phase.late_until and _moved(phase.late_until, years, calendar),
        )
        for phase in before.phases.all()
    }
    Phase.objects.bulk_create(phases.values())
    PlanStep.objects.bulk_create(
        PlanStep(
            cycle=cycle,
            title=step.title,
            owner=step.owner,
            phase=phases.get(step.phase_id),
            begins=step.begins and calendar.on_or_after(later(step.begins, years)),
            ends=step.ends and calendar.on_or_after(later(step.ends, years)),
            product=step.product,
        )
        for step in before.plan_steps.select_related("owner")
    )


def later(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _moved(moment: datetime, years: int, calendar: Calendar) -> datetime:
    local = timezone.localtime(moment)
    day = calendar.on_or_after(later(local.date(), years))
    return timezone.make_aware(datetime.combine(day, local.time()))
