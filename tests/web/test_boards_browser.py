"""The board and what needs one in a real browser, on a desk and a telephone, light and dark."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db.models.functions import Now
from playwright.sync_api import expect

from openpar.appraisals.actions import appraise
from openpar.appraisals.models import Assignment
from openpar.assessments import actions
from openpar.assessments.models import ScoreSheet
from openpar.criteria.models import Phase
from openpar.messages.models import Notice
from openpar.people.models import Role, User
from openpar.web.reminding import remind
from tests.factories import MembershipFactory, PhaseFactory, UnitFactory, appointed
from tests.factories_appraisals import GOOD
from tests.factories_assessments import item_of, save, sheet_with_officer
from tests.web.axe import check_page
from tests.web.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = (
    "Sở Nông nghiệp và Môi trường",
    "Ban Quản lý Khu kinh tế và các khu công nghiệp tỉnh",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Thanh tra tỉnh",
    "Sở Giáo dục và Đào tạo",
    "Sở Xây dựng",
)


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR, UnitFactory(code="SNV", name="Sở Nội vụ"))


@pytest.fixture
def cycle(coordinator):
    """Six units more, each further than the one before; the first three have submitted."""
    sheet, _officer = sheet_with_officer()
    PhaseFactory(cycle=sheet.cycle, kind=Phase.Kind.APPRAISAL)
    appraiser = appointed(Role.APPRAISER)
    Assignment.objects.create(cycle=sheet.cycle, user=appraiser, field_code="1")
    for place, name in enumerate(NAMES):
        unit = UnitFactory(name=name)
        MembershipFactory(cohort=sheet.cycle.cohorts.get(), unit=unit)
        officer = appointed(
            Role.OFFICER, unit, display_name=f"Cán bộ mẫu {place + 1:02}",
            email=f"can-bo-{place + 1}@don-vi.example",
        )  # fmt: skip
        made = actions.open_sheet(sheet.cycle, unit, by=officer)
        for code, inputs in list(GOOD.items())[: len(GOOD) - place + 2]:
            save(made, code, officer, inputs=inputs, explanation="Giải trình mẫu")
        if place < 3:
            actions.submit(ScoreSheet.objects.get(pk=made.pk), by=officer)
            points = Fraction(place + 1, 4)
            appraise(item_of(made, "1.1"), by=appraiser, points=points, reason="Lý do mẫu")
    return sheet.cycle


def sign_in(page, client, live_server, person):
    client.force_login(person)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_board_are_sound_on_every_screen(
    page, client, live_server, cycle, coordinator, width, scheme
):
    sign_in(page, client, live_server, coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for place in ("", "documents/", "contradictions/", "gaps/", "bodies/"):
        page.goto(f"{live_server.url}/boards/{cycle.code}/{place}")
        check_page(page)
        if (width, scheme, place) == (1280, "light", ""):
            picture(page, "theo-doi-tien-do")
        if (width, scheme, place) == (390, "light", ""):
            page.locator("#list-sort").evaluate("field => field.scrollIntoView()")
            picture(page, "theo-doi-dien-thoai")
        if (width, scheme, place) == (1280, "dark", "gaps/"):
            picture(page, "theo-doi-chenh-lech")


def test_the_coordinator_sorts_ticks_and_urges_by_keyboard(
    page, client, live_server, cycle, coordinator
):
    sign_in(page, client, live_server, coordinator)
    page.goto(f"{live_server.url}/boards/{cycle.code}/")
    page.get_by_role("link", name="Đã nhập").focus()
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    page.get_by_role("checkbox", name="Đôn đốc Thanh tra tỉnh").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Gửi thông báo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã gửi thông báo đến 1 đơn vị.")).to_be_visible()
    assert Notice.objects.get().deliveries.get().unit.name == "Thanh tra tỉnh"


def test_what_needs_an_officer_stands_on_the_home_page_until_it_is_seen(
    page, client, live_server, cycle
):
    soon = {"opens_at": Now(), "closes_at": Now() + timedelta(days=2, hours=12)}
    Phase.objects.filter(cycle=cycle, kind=Phase.Kind.SELF_ASSESSMENT).update(**soon)
    remind()
    sign_in(page, client, live_server, User.objects.get(display_name="Cán bộ mẫu 05"))
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url)
        check_page(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    picture(page, "nhac-viec")
    waiting = page.get_by_text("chưa nộp phiếu tự đánh giá; hạn nộp")
    expect(waiting.first).to_be_visible()
    page.get_by_role("button", name="Đánh dấu đã xem tất cả").click()
    expect(page.get_by_role("heading", name="Việc cần bạn xử lý")).to_have_count(0)


def test_the_choice_of_mail_is_one_page_for_hand_and_keyboard(page, client, live_server, cycle):
    sign_in(page, client, live_server, User.objects.get(display_name="Cán bộ mẫu 05"))
    page.goto(f"{live_server.url}/messages/mail/")
    check_page(page)
    page.get_by_label("gộp tất cả vào một thư mỗi ngày").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_label("gộp tất cả vào một thư mỗi ngày")).to_be_checked()
