"""A table of past results in a real browser: tried, stored, read as a line (S3-33, S1-3)."""

import pytest
from playwright.sync_api import expect

from openpar.people.models import Role
from tests.factories import UnitFactory, appointed
from tests.web.axe import check_page
from tests.web.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = "đơn vị,chỉ số,xếp hạng,năm\nSở A,80,5,2021\nSở A,85.25,3,2022\nSở B,79,6,2021\n"


def walk(page, client, live_server):
    unit = UnitFactory(name="Sở A")
    UnitFactory(name="Sở B")
    client.force_login(appointed(Role.COORDINATOR))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    page.goto("/results/past/")
    check_page(page)
    payload = {"name": "ket-qua.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    page.locator("input[type=file]").set_input_files(files=[payload])
    page.locator("input[name=source]").fill("Quyết định mẫu")
    page.locator("input[name=compared]").fill("20")
    page.locator("form.panel button").click()
    expect(page.locator("#line-2")).to_be_visible()
    check_page(page)
    page.locator("button.btn-primary").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    page.goto(f"/results/units/{unit.code}/")
    expect(page.locator("#year-2022")).to_contain_text("3/20")
    check_page(page)


def test_a_table_becomes_a_line_on_a_desk(page, client, live_server):
    page.emulate_media(color_scheme="dark")
    walk(page, client, live_server)
    picture(page, "ket-qua-theo-nam")


def test_a_table_becomes_a_line_on_a_telephone(phone_page, client, live_server):
    walk(phone_page, client, live_server)
