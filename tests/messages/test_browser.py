"""Notices, training, feedback, texts and the guide in a real browser, on a desk and a telephone."""

import pytest
from playwright.sync_api import expect

from openpar.messages.actions import feedback, notices, training
from openpar.messages.models import Feedback, Notice
from openpar.people.models import Role
from tests.factories import UnitFactory, appointed
from tests.factories_messages import in_days, sent, written
from tests.web.axe import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = """## Căn cứ

Đề nghị các đơn vị:

- đọc bộ tiêu chí;
- xác nhận đúng hạn.

| Việc | Hạn |
|---|---|
| Đọc | 10/01/2026 |
"""


@pytest.fixture
def units():
    return [UnitFactory(code=f"S{n}", name=f"Sở Mẫu {n}", block="Khối mẫu") for n in range(1, 6)]


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR, UnitFactory(code="SNV", name="Sở Nội vụ"))


@pytest.fixture
def notice(units, coordinator):
    notice = sent(coordinator, title="Triển khai bộ tiêu chí năm 2026", body=BODY)
    for place, unit in enumerate(units[:3]):
        officer = appointed(Role.OFFICER, unit)
        notices.open_notice(notice, by=officer)
        if place:
            notices.confirm_notice(notice, unit, by=officer)
    return notice


def sign_in(page, client, live_server, person):
    client.force_login(person)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])


def addresses(notice, coordinator, units):
    draft = written(coordinator, body=BODY)
    session = training.hold_session(
        title="Tập huấn chấm điểm", begins_at=in_days(3), place="Hội trường", mode="both",
        units=units, by=coordinator,
    )  # fmt: skip
    given = feedback.give_feedback(by=coordinator, text="Cột này khó đọc", page="/people/units/")
    return (
        "/messages/notices/", "/messages/notices/new/", f"/messages/notices/{draft.pk}/draft/",
        f"/messages/notices/{notice.pk}/", f"/messages/notices/{notice.pk}/units/",
        "/messages/training/", "/messages/training/sessions/new/",
        "/messages/training/material/new/", f"/messages/training/sessions/{session.pk}/",
        "/messages/training/untrained/", "/messages/feedback/", f"/messages/feedback/{given.pk}/",
        "/messages/texts/", "/guide/", "/guide/?q=xac+nhan", "/guide/thong-bao/",
        "/guide/quy-che-su-dung/",
    )  # fmt: skip


@pytest.mark.parametrize("screen", ["page", "phone_page"])
def test_every_page_passes(request, screen, client, live_server, notice, coordinator, units):
    page = request.getfixturevalue(screen)
    sign_in(page, client, live_server, coordinator)
    for address in addresses(notice, coordinator, units):
        page.goto(address)
        check_page(page)


def test_a_notice_is_written_sent_read_and_confirmed(page, client, live_server, units, coordinator):
    sign_in(page, client, live_server, coordinator)
    page.goto("/messages/notices/new/")
    page.get_by_label("Tiêu đề").fill("Thông báo thử")
    page.get_by_label("Nội dung", exact=True).fill(BODY)
    page.get_by_label("Hạn xác nhận").fill("31/12/2099 16:30")
    page.get_by_label("Khối mẫu").check()
    page.get_by_role("button", name="Lưu và xem trước").click()
    expect(page.get_by_text("Hôm nay đến 5 đơn vị.")).to_be_visible()
    expect(page.get_by_role("heading", name="Căn cứ")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Đã gửi đến 5 đơn vị.")
    notice = Notice.objects.get()

    sign_in(page, client, live_server, appointed(Role.OFFICER, units[0]))
    page.goto("/")
    expect(page.locator(".main-navigation .counter")).to_contain_text("1")
    check_page(page)
    page.get_by_role("link", name="Thông báo thử").click()
    page.get_by_role("button", name="Xác nhận cho Sở Mẫu 1").click()
    expect(page.locator("#confirming").locator("..")).to_contain_text("đã xác nhận lúc")
    expect(page.locator(".main-navigation .counter")).to_have_count(0)
    check_page(page)
    assert notice.confirmations.get().unit == units[0]


def test_the_feedback_box_says_where_one_stands(phone_page, client, live_server, units):
    page = phone_page
    sign_in(page, client, live_server, appointed(Role.OFFICER, units[0]))
    page.goto("/people/units/?q=so")
    page.get_by_text("Góp ý về trang này").click()
    check_page(page)
    page.get_by_label("Nội dung góp ý").fill("Cột này khó đọc trên điện thoại")
    page.get_by_role("button", name="Gửi góp ý").click()
    expect(page.locator("#messages")).to_contain_text("Cảm ơn bạn")
    given = Feedback.objects.get()
    assert (given.page, given.width) == ("/people/units/", 390)
    assert given.page_title == "Đơn vị – OpenPAR"
