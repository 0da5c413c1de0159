"""An inner exercise: a department scores its own divisions, and the province does not see it."""

import re

from playwright.sync_api import Page, expect

from openpar.people.models import Role, Unit
from tests.factories import appointed
from tests.journeys.before_first_score.cycle import begin_phases, begin_self_assessment
from tests.journeys.before_first_score.sending import send
from tests.journeys.signing_in import sign_in
from tests.web.axe import check_page

CODE = "noi-bo-stc-2026"
DIVISIONS = (("STC.NS", "Phòng Quản lý ngân sách"), ("STC.GCS", "Phòng Quản lý giá và công sản"))


def a_department_begins_an_inner_exercise(page: Page) -> None:
    """The inner coordinator enters two divisions, chooses set and divisions, opens the cycle."""
    finance = Unit.objects.get(code="STC")
    appointed(Role.INNER_COORDINATOR, finance, username="noi-bo-stc")
    sign_in(page, "noi-bo-stc")
    page.goto("/criteria/divisions/STC/")
    for code, name in DIVISIONS:
        page.locator("[name=name]").fill(name)
        page.locator("[name=code]").fill(code)
        page.locator("[name=valid_from]").fill("2025-07-01")
        page.locator("#content form .btn-primary").click()
        expect(page.locator("#content .table")).to_contain_text(name)
    check_page(page)
    page.goto("/criteria/exercises/")
    page.locator("#content .doors a[href*=inside_body]").click()
    _the_head(page)
    begin_phases(page, f"/criteria/cycles/{CODE}/")
    begin_self_assessment(CODE)


def a_division_scores_itself_and_submits(page: Page) -> None:
    """An officer of the division fills in a figure; its head signs, the sheet is submitted."""
    division = Unit.objects.get(code="STC.NS")
    appointed(Role.OFFICER, division, username="can-bo-ns")
    appointed(Role.HEAD, division, username="truong-phong-ns")
    sign_in(page, "can-bo-ns")
    page.goto("/assessments/")
    page.locator(".work .btn-primary").first.click()
    row = page.locator("article", has_text="Báo cáo đúng hạn")
    row.locator(".item-figures input").first.fill("1")
    row.locator(".item-figures input").first.blur()
    expect(row.locator(".score")).to_contain_text("1,75")
    send(page, f"/assessments/{CODE}/STC.NS/", head="truong-phong-ns", by="can-bo-ns")


def who_coordinates_inside_sees_it_and_the_province_does_not(page: Page) -> None:
    """The sheet stands before the body's own coordinator; outside it does not exist."""
    sheet = f"/assessments/{CODE}/STC.NS/"
    sign_in(page, "noi-bo-stc")
    page.goto("/assessments/")
    standing = page.locator("#content tr", has_text="Phòng Quản lý ngân sách")
    expect(standing).to_contain_text("Đã gửi")
    check_page(page)
    page.goto(sheet)
    expect(page.locator("h1")).to_contain_text("Phòng Quản lý ngân sách")
    for stranger in ("dieu-phoi", "can-bo-stp"):
        sign_in(page, stranger)
        for path in (sheet, f"/criteria/cycles/{CODE}/"):
            assert page.request.get(path).status == 404


def _the_head(page: Page) -> None:
    check_page(page)
    page.locator("[name=title]").fill("Chấm điểm nội bộ Sở Tài chính năm 2026")
    page.locator("[name=code]").fill(CODE)
    page.locator("[name=year]").fill("2026")
    page.locator("[name=as_of]").fill("2026-12-31")
    page.locator("[name=choice]").select_option(label="Khối sở")
    for _code, name in DIVISIONS:
        page.get_by_role("checkbox", name=name).check()
    page.locator("#content form .btn-primary").click()
    expect(page).to_have_url(re.compile(f"/criteria/cycles/{CODE}/$"))
