"""After the phase: the unit asks to supplement, is granted it, and submits anew."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from openpar.assessments.models import SheetRevision
from tests.factories_cycles import close_in
from tests.journeys.agencys_half import sheets
from tests.journeys.agencys_half.world import YEAR, self_assessment
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page

REASON = "Bổ sung báo cáo quý IV vừa được ban hành"
FILE = "bao-cao-quy-4.pdf"


def the_unit_asks_and_is_granted(page: Page) -> None:
    """The phase is over; one criterion is asked for, and opened until a day."""
    close_in(self_assessment(), seconds=-1)
    sign_in(page, "can-bo-stc")
    page.goto(YEAR)
    page.locator(".page-actions a[href$='/supplement/']").click()
    page.locator("[name=criteria][value='1.2']").check()
    page.locator("[name=reason]").fill(REASON)
    check_page(page)
    page.locator("#content form .btn-primary").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    sign_in(page, "dieu-phoi")
    page.goto(YEAR)
    page.locator(".page-actions a[href$='/answer/']").click()
    expect(page.locator("#content")).to_contain_text(REASON)
    until = datetime.now(UTC) + timedelta(days=5)
    page.locator("[name=until]").fill(
        f"{until.astimezone(ZoneInfo('Asia/Ho_Chi_Minh')):%Y-%m-%dT%H:%M}"
    )
    page.locator("button[value=grant_supplement]").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()


def it_adds_a_document_and_submits_anew(page: Page) -> None:
    """Only the granted criterion is open; the new receipt names the hash of the old one."""
    sign_in(page, "can-bo-stc")
    page.goto(YEAR)
    plan = sheets.row(page, "Mức độ hoàn thành kế hoạch")
    expect(plan.locator(".item-figures input:visible")).to_have_count(0)
    reports = sheets.row(page, "Thực hiện chế độ báo cáo")
    sheets.drop(page, reports.locator(".slot").first, [FILE])
    expect(reports.get_by_role("link", name=FILE)).to_be_visible()
    sheets.send_up(page, YEAR)
    sheets.sign_off(page, YEAR, by="giam-doc-stc")
    sign_in(page, "can-bo-stc")
    sheets.bring_report(page, YEAR, "105")
    receipt = sheets.submit(page, 2)
    old, new = SheetRevision.objects.filter(
        sheet__unit__code="STC", sheet__period__kind="year"
    ).order_by("number")
    for text in (old.sha256, new.sha256, "105/BC-MAU", REASON, FILE):
        expect(receipt).to_contain_text(text)
    assert old.sha256 != new.sha256
    check_page(page)


def the_difference_is_exactly_that_document(page: Page) -> None:
    """Of six criteria one differs, and of it the evidence alone."""
    page.locator(".receipt a[href*='/differences/']").click()
    changes = page.locator("#content .table tbody tr")
    expect(changes).to_have_count(1)
    expect(changes).to_contain_text("1.2")
    expect(changes).to_contain_text(FILE)
    check_page(page)
