"""Two appraisers at the same item in the same moment: one is first, the other is told (S0-27)."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from openpar.appraisals import actions
from openpar.appraisals.models import Assignment
from openpar.assessments.models import Kind, ScoreLayer
from openpar.people.models import Role, User
from tests.factories import UnitFactory, appointed
from tests.factories_appraisals import world
from tests.naive.unlocked_appraisal import appraise_without_a_lock

pytestmark = pytest.mark.django_db(transaction=True)


def race(made, act) -> list[str]:
    """Let two appraisers save the item they both saw without an appraisal; return what each got."""
    colleague = appointed(Role.APPRAISER, UnitFactory())
    Assignment.objects.create(cycle=made.cycle, user=colleague, field_code="1")
    item, start, outcomes = made.item(), Barrier(2), []

    def save(person: int, points: int) -> None:
        try:
            by = User.objects.get(pk=person)
            start.wait()
            act(item, by=by, points=points, reason="Lý do", seen=0)
            outcomes.append("saved")
        except actions.StaleAppraisal:
            outcomes.append("told")
        finally:
            connection.close()

    people = [(made.appraiser.pk, 2), (colleague.pk, 3)]
    threads = [Thread(target=save, args=person) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_the_second_of_two_appraisers_is_told_and_overwrites_nothing():
    made = world()
    assert race(made, actions.appraise) == ["saved", "told"]
    assert ScoreLayer.objects.filter(kind=Kind.APPRAISED).count() == 1


def test_without_the_lock_both_would_believe_they_were_first():
    made = world()
    assert race(made, appraise_without_a_lock) == ["saved", "saved"]
