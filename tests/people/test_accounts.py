"""Accounts are made, helped and closed without anybody knowing another's password (S0-22, M1)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from openpar.audit.models import Event
from openpar.people import accounts
from openpar.people.models import Role, User
from openpar.people.passwords import account_behind, link_for
from tests.factories import AppointmentFactory, UnitFactory, UserFactory, appointed

pytestmark = pytest.mark.django_db
LIST = "/people/accounts/"
OWN = "mot-cau-rieng-2026"


@pytest.fixture
def coordinator(client) -> User:
    person = appointed(Role.COORDINATOR)
    client.force_login(person)
    return person


def actions_logged() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("action", flat=True))


def follow(client, path: str):
    """Set an own password through a link."""
    return client.post(path, {"new_password1": OWN, "new_password2": OWN})


def test_a_new_account_signs_in_only_after_its_link_was_used(client, coordinator):
    made = client.post(
        "/people/accounts/new/",
        {"username": "can-bo-moi", "display_name": "Cán bộ mẫu 77", "job_title": "Chuyên viên"},
    )
    link = made.context["link"].removeprefix("http://testserver")
    account = User.objects.get(username="can-bo-moi")
    client.logout()

    assert made["Cache-Control"] == "no-store"
    assert not account.has_usable_password()
    assert follow(client, link).url == "/sign-in/"
    signed_in = client.post("/sign-in/", {"username": "can-bo-moi", "password": OWN})
    assert signed_in.url == "/"
    assert actions_logged()[-2:] == ["people.account_created", "people.password_set"]


def test_a_link_works_once_and_no_longer_than_the_next_one(client, coordinator):
    account = UserFactory()
    first = accounts.reset_password(account, by=coordinator)
    second = accounts.reset_password(account, by=coordinator)

    assert client.get(first).status_code == 410
    assert follow(client, second).status_code == 302
    assert client.get(second).status_code == 410


@pytest.mark.parametrize(
    "path", ["khong/co", "OTk5OTk5/abc-123", "MQ/x", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/x"]
)
def test_an_invented_link_reads_like_a_spent_one(client, path):
    assert client.get(f"/people/set-password/{path}/").status_code == 410


def test_a_closed_account_has_no_link(coordinator):
    account = UserFactory(is_active=False)
    key, token = link_for(account).strip("/").split("/")[-2:]
    assert account_behind(key, token) is None


def test_a_temporary_password_opens_nothing_but_its_change(client, coordinator):
    account = UserFactory()
    shown = client.post(f"/people/account/{account.username}/reset/", {"kind": "temporary"})
    password = shown.context["password"]
    client.logout()

    client.post("/sign-in/", {"username": account.username, "password": password})
    assert client.get("/people/units/").url == "/password/"
    changed = {"old_password": password, "new_password1": OWN, "new_password2": OWN}
    client.post("/password/", changed)
    assert client.get("/people/units/").status_code == 200


def test_resetting_a_password_ends_the_open_sessions(client, coordinator):
    account = UserFactory()
    client.force_login(account)
    assert client.get("/people/units/").status_code == 200
    accounts.reset_password(account, by=coordinator)
    assert client.get("/people/units/").status_code == 302


def test_a_user_name_is_taken_whatever_its_capitals(coordinator):
    UserFactory(username="lan.nguyen")
    with pytest.raises(ValidationError, match="đã có người dùng"):
        accounts.create_account(by=coordinator, username="Lan.Nguyen", display_name="Mẫu")


def test_the_operator_keeps_accounts_but_none_that_touches_points():
    operator = appointed(Role.OPERATOR)
    accounts.reset_password(UserFactory(), by=operator)
    accounts.reset_password(appointed(Role.LEADER), by=operator)
    for role in (Role.OFFICER, Role.APPRAISER, Role.COORDINATOR, Role.MEMBER):
        with pytest.raises(PermissionDenied, match="chỉ điều phối viên"):
            accounts.reset_password(appointed(role), by=operator)


def test_nobody_keeps_the_own_account(coordinator):
    with pytest.raises(PermissionDenied, match="do người khác quản lý"):
        accounts.close_account(coordinator, by=coordinator, reason="thử")


def test_the_last_coordinator_is_not_closed(coordinator):
    operator = appointed(Role.OPERATOR)
    other = appointed(Role.COORDINATOR)
    accounts.close_account(other, by=coordinator, reason="nghỉ hưu")
    with pytest.raises(PermissionDenied):
        accounts.close_account(coordinator, by=operator, reason="thử")


def test_closing_reopening_and_changing_are_each_written_to_the_log(client, coordinator):
    account = UserFactory()
    address = f"/people/account/{account.username}/"
    client.post(f"{address}change/", {"display_name": "Cán bộ mẫu 78", "job_title": "Phó phòng"})
    client.post(f"{address}close/", {"reason": "chuyển công tác"})
    client.post(f"{address}reopen/")

    assert actions_logged() == [
        "people.account_changed", "people.account_closed", "people.account_reopened",
    ]  # fmt: skip


def test_a_refused_form_comes_back_with_what_was_typed(client, coordinator):
    account = UserFactory()
    response = client.post(
        f"/people/account/{account.username}/change/", {"job_title": "Phó phòng"}
    )
    assert response.status_code == 422
    assert "Phó phòng" in response.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_six_queries_however_many_accounts(
    client, coordinator, rows, django_assert_num_queries
):
    AppointmentFactory.create_batch(rows, unit=UnitFactory(code="SXD"))
    with django_assert_num_queries(6):  # session, account, offices, count, accounts, their offices
        response = client.get(LIST, {"unit": "SXD"})
    assert response.content.count(b'<tr id="account-') == rows


def test_the_list_is_searched_without_marks_and_filtered_by_state(client, coordinator):
    UserFactory(display_name="Nguyễn Thị Mẫu Đơn")
    UserFactory(display_name="Trần Văn Thử", is_active=False)
    found = client.get(LIST, {"q": "mau don"}).context["list"].page.object_list
    closed = client.get(LIST, {"state": "closed"}).context["list"].page.object_list
    assert [one.display_name for one in found] == ["Nguyễn Thị Mẫu Đơn"]
    assert [one.display_name for one in closed] == ["Trần Văn Thử"]


@pytest.mark.parametrize(
    ("role", "status"), [(Role.AUDITOR, 200), (Role.OPERATOR, 200), (Role.OFFICER, 404)]
)
def test_accounts_are_seen_by_who_keeps_or_audits_them(client, role, status):
    client.force_login(appointed(role))
    assert client.get(LIST).status_code == status
    assert client.get(f"{LIST}export/").status_code == status


def test_a_stranger_is_led_to_the_sign_in_page(client):
    assert client.get(LIST).url == f"/sign-in/?next={LIST}"
