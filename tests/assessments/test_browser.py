"""The officer's sheet in a real browser: type, see the points change, attach, submit, receipt."""

import re

import pytest
from playwright.sync_api import expect

from openpar.assessments.models import SheetRevision
from tests.factories_assessments import PDF, address, item_of, save, sheet_with_officer
from tests.web.axe import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def sign_in(page, client, live_server, user):
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])


@pytest.fixture
def sheet(page, client, live_server):
    """A sheet whose officer sits before the browser."""
    sheet, officer = sheet_with_officer()
    sign_in(page, client, live_server, officer)
    sheet.officer = officer
    return sheet


def row(page, sheet, code):
    return page.locator(f"#item-{item_of(sheet, code).pk}")


def test_an_officer_fills_in_supports_and_submits_the_sheet(page, sheet):
    page.goto("/assessments/")
    check_page(page)
    page.get_by_role("link", name="Nhập phiếu").or_(
        page.locator(".work .btn-primary")
    ).first.click()
    expect(page).to_have_url(re.compile(re.escape(address(sheet)) + r"(#item-\d+)?$"))
    check_page(page)

    first = row(page, sheet, "1.1")
    first.get_by_label("Số nhiệm vụ hoàn thành").fill("9")
    first.get_by_label("Số nhiệm vụ theo kế hoạch").fill("10")
    first.get_by_label("Số nhiệm vụ theo kế hoạch").blur()
    expect(first.locator(".score")).to_contain_text("3,60")
    expect(first.locator(".item-sentences")).to_contain_text("90%")
    expect(page.locator("#summary .stat-value").first).to_contain_text("1 / 3")

    first.locator("input[data-first]").set_input_files(
        {"name": "Kế hoạch 12.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(first.get_by_role("link", name="Kế hoạch 12.pdf")).to_be_visible()

    second = row(page, sheet, "1.2")
    second.get_by_label("Số báo cáo gửi chậm").fill("hai")
    second.get_by_label("Số báo cáo gửi chậm").blur()
    expect(second.locator(".field-errors")).to_contain_text("“hai” không phải")
    check_page(page)
    expect(second.get_by_label("Số báo cáo gửi chậm")).to_have_value("hai")
    second.get_by_label("Số báo cáo gửi chậm").fill("2")
    second.get_by_label("Số báo cáo gửi chậm").blur()
    expect(second.locator(".score")).to_contain_text("1,50")
    explanation = first.locator("textarea[name=explanation]")
    explanation.fill("Báo cáo năm gửi sau")
    explanation.blur()
    row(page, sheet, "2.1").get_by_label("Đã bố trí").select_option("yes")
    expect(page.locator("#summary .stat-value").first).to_contain_text("3 / 3")

    page.locator(".page-actions .btn-primary").click()
    check_page(page)
    page.locator("form .btn-primary").click()

    expect(page).to_have_url(re.compile(r"/receipts/1/$"))
    expect(page.locator("#content")).to_contain_text(SheetRevision.objects.get().sha256)
    expect(page.locator("#content")).to_contain_text("9,10")
    check_page(page)
    page.goto(address(sheet))
    expect(page.locator("#content .item input:visible")).to_have_count(0)
    check_page(page)


def test_what_is_typed_while_the_answer_is_on_its_way_is_kept(page, sheet):
    page.goto(address(sheet))
    first = row(page, sheet, "1.1")
    held = []
    page.route("**/save/", lambda route: held.append(route) if not held else route.continue_())

    first.get_by_label("Số nhiệm vụ hoàn thành").fill("9")
    first.get_by_label("Số nhiệm vụ hoàn thành").blur()
    page.wait_for_timeout(600)
    first.get_by_label("Số nhiệm vụ theo kế hoạch").fill("12")
    held[0].continue_()

    expect(first.locator(".score")).to_contain_text("0,00")  # 9 of 12 is below the floor
    expect(first.get_by_label("Số nhiệm vụ theo kế hoạch")).to_have_value("12")
    assert item_of(sheet, "1.1").inputs == {"done": "9", "planned": "12"}


def test_a_row_saved_elsewhere_shows_both_values_in_the_browser(page, sheet):
    page.goto(address(sheet))
    save(sheet, "1.1", sheet.officer, inputs={"done": "7"})
    first = row(page, sheet, "1.1")

    first.get_by_label("Số nhiệm vụ hoàn thành").fill("9")
    first.get_by_label("Số nhiệm vụ hoàn thành").blur()

    expect(first.get_by_role("alert")).to_contain_text("“7”")
    expect(first.get_by_label("Số nhiệm vụ hoàn thành")).to_have_value("9")
    first.get_by_role("button", name="Lưu").click()
    expect(first.get_by_role("alert")).to_have_count(0)
    assert item_of(sheet, "1.1").inputs == {"done": "9"}


def test_enter_saves_the_row_and_removes_no_file(page, sheet):
    page.goto(address(sheet))
    first = row(page, sheet, "1.1")
    first.locator("input[data-first]").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    expect(first.get_by_role("link", name="a.pdf")).to_be_visible()
    first.get_by_label("Số nhiệm vụ hoàn thành").fill("9")
    first.get_by_label("Số nhiệm vụ hoàn thành").press("Enter")
    expect(first.locator("[name=version]")).to_have_value("2")
    assert item_of(sheet, "1.1").inputs == {"done": "9"}
    assert item_of(sheet, "1.1").uses.count() == 1
    first.locator("button[name=detach]").click()
    expect(first.get_by_role("link", name="a.pdf")).to_have_count(0)


def test_the_sheet_and_one_criterion_read_well_on_a_telephone(phone_page, client, live_server):
    sheet, officer = sheet_with_officer()
    sign_in(phone_page, client, live_server, officer)
    for path in ("/assessments/", address(sheet), address(sheet, "criteria/1.1/")):
        phone_page.goto(path)
        check_page(phone_page)


def test_without_javascript_the_sheet_works_as_plain_forms(browser, client, live_server):
    sheet, officer = sheet_with_officer()
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    plain = context.new_page()
    sign_in(plain, client, live_server, officer)
    plain.goto(address(sheet))
    first = row(plain, sheet, "1.1")
    first.get_by_label("Số nhiệm vụ hoàn thành").fill("9")
    first.get_by_label("Số nhiệm vụ theo kế hoạch").fill("10")
    first.locator("input[data-first]").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    first.get_by_role("button", name="Lưu").click()
    expect(row(plain, sheet, "1.1").locator(".score")).to_contain_text("3,60")
    assert item_of(sheet, "1.1").uses.count() == 1
    context.close()


def test_when_the_server_does_not_answer_the_row_says_so_and_keeps_the_text(
    browser, client, live_server
):
    sheet, officer = sheet_with_officer()
    context = browser.new_context(base_url=live_server.url)  # its console may complain of the 503
    page = context.new_page()
    sign_in(page, client, live_server, officer)
    page.goto(address(sheet))
    first = row(page, sheet, "1.1")
    page.route("**/save/", lambda route: route.fulfill(status=503, body=""))

    first.get_by_label("Số nhiệm vụ hoàn thành").fill("9")
    first.get_by_label("Số nhiệm vụ hoàn thành").blur()

    expect(first.get_by_text("Chưa gửi được")).to_be_visible()
    expect(first.get_by_label("Số nhiệm vụ hoàn thành")).to_have_value("9")
    page.unroute("**/save/")
    first.get_by_role("button", name="Lưu").click()
    expect(first.locator("[name=version]")).to_have_value("2")
    context.close()
