"""Pages of units, events, sets and cycles in a real browser: loaded, corrected, published, read."""

import pytest
from playwright.sync_api import expect

from openpar.criteria.models import CriteriaSet
from openpar.people.models import Role, Unit
from tests.factories import (
    SMALL_SET,
    CohortFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    appointed,
)
from tests.web.axe import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = SMALL_SET.replace("{code}", "bo-mau")
DEFECTIVE = TEXT.replace("total: 10", "total: 11")


@pytest.fixture
def coordinator(client):
    """The coordinator of a province with one cycle."""
    person = appointed(Role.COORDINATOR, UnitFactory(code="SNV", name="Sở Nội vụ"))
    cohort = CohortFactory(cycle__code="dot-2026")
    PhaseFactory(cycle=cohort.cycle)
    MembershipFactory(cohort=cohort, unit=Unit.objects.get(code="SNV"))
    client.force_login(person)
    return person


def sign_in(page, client, live_server):
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])


ADDRESSES = (
    "/people/units/",
    "/people/units/?q=khong-co-don-vi-nay",
    "/people/units/SNV/",
    "/people/my-roles/",
    "/nhat-ky/",
    "/criteria/sets/",
    "/criteria/sets/load/",
    "/criteria/cycles/",
    "/criteria/cycles/dot-2026/",
)


def test_every_page_passes_on_a_desk(page, client, live_server, coordinator):
    sign_in(page, client, live_server)
    for address in ADDRESSES:
        page.goto(address)
        check_page(page)


def test_every_page_passes_on_a_telephone(phone_page, client, live_server, coordinator):
    sign_in(phone_page, client, live_server)
    for address in ADDRESSES:
        phone_page.goto(address)
        check_page(phone_page)


def test_a_set_is_corrected_published_and_read_as_an_annex(page, client, live_server, coordinator):
    sign_in(page, client, live_server)
    page.goto("/criteria/sets/load/")
    text = page.locator("textarea[name=text]")
    send = page.locator("form.panel button")

    text.fill("set: [chưa đóng")
    send.click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(text).to_have_value("set: [chưa đóng")
    check_page(page)

    text.fill(DEFECTIVE)
    send.click()
    expect(page.locator("#defects li").first).to_be_visible()
    expect(page.locator(".page-actions button")).to_be_disabled()
    check_page(page)

    page.goto("/criteria/sets/load/")
    text.fill(TEXT)
    send.click()
    page.locator(".page-actions button").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    expect(page.locator('[id="criterion-1.1"]')).to_contain_text("Mức độ hoàn thành kế hoạch")
    check_page(page)
    assert CriteriaSet.objects.get(code="bo-mau", version=2).is_published
