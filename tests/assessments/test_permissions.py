"""Who reads, fills in and submits a sheet; what one may not see does not exist (design 12, 13)."""

import pytest

from openpar.appraisals.models import Assignment
from openpar.assessments import actions, permissions
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.people.models import Role
from tests.factories import AppointmentFactory, appointed
from tests.factories_assessments import PDF, address, item_of, pdf, sheet_with_officer
from tests.naive.open_sheets import visible_to_whoever_knows_the_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def appraiser_of(sheet, field="1", unit=None):
    user = appointed(Role.APPRAISER, unit)
    Assignment.objects.create(cycle=sheet.cycle, user=user, field_code=field)
    return user


def readers_around(sheet, officer):
    """Everybody who could stand in some relation to a sheet."""
    unit = sheet.unit
    both = appraiser_of(sheet, unit=unit)
    AppointmentFactory(user=both, unit=unit, role=Role.LEADER)
    return {
        "officer": officer,
        "head": appointed(Role.HEAD, unit),
        "coordinator": appointed(Role.COORDINATOR),
        "auditor": appointed(Role.AUDITOR),
        "appraiser of field 1": appraiser_of(sheet),
        "appraiser of field 2": appraiser_of(sheet, "2"),
        "appraiser without a field": appointed(Role.APPRAISER),
        "appraiser of the own unit": both,
        "leader of the unit": appointed(Role.LEADER, unit),
        "officer elsewhere": appointed(Role.OFFICER),
        "operator": appointed(Role.OPERATOR),
    }


@pytest.mark.parametrize("submitted", [False, True])
def test_querysets_and_predicates_agree_for_everybody(submitted):
    sheet, officer = sheet_with_officer()
    if submitted:
        actions.submit(sheet, by=officer)
        sheet.refresh_from_db()
    for who, user in readers_around(sheet, officer).items():
        seen = ScoreSheet.objects.visible_to(user).filter(pk=sheet.pk).exists()
        assert seen == bool(permissions.may_read(user, sheet)), who
        visible = set(ScoreItem.objects.visible_to(user).values_list("pk", flat=True))
        allowed = {
            item.pk for item in sheet.items.for_row() if permissions.may_read_item(user, item)
        }
        assert visible == allowed, who


def test_who_sees_what_before_and_after_submission():
    sheet, officer = sheet_with_officer()
    people = readers_around(sheet, officer)

    def items_seen():
        return {
            who: seen
            for who, user in people.items()
            if (seen := ScoreItem.objects.visible_to(user).count())
        }

    whole = {"officer": 3, "head": 3, "coordinator": 3, "auditor": 3}
    assert items_seen() == whole
    actions.submit(sheet, by=officer)
    assert items_seen() == whole | {"appraiser of field 1": 2, "appraiser of field 2": 1}


def test_the_open_twin_shows_a_draft_to_a_stranger():
    """The agreement above is a test only because a wrong rule breaks it."""
    sheet, _officer = sheet_with_officer()
    stranger = appointed(Role.OFFICER)
    assert visible_to_whoever_knows_the_address(stranger).filter(pk=sheet.pk).exists()
    assert not permissions.may_read(stranger, sheet)


@pytest.mark.parametrize("page", [
    "", "submit/", "criteria/1.1/", "receipts/1/",
])  # fmt: skip
def test_every_page_the_one_the_other_and_nobody(client, page):
    sheet, officer = sheet_with_officer()
    actions.submit(sheet, by=officer)

    client.force_login(officer)
    assert client.get(address(sheet, page)).status_code == 200

    client.force_login(appointed(Role.OFFICER))
    hidden = client.get(address(sheet, page))
    absent = client.get(f"/assessments/khong-co/{sheet.unit.code}/{page}")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content == absent.content

    client.logout()
    assert client.get(address(sheet, page)).status_code == 302


@pytest.mark.parametrize("what", ["criteria/1.1/save/", "begin/", "submit/"])
def test_every_change_by_a_stranger_meets_what_does_not_exist(client, what):
    sheet, _officer = sheet_with_officer()
    client.force_login(appointed(Role.OFFICER))
    hidden = client.post(address(sheet, what), {"version": 1})
    absent = client.post(f"/assessments/khong-co/{sheet.unit.code}/{what}", {"version": 1})
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_a_coordinator_sees_the_sheet_but_is_told_why_not_to_change_it(client):
    sheet, _officer = sheet_with_officer()
    client.force_login(appointed(Role.COORDINATOR))

    assert client.get(address(sheet)).status_code == 200
    refused = client.post(address(sheet, "criteria/1.1/save/"), {"version": 1, "input-done": "9"})

    assert refused.status_code == 403
    assert "Chỉ công chức đầu mối và người đứng đầu đơn vị" in refused.content.decode()
    assert item_of(sheet, "1.1").inputs == {}


def test_an_appraiser_sees_only_the_assigned_field_and_no_receipt(client):
    sheet, officer = sheet_with_officer()
    actions.submit(sheet, by=officer)
    client.force_login(appraiser_of(sheet, "2"))

    page = client.get(address(sheet)).content.decode()

    assert "Bố trí công chức một cửa" in page
    assert "Mức độ hoàn thành kế hoạch" not in page
    assert client.get(address(sheet, "criteria/1.1/")).status_code == 404
    assert client.get(address(sheet, "receipts/1/")).status_code == 404


def test_a_file_opens_to_those_who_may_read_its_criterion(client):
    sheet, officer = sheet_with_officer()
    use = actions.attach(item_of(sheet, "1.1"), pdf(), by=officer)
    actions.submit(sheet, by=officer)
    path = f"/assessments/evidence/{use.pk}/"

    for user in (officer, appraiser_of(sheet, "1"), appointed(Role.COORDINATOR)):
        client.force_login(user)
        assert b"".join(client.get(path).streaming_content) == PDF
    for user in (appraiser_of(sheet, "2"), appointed(Role.OFFICER)):
        client.force_login(user)
        assert client.get(path).content == client.get("/assessments/evidence/987654/").content
