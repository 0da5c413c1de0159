"""The province's own file for the ministry: shared out, explained, submitted, points come back."""

import re

from playwright.sync_api import Page, expect

from openpar.assessments.models import Kind, ScoreLayer
from openpar.people.models import Role, Unit
from tests.factories import appointed
from tests.journeys.before_first_score.cycle import begin_phases, begin_self_assessment
from tests.journeys.before_first_score.register import XLSX
from tests.journeys.before_first_score.sending import send
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page
from tests.workbooks import workbook

CODE = "ho-so-bo-2026"
SHEET = f"/assessments/{CODE}/UB/"
HOW = "Theo Báo cáo số 12/BC-MAU: 9 trên 10 nhiệm vụ hoàn thành, làm tròn theo quy định."
POINTS = [
    ["Kết quả thẩm định"],
    ["Mã", "Điểm", "Lý do"],
    ["1.1", "3,2", "Thiếu báo cáo quý III"],
    ["1.2", "1,75", ""],
    ["2.1", "4", ""],
]


def the_provinces_file_is_opened_and_shared_out(page: Page) -> None:
    """The standing body begins it for the province and says who leads what."""
    sign_in(page, "dieu-phoi")
    page.goto("/criteria/exercises/")
    page.locator("#content .doors a[href*=own_file]").click()
    page.locator("[name=title]").fill("Hồ sơ tự chấm của tỉnh Mẫu năm 2026")
    page.locator("[name=code]").fill(CODE)
    page.locator("[name=year]").fill("2026")
    page.locator("[name=as_of]").fill("2026-12-31")
    page.locator("[name=choice]").select_option(label="Khối tỉnh")
    page.locator("#content form .btn-primary").click()
    begin_phases(page, f"/criteria/cycles/{CODE}/")
    begin_self_assessment(CODE)
    page.goto("/assessments/")
    page.locator(f"form[action$='/{CODE}/UB/begin/'] .btn").click()
    page.goto(f"{SHEET}leads/")
    for code in ("1.1", "2.1"):
        page.locator("[name=item]").select_option(label=_criterion(page, code))
        page.locator("[name=lead]").select_option(label="Sở Tài chính")
        page.locator("#content form .btn-primary").click()
        expect(page.locator("#content tr", has_text="Sở Tài chính")).to_contain_text(code)
    check_page(page)


def a_lead_unit_fills_in_and_explains_its_part(page: Page) -> None:
    """It sees its criterion alone, uses again what it filed inside the province, and explains."""
    sign_in(page, "can-bo-stp")
    page.goto(SHEET)
    expect(page.locator("article")).to_have_count(1)
    _fill(page, "Thực hiện chế độ báo cáo", ["1"])
    page.goto(f"{SHEET}criteria/1.2/reuse/?q=bao+cao")
    check_page(page)
    page.locator("tr", has_text="bao-cao-dung-han.pdf").locator("button").click()
    expect(page.locator("#content .files")).to_contain_text("bao-cao-dung-han.pdf")
    sign_in(page, "can-bo-stc")
    page.goto(SHEET)
    _fill(page, "Mức độ hoàn thành kế hoạch", ["9", "10"])
    row = page.locator("article", has_text="Bố trí công chức một cửa")
    row.locator("select").first.select_option("yes")
    _explain(row)


def the_parts_are_put_together_and_submitted(page: Page) -> None:
    """Nothing is left; the receipt names the workbook's hash, the merged file is handed out."""
    sign_in(page, "dieu-phoi")
    page.goto(f"{SHEET}leads/")
    expect(page.locator("#content .table")).to_contain_text("Sở Tư pháp")
    appointed(Role.HEAD, Unit.objects.get(code="UB"), username="chu-tich")
    send(page, SHEET, head="chu-tich", by="dieu-phoi")
    page.goto(f"{SHEET}leads/")
    with page.expect_download() as download:
        page.locator(".page-actions .btn-primary").click()
    assert download.value.path().read_bytes().startswith(b"PK")


def the_ministrys_points_come_back_beside_the_own_ones(page: Page) -> None:
    """A workbook is tried, shown and imported whole; the layer stands beside the own points."""
    page.goto(f"{SHEET}external/")
    page.locator("input[type=file]").set_input_files(
        {"name": "diem-tham-dinh.xlsx", "mimeType": XLSX, "buffer": workbook({"Điểm": POINTS})}
    )
    page.locator("#content form .btn-primary").click()
    tried = page.locator("#content tr", has_text="1.1").first
    expect(tried).to_contain_text("3,2")
    expect(tried).to_contain_text("−0,4")
    check_page(page)
    assert not ScoreLayer.objects.filter(kind=Kind.EXTERNAL).exists()
    page.locator("[name=source]").fill("Công văn 77/BNV-MAU")
    page.locator("#content form .btn-primary").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    expect(page.locator("#content tfoot")).to_contain_text("8,95")
    check_page(page)
    page.goto(f"{SHEET}criteria/1.1/")
    expect(page.locator("#content")).to_contain_text("Thiếu báo cáo quý III")


def _criterion(page: Page, code: str) -> str:
    option = page.locator("[name=item] option", has_text=re.compile(rf"^{re.escape(code)} "))
    return option.inner_text()


def _fill(page: Page, title: str, figures: list[str]) -> None:
    row = page.locator("article", has_text=title)
    for field, text in zip(row.locator(".item-figures input").all(), figures, strict=False):
        field.fill(text)
    _explain(row)


def _explain(row) -> None:
    row.locator("textarea[name=explanation]").fill(HOW)
    row.locator("textarea[name=explanation]").blur()
    expect(row.locator("[data-row-state=saved]")).to_be_visible()
