"""Dates of phases move fairly, by the database clock alone (S0-12, T28, T30)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.functions import Now

from openpar.audit.models import Event
from openpar.criteria.models import Cycle, Phase
from openpar.criteria.phases import Dates, move_phase, order_breaches
from openpar.people.models import Role
from tests.factories import CycleFactory, PhaseFactory, appointed
from tests.factories_cycles import close_in, database_now

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SELF = Phase.Kind.SELF_ASSESSMENT


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR)


def moved(phase, by, *, opens=timedelta(0), closes=timedelta(0), grace=None, reason="Mưa lũ"):
    dates = Dates(
        phase.opens_at + opens, phase.closes_at + closes, phase.grace if grace is None else grace
    )
    return move_phase(phase.cycle, phase.kind, dates, reason=reason, by=by)


def test_an_open_phase_closes_later_with_the_reason_in_the_event(coordinator):
    phase = PhaseFactory()
    moved(phase, coordinator, closes=7 * DAY)
    event = Event.objects.get(action="criteria.phase_set")
    assert event.data["reason"] == "Mưa lũ"
    assert Phase.objects.get().closes_at == phase.closes_at + 7 * DAY


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"closes": -MINUTE}, "closes_at"),  # who planned for the announced deadline keeps it
        ({"opens": MINUTE}, "opens_at"),
        ({"opens": -DAY}, "opens_at"),
        ({"closes": DAY, "reason": " "}, "reason"),
        ({"closes": -40 * DAY}, "closes_at"),
        ({"grace": -MINUTE}, "grace"),
    ],
)
def test_an_open_phase_neither_shrinks_nor_moves_without_a_reason(coordinator, changes, field):
    phase = PhaseFactory()
    with pytest.raises(ValidationError) as refusal:
        moved(phase, coordinator, **changes)
    assert field in refusal.value.error_dict
    assert not Event.objects.filter(action="criteria.phase_set").exists()


def test_grace_grows_and_never_shrinks_once_the_phase_is_open(coordinator):
    phase = PhaseFactory(grace=15 * MINUTE)
    moved(phase, coordinator, grace=30 * MINUTE)
    phase.refresh_from_db()
    with pytest.raises(ValidationError):
        moved(phase, coordinator, grace=10 * MINUTE)


def test_a_phase_that_is_over_opens_again_only_into_the_time_to_come(coordinator):
    phase = close_in(PhaseFactory(), -3600)
    with pytest.raises(ValidationError):
        moved(phase, coordinator, closes=30 * MINUTE)
    moved(phase, coordinator, closes=90 * MINUTE)
    assert Phase.objects.open_now(phase.cycle, SELF)


def test_before_it_opens_a_phase_moves_freely_but_not_into_the_past(coordinator):
    now = datetime.now(UTC)
    phase = PhaseFactory(opens_at=now + 10 * DAY, closes_at=now + 20 * DAY)
    moved(phase, coordinator, opens=-5 * DAY, closes=-5 * DAY)
    phase.refresh_from_db()
    with pytest.raises(ValidationError):
        moved(phase, coordinator, opens=-8 * DAY)


def test_in_preparation_dates_need_no_reason(coordinator):
    phase = PhaseFactory(cycle=CycleFactory(state=Cycle.State.PLANNED))
    moved(phase, coordinator, opens=-30 * DAY, closes=-DAY, reason="")
    assert Event.objects.get(action="criteria.phase_set").data["reason"] == ""


def test_setting_what_stands_already_is_no_event(coordinator):
    moved(PhaseFactory(), coordinator)
    assert not Event.objects.filter(action="criteria.phase_set").exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.AUDITOR])
def test_nobody_but_the_coordinator_moves_a_phase(role):
    with pytest.raises(PermissionDenied):
        moved(PhaseFactory(), appointed(role), closes=DAY)


@pytest.mark.parametrize(
    ("seconds", "grace", "is_open", "standing"),
    [
        (60, 0, True, "open"),
        (-60, 0, False, "over"),
        (-60, 2, True, "grace"),
        (-180, 2, False, "over"),
    ],
)
def test_grace_keeps_a_phase_open_a_little_longer(seconds, grace, is_open, standing):
    phase = close_in(PhaseFactory(grace=grace * MINUTE), seconds)
    assert Phase.objects.open_now(phase.cycle, SELF) is is_open
    assert Phase.objects.with_standing().get().standing == standing


@pytest.mark.parametrize("state", [Cycle.State.PLANNED, Cycle.State.CLOSED])
def test_in_a_cycle_that_is_not_open_no_phase_gives_rights(state):
    phase = PhaseFactory(cycle=CycleFactory(state=state))
    assert not Phase.objects.open_now(phase.cycle, SELF)


def test_the_time_left_is_measured_by_the_database(time_machine):
    phase = PhaseFactory()
    Phase.objects.update(closes_at=Now() + 2 * DAY + 3 * timedelta(hours=1) + 30 * MINUTE)
    time_machine.move_to("2031-01-01")
    seen = Phase.objects.with_standing().get(pk=phase.pk)
    assert (seen.countdown, seen.is_near) == ("2 ngày 3 giờ", True)
    assert abs(seen.seconds_left - (51 * 3600 + 1800)) < 60


def test_phases_out_of_the_order_of_the_process_are_named():
    now = database_now()
    early = Phase(kind=Phase.Kind.APPRAISAL, opens_at=now)
    late = Phase(kind=SELF, opens_at=now + DAY)
    assert len(order_breaches([early, late])) == 1
    assert order_breaches([Phase(kind=SELF, opens_at=now), early]) == []
