"""The log keeps what happened, in the transaction of the change, and nobody can change it."""

from contextlib import suppress
from datetime import date
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction

from openpar.audit.log import record
from openpar.audit.models import Event
from openpar.people.models import Role
from tests.factories import UnitFactory, appointed
from tests.naive.unguarded_log import UnguardedLog

pytestmark = pytest.mark.django_db


def an_event() -> Event:
    return record("people.renamed", UnitFactory(), by=None, old="Sở Cũ")


def test_an_event_tells_who_acted_in_which_office_on_what():
    person = appointed(Role.HEAD, UnitFactory(code="SNV"), display_name="Lãnh đạo mẫu")
    unit = UnitFactory(name="Sở Xây dựng")

    event = record("people.renamed", unit, by=person, old="Sở Giao thông")

    event.refresh_from_db()
    assert (event.actor, event.actor_name) == (person.username, "Lãnh đạo mẫu")
    assert event.office == "head SNV"
    assert (event.object_type, event.object_id) == ("people.unit", str(unit.pk))
    assert event.object_name == "Sở Xây dựng"
    assert event.data == {"old": "Sở Giao thông"}


def test_the_program_itself_acts_without_an_account():
    assert an_event().actor == ""


def test_exact_numbers_and_dates_are_kept_as_text():
    event = record("x.done", UnitFactory(), by=None, points=Fraction(7, 3), day=date(2026, 1, 5))
    event.refresh_from_db()
    assert event.data == {"points": "7/3", "day": "2026-01-05"}


def test_a_float_has_lost_digits_and_is_refused():
    with pytest.raises(TypeError, match="float"):
        record("x.done", UnitFactory(), by=None, points=0.1)


def test_the_time_is_the_database_clock():
    event = an_event()
    with connection.cursor() as cursor:
        cursor.execute("SELECT abs(extract(epoch FROM now() - %s)) < 60", [event.at])
        assert cursor.fetchone() == (True,)


def test_an_undone_change_leaves_no_event():
    with suppress(RuntimeError), transaction.atomic():
        an_event()
        raise RuntimeError("the change failed after its event")
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    unit = UnitFactory()
    with pytest.raises(transaction.TransactionManagementError, match="in the transaction"):
        record("people.renamed", unit, by=None)


TAMPERINGS = {
    "save": lambda event: (setattr(event, "actor", "ai-khac"), event.save()),
    "delete": lambda event: event.delete(),
    "update": lambda event: Event.objects.update(actor="ai-khac"),
    "bulk_update": lambda event: Event.objects.bulk_update([event], ["actor"]),
    "queryset delete": lambda event: Event.objects.all().delete(),
    "raw update": lambda event: execute("UPDATE audit_event SET actor = 'ai-khac'"),
    "raw delete": lambda event: execute("DELETE FROM audit_event"),
    "truncate": lambda event: execute("TRUNCATE audit_event"),
    "truncate cascade": lambda event: execute("TRUNCATE audit_event CASCADE"),
}


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refuses(tamper, event) -> bool:
    """Whether the database refused to change or remove ``event``."""
    try:
        with transaction.atomic():
            tamper(event)
    except IntegrityError as error:
        return "never changed once written" in str(error)
    return False


@pytest.mark.parametrize("way", TAMPERINGS)
def test_an_event_cannot_be_changed_or_removed_by(way):
    event = an_event()

    assert refuses(TAMPERINGS[way], event)

    assert [kept.actor for kept in Event.objects.all()] == [""]


@pytest.mark.parametrize("way", ["update", "bulk_update", "raw update", "truncate"])
def test_a_log_guarded_by_its_model_alone_would_be_caught(way):
    event = an_event()
    with UnguardedLog():
        assert not refuses(TAMPERINGS[way], event)


def test_the_wrong_twin_does_refuse_what_only_its_model_sees():
    event = an_event()
    with UnguardedLog(), pytest.raises(TypeError, match="insert-only"):
        event.save()
