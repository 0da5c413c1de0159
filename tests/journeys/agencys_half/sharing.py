"""The head gives a criterion to a section; the officer sees what is left on the first screen."""

from playwright.sync_api import Page, expect

from tests.journeys.agencys_half import sheets
from tests.journeys.agencys_half.world import YEAR
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page

NAMES = ("bao-cao-truyen-thong.pdf", "danh-sach-san-pham.pdf", "anh-chup-bai-dang.pdf")


def the_head_gives_a_criterion_to_a_section(page: Page) -> None:
    """From the page of who does what: whom, and for which criterion."""
    sign_in(page, "giam-doc-stc")
    page.goto(f"{YEAR}people/")
    page.locator(".page-actions a[href*='/duties/']").click()
    page.locator("[name=person]").select_option(label="Chuyên viên mẫu")
    criterion = page.locator("[name=criteria] option", has_text="1.3 ")
    page.locator("[name=criteria]").select_option(value=criterion.get_attribute("value"))
    page.locator("#content form .btn-primary").click()
    expect(page.locator("#content .table")).to_contain_text("Tuyên truyền")
    check_page(page)


def the_section_fills_it_in_and_says_so(page: Page) -> None:
    """Figures, three files dropped at once, and: finished. Nothing else is open to it."""
    sign_in(page, "chuyen-vien-stc")
    page.goto("/assessments/")
    expect(page.locator(".work-left", has_text="Còn 1 tiêu chí")).to_be_visible()
    page.goto(YEAR)
    plan = sheets.row(page, "Mức độ hoàn thành kế hoạch")
    expect(plan.locator(".item-figures input:visible")).to_have_count(0)
    told = sheets.row(page, "Tuyên truyền cải cách hành chính")
    sheets.fill(told, {"Số sản phẩm truyền thông": "5"}, "1,43")
    sheets.drop(page, told.locator(".slot").first, NAMES)
    for name in NAMES:
        expect(told.get_by_role("link", name=name)).to_be_visible()
    page.goto(f"{YEAR}people/")
    page.locator("form[action$='/people/1.3/finish/'] button[value=yes]").click()
    expect(page.locator("#content .panel")).to_contain_text("Đã xong")
    check_page(page)


def the_officer_sees_what_is_left(page: Page) -> None:
    """Two criteria without figures, one without its document, and how many days there are."""
    sign_in(page, "can-bo-stc")
    page.goto("/assessments/")
    left = page.locator(".work", has_not_text="quý 1").locator(".work-left")
    expect(left).to_contain_text("còn 2 tiêu chí")
    expect(left).to_contain_text("1 tiêu chí cần tài liệu")
    expect(left).to_contain_text("ngày")
    check_page(page)
