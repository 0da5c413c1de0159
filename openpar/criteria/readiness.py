"""What is still wrong with a cycle in preparation: what blocks its opening, what only warns."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openpar.criteria.calendar import Calendar
from openpar.criteria.clock import database_now, day_of
from openpar.criteria.cycles import CohortPlan, breaches_of_sets
from openpar.criteria.models import Criterion, Cycle, Membership, Phase
from openpar.criteria.phases import order_breaches
from openpar.people.models import Unit

_NAMED = 5  # names told of a longer list


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence; with ``blocks`` the cycle does not open until it is set right."""

    sentence: str
    blocks: bool = False


def findings(cycle: Cycle) -> list[Finding]:
    """Return everything found, what blocks first: a fixed number of queries."""
    found = [*_of_cohorts(cycle), *_of_phases(cycle), *_of_units(cycle), *_of_leads(cycle)]
    return sorted(found, key=lambda each: not each.blocks)


def _of_cohorts(cycle: Cycle) -> Iterator[Finding]:
    cohorts = list(cycle.cohorts.with_set())
    if not cohorts:
        yield Finding(_("The cycle has no cohort: choose a criteria set and its cohorts."), True)
    plans = [CohortPlan(cohort.code, cohort.criteria_set, ()) for cohort in cohorts]
    yield from (Finding(sentence, True) for sentence in breaches_of_sets(plans))
    for cohort in cohorts:
        if not cohort.unit_count:
            yield Finding(
                _("No unit stands in the cohort “%(cohort)s”.") % {"cohort": cohort.title}, True
            )


def _of_phases(cycle: Cycle) -> Iterator[Finding]:
    phases = {phase.kind: phase for phase in Phase.objects.filter(cycle=cycle)}
    for kind in (Phase.Kind.SELF_ASSESSMENT, Phase.Kind.APPRAISAL, Phase.Kind.PUBLICATION):
        if kind not in phases:
            sentence = _("The phase “%(phase)s” has no dates.") % {"phase": kind.label}
            yield Finding(sentence, kind == Phase.Kind.SELF_ASSESSMENT)
    yield from (Finding(sentence, True) for sentence in order_breaches(phases))
    now = database_now()
    calendar = Calendar.read()
    for phase in phases.values():
        name = phase.get_kind_display()
        if phase.closes_at + phase.grace <= now:
            yield Finding(_("“%(phase)s” is over already.") % {"phase": name}, blocks=True)
        elif not calendar.is_working(day_of(phase.closes_at)):
            yield Finding(_("“%(phase)s” closes on a day off.") % {"phase": name})
    for year in sorted({day_of(phase.closes_at).year for phase in phases.values()}):
        if year not in calendar.years:
            yield Finding(
                _("The working calendar knows no days off of %(year)d yet.") % {"year": year}
            )


def _of_units(cycle: Cycle) -> Iterator[Finding]:
    members = list(Membership.objects.for_cycle(cycle))
    ended = [
        member.unit
        for member in members
        if member.unit.valid_to is not None and member.unit.valid_to < cycle.as_of
    ]
    if ended:
        yield Finding(
            _("No longer in force on the day figures close: %(units)s.") % {"units": _names(ended)}
        )
    kinds = {member.unit.kind for member in members}
    parents = {member.unit.parent_id for member in members}
    beside = Q(parent__in=parents - {None})
    if None in parents:
        beside |= Q(parent__isnull=True)
    left_out = list(
        Unit.objects.valid_today()
        .filter(beside, kind__in=kinds)
        .exclude(memberships__cycle=cycle)
        .for_list()
    )
    if left_out:
        yield Finding(
            _("Of the same type and superior, but in no cohort: %(units)s.")
            % {"units": _names(left_out)}
        )


def _of_leads(cycle: Cycle) -> Iterator[Finding]:
    """Tell leaves without a lead agency, and lead agencies that are no unit of the register."""
    leaves = Criterion.objects.filter(set__cohorts__cycle=cycle, is_leaf=True).distinct()
    leads = dict.fromkeys(leaves.order_by("position").values_list("set_id", "code", "lead"))
    without = [code for _set, code, lead in leads if not lead]
    if without:
        sentence = ngettext(
            "%(count)d criterion has no lead agency: %(codes)s.",
            "%(count)d criteria have no lead agency: %(codes)s.",
            len(without),
        )
        yield Finding(sentence % {"count": len(without), "codes": _few(without)})
    named = {lead for _set, _code, lead in leads if lead}
    known = set(Unit.objects.filter(code__in=named).values_list("code", flat=True))
    if strangers := sorted(named - known):
        yield Finding(
            _("Lead agencies that the register of units does not know: %(codes)s.")
            % {"codes": _few(strangers)}
        )


def _names(units: list[Unit]) -> str:
    return _few([unit.label for unit in units])


def _few(words: list[str]) -> str:
    """Return the first few words, and how many more there are."""
    told = ", ".join(words[:_NAMED])
    more = len(words) - _NAMED
    if more <= 0:
        return told
    return _("%(some)s and %(more)d more") % {"some": told, "more": more}
