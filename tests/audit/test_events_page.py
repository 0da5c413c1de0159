"""The page of the log: the coordinator and the auditor read it; for others it does not exist."""

import pytest

from openpar.audit.log import record
from openpar.people.models import Role
from tests.factories import UnitFactory, appointed

pytestmark = pytest.mark.django_db
PAGE = "/nhat-ky/"


@pytest.fixture
def auditor(client):
    person = appointed(Role.AUDITOR)
    client.force_login(person)
    return person


def ids(response) -> list[int]:
    return [event.pk for event in response.context["page"].object_list]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR])
def test_coordinator_and_auditor_read_the_log(client, role):
    client.force_login(appointed(role))
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.APPRAISER, Role.OPERATOR])
def test_for_every_other_role_the_log_is_like_a_page_that_does_not_exist(client, role):
    client.force_login(appointed(role))
    refused, absent = client.get(PAGE), client.get("/khong-co-trang-nay/")
    assert refused.status_code == absent.status_code == 404
    assert refused.content == absent.content


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(client):
    response = client.get(PAGE)
    assert response.status_code == 302
    assert response.url.endswith(f"?next={PAGE}")


def test_the_newest_event_stands_on_top(client, auditor):
    unit = UnitFactory()
    first, second = (record(f"people.step_{n}", unit, by=None) for n in (1, 2))
    assert ids(client.get(PAGE)) == [second.pk, first.pk]


def test_filters_by_action_object_and_account(client, auditor):
    unit, other = UnitFactory(), UnitFactory()
    renamed = record("people.renamed", unit, by=auditor)
    record("people.ended", other, by=None)

    assert ids(client.get(PAGE, {"action": "renamed"})) == [renamed.pk]
    assert ids(client.get(PAGE, {"object": renamed.object})) == [renamed.pk]
    assert len(ids(client.get(PAGE, {"object": "people.unit"}))) == 2
    assert ids(client.get(PAGE, {"actor": auditor.username})) == [renamed.pk]
    assert ids(client.get(PAGE, {"action": "nothing-like-it"})) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log_asks_five_queries_however_long_it_is(
    client, auditor, rows, django_assert_num_queries
):
    unit = UnitFactory()
    for number in range(rows):
        record("people.renamed", unit, by=auditor, number=number)

    with django_assert_num_queries(5):  # session, account, appointments, count, events
        response = client.get(PAGE)

    assert response.content.count(b'<tr id="event-') == rows


def test_a_long_log_comes_in_pages_that_keep_the_filter(client, auditor):
    unit = UnitFactory()
    for _ in range(51):
        record("people.renamed", unit, by=auditor)

    response = client.get(PAGE, {"action": "renamed", "page": 2})

    assert len(ids(response)) == 1
    assert "action=renamed" in response.content.decode()


def test_an_action_is_shown_in_words_beside_its_name(client, auditor):
    record("criteria.published", UnitFactory(), by=auditor)
    record("elsewhere.unnamed", UnitFactory(), by=auditor)
    titles = [event.title for event in client.get(PAGE).context["page"].object_list]
    assert titles[0] == "elsewhere.unnamed"
    assert titles[1] != "criteria.published"
