"""A deadline is extended for one unit: two persons, in the open, never backwards (T35, S0-12)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, close_old_connections, connection, transaction

from openpar.audit.models import Event
from openpar.criteria import extensions
from openpar.criteria.cycles import close_cycle
from openpar.criteria.extensions import MOVES, Approval, confirm, propose, refuse
from openpar.criteria.models import Extension, Phase
from openpar.criteria.second_person import is_same_person
from openpar.people.models import Role, User
from tests.factories import CycleFactory, UnitFactory, UserFactory, appointed
from tests.factories_cycles import (
    APPROVAL,
    close_in,
    database_now,
    extended,
    proposed,
    running_cycle,
)
from tests.naive.hasty_extension import by_another_account, hasty_confirm, lies_ahead

pytestmark = pytest.mark.django_db
SELF = Phase.Kind.SELF_ASSESSMENT


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR)


def test_one_person_proposes_and_another_confirms_and_both_are_named():
    phase, member = running_cycle()
    one, other = appointed(Role.COORDINATOR), appointed(Role.COORDINATOR)

    extension = proposed(phase, member.unit, by=one)
    assert extension.state == Extension.State.PROPOSED
    confirm(extension, by=other)

    data = Event.objects.get(action="criteria.extension_confirmed").data
    assert (data["proposed_by"], data["decided_by"]) == (one.username, other.username)
    assert datetime.fromisoformat(data["before"]) == phase.closes_at
    assert data["approval"] == "12/UBND-NC, 2026-01-05"


def test_it_opens_the_phase_for_this_unit_alone():
    phase, member = running_cycle()
    other = UnitFactory()
    close_in(phase, -60)
    extended(phase, member.unit)
    assert Phase.objects.open_now(member.cycle, SELF, member.unit_id)
    assert not Phase.objects.open_now(member.cycle, SELF, other.pk)
    assert not Phase.objects.open_now(member.cycle, SELF)


def test_a_proposal_alone_opens_nothing():
    phase, member = running_cycle()
    close_in(phase, -60)
    proposed(phase, member.unit)
    assert not Phase.objects.open_now(member.cycle, SELF, member.unit_id)


def test_the_same_person_does_not_confirm_even_from_a_second_account():
    phase, member = running_cycle()
    first = appointed(Role.COORDINATOR, display_name="Cán bộ mẫu Đặng", email="")
    again = appointed(Role.COORDINATOR, display_name="cán bộ mẫu dặng")
    mail = appointed(Role.COORDINATOR, display_name="Một tên khác", email="mau@example.vn")
    first.email = "MAU@example.vn"
    first.save()
    extension = proposed(phase, member.unit, by=first)
    for person in (first, again, mail):
        with pytest.raises(PermissionDenied):
            confirm(extension, by=person)
    assert by_another_account(extension, again)  # the wrong twin is deceived
    assert not Extension.objects.in_force().exists()


def test_two_strangers_without_names_or_mail_are_two_persons():
    one, other = UserFactory(display_name="", email=""), UserFactory(display_name="", email="")
    assert not is_same_person(one, other)


def test_where_the_setting_asks_for_nobody_else_one_person_is_enough(settings, coordinator):
    settings.TWO_PERSONS = frozenset()
    phase, member = running_cycle()
    extension = proposed(phase, member.unit, by=coordinator)
    assert (extension.state, extension.decided_by) == (Extension.State.IN_FORCE, coordinator)
    actions = Event.objects.filter(action__startswith="criteria.extension").order_by("pk")
    assert [event.action.rpartition("_")[2] for event in actions] == ["proposed", "confirmed"]


def test_a_deadline_never_moves_backwards(coordinator):
    phase, member = running_cycle()
    with pytest.raises(ValidationError, match="lùi"):
        proposed(phase, member.unit, hours=-1, by=coordinator)
    extended(phase, member.unit, hours=48)
    for hours in (24, 48):
        with pytest.raises(ValidationError, match="lùi"):
            proposed(phase, member.unit, hours=hours, by=coordinator)
    assert extended(phase, member.unit, hours=49).state == Extension.State.IN_FORCE


def test_nothing_is_extended_into_the_past_whatever_the_application_clock_says(
    coordinator, time_machine
):
    phase, member = running_cycle()
    close_in(phase, -3600)
    until = database_now() - timedelta(seconds=1)
    time_machine.move_to(database_now() - timedelta(hours=2))
    assert lies_ahead(until)  # the wrong twin is deceived
    with pytest.raises(ValidationError, match="đã qua"):
        propose(phase, member.unit, until=until, reason="Mưa lũ", approval=APPROVAL, by=coordinator)


def test_a_proposal_that_waited_too_long_is_not_confirmed(coordinator):
    phase, member = running_cycle()
    extension = proposed(phase, member.unit)
    Extension.objects.filter(pk=extension.pk).update(until=database_now())
    with pytest.raises(ValidationError, match="đã qua"):
        confirm(extension, by=coordinator)


def test_in_the_last_minute_and_after_the_end_a_unit_still_gets_more_time():
    phase, member = running_cycle()
    close_in(phase, 30)
    extended(phase, member.unit, hours=1)
    close_in(phase, -30)
    extended(phase, member.unit, hours=2)
    assert Phase.objects.open_now(member.cycle, SELF, member.unit_id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"approval": Approval(" ", date(2026, 1, 5))}, "approval_number"),
        ({"approval": Approval("12/UBND-NC", date(2999, 1, 1))}, "approval_date"),
    ],
)
def test_without_reason_and_written_approval_nothing_is_extended(coordinator, changes, field):
    phase, member = running_cycle()
    given = {"reason": "Mưa lũ", "approval": APPROVAL} | changes
    until = phase.closes_at + timedelta(days=1)
    with pytest.raises(ValidationError) as refusal:
        propose(phase, member.unit, until=until, by=coordinator, **given)
    assert list(refusal.value.error_dict) == [field]


def test_only_units_of_the_cycle_and_one_proposal_at_a_time(coordinator):
    phase, member = running_cycle()
    with pytest.raises(ValidationError):
        proposed(phase, UnitFactory(), by=coordinator)
    proposed(phase, member.unit, by=coordinator)
    with pytest.raises(ValidationError, match="chờ"):
        proposed(phase, member.unit, hours=30, by=coordinator)


def test_a_refusal_has_its_ground_and_the_proposer_may_take_it_back(coordinator):
    phase, member = running_cycle()
    extension = proposed(phase, member.unit, by=coordinator)
    with pytest.raises(ValidationError):
        refuse(extension, by=coordinator, ground=" ")
    refuse(extension, by=coordinator, ground="Đề nghị nhầm đơn vị")
    event = Event.objects.get(action="criteria.extension_refused")
    assert event.data["ground"] == "Đề nghị nhầm đơn vị"
    proposed(phase, member.unit, by=coordinator)  # another proposal may follow


def test_every_move_leads_out_of_its_state_only(coordinator):
    phase, member = running_cycle()
    done = extended(phase, member.unit)
    for move in MOVES.values():
        assert not move.may(coordinator, done)


def test_what_has_been_decided_is_never_changed_nor_deleted():
    phase, member = running_cycle()
    extension = extended(phase, member.unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.filter(pk=extension.pk).update(until=database_now())
    with pytest.raises(IntegrityError), transaction.atomic():
        extension.delete()


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - {Role.COORDINATOR}), None])
def test_nobody_but_a_coordinator_extends_confirms_or_refuses(role):
    phase, member = running_cycle()
    person = appointed(role) if role else UserFactory()
    extension = proposed(phase, member.unit)
    for act in (
        lambda: proposed(phase, member.unit, by=person),
        lambda: confirm(extension, by=person),
        lambda: refuse(extension, by=person, ground="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_in_a_closed_cycle_nothing_is_extended(coordinator):
    phase, member = running_cycle()
    extension = proposed(phase, member.unit)
    close_cycle(member.cycle, by=coordinator)
    with pytest.raises(PermissionDenied):
        confirm(extension, by=coordinator)
    with pytest.raises(PermissionDenied):
        proposed(phase, member.unit, hours=30, by=coordinator)


def test_an_extension_counts_only_in_its_own_cycle():
    phase, member = running_cycle()
    extended(phase, member.unit)
    assert not Phase.objects.open_now(CycleFactory(), SELF, member.unit_id)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Several persons decide the same proposal in the same moment."""

    COUNT = 6

    def decided(self, decide) -> list[str]:
        phase, member = running_cycle()
        extension = proposed(phase, member.unit)
        people = [appointed(Role.COORDINATOR) for _number in range(self.COUNT)]
        start = threading.Barrier(self.COUNT)

        def one(person: User) -> str:
            close_old_connections()
            try:
                start.wait()
                decide(Extension.objects.get(pk=extension.pk), by=User.objects.get(pk=person.pk))
            except (PermissionDenied, IntegrityError):
                return "told"
            else:
                return "confirmed"
            finally:
                connection.close()

        with ThreadPoolExecutor(self.COUNT) as threads:
            return sorted(threads.map(one, people))

    def test_many_confirmations_give_exactly_one_effect(self):
        assert self.decided(confirm) == ["confirmed"] + ["told"] * (self.COUNT - 1)
        assert Event.objects.filter(action="criteria.extension_confirmed").count() == 1

    def test_the_hasty_twin_writes_more_than_one_event(self):
        everybody = threading.Barrier(self.COUNT)
        self.decided(partial(hasty_confirm, looked=everybody.wait))
        assert Event.objects.filter(action="criteria.extension_confirmed").count() > 1


def test_the_module_says_its_moves_in_one_table():
    assert set(extensions.MOVES) == {"confirm", "refuse"}
