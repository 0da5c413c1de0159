"""What happens to cycles: opened with their phases, cohorts and units; given figures; closed."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import permissions
from openpar.criteria.models import Cohort, CriteriaSet, Cycle, CycleFile, Membership, Period, Phase
from openpar.criteria.owning import Whose, strangers, usual
from openpar.people.models import Unit, User

#: Files of the round format that may be given to a cycle.
FILES = ("targets.csv", "previous.csv", "external.csv", "survey.csv", "survey.yaml", "ties.csv")


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """A cohort to open. ``code`` names the cohort of the set file that gives title and ranking."""

    code: str
    criteria_set: CriteriaSet
    units: Sequence[Unit]


@transaction.atomic
def open_cycle(
    *,
    by: User,
    code: str,
    title: str,
    year: int,
    as_of: date,
    phases: Mapping[str, tuple[datetime, datetime]],
    cohorts: Sequence[CohortPlan],
    whose: Whose | None = None,
) -> Cycle:
    """Open a cycle: every unit in one cohort, every cohort scored by a published set.

    ``phases`` maps a kind of ``Phase.Kind`` to its opening and closing (aware datetimes);
    ``whose`` says whose exercise it is, else that which the person usually opens.

    Raises
    ------
    django.core.exceptions.ValidationError
        A rule is broken; every breach gets its sentence.
    """
    whose = whose or usual(by)
    cycle = Cycle(code=code, title=title, year=year, as_of=as_of, **whose.columns())
    permissions.may_open_exercise(by, cycle).or_403()
    breaches = [*breaches_of_sets(cohorts), *_breaches_of_units(cohorts)]
    breaches += strangers(cycle, [unit for plan in cohorts for unit in plan.units])
    if Cycle.objects.filter(code=code).exists():
        breaches.append(_("There is a cycle with the code “%(code)s” already.") % {"code": code})
    breaches += [
        _breach_of_dates(kind)
        for kind, (opens_at, closes_at) in phases.items()
        if closes_at <= opens_at
    ]
    if breaches:
        raise ValidationError(breaches)
    cycle.save()
    Period.objects.year_of(cycle)
    Phase.objects.bulk_create(
        Phase(cycle=cycle, kind=kind, opens_at=opens_at, closes_at=closes_at)
        for kind, (opens_at, closes_at) in phases.items()
    )
    for position, plan in enumerate(cohorts, start=1):
        add_cohort(cycle, plan, position)
    record(
        "criteria.cycle_opened",
        cycle,
        by=by,
        phases={kind: list(dates) for kind, dates in phases.items()},
        cohorts={plan.code: plan.criteria_set.sha256 for plan in cohorts},
        units=sum(len(plan.units) for plan in cohorts),
        **whose.written(),
    )
    return cycle


@transaction.atomic
def give_file(cycle: Cycle, name: str, text: str, *, by: User) -> CycleFile:
    """Give a cycle a file of figures; a file of the same name is replaced, which the log shows.

    Raises
    ------
    django.core.exceptions.ValidationError
        The round format knows no file of this name.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    permissions.may_change_cycle(by, cycle).or_403()
    if name not in FILES:
        raise ValidationError(
            _("“%(name)s” is none of the files a cycle takes: %(files)s.")
            % {"name": name, "files": ", ".join(FILES)}
        )
    digest = hashlib.sha256(text.encode()).hexdigest()
    given, created = CycleFile.objects.update_or_create(
        cycle=cycle, name=name, defaults={"text": text, "sha256": digest}
    )
    action = "criteria.file_given" if created else "criteria.file_replaced"
    record(action, cycle, by=by, name=name, sha256=digest)
    return given


@transaction.atomic
def set_phase(
    cycle: Cycle,
    kind: str,
    *,
    opens_at: datetime,
    closes_at: datetime,
    by: User,
    late_until: datetime | None = None,
) -> Phase:
    """Give a phase whatever dates it had: for commands that load history, which no page calls.

    Pages move phases with ``phases.move_phase``, which is fair to those who act in them.

    Raises
    ------
    django.core.exceptions.ValidationError
        The phase would close before it opens.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    permissions.may_change_cycle(by, cycle).or_403()
    if closes_at <= opens_at:
        raise ValidationError(_breach_of_dates(kind))
    before = Phase.objects.filter(cycle=cycle, kind=kind).first()
    dates = {"opens_at": opens_at, "closes_at": closes_at, "late_until": late_until}
    phase, _created = Phase.objects.update_or_create(cycle=cycle, kind=kind, defaults=dates)
    record(
        "criteria.phase_set",
        cycle,
        by=by,
        kind=str(kind),
        before=[before.opens_at, before.closes_at] if before else None,
        after=[opens_at, closes_at],
    )
    return phase


@transaction.atomic
def close_cycle(cycle: Cycle, *, by: User) -> Cycle:
    """Close a cycle: it becomes history."""
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    permissions.may_close_cycle(by, cycle).or_403()
    cycle.state = Cycle.State.CLOSED
    cycle.save(update_fields=["state"])
    record("criteria.cycle_closed", cycle, by=by)
    return cycle


def _breach_of_dates(kind: str) -> str:
    return _("The phase “%(phase)s” closes before it opens.") % {"phase": Phase.Kind(kind).label}


def breaches_of_sets(cohorts: Sequence[CohortPlan]) -> list[str]:
    """Return a sentence for each set that may not score anybody."""
    breaches = []
    for plan in cohorts:
        known = [cohort.code for cohort in plan.criteria_set.parsed.cohorts]
        if not plan.criteria_set.is_published:
            breaches.append(
                _("The criteria set “%(set)s” of cohort %(cohort)s is not published.")
                % {"set": plan.criteria_set, "cohort": plan.code}
            )
        if known and plan.code not in known:
            breaches.append(
                _("The criteria set “%(set)s” knows no cohort %(cohort)s; it has %(known)s.")
                % {"set": plan.criteria_set, "cohort": plan.code, "known": ", ".join(known)}
            )
    return breaches


def _breaches_of_units(cohorts: Sequence[CohortPlan]) -> list[str]:
    """Return a sentence for each unit that would be scored twice, and for an empty cycle."""
    times = Counter(unit for plan in cohorts for unit in plan.units)
    if not times:
        return [_("A cycle needs at least one unit.")]
    return [
        _("“%(unit)s” stands %(times)d times; a unit is scored once in a cycle.")
        % {"unit": unit, "times": count}
        for unit, count in times.items()
        if count > 1
    ]


def add_cohort(cycle: Cycle, plan: CohortPlan, position: int) -> Cohort:
    """Create one cohort with its members; title and ranking come from the set file."""
    cohort = describe(Cohort(cycle=cycle, code=plan.code, position=position), plan.criteria_set)
    cohort.save()
    Membership.objects.bulk_create(
        Membership(cycle=cycle, cohort=cohort, unit=unit) for unit in plan.units
    )
    return cohort


def describe(cohort: Cohort, criteria_set: CriteriaSet) -> Cohort:
    """Set what a cohort takes from a set file: title and ranking of the cohort of its code."""
    wanted = [one for one in criteria_set.parsed.cohorts if one.code == cohort.code]
    cohort.criteria_set = criteria_set
    cohort.title = wanted[0].title if wanted else cohort.code
    cohort.title_en = wanted[0].title_en if wanted else ""
    cohort.ranked = wanted[0].ranked if wanted else True
    return cohort
