"""Accounts, roles and responsibilities in a real browser: import, appoint, matrix, my unit."""

import pytest
from playwright.sync_api import expect

from openpar.criteria import duties
from openpar.criteria import responsibility_actions as responsibilities
from openpar.people.account_workbook import SHEET
from openpar.people.models import Role, User
from tests.factories import MembershipFactory, UnitFactory, UserFactory, appointed
from tests.people.test_account_import import ALONE, HEADER, OFFICER, SECOND
from tests.people.test_unit_browser import sign_in
from tests.web.axe import check_page
from tests.web.pictures import picture
from tests.workbooks import workbook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def coordinator(client):
    person = appointed(Role.COORDINATOR, UnitFactory(code="SNV", name="Sở Nội vụ"))
    UnitFactory(code="SXD", name="Sở Xây dựng")
    client.force_login(person)
    return person


def test_accounts_are_tried_imported_and_their_links_saved_once(
    page, client, live_server, coordinator, tmp_path
):
    sign_in(page, client, live_server)
    file = tmp_path / "tai-khoan.xlsx"
    file.write_bytes(workbook({SHEET: [HEADER, OFFICER, [*SECOND[:4], "KHONG-CO", *SECOND[5:]]]}))
    page.goto("/people/accounts/import/")
    check_page(page)
    page.get_by_label("Tệp Excel").set_input_files(file)
    page.get_by_role("button", name="Chạy thử tệp").click()
    expect(page.get_by_text("Không có đơn vị nào mang mã này.")).to_be_visible()
    check_page(page)
    picture(page, "tai-khoan-loi")

    page.goto("/people/accounts/import/")
    file.write_bytes(workbook({SHEET: [HEADER, OFFICER, SECOND, ALONE]}))
    page.get_by_label("Tệp Excel").set_input_files(file)
    page.get_by_role("button", name="Chạy thử tệp").click()
    check_page(page)
    picture(page, "tai-khoan-chay-thu")
    page.get_by_role("button", name="Lưu toàn bộ").click()
    check_page(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Lưu bảng liên kết").click()
    assert saved.value.suggested_filename == "lien-ket-dat-mat-khau.xlsx"
    assert User.objects.filter(username="can-bo-01").exists()


def test_a_role_is_given_on_a_desk_and_the_pages_pass_on_a_telephone(
    page, phone_page, client, live_server, coordinator
):
    person = UserFactory(username="can-bo-07", display_name="Cán bộ mẫu 07")
    sign_in(page, client, live_server)
    page.goto(f"/people/account/{person.username}/")
    check_page(page)
    page.get_by_role("link", name="Phân công vai trò").click()
    page.get_by_label("Vai trò").select_option("head")
    page.get_by_label("Đơn vị (mã hoặc tên)").fill("so xay dung")
    page.get_by_label("Từ ngày").fill("01/01/2026")
    page.get_by_label("Quyết định").fill("QĐ 15/QĐ-UBND ngày 30/12/2025")
    check_page(page)
    page.get_by_role("button", name="Phân công").click()
    expect(page.get_by_role("rowheader", name="người đứng đầu đơn vị")).to_be_visible()
    picture(page, "tai-khoan-vai-tro")

    sign_in(phone_page, client, live_server)
    for address in ("/people/accounts/", f"/people/account/{person.username}/"):
        phone_page.goto(address)
        check_page(phone_page)
    picture(phone_page, "tai-khoan-dien-thoai")


def test_the_matrix_shows_its_holes_and_the_head_an_own_page(
    page, phone_page, client, live_server, coordinator
):
    member = MembershipFactory()
    matrix, _unknown = responsibilities.draw_up(member.cycle, by=coordinator)
    sign_in(page, client, live_server)
    page.goto(f"/criteria/cycles/{member.cycle.code}/responsibilities/")
    check_page(page)
    picture(page, "phan-cong-trach-nhiem")
    page.get_by_role("link", name="Đổi cơ quan phụ trách 1.2").click()
    check_page(page)

    head = appointed(Role.HEAD, member.unit)
    worker = appointed(Role.CONTRIBUTOR, member.unit, display_name="Cán bộ mẫu 08")
    node = member.cohort.criteria_set.criteria.select_related("set").get(code="1")
    duties.give(member.cycle, member.unit, worker, [node], by=head)
    client.force_login(head)
    for screen in (page, phone_page):
        sign_in(screen, client, live_server)
        for address in (
            f"/criteria/cycles/{member.cycle.code}/units/{member.unit.code}/duties/",
            "/criteria/my-criteria/",
            "/my-unit/",
        ):
            screen.goto(address)
            check_page(screen)
    picture(page, "don-vi-cua-toi")
    assert matrix.state == "draft"
