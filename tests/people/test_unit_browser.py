"""The register of units in a real browser: load a province, import, merge, read history (M1)."""

import pytest
from playwright.sync_api import expect

from openpar.people.models import Role, Unit
from tests.factories import AppointmentFactory, UnitFactory, UserFactory, appointed
from tests.web.axe import check_page
from tests.web.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = (
    "Mã đơn vị;Tên đơn vị;Loại đơn vị;Khối;Hiệu lực từ\n"
    "SKHDT;Sở Kế hoạch và Đầu tư;sở;Khối kinh tế;01/01/2020\n"
    "STC;Sở Tài chính;sở;Khối kinh tế;01/01/2020\n"
    "SNV;Sở Nội vụ tỉnh;sở;Khối tổng hợp;01/01/2020\n"
)
ADDRESSES = (
    "/people/units/",
    "/people/units/SNV/",
    "/people/units/SNV/change/",
    "/people/units/SNV/end/",
    "/people/units/SNV/service-points/",
    "/people/unit-tree/",
    "/people/new-unit/",
    "/people/reorganisation/",
    "/people/unit-imports/",
)


@pytest.fixture
def coordinator(client):
    person = appointed(Role.COORDINATOR, UnitFactory(code="SNV", name="Sở Nội vụ"))
    client.force_login(person)
    return person


def sign_in(page, client, live_server):
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])


def test_every_page_passes_on_a_desk_and_on_a_telephone(
    page, phone_page, client, live_server, coordinator
):
    for screen in (page, phone_page):
        sign_in(screen, client, live_server)
        for address in ADDRESSES:
            screen.goto(address)
            check_page(screen)


def test_a_list_is_tried_with_its_differences_and_confirmed(
    page, client, live_server, coordinator, tmp_path
):
    sign_in(page, client, live_server)
    file = tmp_path / "don-vi.csv"
    file.write_text(LIST.replace("sở;Khối kinh tế", "hành tinh;Khối kinh tế"), encoding="utf-8")
    page.goto("/people/unit-imports/")
    page.get_by_label("Danh sách đơn vị").set_input_files(file)
    page.get_by_label("Thay đổi có hiệu lực từ").fill("01/07/2025")
    page.get_by_role("button", name="Chạy thử tệp").click()
    expect(page.get_by_text("hành tinh").first).to_be_visible()
    check_page(page)
    picture(page, "don-vi-nhap-loi")

    file.write_text(LIST, encoding="utf-8")
    page.get_by_label("Danh sách đơn vị").set_input_files(file)
    page.get_by_role("button", name="Chạy thử tệp").click()
    expect(page.get_by_role("heading", name="Chạy thử danh sách")).to_be_visible()
    expect(page.get_by_text("Sở Nội vụ tỉnh")).to_be_visible()
    check_page(page)
    picture(page, "don-vi-chay-thu")
    page.get_by_role("button", name="Lưu toàn bộ").click()
    expect(page.get_by_text("Đã lưu toàn bộ")).to_be_visible()
    assert Unit.objects.filter(code__in=["SKHDT", "STC"]).count() == 2


def test_two_departments_merge_with_a_look_first_by_keyboard_alone(
    page, phone_page, client, live_server, coordinator
):
    for code, name in (("SKHDT", "Sở Kế hoạch và Đầu tư"), ("STC", "Sở Tài chính")):
        unit = UnitFactory(code=code, name=name)
        AppointmentFactory(unit=unit, user=UserFactory(display_name=f"Cán bộ mẫu {code}"))
    sign_in(page, client, live_server)
    page.goto("/people/reorganisation/?unit=SKHDT&unit=STC")
    page.get_by_label("Số quyết định").fill("NQ 15/NQ-HĐND")
    page.get_by_label("Ngày quyết định").fill("20/02/2025")
    page.get_by_label("Có hiệu lực từ").fill("01/03/2025")
    for number in (0, 1):
        page.locator(f"[name=shares-{number}-successor]").fill("STC-MOI")
    page.locator("[name=new-0-code]").fill("STC-MOI")
    page.locator("[name=new-0-name]").fill("Sở Tài chính (hợp nhất)")
    page.locator("[name=new-0-kind]").select_option("department")
    page.get_by_role("button", name="Xem trước").press("Enter")
    expect(page.get_by_role("heading", name="Điều sẽ xảy ra")).to_be_visible()
    check_page(page)
    picture(page, "don-vi-xem-truoc")
    page.get_by_role("button", name="Tổ chức lại").press("Enter")
    expect(page.get_by_role("heading", name="Sở Tài chính (hợp nhất)", level=1)).to_be_visible()
    check_page(page)
    picture(page, "don-vi-lich-su")
    sign_in(phone_page, client, live_server)
    phone_page.goto("/people/units/STC/")
    expect(phone_page.get_by_text("NQ 15/NQ-HĐND")).to_be_visible()
    check_page(phone_page)
    picture(phone_page, "don-vi-dien-thoai")


def test_a_province_is_loaded_and_found_in_the_tree(page, client, live_server, coordinator):
    sign_in(page, client, live_server)
    page.goto("/people/unit-imports/")
    page.get_by_label("Tỉnh", exact=True).select_option(label="Tỉnh Quảng Ninh")
    page.get_by_role("button", name="Nạp tỉnh này").click()
    expect(page.get_by_text("Đã thêm")).to_be_visible()
    check_page(page)
    picture(page, "don-vi-danh-sach")
    page.goto("/people/unit-tree/")
    page.get_by_role("link", name="Mở Tỉnh Quảng Ninh").press("Enter")
    expect(page.get_by_role("link", name="Phường Hà Tu")).to_be_visible()
    check_page(page)
