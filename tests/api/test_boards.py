"""The board through the interface says what its page says, to the same people."""

import pytest

from openpar.assessments import progress
from openpar.people.models import Role
from tests.api.calling import Program
from tests.factories import MembershipFactory, appointed
from tests.factories_appraisals import GOOD
from tests.factories_assessments import save, sheet_with_officer

pytestmark = pytest.mark.django_db


def test_the_interface_and_the_page_name_the_same_figures(client):
    sheet, officer = sheet_with_officer()
    MembershipFactory(cohort=sheet.cycle.cohorts.get())
    code, inputs = next(iter(GOOD.items()))
    save(sheet, code, officer, inputs=inputs)
    coordinator = appointed(Role.COORDINATOR)
    client.force_login(coordinator)
    listed = client.get(f"/boards/{sheet.cycle.code}/").context["list"].rows
    found = Program(coordinator).get(f"/cycles/{sheet.cycle.code}/board").json()["items"]
    shown = {
        row.unit.code: (row.progress.done if row.progress else None, row.punctuality.value)
        for row in listed
    }
    assert {row["unit"]: (row["filled_in"], row["punctuality"]) for row in found} == shown
    assert [row["unit"] for row in found] == sorted(shown)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.INNER_COORDINATOR, Role.APPRAISER])
def test_who_does_not_oversee_the_cycle_finds_nothing(role):
    sheet, _officer = sheet_with_officer()
    person = Program(appointed(role))
    absent = person.get("/cycles/khong-co/board")
    assert person.get(f"/cycles/{sheet.cycle.code}/board").status_code == 404
    assert absent.status_code == 404


@pytest.mark.parametrize("units", [1, 3])
def test_the_board_asks_a_fixed_number_of_queries(units, django_assert_num_queries):
    sheet, _officer = sheet_with_officer()
    MembershipFactory.create_batch(units - 1, cohort=sheet.cycle.cohorts.get())
    program = Program(appointed(Role.COORDINATOR))
    progress.forget()
    with django_assert_num_queries(13):
        assert program.get(f"/cycles/{sheet.cycle.code}/board").status_code == 200
