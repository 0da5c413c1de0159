"""A cycle prepared and opened with two cohorts; one unit's extension by two persons."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models.functions import Now
from playwright.sync_api import Page, expect

from openpar.criteria.models import Cycle, Extension, Phase
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page

CODE = "tinh-mau-2026"
ADDRESS = f"/criteria/cycles/{CODE}/"


def moment(days: float) -> str:
    """So many days from now as a field for moments takes it, in Vietnam's time."""
    at = datetime.now(UTC) + timedelta(days=days)
    return f"{at.astimezone(ZoneInfo('Asia/Ho_Chi_Minh')):%Y-%m-%dT%H:%M}"


def a_cycle_opens_with_two_cohorts(page: Page) -> None:
    """Head, units in two cohorts, phases, opening: what is missing is told until nothing is."""
    _the_head(page)
    _the_cohorts(page)
    begin_phases(page, ADDRESS)
    expect(page.locator("#cohort-khoi")).to_contain_text("Khối sở")
    expect(page.locator("#cohort-xa")).to_contain_text("Khối xã")
    check_page(page)
    assert Cycle.objects.get(code=CODE).state == Cycle.State.OPEN


def begin_phases(page: Page, address: str) -> None:
    """Give a prepared cycle its phases in the browser, and open it."""
    for kind, opens, closes in (("self_assessment", 1, 30), ("appraisal", 31, 40),
                                ("publication", 41, 50)):  # fmt: skip
        page.goto(f"{address}phases/{kind}/")
        page.locator("[name=opens_at]").fill(moment(opens))
        page.locator("[name=closes_at]").fill(moment(closes))
        page.locator("#content form .btn-primary").click()
        expect(page).to_have_url(re.compile(f"{address}$"))
    check_page(page)
    page.locator(".page-actions form .btn-primary").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()


def begin_self_assessment(code: str) -> None:
    """The day of opening has come: the phase opened nine days ago by the database's clock."""
    phase = Phase.objects.filter(cycle__code=code, kind=Phase.Kind.SELF_ASSESSMENT)
    phase.update(opens_at=Now() - timedelta(days=9))


def one_unit_is_extended_by_two_persons(page: Page) -> None:
    """One coordinator proposes with reason and cited approval; only another one confirms."""
    page.goto(f"{ADDRESS}extensions/")
    check_page(page)
    page.locator("[name=phase]").select_option(label="tự đánh giá")
    page.locator("[name=unit]").select_option(label="Sở Tài chính")
    page.locator("[name=until]").fill(moment(35))
    page.locator("[name=reason]").fill("Mưa lũ làm mất điện ba ngày")
    page.locator("[name=approval_number]").fill("12/UBND-NC")
    page.locator("[name=approval_date]").fill("2026-01-05")
    page.locator("#content form .btn-primary").click()
    row = page.locator("[id^=extension-]")
    expect(row).to_contain_text("12/UBND-NC")
    expect(row.locator(".why-not")).to_be_visible()
    expect(row.locator(".btn-primary")).to_have_count(0)
    check_page(page)

    sign_in(page, "dieu-phoi-2")
    page.goto(ADDRESS)
    row.locator(".btn-primary").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    page.goto(f"{ADDRESS}schedule/")
    expect(page.locator("#extensions")).to_contain_text("Mưa lũ làm mất điện ba ngày")
    check_page(page)
    assert Extension.objects.get().state == Extension.State.IN_FORCE


def _the_head(page: Page) -> None:
    page.goto("/criteria/cycle/new/")
    check_page(page)
    page.locator("[name=title]").fill("Chỉ số cải cách hành chính tỉnh Mẫu năm 2026")
    page.locator("[name=code]").fill(CODE)
    page.locator("[name=year]").fill("2026")
    page.locator("[name=as_of]").fill("2026-12-31")
    page.locator("#content form .btn-primary").click()
    expect(page).to_have_url(re.compile(f"{ADDRESS}$"))
    expect(page.locator("#findings")).to_be_visible()
    check_page(page)


def _the_cohorts(page: Page) -> None:
    placed = {"Khối sở": ("Sở Tài chính", "Sở Tư pháp"), "Khối xã": ("Xã Mẫu Một", "Xã Mẫu Hai")}
    page.goto(f"{ADDRESS}scope/")
    for cohort, units in placed.items():
        page.locator("[name=choice]").select_option(label=cohort)
        page.locator("form[action$='/scope/cohorts/'] .btn").click()
        expect(page.locator("[id^=cohort-]", has_text=cohort)).to_be_visible()
        for unit in units:
            page.get_by_role("checkbox", name=unit).check()
        page.locator("[name=cohort]").select_option(label=cohort)
        page.locator("form[action$='/scope/units/'] .btn-primary").click()
        expect(page.locator("#messages .notice-success")).to_be_visible()
    check_page(page)
