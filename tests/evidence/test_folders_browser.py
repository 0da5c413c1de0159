"""Folders of evidence in a real browser, on a desk and a telephone (S3-33)."""

import pytest
from playwright.sync_api import expect

from openpar.people.models import Role
from tests.evidence.test_folders import FOLDER, packed
from tests.factories import UnitFactory, appointed
from tests.web.axe import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def walk(page, client, live_server):
    client.force_login(appointed(Role.OFFICER, UnitFactory()))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    page.goto("/evidence/folders/")
    check_page(page)
    payload = {"name": "minh-chung.zip", "mimeType": "application/zip", "buffer": packed(FOLDER)}
    page.locator("input[type=file]").set_input_files(files=[payload])
    page.locator("form.panel button").click()
    expect(page.locator("#entry-1")).to_contain_text("1.2.3")
    check_page(page)
    page.locator("button.btn-primary").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()


def test_a_folder_is_registered_on_a_desk(page, client, live_server, tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path
    walk(page, client, live_server)


def test_a_folder_is_registered_on_a_telephone(phone_page, client, live_server, tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path
    walk(phone_page, client, live_server)
