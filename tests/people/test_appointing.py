"""Roles are given, ended, extended and handed over by decision (S1-11, S4-31, T11)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from openpar.audit.models import Event
from openpar.people import accounts, appointing
from openpar.people.appointing import Term
from openpar.people.models import Appointment, Role, Unit, User
from openpar.people.scopes import SCOPES, TOUCHING, Touch
from tests.factories import AppointmentFactory, UnitFactory, UserFactory, appointed
from tests.naive.remembered_roles import RememberingUser
from tests.people.test_models import database_today

pytestmark = pytest.mark.django_db
SINCE = Term(date(2024, 1, 1))
DECISION = "QĐ 12/QĐ-SNV ngày 02/01/2024"


@pytest.fixture
def coordinator(client) -> User:
    return appointed(Role.COORDINATOR)


def give(by: User, role: str = Role.OFFICER, account=None, unit=None, term: Term = SINCE):
    return appointing.appoint(
        account or UserFactory(), by=by, unit=unit or UnitFactory(), role=role, term=term,
        decision=DECISION,
    )  # fmt: skip


def test_every_role_has_its_scope_and_its_word_in_the_workbook():
    from openpar.people.account_workbook import ROLE_WORDS  # noqa: PLC0415 - only here

    assert set(SCOPES) == set(ROLE_WORDS) == set(Role)


def test_the_operator_touches_nothing():
    assert SCOPES[Role.OPERATOR].touches is Touch.NOTHING
    assert Role.OPERATOR not in TOUCHING


def test_one_person_holds_several_roles_scored_above_and_scoring_below(coordinator):
    """S4-31: a unit is itself scored above and scores its own divisions below."""
    person, department = UserFactory(), UnitFactory()
    division = UnitFactory(kind=Unit.Kind.DIVISION, parent=department)
    give(coordinator, Role.OFFICER, person, department)
    give(coordinator, Role.APPRAISER, person, division)

    assert person.roles_in(department) == {Role.OFFICER}
    assert person.roles_in(division) == {Role.APPRAISER}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_only_the_coordinator_gives_roles(role):
    with pytest.raises(PermissionDenied, match="điều phối viên"):
        give(appointed(role))


def test_nobody_gives_a_role_to_the_own_person(coordinator):
    with pytest.raises(PermissionDenied, match="tự phân công"):
        give(coordinator, Role.APPRAISER, coordinator)


@pytest.mark.parametrize("role", TOUCHING)
def test_the_operator_is_never_given_a_role_that_touches_points(coordinator, role):
    with pytest.raises(ValidationError, match="vận hành kỹ thuật không tham gia"):
        give(coordinator, role, appointed(Role.OPERATOR))
    with pytest.raises(ValidationError, match="vận hành kỹ thuật không tham gia"):
        give(coordinator, Role.OPERATOR, appointed(role))


def test_two_heads_of_one_year_are_both_shown_with_their_days(coordinator):
    unit = UnitFactory()
    first = give(coordinator, Role.HEAD, unit=unit)
    second = appointing.transfer(
        first, by=coordinator, to=UserFactory(), first_day=date(2026, 7, 1), decision=DECISION
    )
    heads = Appointment.objects.heads_in_year(unit, 2026)

    assert [(head.pk, head.valid_from, head.valid_to) for head in heads] == [
        (first.pk, date(2024, 1, 1), date(2026, 6, 30)),
        (second.pk, date(2026, 7, 1), None),
    ]
    assert [head.pk for head in Appointment.objects.heads_in_year(unit, 2025)] == [first.pk]


def test_a_unit_has_one_head_at_a_time(coordinator):
    unit = UnitFactory()
    give(coordinator, Role.HEAD, unit=unit, term=Term(date(2024, 1, 1), date(2026, 6, 30)))
    with pytest.raises(ValidationError, match="đến hết ngày 30/06/2026"):
        give(coordinator, Role.HEAD, unit=unit, term=Term(date(2026, 6, 30)))
    give(coordinator, Role.HEAD, unit=unit, term=Term(date(2026, 7, 1)))


def test_a_term_lies_within_the_life_of_the_unit(coordinator):
    unit = UnitFactory(valid_to=date(2025, 6, 30))
    with pytest.raises(ValidationError, match="Đơn vị không hoạt động"):
        give(coordinator, unit=unit, term=Term(date(2025, 7, 1)))


def test_the_same_role_is_not_given_twice_in_the_same_days(coordinator):
    held = give(coordinator, term=Term(date(2024, 1, 1), date(2026, 12, 31)))
    with pytest.raises(ValidationError, match="đã giữ vai trò"):
        give(coordinator, account=held.user, unit=held.unit, term=Term(date(2026, 12, 31)))


def test_an_extension_only_lengthens_and_cites_its_decision(coordinator):
    held = give(coordinator, term=Term(date(2024, 1, 1), date(2026, 6, 30)))
    with pytest.raises(ValidationError, match="phải sau"):
        appointing.extend(held, by=coordinator, decision="QĐ 9", last_day=date(2026, 6, 30))
    appointing.extend(held, by=coordinator, decision="QĐ 9", last_day=date(2026, 12, 31))

    event = Event.objects.latest("pk")
    assert event.action == "people.appointment_extended"
    assert (event.data["before"], event.data["valid_to"]) == ("2026-06-30", "2026-12-31")
    assert event.data["extension_decision"] == "QĐ 9"


def test_what_began_today_is_taken_back_and_may_be_given_again(coordinator):
    held = give(coordinator, term=Term(database_today()))
    appointing.end(held, by=coordinator, decision="nhầm")
    held.refresh_from_db()
    assert held.withdrawn
    assert not User.objects.get(pk=held.user_id).holds(Role.OFFICER)
    give(coordinator, account=held.user, unit=held.unit, term=Term(database_today()))


def test_the_only_coordinator_keeps_the_role(coordinator):
    other = appointed(Role.COORDINATOR)
    appointing.end(other.appointments.get(), by=coordinator, decision="QĐ 3")
    with pytest.raises(PermissionDenied):
        appointing.end(coordinator.appointments.get(), by=coordinator, decision="QĐ 4")


# --- T11: rights change while somebody is signed in ----------------------------------------


@pytest.fixture
def desk(client):
    """An auditor in an open session, and the page that only this role opens."""
    person = appointed(Role.AUDITOR)
    client.force_login(person)
    assert client.get("/people/accounts/").status_code == 200
    return person


def test_an_ended_role_is_gone_at_the_next_request(client, desk, coordinator):
    appointing.end(desk.appointments.get(), by=coordinator, decision="QĐ 5")
    assert client.get("/people/accounts/").status_code == 404


def test_a_role_lasts_through_its_last_day(client, desk, coordinator):
    today = database_today()
    appointing.end(desk.appointments.get(), by=coordinator, decision="QĐ 5", last_day=today)
    assert client.get("/people/accounts/").status_code == 200
    Appointment.objects.update(valid_to=today - timedelta(days=1))
    assert client.get("/people/accounts/").status_code == 404


def test_a_closed_account_is_signed_out_at_the_next_request(client, desk, coordinator):
    accounts.close_account(desk, by=coordinator, reason="nghỉ việc")
    assert client.get("/people/accounts/").url == "/sign-in/?next=/people/accounts/"


def test_a_unit_that_ended_takes_its_roles_along(client, desk):
    unit = desk.appointments.get().unit
    Unit.objects.filter(pk=unit.pk).update(valid_to=database_today() - timedelta(days=1))
    assert client.get("/people/accounts/").status_code == 404


def test_the_wrong_twin_still_acts_on_what_it_remembers(desk, coordinator):
    remembering = RememberingUser(desk)
    assert remembering.holds(Role.AUDITOR)
    appointing.end(desk.appointments.get(), by=coordinator, decision="QĐ 5")
    assert remembering.holds(Role.AUDITOR)  # what the requests above must refuse
    assert not User.objects.get(pk=desk.pk).holds(Role.AUDITOR)


# --- pages ----------------------------------------------------------------------------------------


def test_a_role_is_given_ended_and_handed_over_in_the_browser(client, coordinator):
    client.force_login(coordinator)
    person, successor, unit = UserFactory(), UserFactory(), UnitFactory(code="SXD")
    given = {"role": "officer", "unit": "sxd", "valid_from": "02/01/2024", "decision": DECISION}
    response = client.post(f"/people/account/{person.username}/appoint/", given)
    held = person.appointments.get()
    assert response.url == f"/people/account/{person.username}/"
    assert (held.unit, held.decision) == (unit, DECISION)

    handed = {"to": successor.username, "first_day": "01/03/2026", "decision": "QĐ 7"}
    client.post(f"/people/appointments/{held.pk}/transfer/", handed)
    assert successor.appointments.get().valid_from == date(2026, 3, 1)

    now = successor.appointments.get()
    client.post(f"/people/appointments/{now.pk}/end/", {"decision": "QĐ 8"})
    assert not User.objects.get(pk=successor.pk).appointments_today()


def test_a_wrong_day_comes_back_with_its_sentence_and_what_was_typed(client, coordinator):
    client.force_login(coordinator)
    person = UserFactory()
    given = {"role": "officer", "unit": "khong-co", "valid_from": "31/02/2026", "decision": "QĐ 1"}
    response = client.post(f"/people/account/{person.username}/appoint/", given)
    assert response.status_code == 422
    assert "31/02/2026" in response.text
    assert "không có ngày 31" in response.text
    assert "Không có đơn vị đang hoạt động" in response.text


def test_a_name_that_fits_several_units_asks_for_the_code(client, coordinator):
    client.force_login(coordinator)
    UnitFactory(code="PA", name="Phường Mẫu An")
    UnitFactory(code="PB", name="Phường Mẫu Bình")
    given = {"role": "officer", "unit": "phuong mau", "valid_from": "01/01/2026", "decision": "1"}
    response = client.post(f"/people/account/{UserFactory().username}/appoint/", given)
    assert "PA – Phường Mẫu An; PB – Phường Mẫu Bình" in response.text


@pytest.mark.parametrize(("who", "status"), [(Role.OPERATOR, 404), (Role.HEAD, 404)])
def test_pages_of_roles_exist_for_the_coordinator_alone(client, who, status):
    client.force_login(appointed(who))
    held = AppointmentFactory()
    assert client.get(f"/people/appointments/{held.pk}/end/").status_code == status


def test_the_coordinator_reads_why_the_own_roles_are_not_for_the_own_hand(client, coordinator):
    client.force_login(coordinator)
    own = coordinator.appointments.get()
    response = client.get(f"/people/appointments/{own.pk}/end/")
    assert response.status_code == 403
    assert "tự phân công" in response.text
