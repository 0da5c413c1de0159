"""Who had reached the proxy in time is in time, for a minute; everything by the database (T29).

Whose stamp is believed, and what a wrong clock does, is tried on real servers in
``tests/serving/test_fair_queue.py``.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now

from openpar.audit.log import record
from openpar.criteria.arrivals import arrived, counted
from openpar.criteria.clock import database_now
from openpar.criteria.models import Phase
from tests.factories import PhaseFactory

pytestmark = pytest.mark.django_db
KIND = Phase.Kind.SELF_ASSESSMENT


@pytest.fixture
def closed():
    """A phase that has closed this moment."""
    phase = PhaseFactory()
    Phase.objects.update(closes_at=Now())
    phase.refresh_from_db()
    return phase


def moved_back(phase: Phase, seconds: float) -> Phase:
    Phase.objects.update(closes_at=Now() - timedelta(seconds=seconds))
    phase.refresh_from_db()
    return phase


@pytest.mark.parametrize(("before", "accepted"), [(5, True), (0, True), (-0.001, False)])
def test_the_arrival_decides_to_the_millisecond(closed, before, accepted):
    with arrived(closed.closes_at - timedelta(seconds=before)):
        assert Phase.objects.open_now(closed.cycle, KIND) is accepted


@pytest.mark.parametrize(("ago", "accepted"), [(50, True), (70, False)])
def test_nobody_waits_longer_than_a_minute(closed, ago, accepted):
    phase = moved_back(closed, ago)
    with arrived(phase.closes_at - timedelta(seconds=1)):
        assert Phase.objects.open_now(phase.cycle, KIND) is accepted


def test_without_an_arrival_the_database_decides_alone(closed):
    assert not Phase.objects.open_now(closed.cycle, KIND)


def test_what_is_done_thanks_to_the_arrival_bears_both_moments(closed):
    came = closed.closes_at - timedelta(seconds=5)
    with arrived(came), transaction.atomic():
        assert Phase.objects.open_now(closed.cycle, KIND)
        event = record("criteria.tried", closed, by=None)
    event.refresh_from_db()
    assert event.data == {"queued": True, "arrived_at": came.isoformat()}
    assert event.at > closed.closes_at
    with transaction.atomic():
        assert record("criteria.tried", closed, by=None).data == {}


def test_while_the_phase_is_open_nothing_is_marked():
    phase = PhaseFactory()
    with arrived(database_now() - timedelta(seconds=5)), transaction.atomic():
        assert Phase.objects.open_now(phase.cycle, KIND)
        assert record("criteria.tried", phase, by=None).data == {}


def test_the_moment_that_counts_is_the_arrival_only_where_it_saves_somebody(closed):
    due = closed.closes_at
    now, late = due + timedelta(seconds=30), due + timedelta(seconds=90)
    assert counted(now, due) == now
    with arrived(due - timedelta(seconds=5)):
        assert counted(now, due) == due - timedelta(seconds=5)
        assert counted(late, due) == late
        assert counted(due, due) == due
    with arrived(due + timedelta(seconds=5)):
        assert counted(now, due) == now
