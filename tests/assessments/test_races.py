"""Many at once, and the last second: the database decides, once (S0-16; design 11, 13)."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections, connection
from django.db.models.functions import Now

from openpar.assessments import actions
from openpar.assessments.canonical import digest
from openpar.assessments.models import ScoreLayer, ScoreSheet, SheetRevision
from openpar.criteria.models import Phase
from openpar.people.models import User
from tests.factories_assessments import item_of, pdf, save, sheet_with_officer
from tests.naive.application_clock import open_by_this_machine
from tests.naive.hasty_submit import hasty_submit
from tests.naive.lost_update import overwriting_save

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 50


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def all_at_once(count, act):
    """Run ``act(number)`` in ``count`` threads that start together; return what each gave."""
    start = threading.Barrier(count)

    def one(number):
        close_old_connections()
        try:
            start.wait()
            return act(number)
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def submitted_at_once(submit):
    sheet, officer = sheet_with_officer()
    why = "Báo cáo gửi sau"
    save(sheet, "1.1", officer, inputs={"done": "9", "planned": "10"}, explanation=why)
    given = all_at_once(
        AT_ONCE,
        lambda _number: submit(
            ScoreSheet.objects.get(pk=sheet.pk), by=User.objects.get(pk=officer.pk)
        ),
    )
    return given, SheetRevision.objects.count(), ScoreLayer.objects.count()


def test_fifty_submissions_at_once_give_one_revision_and_one_receipt():
    given, revisions, layers = submitted_at_once(actions.submit)
    assert {getattr(one, "pk", one) for one in given} == {SheetRevision.objects.get().pk}
    assert (revisions, layers) == (1, 6)


def test_the_hasty_twin_submits_more_than_once():
    _given, revisions, _layers = submitted_at_once(hasty_submit)
    assert revisions > 1


def saved_at_once(save_one):
    sheet, officer = sheet_with_officer()
    item = item_of(sheet, "1.1")

    def act(number):
        try:
            save_one(
                item_of(sheet, "1.1"), by=User.objects.get(pk=officer.pk), version=item.version,
                inputs={"done": str(number), "planned": "10"}, explanation="",
            )  # fmt: skip
        except actions.StaleVersionError:
            return "told"
        return "saved"

    return all_at_once(10, act)


def test_of_ten_who_save_one_row_at_once_one_saves_and_nine_are_told():
    assert sorted(saved_at_once(actions.save_item)) == ["saved"] + ["told"] * 9


def test_the_overwriting_twin_tells_nobody():
    assert saved_at_once(overwriting_save) == ["saved"] * 10


def test_a_figure_saved_while_submitting_is_in_the_revision_or_refused():
    sheet, officer = sheet_with_officer()

    def act(number):
        by = User.objects.get(pk=officer.pk)
        if number == 0:
            return actions.submit(ScoreSheet.objects.get(pk=sheet.pk), by=by)
        try:
            return save(sheet, "1.2", by, inputs={"late": "1"}, explanation="Có").inputs
        except PermissionDenied:
            return "refused"

    _revision, saved = all_at_once(2, act)
    frozen = SheetRevision.objects.get().content["items"][1]["inputs"]
    assert (saved, frozen) in ((({"late": "1"}), {"late": "1"}), ("refused", {}))
    assert item_of(sheet, "1.2").inputs == frozen


def interleaved(submit, pause):
    """Submit while somebody else saves and attaches, ``pause`` seconds apart."""
    sheet, officer = sheet_with_officer()

    def act(number):
        by = User.objects.get(pk=officer.pk)
        time.sleep(abs(pause) if (number == 0) == (pause > 0) else 0)
        try:
            if number == 0:
                return submit(ScoreSheet.objects.get(pk=sheet.pk), by=by)
            save(sheet, "1.2", by, inputs={"late": "1"}, explanation="Có")
            return actions.attach(item_of(sheet, "1.2"), pdf(), by=by)
        except PermissionDenied:
            return "refused"

    all_at_once(2, act)
    sheet.refresh_from_db()
    item = item_of(sheet, "1.2")
    frozen = sheet.revisions.get().content["items"][1]
    return {
        "whole": digest(sheet.revisions.get().content) == sheet.revisions.get().sha256,
        "same": frozen["inputs"] == item.inputs
        and [file["code"] for file in frozen["evidence"]] == [use.code for use in item.uses.all()],
    }


def test_a_receipt_is_the_hash_of_what_the_sheet_holds_in_every_interleaving(size, seed):
    chance = random.Random(seed)
    for number in range(size("submissions against edits")):
        pause = chance.uniform(-0.03, 0.03)
        told = interleaved(actions.submit, pause)
        assert told == {"whole": True, "same": True}, f"seed {seed}, number {number}: {pause}"


def test_one_file_attached_by_many_at_once_is_registered_and_pinned_once():
    sheet, officer = sheet_with_officer()
    given = all_at_once(
        8,
        lambda _number: (
            actions.attach(item_of(sheet, "1.1"), pdf(), by=User.objects.get(pk=officer.pk)).pk
        ),
    )
    assert len(set(given)) == 1
    assert item_of(sheet, "1.1").uses.count() == 1


def close_in(seconds: float) -> None:
    """Let the phase close so many seconds from now, by the database clock."""
    Phase.objects.update(closes_at=Now() + timedelta(seconds=seconds))


def database_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_the_deadline_holds_to_the_second_by_the_database_clock():
    sheet, officer = sheet_with_officer()
    close_in(1)
    closes_at = Phase.objects.get().closes_at
    save(sheet, "1.1", officer, inputs={"done": "9", "planned": "10"})
    assert database_now() < closes_at

    while database_now() < closes_at:
        time.sleep(0.02)

    with pytest.raises(PermissionDenied):
        save(sheet, "1.1", officer, inputs={"done": "10", "planned": "10"})
    with pytest.raises(PermissionDenied):
        actions.submit(sheet, by=officer)
    assert not SheetRevision.objects.exists()


@pytest.mark.parametrize("shift", [timedelta(days=-400), timedelta(days=400)])
def test_the_clock_of_the_application_decides_nothing(shift):
    sheet, officer = sheet_with_officer()
    wrong = database_now() + shift
    with time_machine.travel(wrong, tick=True):
        save(sheet, "1.1", officer, inputs={"done": "9", "planned": "10"})
        assert not open_by_this_machine(sheet.cycle)  # the wrong twin is deceived
    assert item_of(sheet, "1.1").inputs == {"done": "9", "planned": "10"}


def test_before_the_phase_opens_nothing_is_saved():
    sheet, officer = sheet_with_officer()
    Phase.objects.update(opens_at=Now() + timedelta(seconds=60))
    with pytest.raises(PermissionDenied):
        save(sheet, "1.1", officer, inputs={"done": "9", "planned": "10"})
