"""Units, appointments, criteria sets, cycles and the log through the interface (M1, M3, S3-1)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from openpar.audit.models import Event
from openpar.criteria.models import CriteriaSet, Cycle, Phase
from openpar.criteria.workbook import workbook_of
from openpar.people.models import Role, Unit
from tests.api.calling import Program
from tests.factories import (
    SMALL_SET,
    CohortFactory,
    CriteriaSetFactory,
    CycleFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    UserFactory,
    appointed,
)

pytestmark = pytest.mark.django_db
UNIT = {"code": "SKHM", "name": "Sở Khoa học Mẫu", "kind": "department", "valid_from": "2026-01-01"}


@pytest.fixture
def coordinator():
    return Program(appointed(Role.COORDINATOR))


def test_a_unit_is_entered_found_without_marks_and_ended_with_its_events(coordinator):
    made = coordinator.post("/units", UNIT | {"decision": "01/QĐ-MAU"})
    assert made.status_code == 201
    assert coordinator.get(made["Location"].removeprefix("/api/v1")).json() == made.json()
    found = coordinator.get("/units", q="khoa hoc mau").json()["items"]
    assert [unit["code"] for unit in found] == ["SKHM"]
    ended = coordinator.post("/units/SKHM/close", {"last_day": "2026-06-30"})
    assert ended.json()["valid_to"] == "2026-06-30"
    again = coordinator.post("/units/SKHM/close", {"last_day": "2026-06-30"})
    assert again.status_code == 422
    about = Event.objects.about(Unit.objects.get(code="SKHM")).newest_first()
    assert [event.action for event in about] == ["people.unit_closed", "people.unit_created"]


def test_a_role_is_given_and_ended_by_decision(coordinator):
    person, unit = UserFactory(), UnitFactory()
    given = {
        "username": person.username,
        "unit": unit.code,
        "role": "officer",
        "valid_from": "2026-01-01",
        "decision": "02/QĐ-MAU",
    }
    made = coordinator.post("/appointments", given)
    assert (made.status_code, made.json()["standing"]) == (201, "current")
    assert coordinator.post("/appointments", given).status_code == 422
    listed = coordinator.get("/appointments", username=person.username).json()["items"]
    assert listed == [made.json()]
    end = f"/appointments/{made.json()['id']}/end"
    assert coordinator.post(end, {"decision": "03/QĐ-MAU"}).status_code == 200
    assert not person.holds(Role.OFFICER)


def test_nobody_gives_a_role_to_the_own_person(coordinator):
    given = {
        "username": coordinator.user.username,
        "unit": UnitFactory().code,
        "role": "auditor",
        "valid_from": "2026-01-01",
        "decision": "02/QĐ-MAU",
    }
    answer = coordinator.post("/appointments", given)
    assert answer.status_code == 403
    assert answer.json()["en"] == "Nobody gives roles to the own person; ask another coordinator."


@pytest.mark.parametrize("form", ["yaml", "xlsx"])
def test_a_set_is_loaded_as_yaml_or_workbook_checked_and_published(coordinator, form):
    text = SMALL_SET.replace("{code}", "bo-nap-thu")
    content = text.encode() if form == "yaml" else workbook_of(text)
    loaded = coordinator.upload("/criteria-sets", file=SimpleUploadedFile(f"bo.{form}", content))
    assert (loaded.status_code, loaded.json()["state"]) == (201, "draft")
    assert [line["code"] for line in loaded.json()["lines"]][:3] == ["1", "1.1", "1.2"]
    path = loaded["Location"].removeprefix("/api/v1")
    assert coordinator.get(path + "/checks").json() == {"defects": []}
    officer = Program(appointed(Role.OFFICER))
    assert officer.get(path).status_code == 404
    assert coordinator.post(path + "/publish").json()["state"] == "published"
    assert officer.get(path).status_code == 200
    assert coordinator.post(path + "/publish").status_code == 403


def test_a_file_that_is_no_set_says_where_in_both_languages(coordinator):
    file = SimpleUploadedFile("bo.yaml", b"set: [")
    answer = coordinator.upload("/criteria-sets", file=file)
    assert answer.status_code == 422
    problem = answer.json()["errors"][0]
    assert problem["field"] == "file"
    assert problem["vi"] != problem["en"]
    assert not CriteriaSet.objects.exists()


def test_a_set_with_defects_lists_them_and_stays_a_draft(coordinator):
    text = SMALL_SET.replace("{code}", "bo-lech").replace("total: 10", "total: 11")
    loaded = coordinator.upload("/criteria-sets", file=SimpleUploadedFile("bo.yaml", text.encode()))
    path = loaded["Location"].removeprefix("/api/v1")
    assert coordinator.get(path + "/checks").json()["defects"]
    refused = coordinator.post(path + "/publish")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["vi"] != refused.json()["errors"][0]["en"]


def test_a_cycle_is_prepared_hidden_and_told_what_keeps_it_from_opening(coordinator):
    head = {"code": "dot-thu", "title": "Đợt thử", "year": 2026, "as_of": "2026-12-31"}
    assert coordinator.post("/cycles", head).json()["state"] == "planned"
    assert coordinator.post("/cycles", head).status_code == 422
    assert Program(appointed(Role.OFFICER)).get("/cycles/dot-thu").status_code == 404
    refused = coordinator.post("/cycles/dot-thu/moves/open")
    assert refused.status_code == 422
    assert refused.json()["errors"]
    assert Cycle.objects.get(code="dot-thu").state == "planned"


def test_an_announced_deadline_moves_later_never_earlier(coordinator):
    known = PhaseFactory()
    path = f"/cycles/{known.cycle.code}/phases/self_assessment"
    later = {
        "opens_at": known.opens_at.isoformat(),
        "closes_at": (known.closes_at + timedelta(days=2)).isoformat(),
        "reason": "Nghỉ bão",
    }
    assert coordinator.put(path, later).status_code == 200
    earlier = later | {"closes_at": (timezone.now() + timedelta(days=1)).isoformat()}
    refused = coordinator.put(path, earlier)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "closes_at")
    assert Phase.objects.get().closes_at == known.closes_at + timedelta(days=2)
    naive = coordinator.put(path, later | {"closes_at": "2026-12-31T17:00:00"})
    assert naive.status_code == 422


def test_members_come_in_the_order_of_their_codes(coordinator):
    cohort = CohortFactory()
    members = MembershipFactory.create_batch(3, cohort=cohort)
    rows = coordinator.get(f"/cycles/{cohort.cycle.code}/members").json()["items"]
    assert [row["unit"] for row in rows] == sorted(member.unit.code for member in members)
    assert {row["cohort"] for row in rows} == {"so"}


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/appointments", 4), ("/criteria-sets", 4), ("/cycles", 4), ("/events", 4)],
)
@pytest.mark.parametrize("count", [1, 6])
def test_lists_ask_a_fixed_number_of_queries(
    coordinator, path, queries, count, django_assert_num_queries
):
    CriteriaSetFactory.create_batch(count)
    CycleFactory.create_batch(count)
    with django_assert_num_queries(queries):
        assert coordinator.get(path).status_code == 200


def test_the_log_is_read_newest_first_by_who_steers_and_who_audits(coordinator):
    coordinator.post("/units", UNIT)
    row = coordinator.get("/events", action="unit_created").json()["items"][0]
    assert row["object_name"] == "Sở Khoa học Mẫu"
    assert row["actor"] == coordinator.user.username
    assert Program(appointed(Role.AUDITOR)).get("/events").status_code == 200
    assert Program(appointed(Role.LEADER)).get("/events").status_code == 404
