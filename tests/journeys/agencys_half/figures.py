"""The agency that leads a criterion gives its figures for every unit, from one table of Excel."""

import io

import openpyxl
from playwright.sync_api import Page, expect

from tests.journeys.agencys_half import sheets
from tests.journeys.agencys_half.world import YEAR
from tests.journeys.before_first_score.register import XLSX
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page

#: Files on time and files settled, by unit.
FIGURES = {"STC": ("1.234", "1.300"), "BDT": ("57", "60")}


def the_lead_agency_gives_its_figures(page: Page) -> None:
    """Downloaded, filled in, tried, written down: a sheet that has begun holds them at once."""
    sign_in(page, "can-bo-skhcn")
    page.goto("/assessments/figures/")
    page.locator("#content .table a", has_text="2.2").click()
    with page.expect_download() as download:
        page.locator("#content a[href*='/table/']").click()
    page.locator("[name=file]").set_input_files(
        {
            "name": "so-lieu.xlsx",
            "mimeType": XLSX,
            "buffer": _filled_in(download.value.path().read_bytes()),
        }
    )
    page.locator("[name=source]").fill("Báo cáo số 77/BC-MAU của hệ thống một cửa")
    page.locator("#content form .btn-primary").click()
    rows = page.locator("#content .table tbody tr")
    expect(rows.filter(has_text="Sở Tài chính").first).to_contain_text("điền vào phiếu")
    check_page(page)
    page.locator("#content form .btn-primary").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    sign_in(page, "can-bo-stc")
    page.goto(YEAR)
    solved = sheets.row(page, "Tỷ lệ hồ sơ giải quyết đúng hạn")
    expect(solved.get_by_label("Số hồ sơ đúng hạn")).to_have_value("1.234")
    expect(solved.locator(".score")).to_contain_text("3,80")


def _filled_in(table: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(table))
    lines = [row for row in book.active.iter_rows(min_row=5) if row[0].value in FIGURES]
    assert len(lines) == len(FIGURES)
    for line in lines:
        line[2].value, line[3].value = FIGURES[line[0].value]
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
