"""Head and deputy in a real browser: returned with a remark, sent up again, signed for the head."""

import pytest
from playwright.sync_api import expect

from openpar.assessments.models import Signature, State
from tests.assessments.test_browser import sign_in
from tests.factories_assessments import address
from tests.factories_life import bring, fill, life
from tests.web.axe import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def test_the_head_returns_and_a_deputy_signs_for_the_head(page, client, live_server):
    made = life()
    bring(made, State.WITH_HEAD)

    sign_in(page, client, live_server, made.head)
    page.goto(address(made.sheet, "sign/"))
    check_page(page)
    page.get_by_label("Ý kiến chung về phiếu").fill("Rà lại số báo cáo gửi chậm")
    page.get_by_role("button", name="Trả lại kèm ý kiến").click()
    expect(page.get_by_role("status").first).to_be_visible()

    sign_in(page, client, live_server, made.officer)
    page.goto(address(made.sheet, "submit/"))
    check_page(page)
    expect(page.get_by_text("Rà lại số báo cáo gửi chậm")).to_be_visible()
    fill(made, "3")
    page.reload()
    page.get_by_label("Tôi đã xem các mục còn thiếu").check()
    page.get_by_role("button", name="Trình lãnh đạo").click()
    expect(page.get_by_role("button", name="Rút lại để sửa")).to_be_visible()
    check_page(page)

    sign_in(page, client, live_server, made.deputy)
    page.goto(address(made.sheet, "sign/"))
    check_page(page)
    expect(page.get_by_role("row", name="Số báo cáo gửi chậm")).to_contain_text("3")
    page.get_by_role("button", name="Ký duyệt thay (KT.)").click()
    expect(page.get_by_role("button", name="Gửi phiếu")).to_be_visible()
    assert Signature.objects.get().capacity == Signature.Capacity.FOR_THE_HEAD
    check_page(page)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_text("ký thay người đứng đầu (KT.)")).to_be_visible()
    check_page(page)
