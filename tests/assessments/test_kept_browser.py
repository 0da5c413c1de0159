"""T38: the session ends, the browser crashes, the line is cut; what was typed comes back."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from openpar.assessments.models import ScoreSheet
from tests.assessments.test_browser import row, sign_in
from tests.factories_assessments import address, item_of, save, set_of_leaves, sheet_with_officer
from tests.web.axe import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DONE, PLANNED = "Số nhiệm vụ hoàn thành", "Số nhiệm vụ theo kế hoạch"
FORGETFUL = "window.openparKept = {keep() {}, forget() {}, read() { return null; }};"


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def desk(browser, client, live_server):
    """A browser of one officer, whose console may complain of a cut line."""
    sheet, officer = sheet_with_officer()
    context = browser.new_context(base_url=live_server.url, locale="vi-VN")
    context.set_default_timeout(30_000)
    page = context.new_page()
    sign_in(page, client, live_server, officer)
    page.sheet, page.officer = sheet, officer
    yield page
    context.close()


def crash_while_typing(page):
    """Type into a row and lose the page before anything reaches the server; return a new one."""
    page.goto(address(page.sheet))
    page.route("**/save/", lambda route: route.abort())
    first = row(page, page.sheet, "1.1")
    first.get_by_label(DONE).fill("9")
    first.get_by_label("Giải trình").fill("Đang viết dở thì mất điện")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    return again


def test_after_a_crash_every_character_is_back_and_saved(desk):
    sheet = desk.sheet
    again = crash_while_typing(desk)

    again.goto(address(sheet))

    first = row(again, sheet, "1.1")
    expect(first.get_by_label("Giải trình")).to_have_value("Đang viết dở thì mất điện")
    expect(first.locator("[data-row-state]")).to_contain_text("Đã lưu lúc")
    item = item_of(sheet, "1.1")
    assert (item.inputs, item.explanation) == ({"done": "9"}, "Đang viết dở thì mất điện")
    assert again.evaluate("Object.keys(localStorage).length") == 0  # acknowledged, so let go


def test_the_forgetful_twin_loses_it(desk):
    desk.context.route("**/kept.js", lambda route: route.fulfill(body=FORGETFUL))
    again = crash_while_typing(desk)
    again.goto(address(desk.sheet))
    expect(row(again, desk.sheet, "1.1").get_by_label("Giải trình")).to_have_value("")


def test_when_the_session_ends_the_row_says_so_and_signing_in_brings_the_text_back(
    desk, client, live_server
):
    sheet = desk.sheet
    desk.goto(address(sheet))
    Session.objects.all().delete()
    first = row(desk, sheet, "1.1")
    first.get_by_label(DONE).fill("9")
    first.get_by_label(DONE).blur()
    expect(first.get_by_text("Phiên làm việc đã hết.")).to_be_visible()
    expect(first.get_by_label(DONE)).to_have_value("9")

    first.get_by_role("link", name="Đăng nhập lại").click()
    expect(desk.locator("[name=password]")).to_be_visible()
    sign_in(desk, client, live_server, desk.officer)
    desk.goto(address(sheet))

    expect(row(desk, sheet, "1.1").locator("[data-row-state]")).to_contain_text("Đã lưu lúc")
    assert item_of(sheet, "1.1").inputs == {"done": "9"}


def test_a_cut_line_is_told_and_sends_again_by_itself(desk):
    sheet = desk.sheet
    desk.goto(address(sheet))
    first = row(desk, sheet, "1.1")
    desk.context.set_offline(True)
    first.get_by_label(DONE).fill("9")
    first.get_by_label(DONE).blur()
    expect(first.get_by_text("được giữ trên máy này")).to_be_visible()

    desk.context.set_offline(False)

    expect(first.locator("[data-row-state]")).to_contain_text("Đã lưu lúc")
    assert item_of(sheet, "1.1").inputs == {"done": "9"}


def test_what_somebody_else_saved_meanwhile_is_shown_beside_what_comes_back(desk):
    sheet = desk.sheet
    again = crash_while_typing(desk)
    save(sheet, "1.1", desk.officer, inputs={"done": "7"})

    again.goto(address(sheet))

    first = row(again, sheet, "1.1")
    expect(first.get_by_role("alert")).to_contain_text("“7”")
    expect(first.get_by_label(DONE)).to_have_value("9")
    assert item_of(sheet, "1.1").inputs == {"done": "7"}


def test_where_nothing_can_be_typed_any_more_the_text_is_shown_to_be_copied(desk):
    sheet = desk.sheet
    again = crash_while_typing(desk)
    ScoreSheet.objects.filter(pk=sheet.pk).update(state="submitted")

    again.goto(address(sheet))

    first = row(again, sheet, "1.1")
    expect(first.get_by_role("alert")).to_contain_text("Đang viết dở thì mất điện")
    first.get_by_role("button", name="Bỏ nội dung này").click()
    expect(first.get_by_role("alert")).to_have_count(0)
    assert again.evaluate("Object.keys(localStorage).length") == 0


def test_signing_out_leaves_nothing_on_the_machine(desk):
    again = crash_while_typing(desk)
    again.goto("/")
    assert again.evaluate("Object.keys(localStorage).length") == 1
    again.locator("details.account summary").click()
    again.get_by_role("button", name="Đăng xuất").click()
    expect(again.locator("details.account")).to_have_count(0)
    assert again.evaluate("Object.keys(localStorage).length") == 0


def test_ten_criteria_are_filled_in_by_the_keyboard_alone(page, client, live_server):
    sheet, officer = sheet_with_officer(text=set_of_leaves(10))
    sign_in(page, client, live_server, officer)
    page.goto(address(sheet))
    typed = 0
    for _step in range(400):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name ?? ''")
        if name.startswith("input-"):
            page.keyboard.type("9" if name == "input-done" else "10")
            typed += 1
        if typed == 20:
            break
    page.keyboard.press("Tab")
    expect(page.locator("#summary .stat-value").first).to_contain_text("10 / 10")
    inputs = [item.inputs for item in sheet.items.all()]
    assert inputs == [{"done": "9", "planned": "10"}] * 10
    check_page(page)


@pytest.mark.parametrize("rest", ["", "?show=left&q=ke+hoach", "?order=missing", "annex/"])
def test_every_view_of_the_sheet_reads_well_on_desk_and_telephone(
    page, phone_page, client, live_server, rest
):
    sheet, officer = sheet_with_officer()
    for each in (page, phone_page):
        sign_in(each, client, live_server, officer)
        each.goto(address(sheet, rest))
        check_page(each)


def test_the_discussion_is_written_and_read_on_the_page(page, client, live_server):
    sheet, officer = sheet_with_officer()
    sign_in(page, client, live_server, officer)
    page.goto(address(sheet, "criteria/1.1/"))
    page.get_by_label("Viết ý kiến").fill("Kế hoạch điều chỉnh có tính không?")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.locator(".comment")).to_contain_text("Kế hoạch điều chỉnh có tính không?")
    check_page(page)
    page.goto("/assessments/discussions/")
    check_page(page)
