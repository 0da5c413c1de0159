"""The head sees on one page what the head answers for (S1-7, S1-11)."""

from datetime import date

import pytest

from openpar.assessments.models import ScoreSheet, State
from openpar.criteria import duties
from openpar.people.models import Role
from tests.factories import AppointmentFactory, appointed
from tests.factories_assessments import item_of, sheet_with_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client):
    sheet, _officer = sheet_with_officer()
    person = appointed(Role.HEAD, sheet.unit)
    field = item_of(sheet, "1.1").criterion.set.criteria.select_related("set").get(code="1")
    worker = appointed(Role.CONTRIBUTOR, sheet.unit, display_name="Cán bộ mẫu 55")
    duties.give(sheet.cycle, sheet.unit, worker, [field], by=person)
    client.force_login(person)
    return person


def test_the_overview_shows_sheet_people_with_criteria_and_heads(client, head):
    unit = client.get("/my-unit/").context["units"][0]
    assert [own.work.sheet.state for own in unit.works] == ["draft"]
    shown = {
        str(one.appointment.user): ([duty.criterion.code for duty in one.duties], one.left)
        for one in unit.people
    }
    assert shown["Cán bộ mẫu 55"] == (["1"], 2)  # of the field's leaves, none is filled in
    assert [one.user for one in unit.heads] == [head]


@pytest.mark.parametrize("state", [state for state in State if state != State.REOPENED])
def test_what_waits_for_a_signature_stands_on_top_for_head_and_deputy(client, head, state):
    unit = head.appointments.get().unit
    sheet = ScoreSheet.objects.get(unit=unit)
    ScoreSheet.objects.filter(pk=sheet.pk).update(state=state)
    for person in (head, appointed(Role.DEPUTY, unit)):
        client.force_login(person)
        shown = client.get("/my-unit/").context["units"][0]
        assert bool(shown.waiting) == (state == State.WITH_HEAD)


def test_two_heads_of_the_year_stand_there_with_their_days(client, head):
    held = head.appointments.get()
    year = date.today().year  # noqa: DTZ011 - the database lives in the same year
    AppointmentFactory(
        unit=held.unit, role=Role.HEAD, valid_from=date(2021, 1, 1), valid_to=date(year, 1, 1)
    )
    page = client.get("/my-unit/")
    assert f"01/01/{year}" in page.text
    assert len(page.context["units"][0].heads) == 2


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR, Role.OPERATOR])
def test_the_page_exists_for_heads_alone(client, role):
    client.force_login(appointed(role))
    assert client.get("/my-unit/").status_code == 404


def test_a_stranger_is_led_to_the_sign_in_page(client):
    assert client.get("/my-unit/").status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_asks_the_same_queries_however_many_people(
    client, head, rows, django_assert_max_num_queries
):
    AppointmentFactory.create_batch(rows, unit=head.appointments.get().unit)
    with django_assert_max_num_queries(14):
        client.get("/my-unit/")
