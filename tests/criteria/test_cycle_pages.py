"""Pages of cycles: read by everybody, prepared, moved and extended by the coordinator (M3)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from openpar.criteria.models import Cycle, Extension, Holiday, Membership, Phase, PlanStep
from openpar.people.models import Role
from tests.factories import CriteriaSetFactory, MembershipFactory, UnitFactory, appointed
from tests.factories_cycles import extended, planned_cycle, proposed, running_cycle

pytestmark = pytest.mark.django_db


def signed_in(*roles) -> Client:
    client = Client()
    client.force_login(appointed(*roles))
    return client


@pytest.fixture
def coordinator() -> Client:
    return signed_in(Role.COORDINATOR)


def local(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.mark.parametrize("units", [1, 130])
def test_a_cycle_of_130_units_asks_eleven_queries(units, django_assert_num_queries):
    client = signed_in(Role.OFFICER)
    phase, member = running_cycle()
    MembershipFactory.create_batch(units - 1, cohort=member.cohort)
    extended(phase, member.unit)
    client.get("/criteria/cycles/")  # texts that a process reads once
    with django_assert_num_queries(11):  # session, account, appointments, cycle and seven lists
        response = client.get(f"/criteria/cycles/{member.cycle.code}/")
    assert response.content.count(b'<tr id="member-') == units
    assert b"data-countdown=" in response.content


def test_anybody_reads_the_schedule_with_its_extensions_and_no_proposal():
    phase, member = running_cycle()
    extended(phase, member.unit)
    other = MembershipFactory(cohort=member.cohort, unit=UnitFactory(name="Sở Đang Chờ"))
    proposed(phase, other.unit)
    page = Client().get(f"/criteria/cycles/{member.cycle.code}/schedule/").content.decode()
    assert member.unit.name in page
    assert "12/UBND-NC" in page
    assert "(GMT+7)" in page
    assert "Sở Đang Chờ" not in page


def test_a_cycle_in_preparation_does_not_exist_for_others():
    cycle, _cohort = planned_cycle()
    officer = signed_in(Role.OFFICER)
    there = officer.get(f"/criteria/cycles/{cycle.code}/")
    absent = officer.get("/criteria/cycles/khong-co/")
    assert (there.status_code, absent.status_code) == (404, 404)
    assert there.content.replace(cycle.code.encode(), b"") == absent.content.replace(
        b"khong-co", b""
    )
    assert cycle.title not in officer.get("/criteria/cycles/").content.decode()
    assert Client().get(f"/criteria/cycles/{cycle.code}/schedule/").status_code == 404
    assert signed_in(Role.AUDITOR).get(f"/criteria/cycles/{cycle.code}/").status_code == 200


WRITING = (
    "cycle/new/",
    "cycles/{cycle}/move/open/",
    "cycles/{cycle}/phases/appraisal/",
    "cycles/{cycle}/plan/",
    "cycles/{cycle}/extensions/",
    "cycles/{cycle}/scope/",
    "cycles/{cycle}/scope/units/",
    "cycles/{cycle}/scope/cohorts/",
)


@pytest.mark.parametrize("address", WRITING)
def test_pages_that_write_do_not_exist_for_others_and_ask_strangers_to_sign_in(address):
    _phase, member = running_cycle()
    path = "/criteria/" + address.format(cycle=member.cycle.code)
    reads_only = address.endswith("scope/")  # a page without a form of its own
    for role in (Role.OFFICER, Role.LEADER, Role.OPERATOR):
        assert signed_in(role).post(path).status_code == (405 if reads_only else 404)
    assert Client().post(path).status_code == 302


def test_a_cycle_is_prepared_and_opened_in_the_browser(coordinator):
    criteria_set, units = CriteriaSetFactory(), UnitFactory.create_batch(3)
    head = {"code": "dot-2027", "title": "Đợt 2027", "year": "2027", "as_of": "2027-12-31"}
    response = coordinator.post("/criteria/cycle/new/", head, follow=True)
    assert "Phải xử lý" in response.content.decode()
    base = "/criteria/cycles/dot-2027/"
    for code in ("so", "dac-thu"):
        coordinator.post(base + "scope/cohorts/", {"choice": f"{criteria_set.pk} {code}"})
    so, special = Cycle.objects.get().cohorts.order_by("position")
    coordinator.post(
        base + "scope/units/", {"cohort": so.pk, "everything": "1", "kind": "department"}
    )
    coordinator.post(base + "scope/units/", {"cohort": special.pk, "unit": [units[0].pk]})
    soon = timezone.now() + timedelta(days=1)
    coordinator.post(
        base + "phases/self_assessment/", {"opens_at": local(soon), "working_days": "10"}
    )
    coordinator.post(base + "move/open/")

    cycle = Cycle.objects.get()
    assert cycle.state == Cycle.State.OPEN
    assert Membership.objects.get(unit=units[0]).cohort == special
    assert Membership.objects.get(unit=units[1]).cohort == so
    closes_at = timezone.localtime(cycle.phases.get().closes_at)
    assert (closes_at.hour, closes_at.weekday() < 5) == (17, True)
    assert coordinator.get(base + "scope/").status_code == 403  # opened: the scope stands


def test_what_blocks_the_opening_is_told_on_the_page(coordinator):
    cycle, cohort = planned_cycle()
    cohort.memberships.all().delete()
    response = coordinator.post(f"/criteria/cycles/{cycle.code}/move/open/", follow=True)
    assert any(cohort.title in str(message) for message in response.context["messages"])
    assert coordinator.post(f"/criteria/cycles/{cycle.code}/move/fly/").status_code == 404


def test_a_phase_is_moved_with_its_reason_and_keeps_what_was_typed(coordinator):
    phase, member = running_cycle()
    path = f"/criteria/cycles/{member.cycle.code}/phases/{phase.kind}/"
    earlier = local(phase.closes_at - timedelta(days=1))
    typed = {"opens_at": local(phase.opens_at), "closes_at": earlier, "reason": "Rút ngắn"}
    response = coordinator.post(path, typed)
    assert earlier in response.content.decode()
    assert "Rút ngắn" in response.content.decode()
    assert response.context["form"].errors["closes_at"]
    later = phase.closes_at + timedelta(days=3)
    coordinator.post(path, typed | {"closes_at": local(later)})
    assert Phase.objects.get().closes_at == later.replace(microsecond=0)
    assert Phase.objects.get().opens_at == phase.opens_at  # untouched to the last fraction


def test_an_extension_is_proposed_by_one_and_confirmed_by_another_in_the_browser(coordinator):
    phase, member = running_cycle()
    base = f"/criteria/cycles/{member.cycle.code}/"
    typed = {
        "phase": phase.pk, "unit": member.unit.pk, "reason": "Mưa lũ",
        "until": local(phase.closes_at + timedelta(days=2)),
        "approval_number": "12/UBND-NC", "approval_date": "2026-01-05",
    }  # fmt: skip
    coordinator.post(base + "extensions/", typed)
    extension = Extension.objects.get()
    assert coordinator.post(f"{base}extensions/{extension.pk}/confirm/").status_code == 403
    assert "chính bạn" in coordinator.get(base).content.decode().lower()
    signed_in(Role.COORDINATOR).post(f"{base}extensions/{extension.pk}/confirm/")
    assert Extension.objects.get().state == Extension.State.IN_FORCE


def test_an_extension_is_refused_with_its_ground_in_the_browser(coordinator):
    phase, member = running_cycle()
    extension = proposed(phase, member.unit)
    path = f"/criteria/cycles/{member.cycle.code}/extensions/{extension.pk}/refuse/"
    assert coordinator.post(path, {"ground": ""}).context["form"].errors
    coordinator.post(path, {"ground": "Không đủ căn cứ"})
    assert Extension.objects.get().state == Extension.State.REFUSED
    assert coordinator.get(path).status_code == 403


def test_steps_of_the_plan_are_written_and_taken_out(coordinator):
    phase, member = running_cycle()
    base = f"/criteria/cycles/{member.cycle.code}/plan/"
    assert coordinator.post(base, {"title": "Hội nghị"}).context["form"].errors
    coordinator.post(base, {"title": "Hội nghị", "begins": "2026-12-01", "ends": "2026-12-02"})
    step = PlanStep.objects.get()
    coordinator.post(f"{base}{step.pk}/", {"title": "Tự chấm", "phase": phase.pk})
    assert str(PlanStep.objects.get()) == "Tự chấm"
    coordinator.post(f"{base}{step.pk}/remove/")
    assert not PlanStep.objects.exists()


@pytest.mark.usefixtures("days_of_2026")
def test_the_calendar_is_read_by_all_and_entered_by_the_coordinator(coordinator):
    day = {"day": "2027-02-05", "kind": "off", "title": "Tết", "source": "Thông báo mẫu"}
    officer = signed_in(Role.OFFICER)
    assert "Tết Nguyên đán" in officer.get("/criteria/calendar/2026/").content.decode()
    assert officer.post("/criteria/calendar/2027/", day).status_code == 403
    coordinator.post("/criteria/calendar/2027/", day)
    assert Holiday.objects.get(day="2027-02-05").title == "Tết"
    wrong = coordinator.post("/criteria/calendar/2027/", day | {"kind": "make_up"})
    assert wrong.context["form"].errors["day"]
    coordinator.post("/criteria/calendar/2027-02-05/remove/")
    assert not Holiday.objects.filter(day="2027-02-05").exists()
    assert officer.get("/criteria/calendar/1800/").status_code == 404


@pytest.mark.usefixtures("days_of_2026")
def test_working_days_are_counted_on_the_page():
    page = signed_in(Role.OFFICER).get("/criteria/calendar/2026/?start=2026-02-13&days=1")
    assert "23/02/2026" in page.content.decode()
