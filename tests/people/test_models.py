"""Units and appointments hold from one day to another, by the database's calendar (S1-41)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from openpar.people.models import Appointment, Role, Unit, User
from tests.factories import AppointmentFactory, UnitFactory, UserFactory, appointed

pytestmark = pytest.mark.django_db


def database_today() -> date:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date")
        return cursor.fetchone()[0]


def test_districts_are_history_since_july_2025():
    district = UnitFactory(kind=Unit.Kind.DISTRICT, valid_to=date(2025, 6, 30))
    commune = UnitFactory(kind=Unit.Kind.COMMUNE, valid_from=date(2025, 7, 1))

    assert list(Unit.objects.valid_on(date(2025, 6, 30))) == [district]
    assert list(Unit.objects.valid_on(date(2025, 7, 1))) == [commune]
    assert list(Unit.objects.valid_today()) == [commune]


def test_a_unit_does_not_end_before_it_begins():
    with pytest.raises(IntegrityError, match="unit_valid_to_after_from"):
        UnitFactory(valid_from=date(2025, 7, 1), valid_to=date(2025, 6, 30))


def test_a_unit_is_not_its_own_superior():
    unit = UnitFactory()
    with pytest.raises(IntegrityError, match="unit_not_own_parent"):
        Unit.objects.filter(pk=unit.pk).update(parent=unit)


@pytest.mark.parametrize(
    ("first_day", "last_day", "holds"),
    [(-1, None, True), (0, 0, True), (1, None, False), (-2, -1, False)],
)
def test_an_appointment_holds_from_its_first_to_its_last_day(first_day, last_day, holds):
    today = database_today()
    last = None if last_day is None else today + timedelta(days=last_day)
    appointment = AppointmentFactory(valid_from=today + timedelta(days=first_day), valid_to=last)
    assert appointment.user.holds(Role.OFFICER) is holds


def test_a_person_is_appointed_once_to_the_same_role_in_the_same_unit():
    appointment = AppointmentFactory()
    with pytest.raises(IntegrityError, match="one_open_appointment"), transaction.atomic():
        AppointmentFactory(
            user=appointment.user, unit=appointment.unit, valid_from=date(2021, 1, 1)
        )


def test_an_account_and_a_unit_with_appointments_are_not_deleted():
    appointment = AppointmentFactory()
    for holder in (appointment.user, appointment.unit):
        with pytest.raises(IntegrityError):
            holder.delete()
    assert Appointment.objects.exists()


def test_roles_are_asked_once_per_account_in_one_query(django_assert_num_queries):
    unit, other = UnitFactory(), UnitFactory()
    person = appointed(Role.OFFICER, unit)
    AppointmentFactory(user=person, unit=other, role=Role.HEAD)
    person = User.objects.get(pk=person.pk)

    with django_assert_num_queries(1):
        assert person.roles_in(unit) == {Role.OFFICER}
        assert person.roles_in(other) == {Role.HEAD}
        assert person.holds(Role.HEAD)
        assert not person.holds(Role.LEADER)
        assert person.units(Role.HEAD) == [other]


def test_an_account_is_called_by_the_whole_name():
    assert str(UserFactory(display_name="Cán bộ mẫu 01")) == "Cán bộ mẫu 01"
