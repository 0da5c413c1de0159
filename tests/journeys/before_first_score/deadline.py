"""The end of self-assessment passes: a late save is refused, the extended unit may still save."""

from django.db.models import QuerySet
from playwright.sync_api import Locator, Page, expect

from openpar.assessments.models import ScoreItem
from openpar.criteria.models import Phase
from tests.factories_assessments import PDF
from tests.factories_cycles import close_in
from tests.journeys.before_first_score.cycle import CODE, begin_self_assessment
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page


def the_phase_opens_and_an_officer_begins(page: Page) -> None:
    """The day of opening comes; the officer of Sở Tư pháp saves a figure and a report."""
    begin_self_assessment(CODE)
    _begin(page, "can-bo-stp")
    row = _late_reports(page)
    _type(row, "2")
    expect(row.locator(".score")).to_contain_text("1,50")
    row.locator("input[type=file]").first.set_input_files(
        {"name": "bao-cao-dung-han.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(row.locator(".files")).to_contain_text("bao-cao-dung-han.pdf")
    check_page(page)


def the_phase_ends_and_a_late_save_is_refused(page: Page) -> None:
    """The page still stands open: the sentence says why, what was typed stays on the screen."""
    close_in(_self_assessment().get(), seconds=-1)
    row = _late_reports(page)
    _type(row, "1")
    expect(row.get_by_role("alert").first).to_contain_text("Chưa lưu")
    expect(row.get_by_role("alert").first).to_contain_text("đã qua giai đoạn tự đánh giá")
    expect(row.locator(".item-figures input").first).to_have_value("1")
    check_page(page)
    assert _stored("STP") == ["2"]


def the_extended_unit_may_still_save(page: Page) -> None:
    """For Sở Tài chính the phase is still open."""
    _begin(page, "can-bo-stc")
    row = _late_reports(page)
    _type(row, "1")
    expect(row.locator(".score")).to_contain_text("1,75")
    expect(page.locator("#content")).to_contain_text("gia hạn")
    check_page(page)


def _self_assessment() -> QuerySet[Phase]:
    return Phase.objects.filter(cycle__code=CODE, kind=Phase.Kind.SELF_ASSESSMENT)


def _begin(page: Page, name: str) -> None:
    sign_in(page, name)
    page.goto("/assessments/")
    page.locator(".work .btn-primary").first.click()


def _late_reports(page: Page) -> Locator:
    return page.locator("article", has_text="Báo cáo đúng hạn")


def _type(row: Locator, text: str) -> None:
    field = row.locator(".item-figures input").first
    field.fill(text)
    field.blur()


def _stored(unit: str) -> list[str]:
    row = ScoreItem.objects.get(sheet__unit__code=unit, criterion__title="Báo cáo đúng hạn")
    return list(row.inputs.values())
