"""A unit of the second cohort submits in its simplest way: figures, head, report, receipt."""

from playwright.sync_api import Page, expect

from tests.journeys.agencys_half import sheets
from tests.journeys.agencys_half.world import CODE
from tests.journeys.signing_in import sign_in

SHEET = f"/assessments/{CODE}/BDT/"


def the_second_cohorts_unit_submits(page: Page) -> None:
    """Its sheet begins with the lead agency's figures; one criterion stays missing, not zero."""
    sign_in(page, "can-bo-bdt")
    page.goto("/assessments/")
    page.locator(f"form[action='{SHEET}begin/'] .btn-primary").click()
    solved = sheets.row(page, "Tỷ lệ hồ sơ giải quyết đúng hạn")
    expect(solved.get_by_label("Số hồ sơ đúng hạn")).to_have_value("57")
    expect(solved.locator(".score")).to_contain_text("3,80")
    plan = sheets.row(page, "Mức độ hoàn thành kế hoạch")
    figures = {"Số nhiệm vụ hoàn thành": "2", "Số nhiệm vụ theo kế hoạch": "3"}
    sheets.fill(plan, figures, "2,67")
    sheets.explain(plan, "Kế hoạch nằm trong chương trình công tác chung của Ban.")
    sheets.send_up(page, SHEET)
    sheets.sign_off(page, SHEET, by="truong-ban-bdt")
    sign_in(page, "can-bo-bdt")
    sheets.bring_report(page, SHEET, "08")
    expect(sheets.submit(page, 1)).to_contain_text("Ban Dân tộc")
