"""Up to the head, back with a remark, up again, signed by a deputy, reported, submitted."""

from playwright.sync_api import Page, expect

from openpar.assessments.models import SheetRevision
from tests.journeys.agencys_half import sheets
from tests.journeys.agencys_half.world import YEAR
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page

REMARK = "Kiểm tra lại số nhiệm vụ hoàn thành đến ngày 31/12"


def the_head_returns_it_with_a_remark(page: Page) -> None:
    """One criterion, one sentence; the sheet is the officers' again."""
    sheets.send_up(page, YEAR)
    sign_in(page, "giam-doc-stc")
    page.goto(YEAR)
    page.locator(".page-actions a[href$='/sign/']").click()
    page.locator("#content details summary", has_text="từng tiêu chí").click()
    page.locator("[name='criterion-1.1']").fill(REMARK)
    check_page(page)
    page.locator("button[name=move][value=return_inside]").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()


def the_officer_corrects_and_a_deputy_signs(page: Page) -> None:
    """The remark leads to the row; the deputy reads what changed and signs for the head (KT.)."""
    sign_in(page, "can-bo-stc")
    page.goto("/assessments/")
    work = page.locator(".work", has_text=REMARK)
    work.locator(".notice-warning a", has_text="1.1").click()
    plan = sheets.row(page, "Mức độ hoàn thành kế hoạch")
    sheets.fill(plan, {"Số nhiệm vụ hoàn thành": "9"}, "3,27")
    sheets.send_up(page, YEAR)
    sign_in(page, "pho-giam-doc-stc")
    page.goto(f"{YEAR}sign/")
    changed = page.locator("#content .table").first
    expect(changed).to_contain_text("1.1")
    expect(changed).not_to_contain_text("1.2")
    expect(page.locator("#content")).to_contain_text("(KT.)")
    check_page(page)
    page.locator("button[name=move][value=sign]").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()


def the_signed_report_goes_with_it(page: Page) -> None:
    """Without its report the sheet stays; with number, date and verdict it is submitted."""
    sign_in(page, "can-bo-stc")
    page.goto(f"{YEAR}submit/")
    expect(page.locator("button[name=move][value=submit]")).to_have_count(0)
    expect(page.locator("#content .why-not").last).to_contain_text("báo cáo đã ký")
    sheets.bring_report(page, YEAR, "97")
    check_page(page)
    receipt = sheets.submit(page, 1)
    revision = SheetRevision.objects.get(sheet__unit__code="STC", sheet__period__kind="year")
    expect(receipt).to_contain_text(revision.sha256)
    expect(receipt).to_contain_text("97/BC-MAU")
    expect(receipt).to_contain_text("Khớp với phiếu")
    expect(receipt).to_contain_text("(KT.)")
    check_page(page)
