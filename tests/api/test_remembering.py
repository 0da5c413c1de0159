"""The same idempotency key gets the first answer, at once and later (T16, T104)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection

from openpar.api import serving
from openpar.people.models import KeptAnswer, RequestCount, Role, Unit
from openpar.results.models import Run
from tests.api.calling import Program
from tests.factories import appointed
from tests.factories_appraisals import world
from tests.factories_assessments import PDF, pdf, sheet_with_officer
from tests.naive.forgetful_key import remembered as forgetful

AT_ONCE = 20
KEY = {"Idempotency-Key": "tinh-lan-nay"}
UNIT = {"code": "SKHM", "name": "Sở Mẫu", "kind": "department", "valid_from": "2026-01-01"}


@pytest.fixture
def coordinator(db):
    return Program(appointed(Role.COORDINATOR))


def at_once(act):
    """Run ``act`` in many threads that start together; return what each gave."""
    start = threading.Barrier(AT_ONCE)

    def one(_number):
        close_old_connections()
        try:
            start.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


def computed_at_once(program, cycle):
    return at_once(lambda: program.post(f"/results/{cycle.code}/compute", headers=KEY))


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_key_do_it_once_and_get_one_answer():
    made = world()
    answers = computed_at_once(Program(made.coordinator), made.cycle)
    assert Run.objects.count() == 1
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer for answer in answers) == AT_ONCE - 1


@pytest.mark.django_db(transaction=True)
def test_the_forgetful_twin_does_it_more_than_once(monkeypatch):
    monkeypatch.setattr(serving, "remembered", forgetful)
    made = world()
    computed_at_once(Program(made.coordinator), made.cycle)
    assert Run.objects.count() > 1


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_are_all_counted():
    program = Program(appointed(Role.OFFICER))
    assert {answer.status_code for answer in at_once(lambda: program.get("/me"))} == {200}
    assert RequestCount.objects.get().requests == AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_what_broke_off_leaves_no_key_and_the_next_one_acts(monkeypatch):
    program = Program(appointed(Role.COORDINATOR))

    def broken(*_arguments):
        raise ConnectionResetError

    monkeypatch.setattr("openpar.api.remembering._keep", broken)
    with pytest.raises(ConnectionResetError):
        program.post("/units", UNIT, headers=KEY)
    assert not Unit.objects.filter(code="SKHM").exists()
    monkeypatch.undo()
    assert program.post("/units", UNIT, headers=KEY).status_code == 201
    assert Unit.objects.filter(code="SKHM").count() == 1


def test_a_retry_after_success_is_no_clash(coordinator):
    first = coordinator.post("/units", UNIT, headers=KEY)
    again = coordinator.post("/units", UNIT, headers=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Location"] == first["Location"] == "/api/v1/units/SKHM"
    assert coordinator.post("/units", UNIT).status_code == 422  # without the key it is one


def test_a_refusal_is_remembered_too(coordinator):
    refused = coordinator.post("/units", UNIT | {"kind": "kingdom"}, headers=KEY)
    again = coordinator.post("/units", UNIT | {"kind": "kingdom"}, headers=KEY)
    assert (again.status_code, again.content) == (422, refused.content)


def test_a_key_is_good_for_one_request(coordinator):
    assert coordinator.post("/units", UNIT, headers=KEY).status_code == 201
    other = coordinator.post("/units", UNIT | {"code": "SKHC"}, headers=KEY)
    assert other.status_code == 422
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"
    assert not Unit.objects.filter(code="SKHC").exists()


def test_two_people_may_use_the_same_key(coordinator):
    other = Program(appointed(Role.COORDINATOR))
    assert coordinator.post("/units", UNIT, headers=KEY).status_code == 201
    assert other.post("/units", UNIT | {"code": "SKHC"}, headers=KEY).status_code == 201


@pytest.mark.parametrize("key", ["x" * 101, "đường", "a\tb"])
def test_a_key_that_is_none_is_refused(coordinator, key):
    answer = coordinator.post("/units", UNIT, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert not KeptAnswer.objects.exists()


def test_the_same_file_with_the_same_key_is_attached_once(db, settings, tmp_path):
    settings.OPENPAR_DATA = tmp_path
    sheet, officer = sheet_with_officer()
    program = Program(officer)
    path = f"/score-sheets/{sheet.cycle.code}/{sheet.unit.code}/items/1.1/files"
    sent = [program.upload(path, headers=KEY, file=pdf(), kind="plan") for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert sent[0].content == sent[1].content
    other = program.upload(path, headers=KEY, file=pdf(content=PDF + b"%"), kind="plan")
    assert other.status_code == 422
