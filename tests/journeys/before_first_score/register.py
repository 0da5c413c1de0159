"""Units and accounts from Excel, each tried first; units merged by a decision."""

import io

import openpyxl
from playwright.sync_api import Page, expect

from openpar.people.account_workbook import SHEET as ACCOUNTS
from openpar.people.models import Appointment, Unit, User
from openpar.people.unit_sheet import SHEET as UNITS
from tests.factories import PASSWORD
from tests.factories_cycles import database_now
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page
from tests.workbooks import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNIT_ROWS = [
    ["Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Mã cấp trên", "Hiệu lực từ"],
    ["STP", "Sở Tư pháp", "sở", "UB", "01/01/2020"],
    ["STC", "Sở Tài chính", "sở", "UB", "01/07/2025"],
    ["SXD", "Sở Xây dựng", "sở", "UB", "01/07/2025"],
    ["SGT", "Sở Giao thông vận tải", "sở", "UB", "01/07/2025"],
    ["XA1", "Xã Mẫu Một", "xã", "UB", "01/07/2025"],
    ["XA2", "Xã Mẫu Hai", "xã", "UB", "01/07/2025"],
]
ACCOUNT_ROWS = [
    ["Tên đăng nhập", "Họ và tên", "Chức vụ", "Vai trò", "Mã đơn vị", "Từ ngày", "Đến ngày",
     "Quyết định"],
    ["can-bo-stc", "Cán bộ mẫu 11", "Chuyên viên", "Công chức đầu mối", "STC", "01/07/2025", "",
     "QĐ 5/QĐ-STC"],
    ["can-bo-stp", "Cán bộ mẫu 12", "Chuyên viên", "Công chức đầu mối", "STP", "01/07/2025", "",
     "QĐ 6/QĐ-STP"],
    ["can-bo-xa1", "Cán bộ mẫu 14", "Chuyên viên", "Công chức đầu mối", "XA1", "01/07/2025", "",
     "QĐ 8/QĐ-XA1"],
    ["dieu-phoi-2", "Cán bộ mẫu 13", "Trưởng phòng", "Điều phối viên cơ quan thường trực", "SNV",
     "01/07/2025", "", "QĐ 7/QĐ-SNV"],
]  # fmt: skip


def units_come_from_excel(page: Page) -> None:
    """The trial shows what is new and what changes; nothing is stored before it is confirmed."""
    sign_in(page, "dieu-phoi")
    page.goto("/people/unit-imports/")
    check_page(page)
    _send(page, "don-vi.xlsx", workbook({UNITS: UNIT_ROWS}), from_day="01/07/2025")
    lines = page.locator("#content .table tbody tr")
    expect(lines).to_have_count(6)
    changed = lines.filter(has_text="STP")
    expect(changed.locator("del").first).to_have_text("Sở Tư phap")
    expect(changed.locator("ins").first).to_have_text("Sở Tư pháp")
    expect(lines.filter(has_text="Xã Mẫu Một")).to_contain_text("Mới")
    check_page(page)
    assert not Unit.objects.filter(code="STC").exists()

    page.locator("#content form .btn-primary").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    expect(page.locator(".table", has_text="Xã Mẫu Hai")).to_be_visible()
    check_page(page)
    assert Unit.objects.get(code="STC").parent.code == "UB"


def accounts_come_from_excel(page: Page) -> None:
    """All accounts and roles from one file; then each new person sets a password by the link."""
    page.goto("/people/accounts/import/")
    check_page(page)
    _send(page, "tai-khoan.xlsx", workbook({ACCOUNTS: ACCOUNT_ROWS}))
    expect(page.locator("#content .table tbody tr", has_text="can-bo-stc")).to_have_count(2)
    check_page(page)
    assert not User.objects.filter(username="can-bo-stc").exists()

    page.locator("#content form .btn-primary").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    check_page(page)
    assert Appointment.objects.filter(user__username="dieu-phoi-2", unit__code="SNV").exists()
    with page.expect_download() as download:
        page.locator("#content form .btn-primary").click()
    links = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    for _username, _name, link in links.iter_rows(min_row=2, values_only=True):
        _sets_the_password(page, link)


def two_units_become_one(page: Page) -> None:
    """The coordinator looks first, then merges; the successor's page tells where it came from."""
    sign_in(page, "dieu-phoi")
    page.goto("/people/reorganisation/?unit=SXD&unit=SGT")
    day = f"{database_now():%d/%m/%Y}"
    page.locator("[name=kind]").select_option("merge")
    page.locator("[name=decision]").fill("31/NQ-HĐND")
    page.locator("[name=decided_on]").fill(day)
    page.locator("[name=valid_from]").fill(day)
    page.locator("[name=shares-0-successor]").fill("SXDGT")
    page.locator("[name=shares-1-successor]").fill("SXDGT")
    page.locator("[name=new-0-code]").fill("SXDGT")
    page.locator("[name=new-0-name]").fill("Sở Xây dựng và Giao thông")
    page.locator("[name=new-0-kind]").select_option("department")
    page.locator("#content form .btn-primary").click()
    expect(page.locator("[aria-labelledby=outcome]")).to_contain_text("Sở Giao thông vận tải")
    check_page(page)
    assert not Unit.objects.filter(code="SXDGT").exists()

    page.locator("#content form [name=confirm]").click()
    expect(page.locator("h1")).to_have_text("Sở Xây dựng và Giao thông")
    history = page.locator(".panel", has_text="31/NQ-HĐND").first
    expect(history.get_by_role("link", name="Sở Xây dựng", exact=True)).to_be_visible()
    expect(history.get_by_role("link", name="Sở Giao thông vận tải", exact=True)).to_be_visible()
    check_page(page)
    history.get_by_role("link", name="Sở Giao thông vận tải", exact=True).click()
    expect(page.locator("#content")).to_contain_text("Sở Xây dựng và Giao thông")
    check_page(page)


def _send(page: Page, name: str, content: bytes, **fields: str) -> None:
    form = page.locator("#content form", has=page.locator("input[type=file]"))
    form.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": XLSX, "buffer": content}
    )
    for field, text in fields.items():
        form.locator(f"[name={field}]").fill(text)
    form.locator(".btn-primary").click()


def _sets_the_password(page: Page, link: str) -> None:
    page.context.clear_cookies()
    page.goto(link)
    for field in page.locator("#content input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("#content .btn-primary").click()
    page.wait_for_url("**/sign-in/**")
