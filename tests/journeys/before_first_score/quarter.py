"""A quarter and the year in one cycle: what is not due yet is blank, and figures go on."""

from playwright.sync_api import Page, expect

from openpar.assessments.models import ScoreItem
from openpar.criteria.models import Period
from tests.journeys.before_first_score.cycle import ADDRESS, CODE, begin_self_assessment, moment
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page


def a_quarter_is_scored_within_the_year(page: Page) -> None:
    """The coordinator switches quarters on and gives the first its days; both cut-offs show."""
    page.goto(f"{ADDRESS}periods/")
    page.locator("[name=kinds][value=quarter]").check()
    page.locator("#content form .btn-primary").click()
    first = Period.objects.get(cycle__code=CODE, kind=Period.Kind.QUARTER, number=1)
    page.goto(f"{ADDRESS}periods/{first.pk}/")
    page.locator("[name=opens_at]").fill(moment(-1))
    page.locator("[name=closes_at]").fill(moment(30))
    page.locator("#content form .btn-primary").click()
    quarter = page.locator(f"#period-{first.pk}")
    expect(quarter).to_contain_text("14/03/2026")
    expect(quarter).to_contain_text("31/03/2026")
    check_page(page)


def what_falls_due_later_is_not_due_in_the_quarter(page: Page) -> None:
    """A commune scores the first quarter: a criterion of December is neither zero nor missing."""
    sign_in(page, "can-bo-xa1")
    _begin(page, "quý 1")
    later = page.locator("article", has_text="Bố trí công chức một cửa")
    expect(later).to_contain_text("Chưa đến hạn")
    reports = page.locator("article", has_text="Thực hiện chế độ báo cáo")
    reports.locator(".item-figures input").first.fill("1")
    reports.locator(".item-figures input").first.blur()
    expect(reports.locator(".score")).to_contain_text("1,75")
    check_page(page)


def the_year_carries_the_quarter_on(page: Page) -> None:
    """Its phase comes; the year's sheet begins with the quarter's figures, and asks December's."""
    begin_self_assessment(CODE)
    sign_in(page, "can-bo-xa1")
    _begin(page, "Xã Mẫu Một", without="quý")
    reports = page.locator("article", has_text="Thực hiện chế độ báo cáo")
    expect(reports.locator(".item-figures input").first).to_have_value("1")
    december = page.locator("article", has_text="Bố trí công chức một cửa")
    expect(december).not_to_contain_text("Chưa đến hạn")
    rows = ScoreItem.objects.filter(sheet__unit__code="XA1", criterion__code="1.2")
    assert [row.inputs for row in rows.order_by("pk")] == [{"late": "1"}] * 2


def _begin(page: Page, text: str, without: str = "\u2014") -> None:
    page.goto("/assessments/")
    works = page.locator(".work", has_text=text).filter(has_not_text=without)
    works.locator(".btn-primary").first.click()
