"""A cycle is prepared, checked, opened, carried over to the next year (S3-25 … S3-28, S0-12)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from openpar.audit.models import Event
from openpar.criteria import actions, lifecycle, plan
from openpar.criteria.carrying import carry_over, later
from openpar.criteria.lifecycle import MOVES, open_planned, place_units, plan_cycle, put_cohort
from openpar.criteria.models import Cycle, Membership, Phase, PlanStep
from openpar.criteria.plan import Step
from openpar.criteria.readiness import findings
from openpar.people.lineage import Share, reorganise
from openpar.people.models import Reorganisation, Role, Unit
from tests.factories import (
    SMALL_SET,
    CohortFactory,
    CriteriaSetFactory,
    CycleFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    UserFactory,
    appointed,
)
from tests.factories_cycles import planned_cycle

pytestmark = pytest.mark.django_db

#: Those of inner exercises steer nothing but these: tests/criteria/test_exercises.py.
COORDINATORS = {Role.COORDINATOR, Role.INNER_COORDINATOR}
STATES = Cycle.State


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR)


def blocking(cycle):
    return [each.sentence for each in findings(cycle) if each.blocks]


def test_a_cycle_is_prepared_given_its_scope_and_opened(coordinator):
    criteria_set = CriteriaSetFactory()
    departments, special = UnitFactory.create_batch(2), UnitFactory()
    cycle = plan_cycle(
        by=coordinator, code="dot-2027", title="Đợt 2027", year=2027, as_of=date(2027, 12, 31)
    )
    so = put_cohort(cycle, "so", criteria_set, by=coordinator)
    dac_thu = put_cohort(cycle, "dac-thu", criteria_set, by=coordinator)
    place_units(cycle, [*departments, special], so, by=coordinator)
    assert place_units(cycle, [special], dac_thu, by=coordinator) == [special]
    PhaseFactory(cycle=cycle)

    cycle = open_planned(cycle, by=coordinator)

    assert cycle.state == STATES.OPEN
    assert [(each.title, each.ranked) for each in cycle.cohorts.all()] == [
        ("Khối sở", True),
        ("Cơ quan đặc thù", False),  # special in this cycle only: no mark on the unit (S3-27)
    ]
    assert Event.objects.get(action="criteria.cycle_opened").data["units"] == 3


def test_an_empty_preparation_says_everything_that_blocks_it(coordinator):
    cycle = CycleFactory(state=STATES.PLANNED)
    with pytest.raises(ValidationError) as refusal:
        open_planned(cycle, by=coordinator)
    assert len(refusal.value.messages) == 2  # no cohort, no dates of self-assessment
    assert Cycle.objects.get().state == STATES.PLANNED


def test_a_cohort_without_units_phases_out_of_order_or_over_block():
    cycle, _cohort = planned_cycle()
    assert blocking(cycle) == []
    CohortFactory(cycle=cycle, code="dac-thu", title="Đặc thù")
    assert len(blocking(cycle)) == 1
    now = datetime.now(UTC)
    cycle.phases.filter(kind=Phase.Kind.APPRAISAL).update(opens_at=now - timedelta(days=1))
    assert len(blocking(cycle)) == 2
    cycle.phases.filter(kind=Phase.Kind.SELF_ASSESSMENT).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=2)
    )
    assert len(blocking(cycle)) == 2


def test_who_was_left_out_and_criteria_without_a_lead_agency_warn_and_do_not_block(coordinator):
    cycle, _cohort = planned_cycle()
    UnitFactory(name="Sở Bị Quên")
    told = " ".join(each.sentence for each in findings(cycle))
    assert "Sở Bị Quên" in told
    assert "cơ quan chủ trì" in told
    assert open_planned(cycle, by=coordinator).state == STATES.OPEN


def test_findings_ask_a_fixed_number_of_queries(django_assert_num_queries):
    cycle, cohort = planned_cycle()
    MembershipFactory.create_batch(5, cohort=cohort)
    findings(cycle)  # the set's text is read once in a process
    with django_assert_num_queries(8):
        findings(cycle)


def test_a_unit_stands_in_one_cohort_and_may_leave_the_cycle(coordinator):
    cycle, cohort = planned_cycle()
    unit = Membership.objects.get().unit
    assert place_units(cycle, [unit], cohort, by=coordinator) == []  # where it stood
    assert place_units(cycle, [unit], None, by=coordinator) == [unit]
    assert not cycle.memberships.exists()


def test_a_cohort_takes_another_set_and_is_taken_out_with_its_units(coordinator):
    cycle, cohort = planned_cycle()
    other = CriteriaSetFactory()
    assert put_cohort(cycle, cohort.code, other, by=coordinator).criteria_set == other
    with pytest.raises(ValidationError):
        put_cohort(cycle, "khong-co", other, by=coordinator)
    with pytest.raises(ValidationError):
        put_cohort(cycle, "so", CriteriaSetFactory(published=False), by=coordinator)
    lifecycle.remove_cohort(cohort, by=coordinator)
    assert not cycle.memberships.exists()


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("state", STATES.values)
def test_every_move_is_possible_from_its_own_state_alone(coordinator, name, state):
    cycle, _cohort = planned_cycle()
    Cycle.objects.update(state=state)
    cycle.refresh_from_db()
    move = MOVES[name]
    assert bool(move.may(coordinator, cycle)) is (state == move.source)
    if state != move.source:
        with pytest.raises(PermissionDenied):
            move.act(cycle, by=coordinator)
    else:
        assert move.act(cycle, by=coordinator).state == move.target
    assert set(lifecycle.moves_from(cycle, coordinator)) == {
        each for each, one in MOVES.items() if one.source == state
    }


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - COORDINATORS), None])
def test_nobody_but_the_coordinator_prepares_or_opens_a_cycle(role):
    person = appointed(role) if role else UserFactory()
    cycle, cohort = planned_cycle()
    head = {"code": "x", "title": "x", "year": 2027, "as_of": date(2027, 12, 31)}
    for act in (
        lambda: plan_cycle(by=person, **head),
        lambda: carry_over(cycle, by=person, **head),
        lambda: open_planned(cycle, by=person),
        lambda: put_cohort(cycle, "so", cohort.criteria_set, by=person),
        lambda: lifecycle.remove_cohort(cohort, by=person),
        lambda: place_units(cycle, [UnitFactory()], cohort, by=person),
        lambda: plan.write_step(cycle, Step("x"), by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_an_opened_cycle_keeps_its_units_and_sets(coordinator):
    cycle, cohort = planned_cycle()
    open_planned(cycle, by=coordinator)
    with pytest.raises(PermissionDenied):
        place_units(cycle, [UnitFactory()], cohort, by=coordinator)
    with pytest.raises(PermissionDenied):
        put_cohort(cycle, "so", cohort.criteria_set, by=coordinator)


def test_carried_over_it_takes_the_newest_sets_the_units_and_the_dates_on_working_days(coordinator):
    cycle, cohort = planned_cycle()
    saturday = datetime(2026, 12, 19, 17, 0, tzinfo=UTC)
    Phase.objects.filter(kind=Phase.Kind.SELF_ASSESSMENT).update(
        opens_at=datetime(2026, 12, 1, 1, 0, tzinfo=UTC), closes_at=saturday
    )
    plan.write_step(
        cycle,
        Step("Hội nghị", begins=date(2026, 1, 15), ends=date(2026, 1, 16)),
        by=coordinator,
    )
    text = SMALL_SET.replace("{code}", cohort.criteria_set.code).replace("Bộ", "Bộ mới", 1)
    second = actions.publish_set(actions.load_set(text, by=coordinator), by=coordinator)

    carried = carry_over(
        cycle, by=coordinator, code="dot-2027", title="Đợt 2027", year=2027,
        as_of=date(2027, 12, 31),
    )  # fmt: skip

    new = carried.cycle
    assert (new.state, new.carried_from) == (STATES.PLANNED, cycle)
    assert [one.criteria_set for one in new.cohorts.all()] == [second]
    assert {one.unit for one in new.memberships.all()} == {Membership.objects.first().unit}
    closes = new.phases.get(kind=Phase.Kind.SELF_ASSESSMENT).closes_at
    assert closes.date() == date(2027, 12, 20)  # the 20th by Vietnam's clock is a Monday
    assert new.plan_steps.get().begins == date(2027, 1, 15)


def test_a_merged_unit_is_followed_to_its_successor_and_one_that_ended_is_told(coordinator):
    cycle, cohort = planned_cycle()
    first, second = UnitFactory(name="Sở Một"), UnitFactory(name="Sở Hai")
    gone = UnitFactory(name="Sở Đã Hết")
    for unit in (first, second, gone):
        MembershipFactory(cohort=cohort, unit=unit)
    new = Unit(code="SOMOI", name="Sở Mới", kind=Unit.Kind.DEPARTMENT, valid_from=date(2026, 3, 1))
    act = Reorganisation(
        kind="merge",
        decision="01/NQ-HĐND",
        decided_on=date(2026, 2, 1),
        valid_from=date(2026, 3, 1),
    )
    reorganise(
        act, [Share(first.code, "SOMOI", 1), Share(second.code, "SOMOI", 1)], new=[new],
        by=coordinator,
    )  # fmt: skip
    Unit.objects.filter(pk=gone.pk).update(valid_to=date(2026, 1, 1))

    carried = carry_over(
        cycle, by=coordinator, code="dot-2027", title="x", year=2027, as_of=date(2027, 12, 31)
    )

    names = {one.unit.name for one in carried.cycle.memberships.all()}
    assert {"Sở Mới"} <= names
    assert not {"Sở Một", "Sở Hai", "Sở Đã Hết"} & names
    assert [unit.name for unit in carried.ended] == ["Sở Đã Hết"]


def test_a_cycle_is_carried_into_a_later_year_only(coordinator):
    cycle, _cohort = planned_cycle()
    with pytest.raises(ValidationError):
        carry_over(cycle, by=coordinator, code="x", title="x", year=2026, as_of=date(2026, 12, 31))
    assert later(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert later(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_the_plan_has_dates_once(coordinator):
    cycle, _cohort = planned_cycle()
    phase = cycle.phases.first()
    step = plan.write_step(cycle, Step("Tự đánh giá", phase=phase), by=coordinator)
    for wrong in (
        Step("x", phase=phase),  # the phase has its step
        Step("x", phase=cycle.phases.last(), begins=date(2026, 1, 1)),
        Step("x"),
        Step("x", begins=date(2026, 1, 2), ends=date(2026, 1, 1)),
    ):
        with pytest.raises(ValidationError):
            plan.write_step(cycle, wrong, by=coordinator)
    plan.write_step(cycle, Step("Tự chấm điểm", phase=phase), by=coordinator, known=step)
    plan.remove_step(step, by=coordinator)
    assert not PlanStep.objects.exists()
    told = Event.objects.filter(action__startswith="criteria.plan_step").order_by("pk")
    assert [event.action for event in told] == [
        "criteria.plan_step_added", "criteria.plan_step_changed", "criteria.plan_step_removed",
    ]  # fmt: skip
