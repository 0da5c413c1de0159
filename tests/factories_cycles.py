"""Cycles with phases and extensions around this moment, for tests of the calendar."""

from datetime import UTC, date, datetime, timedelta

from django.db import connection
from django.db.models.functions import Now

from openpar.criteria.extensions import Approval, confirm, propose
from openpar.criteria.models import Cohort, Cycle, Extension, Membership, Phase
from openpar.people.models import Role, Unit, User
from tests.factories import (
    CohortFactory,
    CriteriaSetFactory,
    CycleFactory,
    MembershipFactory,
    PhaseFactory,
    appointed,
)

APPROVAL = Approval("12/UBND-NC", date(2026, 1, 5))


def database_now() -> datetime:
    """This moment by the database clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def close_in(phase: Phase, seconds: float) -> Phase:
    """Let the phase close so many seconds from now by the database clock (before now: negative)."""
    closes_at = Now() + timedelta(seconds=seconds)
    Phase.objects.filter(pk=phase.pk).update(
        opens_at=Now() - timedelta(days=9), closes_at=closes_at
    )
    phase.refresh_from_db()
    return phase


def running_cycle(**cohort: object) -> tuple[Phase, Membership]:
    """An open cycle in self-assessment, and one of its units."""
    member = MembershipFactory(cohort=CohortFactory(**cohort))
    return PhaseFactory(cycle=member.cycle), member


def planned_cycle() -> tuple[Cycle, Cohort]:
    """A cycle in preparation that lacks nothing: a cohort with a unit, phases in order."""
    cycle = CycleFactory(state=Cycle.State.PLANNED)
    cohort = CohortFactory(cycle=cycle, criteria_set=CriteriaSetFactory())
    MembershipFactory(cohort=cohort)
    now = datetime.now(UTC)
    kinds = (Phase.Kind.SELF_ASSESSMENT, Phase.Kind.APPRAISAL, Phase.Kind.PUBLICATION)
    for number, kind in enumerate(kinds):
        opens_at = now + timedelta(days=10 * number)
        PhaseFactory(
            cycle=cycle, kind=kind, opens_at=opens_at, closes_at=opens_at + timedelta(days=9)
        )
    return cycle, cohort


def proposed(phase: Phase, unit: Unit, *, hours: float = 24, by: User | None = None) -> Extension:
    """An extension proposed until so many hours after the phase closes."""
    return propose(
        phase, unit, until=phase.closes_at + timedelta(hours=hours), reason="Mưa lũ",
        approval=APPROVAL, by=by or appointed(Role.COORDINATOR),
    )  # fmt: skip


def extended(phase: Phase, unit: Unit, *, hours: float = 24) -> Extension:
    """An extension in force, proposed by one coordinator and confirmed by another."""
    return confirm(proposed(phase, unit, hours=hours), by=appointed(Role.COORDINATOR))
