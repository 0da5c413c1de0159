"""The first quarter is scored and submitted; the year's sheet begins with what it said."""

import re

from playwright.sync_api import Page, expect

from openpar.assessments.models import ScoreSheet
from tests.journeys.agencys_half import sheets
from tests.journeys.agencys_half.world import QUARTER, YEAR
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page


def the_quarter_is_filled_in_and_submitted(page: Page) -> None:
    """Officer, head, signed report, receipt; what falls due in December is not asked yet."""
    sign_in(page, "can-bo-stc")
    _begin(page, "quý 1")
    expect(page).to_have_url(re.compile(f"{QUARTER}$"))
    plan = sheets.row(page, "Mức độ hoàn thành kế hoạch")
    figures = {"Số nhiệm vụ hoàn thành": "3", "Số nhiệm vụ theo kế hoạch": "11"}
    sheets.fill(plan, figures, "1,09")
    sheets.drop(page, plan.locator(".slot").first, ["ke-hoach-12.pdf"])
    expect(plan.get_by_role("link", name="ke-hoach-12.pdf")).to_be_visible()
    reports = sheets.row(page, "Thực hiện chế độ báo cáo")
    sheets.fill(reports, {"Số báo cáo gửi chậm": "1"}, "1,75")
    sheets.explain(reports, "Báo cáo quý gửi qua trục liên thông, không có bản giấy.")
    later = sheets.row(page, "Bố trí công chức một cửa")
    expect(later).to_contain_text("Chưa đến hạn")
    sheets.send_up(page, QUARTER)
    sheets.sign_off(page, QUARTER, by="giam-doc-stc")
    sign_in(page, "can-bo-stc")
    sheets.bring_report(page, QUARTER, "21")
    receipt = sheets.submit(page, 1)
    expect(receipt).to_contain_text("21/BC-MAU")
    check_page(page)


def the_year_begins_with_the_quarters_figures(page: Page) -> None:
    """Carried figures and evidence count only once confirmed, or changed."""
    _begin(page, "Sở Tài chính", without="quý")
    expect(page).to_have_url(re.compile(f"{YEAR}$"))
    plan = sheets.row(page, "Mức độ hoàn thành kế hoạch")
    reports = sheets.row(page, "Thực hiện chế độ báo cáo")
    for one in (plan, reports):
        expect(one.locator(".carried")).to_contain_text("quý 1")
    expect(plan.get_by_role("link", name="ke-hoach-12.pdf")).to_be_visible()
    check_page(page)
    reports.locator("button[name=confirm]").click()
    expect(reports.locator(".carried")).to_have_count(0)
    figures = {"Số nhiệm vụ hoàn thành": "10", "Số nhiệm vụ theo kế hoạch": "11"}
    sheets.fill(plan, figures, "3,64")
    expect(plan.locator(".carried")).to_have_count(0)
    quarter = ScoreSheet.objects.get(unit__code="STC", period__kind="quarter")
    assert quarter.items.get(criterion__code="1.1").inputs == {"done": "3", "planned": "11"}


def _begin(page: Page, text: str, without: str = "—") -> None:
    page.goto("/assessments/")
    work = page.locator(".work", has_text=text).filter(has_not_text=without)
    work.locator("form[action$='/begin/'] .btn-primary").click()
