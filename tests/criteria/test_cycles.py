"""A cycle has phases with dates, and every unit is scored once in it (S3-28, S3-31)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from openpar.audit.models import Event
from openpar.criteria.cycles import CohortPlan, close_cycle, give_file, open_cycle, set_phase
from openpar.criteria.models import Cycle, Membership, Phase
from openpar.people.models import Role
from tests.factories import (
    CohortFactory,
    CriteriaSetFactory,
    CycleFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    UserFactory,
    appointed,
)

pytestmark = pytest.mark.django_db

#: Those of inner exercises steer nothing but these: tests/criteria/test_exercises.py.
COORDINATORS = {Role.COORDINATOR, Role.INNER_COORDINATOR}
NOW = datetime.now(UTC)


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR)


def opened(by, *cohorts: CohortPlan, **changes) -> Cycle:
    settings = {
        "code": "dot-2026",
        "title": "Đợt 2026",
        "year": 2026,
        "as_of": date(2026, 12, 31),
        "phases": {Phase.Kind.SELF_ASSESSMENT: (NOW, NOW + timedelta(days=30))},
    }
    return open_cycle(by=by, cohorts=cohorts, **settings | changes)


def test_a_cycle_opens_with_phases_cohorts_units_and_one_event(coordinator):
    criteria_set = CriteriaSetFactory()
    ranked, special = UnitFactory.create_batch(2), [UnitFactory()]

    cycle = opened(
        coordinator,
        CohortPlan("so", criteria_set, ranked),
        CohortPlan("dac-thu", criteria_set, special),
    )

    assert [(c.code, c.title, c.ranked) for c in cycle.cohorts.all()] == [
        ("so", "Khối sở", True),
        ("dac-thu", "Cơ quan đặc thù", False),
    ]
    assert cycle.memberships.count() == 3
    event = Event.objects.get(action="criteria.cycle_opened")
    assert event.data["units"] == 3
    assert event.data["cohorts"] == dict.fromkeys(("so", "dac-thu"), criteria_set.sha256)


def test_only_published_sets_score_anybody(coordinator):
    draft = CriteriaSetFactory(published=False)
    with pytest.raises(ValidationError, match=draft.code):
        opened(coordinator, CohortPlan("so", draft, [UnitFactory()]))
    assert not Cycle.objects.exists()


def test_a_unit_in_two_cohorts_is_named_and_refused(coordinator):
    criteria_set, unit = CriteriaSetFactory(), UnitFactory(name="Sở Tư pháp mẫu")
    with pytest.raises(ValidationError, match="Sở Tư pháp mẫu"):
        opened(
            coordinator,
            CohortPlan("so", criteria_set, [unit]),
            CohortPlan("dac-thu", criteria_set, [unit]),
        )


@pytest.mark.parametrize("changes", [
    {"code": "co-roi"},
    {"phases": {"appraisal": (NOW, NOW)}},
])  # fmt: skip
def test_a_taken_code_or_a_phase_without_length_is_refused(coordinator, changes):
    CycleFactory(code="co-roi")
    with pytest.raises(ValidationError):
        opened(coordinator, CohortPlan("so", CriteriaSetFactory(), [UnitFactory()]), **changes)


def test_a_cycle_without_units_and_a_cohort_the_set_does_not_know_are_refused(coordinator):
    with pytest.raises(ValidationError) as refusal:
        opened(coordinator, CohortPlan("khong-co", CriteriaSetFactory(), []))
    assert len(refusal.value.messages) == 2


def test_the_database_keeps_a_unit_from_being_scored_twice():
    member = MembershipFactory()
    other = CohortFactory(cycle=member.cycle, code="khac", criteria_set=member.cohort.criteria_set)
    with pytest.raises(IntegrityError, match="one_unit_once_in_a_cycle"):
        Membership.objects.create(cycle=member.cycle, cohort=other, unit=member.unit)


def test_the_database_keeps_a_member_in_a_cohort_of_its_own_cycle():
    cycle, cohort, unit = CycleFactory(), CohortFactory(), UnitFactory()
    with (
        pytest.raises(IntegrityError, match="member_in_a_cohort_of_its_cycle"),
        transaction.atomic(),
    ):
        enter_and_check(cycle=cycle, cohort=cohort, unit=unit)


def enter_and_check(**member) -> None:
    """Foreign keys are checked at the end of a transaction, or when asked."""
    Membership.objects.create(**member)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("opens", "closes", "is_open"),
    [
        ("now()", "now() + interval '1 minute'", True),  # open from its first moment on
        ("now() - interval '1 day'", "now()", False),  # closed at its last
        ("now() + interval '1 hour'", "now() + interval '1 day'", False),
    ],
)
def test_only_the_database_clock_opens_a_phase(opens, closes, is_open, time_machine_far_away):
    phase = PhaseFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE criteria_phase SET opens_at = {opens}, closes_at = {closes} WHERE id = %s",  # noqa: S608
            [phase.pk],
        )
    assert Phase.objects.open_now(phase.cycle, phase.kind) is is_open


@pytest.fixture
def time_machine_far_away(time_machine):
    """The web server's clock is wrong by years; deadlines do not care."""
    time_machine.move_to("2031-01-01")


def test_a_phase_of_another_kind_or_cycle_is_not_open():
    phase = PhaseFactory()
    assert not Phase.objects.open_now(phase.cycle, Phase.Kind.APPRAISAL)
    assert not Phase.objects.open_now(CycleFactory(), phase.kind)


def test_a_kind_of_phase_comes_once_in_a_cycle():
    phase = PhaseFactory()
    with pytest.raises(IntegrityError, match="one_phase_of_a_kind"):
        PhaseFactory(cycle=phase.cycle)


def test_a_deadline_is_moved_with_an_event_that_keeps_the_old_dates(coordinator):
    phase = PhaseFactory()
    later = phase.closes_at + timedelta(days=7)

    set_phase(phase.cycle, phase.kind, opens_at=phase.opens_at, closes_at=later, by=coordinator)

    phase.refresh_from_db()
    assert phase.closes_at == later
    data = Event.objects.get(action="criteria.phase_set").data
    assert datetime.fromisoformat(data["before"][1]) == later - timedelta(days=7)
    with pytest.raises(ValidationError):
        set_phase(phase.cycle, phase.kind, opens_at=later, closes_at=later, by=coordinator)


def test_figures_are_given_as_files_and_replaced_with_an_event(coordinator):
    cycle = CycleFactory()
    give_file(cycle, "targets.csv", "unit,criterion,input,value\n", by=coordinator)
    give_file(cycle, "targets.csv", "unit,criterion,input,value\nA,1,x,2\n", by=coordinator)

    assert cycle.files.get().text.endswith("A,1,x,2\n")
    actions = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["criteria.file_given", "criteria.file_replaced"]


def test_a_file_the_round_format_does_not_know_is_refused(coordinator):
    with pytest.raises(ValidationError, match=r"round\.yaml"):
        give_file(CycleFactory(), "round.yaml", "", by=coordinator)


def test_a_closed_cycle_takes_nothing_any_more(coordinator):
    cycle = close_cycle(CycleFactory(), by=coordinator)
    assert cycle.state == Cycle.State.CLOSED
    with pytest.raises(PermissionDenied):
        give_file(cycle, "targets.csv", "", by=coordinator)
    with pytest.raises(PermissionDenied):
        close_cycle(cycle, by=coordinator)


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - COORDINATORS), None])
def test_nobody_but_the_coordinator_opens_closes_or_gives_figures(role):
    person = appointed(role) if role else UserFactory()
    cycle = CycleFactory()
    for act in (
        lambda: opened(person),
        lambda: close_cycle(cycle, by=person),
        lambda: set_phase(cycle, "appraisal", opens_at=NOW, closes_at=NOW, by=person),
        lambda: give_file(cycle, "targets.csv", "", by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()
