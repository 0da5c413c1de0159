"""A claim with its ground, evidence used again, an explanation that is owed, and a workbook."""

import io

import openpyxl
from playwright.sync_api import Page, expect

from openpar.assessments.sheet_workbook import AT, HEADER_ROW, SHEET
from tests.journeys.agencys_half import sheets
from tests.journeys.agencys_half.world import YEAR
from tests.journeys.before_first_score.register import XLSX
from tests.web.axe import check_page

GROUND = "Sở không có đơn vị trực thuộc ở cấp xã"


def the_officer_claims_that_a_criterion_does_not_apply(page: Page) -> None:
    """Without its ground the claim is not saved; with it the criterion is no longer left."""
    page.goto(YEAR)
    checks = sheets.row(page, "Kiểm tra việc giải quyết thủ tục tại cấp xã")
    checks.locator("[name=claim]").check()
    expect(checks.locator(".field-errors")).to_contain_text("không áp dụng cho đơn vị")
    checks.locator("[name=ground]").fill(GROUND)
    checks.locator("[name=ground]").blur()
    expect(checks.locator(".item-score")).to_contain_text("Không áp dụng")
    expect(checks.locator(".field-errors")).to_have_count(0)
    check_page(page)


def a_document_of_the_register_is_used_again(page: Page) -> None:
    """What the section filed for 1.3 supports 1.1 as well: found by its name, used by one click."""
    page.goto(f"{YEAR}criteria/1.1/evidence/?kind=report&q=bao+cao+truyen+thong")
    page.locator("#register .choice li", has_text="bao-cao-truyen-thong.pdf").get_by_role(
        "button"
    ).click()
    used = page.locator("#register-list")
    expect(used).to_contain_text("bao-cao-truyen-thong.pdf")
    expect(used).to_contain_text("1.1-02")
    check_page(page)


def a_workbook_goes_out_and_comes_back(page: Page) -> None:
    """Filled in without a connection; the changes are shown, and saved only then."""
    page.goto(f"{YEAR}upload/")
    with page.expect_download() as download:
        page.locator("#content a[href$='/workbook/']").click()
    page.locator("[name=file]").set_input_files(
        {
            "name": "phieu.xlsx",
            "mimeType": XLSX,
            "buffer": _filled_in(download.value.path().read_bytes()),
        }
    )
    page.locator("#content form .btn-primary").click()
    changes = page.locator("#content .table tbody")
    expect(changes).to_contain_text("Bố trí công chức một cửa")
    expect(changes).to_contain_text("Quyết định 15/QĐ-MAU")
    check_page(page)
    page.locator("#content form .btn-primary").first.click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    page.goto(YEAR)
    desk = sheets.row(page, "Bố trí công chức một cửa")
    expect(desk.locator(".score")).to_contain_text("2,00")
    expect(desk.locator("textarea")).to_have_value("Quyết định 15/QĐ-MAU")


def a_missing_document_stands_in_the_way_until_explained(page: Page) -> None:
    """The sheet does not go up while 1.2 has neither its report nor a word about it."""
    page.goto(f"{YEAR}submit/")
    expect(page.locator(".checklist").first).to_contain_text("1.2")
    page.locator("[name=confirm]").check()
    page.locator("button[name=move][value=send_up]").click()
    expect(page.locator("#content .notice-error")).to_contain_text("1.2")
    check_page(page)
    page.goto(YEAR)
    reports = sheets.row(page, "Thực hiện chế độ báo cáo")
    sheets.explain(reports, "Báo cáo gửi trên hệ thống của tỉnh, không có bản giấy.")


def _filled_in(table: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(table))
    lines = book[SHEET].iter_rows(min_row=HEADER_ROW + 2)
    line = next(row for row in lines if row[0].value == "2.1|arranged")
    line[AT["value"]].value = "Có"
    line[AT["explanation"]].value = "Quyết định 15/QĐ-MAU"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
