"""The straight way through, in a real browser: sheet, appraisal, result, trace."""

import re

import pytest
from playwright.sync_api import Page, expect

from openpar.appraisals.models import Assignment
from openpar.assessments import actions as assessments
from openpar.criteria.models import Phase
from openpar.people.models import Role, User
from openpar.results.models import Run
from tests.factories import (
    CohortFactory,
    CriteriaSetFactory,
    CycleFactory,
    MembershipFactory,
    UnitFactory,
    appointed,
)
from tests.factories_appraisals import phase
from tests.factories_assessments import PDF, save
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(tmp_path, settings):
    """Two departments of one cohort; the second has submitted, the first begins today."""
    settings.OPENPAR_DATA = tmp_path
    cycle = CycleFactory(title="Chỉ số cải cách hành chính tỉnh Mẫu năm 2026", code="tinh-mau-2026")
    for kind in (Phase.Kind.SELF_ASSESSMENT, Phase.Kind.APPRAISAL):
        phase(cycle, kind, "open")
    cohort = CohortFactory(cycle=cycle, criteria_set=CriteriaSetFactory())
    finance = UnitFactory(code="STC", name="Sở Tài chính")
    justice = UnitFactory(code="STP", name="Sở Tư pháp")
    for unit in (finance, justice):
        MembershipFactory(cohort=cohort, unit=unit)
    appointed(Role.OFFICER, finance, username="can-bo-stc")
    _submit_well(cycle, justice, appointed(Role.OFFICER, justice))
    appraiser = appointed(Role.APPRAISER, UnitFactory(code="SNV"), username="tham-dinh")
    Assignment.objects.create(cycle=cycle, user=appraiser, field_code="1")
    appointed(Role.COORDINATOR, UnitFactory(code="VP"), username="dieu-phoi")
    return cycle


def _submit_well(cycle, unit, officer: User) -> None:
    sheet = assessments.open_sheet(cycle, unit, by=officer)
    kept = "Kế hoạch lưu tại đơn vị"
    save(sheet, "1.1", officer, inputs={"done": "10", "planned": "10"}, explanation=kept)
    save(sheet, "1.2", officer, inputs={"late": "0"})
    save(sheet, "2.1", officer, inputs={"arranged": "yes"})
    assessments.submit(sheet, by=officer)


def test_journey_thin_line(page, scene):
    """An officer's figures become an explained rank (S0-25, S0-27, S0-31, S3-28, S3-30)."""
    _the_officer_fills_in_and_submits(page)
    _the_appraiser_sets_points_with_a_reason(page)
    _the_coordinator_computes_and_opens_a_figure(page, scene)


def _the_officer_fills_in_and_submits(page: Page) -> None:
    sign_in(page, "can-bo-stc")
    page.goto("/assessments/")
    check_page(page)
    page.get_by_role("button", name="Bắt đầu nhập phiếu").or_(
        page.locator(".work .btn-primary")
    ).first.click()
    expect(page).to_have_url(re.compile(r"/assessments/tinh-mau-2026/STC/$"))

    first = page.locator("article", has_text="Mức độ hoàn thành kế hoạch")
    expect(first.locator(".item-how")).to_contain_text("80%")  # how it is scored: below it, 0
    first.get_by_label("Số nhiệm vụ theo kế hoạch").fill("10")
    first.get_by_label("Số nhiệm vụ hoàn thành").fill("9")
    first.get_by_label("Số nhiệm vụ hoàn thành").blur()
    expect(first.locator(".score")).to_contain_text("3,60")
    expect(first.locator(".item-sentences")).to_contain_text("90%")
    first.locator("input[data-first]").set_input_files(
        {"name": "Kế hoạch 12.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(first.get_by_role("link", name="Kế hoạch 12.pdf")).to_be_visible()
    second = page.locator("article", has_text="Thực hiện chế độ báo cáo")
    second.get_by_label("Số báo cáo gửi chậm").fill("2")
    second.get_by_label("Số báo cáo gửi chậm").blur()
    expect(second.locator(".score")).to_contain_text("1,50")
    third = page.locator("article", has_text="Bố trí công chức một cửa")
    third.get_by_label("Đã bố trí").select_option("yes")
    expect(third.locator(".score")).to_contain_text("4,00")
    check_page(page)

    page.locator(".page-actions .btn-primary").click()
    check_page(page)
    page.locator("form .btn-primary").click()
    expect(page).to_have_url(re.compile(r"/receipts/1/$"))
    expect(page.locator(".receipt")).to_contain_text("Sở Tài chính")
    check_page(page)


def _the_appraiser_sets_points_with_a_reason(page: Page) -> None:
    sign_in(page, "tham-dinh")
    page.goto("/appraisals/")
    check_page(page)
    page.get_by_role("link", name="Công tác chỉ đạo, điều hành").click()
    check_page(page)
    page.get_by_role("link", name="Mức độ hoàn thành kế hoạch").click()
    row = page.locator(".matrix tbody tr", has_text="Sở Tài chính")
    expect(row.locator("td.number").nth(0)).to_have_text("3,60")
    expect(row.locator("td.number").nth(1)).to_have_text("3,60")
    expect(row).to_contain_text("9 nhiệm vụ")
    check_page(page)

    row.get_by_label("Điểm thẩm định").fill("3")
    row.get_by_label("Điểm thẩm định").press("Enter")
    expect(row.get_by_role("alert")).to_contain_text("lý do")
    expect(row.get_by_label("Điểm thẩm định")).to_have_value("3")
    check_page(page)
    expect(row.get_by_label("Lý do")).to_be_focused()
    row.get_by_label("Lý do").fill("Một nhiệm vụ chưa có sản phẩm")
    row.get_by_label("Lý do").press("Enter")
    expect(row.get_by_role("alert")).to_have_count(0)
    expect(row).to_contain_text("−0,6")

    other = page.locator(".matrix tbody tr", has_text="Sở Tư pháp")
    expect(other.get_by_label("Điểm thẩm định")).to_be_focused()  # on to the next empty row
    other.get_by_label("Điểm thẩm định").press("ArrowUp")
    expect(row.get_by_label("Điểm thẩm định")).to_be_focused()
    other.get_by_role("button", name="Công nhận").click()
    expect(other.get_by_label("Điểm thẩm định")).to_have_value("4")
    row.locator("th a").click()
    expect(page.locator(".table", has_text="Một nhiệm vụ chưa có sản phẩm")).to_be_visible()
    page.locator("aside details summary", has_text="tài liệu").click()
    page.get_by_role("link", name="Kế hoạch 12.pdf").click()
    with page.expect_download() as download:
        page.locator("#content a", has_text="Tải về").first.click()
    assert download.value.path().read_bytes() == PDF
    check_page(page)


def _the_coordinator_computes_and_opens_a_figure(page: Page, cycle) -> None:
    sign_in(page, "dieu-phoi")
    page.goto("/results/")
    check_page(page)
    page.get_by_role("button", name="Tính kết quả").click()
    expect(page).to_have_url(re.compile(r"/results/tinh-mau-2026/1/$"))
    expect(page.locator("h2", has_text="Khối sở")).to_be_visible()
    ranks = page.locator(".ranking tbody tr")
    expect(ranks.nth(0)).to_contain_text("Sở Tư pháp")
    expect(ranks.nth(0)).to_contain_text("100,00")
    expect(ranks.nth(1)).to_contain_text("Sở Tài chính")
    expect(ranks.nth(1)).to_contain_text("85,00")
    expect(ranks.nth(1)).to_contain_text("Tốt")
    expect(ranks.nth(1).locator(".rank")).to_have_text("2")
    check_page(page)

    page.get_by_role("link", name="Sở Tài chính").click()
    check_page(page)
    page.get_by_role("link", name="Mức độ hoàn thành kế hoạch").click()
    trace = page.locator(".trace")
    expect(trace).to_contain_text("9 nhiệm vụ ÷ 10 nhiệm vụ")
    expect(trace).to_contain_text("Một nhiệm vụ chưa có sản phẩm")
    expect(page.locator("#content")).to_contain_text("Điểm thẩm định")
    check_page(page)
    assert Run.objects.get(cycle=cycle).provisional
