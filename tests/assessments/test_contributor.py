"""A section contributor fills in what the head has given, and submits nothing (S0-7)."""

import pytest
from django.core.exceptions import PermissionDenied

from openpar.assessments import actions, permissions
from openpar.criteria import duties
from openpar.people.models import Role, User
from tests.factories import appointed
from tests.factories_assessments import address, item_of, pdf, save, sheet_with_officer
from tests.naive.unit_wide_editing import unit_wide_editing

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    return sheet_with_officer()[0]


@pytest.fixture
def contributor(sheet) -> User:
    """Answers for field 1 of the small set, by the head's word."""
    head = appointed(Role.HEAD, sheet.unit)
    worker = appointed(Role.CONTRIBUTOR, sheet.unit)
    field = item_of(sheet, "1.1").criterion.set.criteria.select_related("set").get(code="1")
    duties.give(sheet.cycle, sheet.unit, worker, [field], by=head)
    return worker


def test_what_is_given_is_filled_in_and_evidenced(sheet, contributor, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    save(sheet, "1.1", contributor, inputs={"done": "9", "planned": "10"})
    use = actions.attach(item_of(sheet, "1.1"), pdf(), by=contributor)
    actions.detach(use, by=contributor)
    assert item_of(sheet, "1.1").inputs == {"done": "9", "planned": "10"}


def test_what_is_not_given_is_refused_with_the_reason(sheet, contributor, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(PermissionDenied, match="không giao cho bạn"):
        save(sheet, "2.1", contributor, inputs={"arranged": "yes"})
    with pytest.raises(PermissionDenied, match="không giao cho bạn"):
        actions.attach(item_of(sheet, "2.1"), pdf(), by=contributor)


def test_the_sheet_is_submitted_by_others(sheet, contributor):
    with pytest.raises(PermissionDenied, match="người đứng đầu gửi phiếu"):
        actions.submit(sheet, by=contributor)


def test_a_duty_taken_away_is_gone_at_the_next_request(client, sheet, contributor):
    """T11, for duties."""
    client.force_login(contributor)
    typed = {"done": "9", "planned": "10", "version": item_of(sheet, "1.1").version}
    first = client.post(address(sheet, "criteria/1.1/save/"), typed)
    duty = contributor.duties.get()
    duties.take(duty, by=User.objects.get(appointments__role=Role.HEAD))
    typed["version"] = item_of(sheet, "1.1").version
    second = client.post(address(sheet, "criteria/1.1/save/"), typed | {"done": "8"})
    assert (first.status_code, second.status_code) == (302, 403)


def test_the_page_opens_only_the_given_rows(client, sheet, contributor):
    client.force_login(contributor)
    rows = client.get(address(sheet)).context["rows_by_code"]
    assert {code for code, row in rows.items() if row.may_edit} == {"1.1", "1.2"}


def test_a_contributor_of_another_unit_sees_nothing(client, sheet, contributor):
    client.force_login(appointed(Role.CONTRIBUTOR))
    assert client.get(address(sheet)).status_code == 404


def test_the_twin_that_asks_for_the_unit_alone_is_caught(sheet, contributor):
    item = item_of(sheet, "2.1")
    assert unit_wide_editing(contributor, item)
    assert not permissions.may_edit_item(contributor, item)
