"""Units are listed, found and shown; who is appointed is for the coordinator (S1-41, S1-44)."""

from datetime import date

import pytest

from openpar.people.models import Role, Unit
from tests.factories import AppointmentFactory, UnitFactory, UserFactory, appointed

pytestmark = pytest.mark.django_db
LIST = "/people/units/"


@pytest.fixture
def officer(client):
    person = appointed(Role.OFFICER, UnitFactory(name="Sở Tư pháp", code="STP"))
    client.force_login(person)
    return person


def names(response) -> list[str]:
    return [unit.name for unit in response.context["list"].page.object_list]


@pytest.mark.parametrize("address", [LIST, "/people/units/STP/", "/people/my-roles/"])
def test_who_is_not_signed_in_is_led_to_the_sign_in_page(client, address):
    assert client.get(address).url.endswith(f"?next={address}")


def test_the_list_is_searched_without_diacritics(client, officer):
    UnitFactory(name="Sở Nội vụ")
    assert names(client.get(LIST, {"q": "noi vu"})) == ["Sở Nội vụ"]


def test_the_list_is_filtered_by_type(client, officer):
    UnitFactory(name="Phường Mẫu", kind=Unit.Kind.WARD)
    assert names(client.get(LIST, {"kind": "ward"})) == ["Phường Mẫu"]


def test_units_that_have_ended_are_shown_when_asked_for(client, officer):
    UnitFactory(name="Huyện Mẫu", kind=Unit.Kind.DISTRICT, valid_to=date(2025, 6, 30))
    assert names(client.get(LIST)) == ["Sở Tư pháp"]
    assert names(client.get(LIST, {"ended": "on"})) == ["Sở Tư pháp", "Huyện Mẫu"]


def test_a_filter_nobody_offers_shows_the_whole_list(client, officer):
    assert names(client.get(LIST, {"kind": "no-such-type"})) == ["Sở Tư pháp"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_five_queries_however_many_units(
    client, officer, rows, django_assert_num_queries
):
    province = UnitFactory(kind=Unit.Kind.PROVINCE, valid_to=date(2021, 1, 1))
    UnitFactory.create_batch(rows, kind=Unit.Kind.WARD, parent=province)

    with django_assert_num_queries(5):  # session, account, appointments, count, units
        response = client.get(LIST, {"kind": "ward"})

    assert response.content.count(b'<tr id="unit-') == rows


def test_a_long_list_comes_in_pages_that_keep_the_filter(client, officer):
    UnitFactory.create_batch(51, kind=Unit.Kind.WARD)
    response = client.get(LIST, {"kind": "ward", "page": 2})
    assert len(names(response)) == 1
    assert "kind=ward" in response.content.decode()


def test_a_unit_that_does_not_exist_is_404(client, officer):
    assert client.get("/people/units/KHONG-CO/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_coordinator_sees_who_is_appointed_in_eleven_queries(
    client, rows, django_assert_num_queries
):
    client.force_login(appointed(Role.COORDINATOR))
    unit = UnitFactory(code="SXD")
    AppointmentFactory.create_batch(rows, unit=unit)

    # session, account, appointments ×2, unit, units below ×2, periods, lineage ×2, service points
    with django_assert_num_queries(11):
        response = client.get("/people/units/SXD/")

    assert response.content.count(b'<tr id="appointment-') == rows


def test_an_officer_of_another_unit_sees_the_unit_but_not_its_people(client, officer):
    unit = UnitFactory(code="SXD")
    AppointmentFactory(unit=unit, user=UserFactory(display_name="Cán bộ mẫu bí mật"))

    response = client.get("/people/units/SXD/")

    assert response.status_code == 200
    assert "Cán bộ mẫu bí mật" not in response.content.decode()


def test_my_roles_shows_what_holds_and_what_has_ended(client, officer):
    AppointmentFactory(user=officer, role=Role.HEAD, valid_to=date(2021, 1, 1))
    response = client.get("/people/my-roles/")
    assert [a.standing for a in response.context["appointments"]] == ["over", "current"] or [
        a.standing for a in response.context["appointments"]
    ] == ["current", "over"]


def test_somebody_without_roles_reads_whom_to_ask(client):
    client.force_login(UserFactory())
    response = client.get("/people/my-roles/")
    assert response.context["appointments"].count() == 0
    assert response.status_code == 200
