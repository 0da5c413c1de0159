"""A cohort takes a newer criteria set within the year: begun sheets are replaced, nothing is lost.

Sheets of periods that are over and whatever has been submitted stay as they are, by the set they
were filled in by. A sheet that is still being filled in is set aside as it stands, and one by the
newer set begins with what the crosswalk carries over, to be confirmed.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet, State
from openpar.assessments.remapping_plan import Begun, Plan, Start, UnitPlan, plan_of
from openpar.assessments.shares import leads_of
from openpar.audit.log import record
from openpar.criteria import cycles, exercises
from openpar.criteria.duties import leaves_below
from openpar.criteria.models import Cohort, CriteriaSet, Criterion, Cycle, Duty
from openpar.people.models import Unit, User
from openpar.people.permissions import YES, Verdict, no
from openpar.scoring.sets.crosswalk import Relation


def may_remap(user: User, cycle: Cycle) -> Verdict:
    """Return whether ``user`` may give a cohort of this cycle a newer set within the year."""
    if not exercises.steers(user, cycle):
        return no(_("Only the coordinator of the body that scores changes its criteria set."))
    if cycle.state != Cycle.State.OPEN:
        return no(_("The criteria set changes within the year only while the cycle is open."))
    return YES


@transaction.atomic
def take_newer_set(cohort: Cohort, new_set: CriteriaSet, *, by: User) -> Plan | None:
    """Let a newer set score a cohort from now on. Doing it twice changes nothing more.

    Cycle and sheets are locked before anything of them is read: a save in flight is carried over,
    and one that comes later is told that its sheet has been replaced.

    Raises
    ------
    django.core.exceptions.ValidationError
        The set is not published or knows no such cohort, no confirmed crosswalk leads to it, or a
        unit has submitted the year's sheet; one sentence each.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cohort.cycle_id)
    may_remap(by, cycle).or_403()
    cohort = Cohort.objects.select_related("criteria_set").get(pk=cohort.pk)
    cohort.cycle = cycle
    if cohort.criteria_set_id == new_set.pk:
        return None
    if breaches := cycles.breaches_of_sets([cycles.CohortPlan(cohort.code, new_set, ())]):
        raise ValidationError(breaches)
    _lock_sheets(cohort)
    plan = plan_of(cohort, new_set)
    if breaches := breaches_of(plan):
        raise ValidationError(breaches)
    old_set = cohort.criteria_set
    cycles.describe(cohort, new_set).save()
    sheets = _replace(plan)
    _carry_duties(plan, old_set)
    record(
        "assessments.remapped", cycle, by=by, cohort=cohort.code,
        old=old_set.sha256, new=new_set.sha256, sets=[str(old_set), str(new_set)],
        units={unit.unit.code: _told(unit, sheets) for unit in plan.units},
    )  # fmt: skip
    return plan


def breaches_of(plan: Plan | None) -> list[str]:
    """Return a sentence for everything that keeps a plan from being carried out."""
    if plan is None:
        return [_("No confirmed crosswalk leads from the set in use to this one.")]
    if plan.submitted:
        names = ", ".join(unit.label for unit in plan.submitted)
        return [
            _("These units have submitted the year's sheet by the set in use: %(units)s. What was "
              "submitted is scored by the set it was submitted for.") % {"units": names}
        ]  # fmt: skip
    return []


def _lock_sheets(cohort: Cohort) -> None:
    """Lock the sheets of the cohort's units in one order; whoever saves holds the same lock."""
    rows = ScoreSheet.objects.filter(
        cycle=cohort.cycle_id, unit__in=cohort.memberships.values("unit")
    )
    list(rows.order_by("pk").select_for_update().values_list("pk"))


def _replace(plan: Plan) -> dict[tuple[int, int], ScoreSheet]:
    """Set aside what is being filled in; begin the new sheets, returned by unit and period."""
    replaced = [sheet.pk for unit in plan.units for sheet in unit.replaced]
    ScoreSheet.objects.filter(pk__in=replaced).update(
        state=State.SET_ASIDE, version=F("version") + 1
    )
    begun = [(unit.unit, one) for unit in plan.units for one in unit.begun]
    sheets = ScoreSheet.objects.bulk_create(
        ScoreSheet(cycle=plan.cohort.cycle, unit=unit, period=one.period) for unit, one in begun
    )
    leaves = plan.new_set.criteria.filter(is_leaf=True).order_by("position")
    criteria = {leaf.code: leaf for leaf in leaves}
    is_file = plan.cohort.cycle.is_own_file
    leads = leads_of(plan.cohort.cycle, criteria.values()) if is_file else {}
    made = [
        (one, start, _item(sheet, one, start, criteria[start.fit.leaf.code], leads))
        for sheet, (_unit, one) in zip(sheets, begun, strict=True)
        for start in one.starts
    ]
    ScoreItem.objects.bulk_create(item for _begun, _start, item in made)
    EvidenceUse.objects.bulk_create(
        EvidenceUse(
            item=item, revision_id=use.revision_id, pages=use.pages,
            code=f"{item.criterion.code}-{number:02d}",
        )
        for _begun, start, item in made
        for number, use in enumerate(start.uses, start=1)
    )  # fmt: skip
    return {(sheet.unit_id, sheet.period_id): sheet for sheet in sheets}


def _item(
    sheet: ScoreSheet, begun: Begun, start: Start, criterion: Criterion, leads: dict[int, Unit]
) -> ScoreItem:
    """Return a new item. What was typed for the same period of an unchanged leaf needs no second
    look; everything else that was carried over is confirmed by the unit."""
    same = start.fit.relation is Relation.KEPT and begun.source.period_id == begun.period.pk
    carried = start.item.carried_from_id if same and start.item else begun.source.period_id
    lead = start.item.lead_id if start.item and start.item.lead_id else None
    if lead is None and criterion.pk in leads:
        lead = leads[criterion.pk].pk
    return ScoreItem(
        sheet=sheet,
        criterion=criterion,
        inputs=dict(start.inputs),
        explanation=start.explanation,
        claim_not_applicable=bool(start.claim_ground),
        claim_ground=start.claim_ground,
        carried_from_id=carried if start.inputs or start.uses else None,
        lead_id=lead,
    )


def _carry_duties(plan: Plan, old_set: CriteriaSet) -> None:
    """Whoever answered for a criterion answers for what became of it."""
    criteria = {leaf.code: leaf for leaf in plan.new_set.criteria.filter(is_leaf=True)}
    duties = Duty.objects.filter(
        cycle=plan.cohort.cycle, criterion__set=old_set, unit__memberships__cohort=plan.cohort
    ).select_related("criterion__set")
    Duty.objects.bulk_create(
        (
            Duty(cycle_id=duty.cycle_id, unit_id=duty.unit_id, user_id=duty.user_id,
                 criterion=criteria[fit.leaf.code])
            for duty in duties
            for below in [set(leaves_below(duty.criterion))]
            for fit in plan.fits
            if below.intersection(fit.old)
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def _told(unit: UnitPlan, sheets: dict[tuple[int, int], ScoreSheet]) -> dict[str, object]:
    """Return what the event says of one unit."""
    return {
        "set_aside": [sheet.pk for sheet in unit.replaced],
        "begun": [
            {
                "sheet": sheets[unit.unit.pk, one.period.pk].pk,
                "from": one.source.pk,
                "carried": one.carried,
                "lost": [list(figure) for figure in one.lost],
            }
            for one in unit.begun
        ],
    }


def sets_to_take(cohort: Cohort) -> Iterable[CriteriaSet]:
    """Return the published sets that a confirmed crosswalk leads to, the newest first."""
    rows = CriteriaSet.objects.published().defer("text")
    rows = rows.filter(crosswalks_to__state="confirmed").exclude(pk=cohort.criteria_set_id)
    return rows.distinct().order_by("-decision_date", "code", "-version")
