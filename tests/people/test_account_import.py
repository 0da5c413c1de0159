"""All accounts and roles come from one workbook: tried, then whole or not at all (S0-22, M1)."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar.audit.models import Event
from openpar.people.account_workbook import SHEET, accounts_workbook, template_workbook
from openpar.people.models import Appointment, Role, User
from openpar.people.workbook_reading import sheets_of
from tests.factories import AppointmentFactory, UnitFactory, UserFactory, appointed
from tests.workbooks import workbook

pytestmark = pytest.mark.django_db
ADDRESS = "/people/accounts/import/"
HEADER = [
    "Tên đăng nhập", "Họ và tên", "Chức vụ", "Vai trò", "Mã đơn vị", "Từ ngày", "Đến ngày",
    "Quyết định",
]  # fmt: skip
OFFICER = ["can-bo-01", "Cán bộ mẫu 01", "Chuyên viên", "Công chức đầu mối", "SXD", "01/01/2026",
           "", "QĐ 5/QĐ-SXD"]  # fmt: skip
SECOND = ["can-bo-01", "", "", "Người thẩm định", "SXD", "01/01/2026", "31/12/2026", "QĐ 6"]
ALONE = ["can-bo-02", "Cán bộ mẫu 02", "", "", "", "", "", ""]


@pytest.fixture
def coordinator(client) -> User:
    person = appointed(Role.COORDINATOR)
    client.force_login(person)
    UnitFactory(code="SXD", name="Sở Xây dựng")
    return person


def send(client, *lines, header=HEADER):
    content = workbook({SHEET: [header, *lines]})
    return client.post(ADDRESS, {"file": SimpleUploadedFile("tai-khoan.xlsx", content)})


def send_and_confirm(client, *lines):
    trial = send(client, *lines)
    return client.post(f"{ADDRESS}confirm/", {"sealed": trial.context["sealed"]})


def faults(response) -> list[tuple[int, str]]:
    return [(one.line, one.column) for one in response.context["difference"].faults]


def state() -> tuple[int, int, int]:
    return User.objects.count(), Appointment.objects.count(), Event.objects.count()


def test_a_trial_shows_every_difference_and_stores_nothing(client, coordinator):
    before = state()
    response = send(client, OFFICER, SECOND, ALONE)
    found = response.context["difference"]
    assert response.status_code == 200
    assert (len(found.created), len(found.given)) == (2, 2)
    assert "Cán bộ mẫu 02" in response.text
    assert state() == before


def test_what_was_tried_is_stored_whole_with_its_events(client, coordinator):
    assert send_and_confirm(client, OFFICER, SECOND, ALONE).url == f"{ADDRESS}done/"
    account = User.objects.get(username="can-bo-01")
    assert {held.role for held in account.appointments.all()} == {"officer", "appraiser"}
    assert not account.has_usable_password()
    actions = set(Event.objects.values_list("action", flat=True))
    assert actions >= {"people.account_created", "people.appointed", "people.accounts_imported"}


def test_the_same_file_again_changes_nothing(client, coordinator):
    send_and_confirm(client, OFFICER, SECOND, ALONE)
    before = state()
    response = send(client, OFFICER, SECOND, ALONE)
    assert response.context["difference"].is_empty
    client.post(f"{ADDRESS}confirm/", {"sealed": response.context["sealed"]})
    assert state() == before


def test_what_was_exported_can_be_sent_back(client, coordinator):
    AppointmentFactory(unit=UnitFactory(), decision="=1+1")
    content = accounts_workbook(User.objects.all(), Appointment.objects.select_related("unit"))
    file = SimpleUploadedFile("tai-khoan.xlsx", content)
    response = client.post(ADDRESS, {"file": file})
    assert response.context["difference"].is_empty, response.context["difference"]


def test_a_later_file_corrects_names_and_ends_but_reopens_nothing(client, coordinator):
    send_and_confirm(client, OFFICER)
    send_and_confirm(client, [*OFFICER[:1], "Cán bộ mẫu 1", *OFFICER[2:6], "30/06/2026", "QĐ 9"])
    send_and_confirm(client, OFFICER)
    held = Appointment.objects.get(user__username="can-bo-01")
    assert str(held.valid_to) == "2026-06-30"
    assert held.user.display_name == "Cán bộ mẫu 01"


@pytest.mark.parametrize(
    ("at", "text", "column"),
    [
        (0, "", "Tên đăng nhập"), (0, "có dấu cách", "Tên đăng nhập"), (1, "", "Họ và tên"),
        (3, "Trưởng thôn", "Vai trò"), (4, "KHONG-CO", "Mã đơn vị"), (5, "", "Từ ngày"),
        (5, "31/02/2026", "Từ ngày"), (6, "hôm qua", "Đến ngày"), (6, "31/12/2025", "Vai trò"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_column_and_stops_everything(
    client, coordinator, at, text, column
):
    before = state()
    wrong = [*OFFICER[:at], text, *OFFICER[at + 1 :]]
    response = send(client, ALONE, wrong)
    assert response.status_code == 422
    assert faults(response) == [(3, column)]
    client.post(f"{ADDRESS}confirm/", {"sealed": response.context["sealed"]})
    assert state() == before


def test_the_rules_of_appointing_hold_for_files_too(client, coordinator):
    operator = ["van-hanh", "Vận hành mẫu", "", "Cán bộ vận hành kỹ thuật", "SXD", "01/01/2026", "",
                "QĐ 1"]  # fmt: skip
    response = send(client, operator, ["van-hanh", "", "", *OFFICER[3:]])
    assert faults(response) == [(3, "Vai trò")]
    assert "không tham gia chấm điểm" in response.text


def test_nobody_gives_the_own_person_a_role_through_a_file(client, coordinator):
    response = send(client, [coordinator.username, "", "", *OFFICER[3:]])
    assert faults(response) == [(2, "Vai trò")]


def test_one_person_has_one_name_and_one_role_once(client, coordinator):
    other_name = ["can-bo-01", "Tên khác", *OFFICER[2:3], *SECOND[3:]]
    assert faults(send(client, OFFICER, other_name, OFFICER)) == [
        (3, "Họ và tên"), (4, "Vai trò"),
    ]  # fmt: skip


def test_a_file_with_passwords_or_without_columns_is_sent_back(client, coordinator):
    with_password = send(client, [*OFFICER, "bi-mat"], header=[*HEADER, "Mật khẩu"])
    without = send(client, OFFICER[:7], header=HEADER[:7])
    assert "không tệp nào chứa mật khẩu" in with_password.text
    assert "Quyết định" in without.context["form"].errors["file"][0]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 rest", b"<html>", b"\xff" * 2000])
def test_what_is_no_workbook_gets_a_sentence(client, coordinator, content):
    response = client.post(ADDRESS, {"file": SimpleUploadedFile("tai-khoan.xlsx", content)})
    assert response.status_code == 422


def test_a_bomb_is_refused_before_it_is_unpacked(client, coordinator):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    file = SimpleUploadedFile("tai-khoan.xlsx", made.getvalue())
    response = client.post(ADDRESS, {"file": file})
    assert "quá lớn" in response.text


def test_the_links_are_handed_out_once(client, coordinator):
    send_and_confirm(client, OFFICER, ALONE)
    first = client.post(f"{ADDRESS}links/")
    again = client.post(f"{ADDRESS}links/")
    rows = sheets_of(first.content)["Liên kết"]
    assert [row[0] for row in rows[1:]] == ["can-bo-01", "can-bo-02"]
    assert rows[1][2].startswith("http://testserver/people/set-password/")
    assert first["Cache-Control"] == "no-store"
    assert again.url == f"{ADDRESS}done/"
    assert Event.objects.filter(action="people.links_issued").count() == 1


def test_a_trial_of_another_person_or_a_forged_one_is_not_stored(client, coordinator):
    sealed = send(client, ALONE).context["sealed"]
    client.force_login(appointed(Role.COORDINATOR))
    for forged in (sealed, sealed[:-1], ""):
        assert client.post(f"{ADDRESS}confirm/", {"sealed": forged}).url == ADDRESS
    assert not User.objects.filter(username="can-bo-02").exists()


def test_the_template_is_read_as_a_file_without_lines(client, coordinator):
    file = SimpleUploadedFile("mau.xlsx", template_workbook())
    response = client.post(ADDRESS, {"file": file})
    assert "không có dòng nào" in response.text
    assert client.get(f"{ADDRESS}template/").status_code == 200


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.OFFICER])
def test_the_import_exists_for_who_gives_roles_alone(client, role):
    client.force_login(appointed(role))
    assert client.get(ADDRESS).status_code == 404
    assert UserFactory()


@pytest.mark.parametrize("count", [1, 3])
def test_a_trial_that_finds_faults_asks_the_same_queries_however_many_lines(
    client, coordinator, count, django_assert_num_queries
):
    lines = [[f"can-bo-{n}", "Cán bộ mẫu", "", "Không có", *OFFICER[4:]] for n in range(count)]
    with django_assert_num_queries(6):  # session, account, roles, units, accounts, appointments
        send(client, *lines)
