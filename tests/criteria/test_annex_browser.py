"""An annex in Word becomes a draft in a real browser, step by step (S1-2, S3-33)."""

import pytest
from playwright.sync_api import expect

from openpar.criteria.models import CriteriaSet
from openpar.people.models import Role
from tests.criteria.annex_files import BROKEN, department_rows, word
from tests.factories import UnitFactory, appointed
from tests.web.axe import check_page
from tests.web.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page, client, live_server):
    client.force_login(appointed(Role.COORDINATOR, UnitFactory(code="SNV", name="Sở Nội vụ")))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])


def send(page, rows):
    """Choose the file; return how many actions that took."""
    page.goto("/criteria/annexes/")
    check_page(page)
    payload = {"name": "phu-luc.docx", "mimeType": "application/octet-stream", "buffer": word(rows)}
    page.locator("input[type=file]").set_input_files(files=[payload])
    page.locator("form.panel button").click()


def test_forty_leaves_are_a_draft_after_thirty_eight_clicks(page, client, live_server):
    """One click for each of 32 proposed rules, six for everything else: the guide says so."""
    sign_in(page, client, live_server)
    send(page, department_rows())
    clicks = 2
    check_page(page)
    picture(page, "phu-luc-cot")
    page.locator("form:has(#id_heading) .form-actions button").click()
    expect(page.locator("#row-2")).to_be_visible()
    check_page(page)
    page.locator(".form-actions a.btn-primary").click()
    clicks += 2
    check_page(page)
    picture(page, "phu-luc-cach-cham")
    for choice in page.locator('input[type=radio][value="accepted"]').all():
        choice.check()
        clicks += 1
    page.locator('button[name="go_on"]').click()
    clicks += 1
    check_page(page)
    for name, text in (("code", "so-2026"), ("title", "Bộ mẫu"), ("cohort", "Khối sở")):
        page.locator(f"input[name={name}]").fill(text)
    page.locator("form:has(#id_code) .form-actions button").click()
    clicks += 1
    expect(page.locator("#messages .notice-success")).to_be_visible()

    made = CriteriaSet.objects.get(code="so-2026")
    assert sum(1 for _leaf in made.parsed.leaves()) == 40
    assert (made.defects, clicks) == ([], 38)


def test_every_step_passes_on_a_telephone(phone_page, client, live_server):
    sign_in(phone_page, client, live_server)
    send(phone_page, BROKEN)
    check_page(phone_page)
    base = phone_page.url.rsplit("columns", 1)[0]
    for step in ("tree/?row=3", "rules/", "save/", "tree/"):
        phone_page.goto(base + step)
        check_page(phone_page)
    picture(phone_page, "phu-luc-cay-dien-thoai")
