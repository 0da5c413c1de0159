"""T11: a right that ends is gone at the very next request of the same session.

An upload that is on its way meanwhile: ``tests/serving/test_open_upload.py``.
"""

import pytest

from openpar.assessments import actions
from openpar.assessments.models import EvidenceUse
from openpar.people.models import Role, User
from tests.api.calling import Program
from tests.ending_rights import ENDINGS
from tests.factories import appointed
from tests.factories_assessments import address, item_of, pdf, save, sheet_with_officer
from tests.naive.remembered_roles import RememberingUser

pytestmark = pytest.mark.django_db
MARKER = "DAUHIEUCUADONVI"


@pytest.fixture
def at_work(tmp_path, settings):
    """A sheet with a figure and a file, its officer, and the addresses of the officer's work."""
    settings.OPENPAR_DATA = tmp_path
    sheet, officer = sheet_with_officer()
    sheet.unit.name = MARKER
    sheet.unit.save()
    given = {"done": "9", "planned": "10"}
    save(sheet, "1.1", officer, inputs=given, explanation=f"Giải trình {MARKER}")
    actions.attach(item_of(sheet, "1.1"), pdf(), by=officer)
    use = EvidenceUse.objects.get()
    pages = [address(sheet), address(sheet, "criteria/1.1/"), address(sheet, "submit/"),
             f"/assessments/evidence/{use.pk}/"]  # fmt: skip
    return sheet, officer, pages


def status(client, page: str) -> int:
    answer = client.get(page)
    b"".join(answer)  # a file is read to its end
    return answer.status_code


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_next_request_of_the_same_session_is_refused(client, at_work, ending):
    sheet, officer, pages = at_work
    client.force_login(officer)
    assert {status(client, page) for page in pages} == {200}

    ENDINGS[ending](officer, appointed(Role.COORDINATOR))

    answers = [client.get(page) for page in pages]
    assert {answer.status_code for answer in answers} <= {302, 404}
    assert MARKER not in "".join(answer.text for answer in answers)
    written = client.post(
        address(sheet, "criteria/1.1/save/"), {"version": "2", "planned": "1", "done": "1"}
    )
    assert written.status_code in (302, 404)
    item = item_of(sheet, "1.1")
    assert (item.inputs, item.version) == ({"done": "9", "planned": "10"}, 2)


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_row_of_the_former_unit_is_listed_any_more(client, at_work, ending):
    _sheet, officer, _pages = at_work
    client.force_login(officer)
    lists = ("/", "/assessments/")
    assert MARKER in client.get(lists[1]).text

    ENDINGS[ending](officer, appointed(Role.COORDINATOR))

    assert MARKER not in "".join(client.get(page).text for page in lists)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_program_with_the_person_s_token_is_refused_alike(at_work, ending):
    sheet, officer, _pages = at_work
    program = Program(officer)
    path = f"/score-sheets/{sheet.cycle.code}/{sheet.unit.code}"
    assert program.get(path).status_code == 200

    ENDINGS[ending](officer, appointed(Role.COORDINATOR))

    assert program.get(path).status_code in (401, 404)


@pytest.mark.parametrize("ending", [name for name in ENDINGS if "account" not in name])
def test_the_twin_that_remembers_roles_lets_the_session_go_on(at_work, ending):
    _sheet, officer, _pages = at_work
    remembered = RememberingUser(User.objects.get(pk=officer.pk))

    ENDINGS[ending](officer, appointed(Role.COORDINATOR))

    assert remembered.holds(Role.OFFICER)
    assert not User.objects.get(pk=officer.pk).holds(Role.OFFICER)
