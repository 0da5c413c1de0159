"""A cycle in a real browser: prepared, opened, moved, extended, counted down (M3, T28, T35).

``GUIDE_IMAGES=docs/guide/images`` takes the pictures of the guide anew.
"""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from openpar.criteria.calendar import Calendar, set_day
from openpar.criteria.models import Cycle, Extension, Phase
from openpar.criteria.periods import choose_periods
from openpar.criteria.plan import Step, write_step
from openpar.people.models import Role, Unit
from tests.factories import CriteriaSetFactory, MembershipFactory, UnitFactory, appointed
from tests.factories_cycles import close_in, extended, planned_cycle, proposed, running_cycle
from tests.web.axe import check_page
from tests.web.pictures import picture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("days_of_2026"),
]


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR, UnitFactory(code="SNV", name="Sở Nội vụ"))


@pytest.fixture
def signed_in(client, live_server):
    """Let a person be signed in in the browser of a page."""

    def sign_in(page, person):
        client.force_login(person)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])

    return sign_in


def busy_cycle(coordinator) -> Cycle:
    """An open cycle with plan, periods, an extension in force and one proposed."""
    phase, member = running_cycle()
    cycle = member.cycle
    other = MembershipFactory(cohort=member.cohort, unit=UnitFactory(name="Sở Xây dựng"))
    Unit.objects.filter(pk=member.unit_id).update(name="Sở Giáo dục và Đào tạo")
    extended(phase, member.unit, hours=72)
    proposed(phase, other.unit, hours=48)
    choose_periods(cycle, ["quarter"], by=coordinator)
    owner = Unit.objects.get(code="SNV")
    write_step(cycle, Step("Các đơn vị tự đánh giá", owner, phase), by=coordinator)
    days = {"begins": datetime(2026, 12, 28).date(), "ends": datetime(2026, 12, 29).date()}  # noqa: DTZ001
    write_step(cycle, Step("Hội nghị công bố", owner, product="Báo cáo", **days), by=coordinator)
    return cycle


def addresses(cycle: Cycle) -> list[str]:
    base = f"/criteria/cycles/{cycle.code}/"
    quarter, step = cycle.periods.in_order().first(), cycle.plan_steps.first()
    waiting = Extension.objects.get(state=Extension.State.PROPOSED)
    return [
        "/criteria/cycles/", "/criteria/cycle/new/", "/criteria/calendar/2026/", base,
        f"{base}schedule/", f"{base}phases/self_assessment/", f"{base}phases/council/",
        f"{base}plan/{step.pk}/", f"{base}extensions/", f"{base}extensions/{waiting.pk}/refuse/",
        f"{base}periods/", f"{base}periods/{quarter.pk}/",
    ]  # fmt: skip


def test_every_page_of_a_cycle_passes_on_a_desk(page, signed_in, coordinator):
    cycle = busy_cycle(coordinator)
    signed_in(page, coordinator)
    for address in addresses(cycle):
        page.goto(address)
        check_page(page)
    page.goto("/criteria/calendar/2026/?start=2026-02-13&days=5")
    expect(page.get_by_role("status").filter(has_text="27/02/2026")).to_be_visible()


def test_every_page_of_a_cycle_passes_on_a_telephone_in_the_dark(
    phone_page, signed_in, coordinator
):
    phone_page.emulate_media(color_scheme="dark")
    cycle = busy_cycle(coordinator)
    signed_in(phone_page, coordinator)
    for address in addresses(cycle):
        phone_page.goto(address)
        check_page(phone_page)


def test_a_cycle_is_prepared_with_its_scope_and_opened(page, signed_in, coordinator):
    criteria_set = CriteriaSetFactory()
    for name in ("Sở Tư pháp", "Sở Tài chính", "Thanh tra tỉnh"):
        UnitFactory(name=name)
    signed_in(page, coordinator)
    page.goto("/criteria/cycle/new/")
    page.locator("#id_title").fill("Đánh giá năm 2027")
    page.locator("#id_code").fill("dot-2027")
    page.locator("#id_year").fill("2027")
    page.locator("#id_as_of").fill("2027-12-31")
    page.get_by_role("button", name="Chuẩn bị").click()
    expect(page.locator("#findings")).to_contain_text("Phải xử lý")
    picture(page, "dot-chuan-bi")

    page.get_by_role("link", name="Đơn vị và bộ tiêu chí").click()
    for cohort in ("so", "dac-thu"):
        page.locator("#id_choice").select_option(f"{criteria_set.pk} {cohort}")
        page.get_by_role("button", name="Thêm khối, nhóm").click()
    page.locator("#id_cohort").select_option(label="Khối sở")
    page.locator("#everything").check()
    page.get_by_role("button", name="Xếp đơn vị").click()
    page.get_by_label("Thanh tra tỉnh").check()
    page.locator("#id_cohort").select_option(label="Cơ quan đặc thù")
    page.get_by_role("button", name="Xếp đơn vị").click()
    expect(page.get_by_role("row", name="Thanh tra tỉnh")).to_contain_text("Cơ quan đặc thù")
    check_page(page)
    picture(page, "dot-pham-vi")

    page.goto("/criteria/cycles/dot-2027/phases/self_assessment/")
    soon = datetime.now(UTC) + timedelta(days=1)
    page.locator("#id_opens_at").fill(soon.strftime("%Y-%m-%dT08:00:00"))
    page.locator("#id_working_days").fill("10")
    page.get_by_role("button", name="Đặt thời gian").click()
    page.get_by_role("button", name="Mở kỳ").click()
    expect(page.locator("#messages .notice-success")).to_be_visible()
    assert Cycle.objects.get().state == Cycle.State.OPEN


def test_what_blocks_an_opening_is_told_and_nothing_changes(page, signed_in, coordinator):
    cycle, cohort = planned_cycle()
    cohort.memberships.all().delete()
    signed_in(page, coordinator)
    page.goto(f"/criteria/cycles/{cycle.code}/")
    page.get_by_role("button", name="Mở kỳ").click()
    expect(page.locator("#messages")).to_contain_text(cohort.title)
    check_page(page)


def test_one_extends_and_another_confirms(page, signed_in, coordinator):
    phase, member = running_cycle()
    signed_in(page, coordinator)
    page.goto(f"/criteria/cycles/{member.cycle.code}/")
    page.get_by_role("link", name="Gia hạn cho một đơn vị").click()
    page.locator("#id_phase").select_option(str(phase.pk))
    page.locator("#id_unit").select_option(str(member.unit_id))
    page.locator("#id_until").fill("2026-01-01T17:00:00")
    page.locator("#id_reason").fill("Mưa lũ, mất điện nhiều ngày")
    page.locator("#id_approval_number").fill("12/UBND-NC")
    page.locator("#id_approval_date").fill("2026-01-05")
    page.get_by_role("button", name="Đề nghị").click()
    expect(page.get_by_text("Thời điểm này đã qua")).to_be_visible()
    expect(page.locator("#id_reason")).to_have_value("Mưa lũ, mất điện nhiều ngày")
    picture(page, "dot-gia-han")
    later = phase.closes_at + timedelta(days=3)
    page.locator("#id_until").fill(later.strftime("%Y-%m-%dT17:00:00"))
    page.get_by_role("button", name="Đề nghị").click()
    expect(page.locator("#extensions")).to_contain_text("người khác quyết định")
    expect(page.get_by_role("button", name="Xác nhận")).to_have_count(0)

    signed_in(page, appointed(Role.COORDINATOR))
    page.reload()
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.locator("#extensions")).to_contain_text("có hiệu lực")
    assert Extension.objects.get().state == Extension.State.IN_FORCE


def test_the_countdown_keeps_to_the_server_when_the_own_clock_is_a_day_wrong(
    page, signed_in, coordinator
):
    phase, member = running_cycle()
    close_in(phase, 3 * 3600 + 30)
    signed_in(page, coordinator)
    page.clock.install(time=datetime.now(UTC) + timedelta(days=1))
    page.goto(f"/criteria/cycles/{member.cycle.code}/")
    left = page.locator("[data-countdown] [data-left]")
    expect(left).to_contain_text("còn 3 giờ")
    page.clock.fast_forward(2 * 3600 * 1000)
    expect(left).to_contain_text("còn 1 giờ")
    page.clock.fast_forward(3600 * 1000)
    page.clock.fast_forward(60 * 1000)
    expect(page.locator("[data-countdown] [role=status]")).to_have_text("Đã hết thời gian")


def test_without_the_days_of_a_year_the_calendar_says_so(page, signed_in, coordinator):
    signed_in(page, coordinator)
    page.goto("/criteria/calendar/2031/")
    expect(page.get_by_text("Chưa nhập ngày nào của năm này")).to_be_visible()
    set_day(datetime(2031, 1, 1).date(), "off", "Tết Dương lịch", "", by=coordinator)  # noqa: DTZ001
    assert 2031 in Calendar.read().years
    assert not Phase.objects.exists()
