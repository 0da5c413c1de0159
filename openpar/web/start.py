"""Where the work of a signed-in person begins: one glance for each role the person holds today."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from openpar.appraisals.models import Assignment, DeskItem
from openpar.assessments import overview, readers
from openpar.assessments.models import was_submitted
from openpar.assessments.shares import parts_of
from openpar.criteria import exercises
from openpar.criteria.models import Cycle, Period
from openpar.messages.models import Alert, Notice
from openpar.people.models import Role, User
from openpar.results.models import OVERSEERS, Run

#: How many notices the start page shows; the others wait in their list.
NOTICES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """An appraiser's fields in one open cycle: ``part`` of ``whole`` criteria appraised."""

    cycle: Cycle
    fields: list[str]
    part: int
    whole: int


def glance(user: User, cycles: Iterable[Cycle]) -> dict[str, object]:
    """Return what the start page shows; roles that are not held cost no query.

    ``cycles`` are the open ones; for who oversees them each gets ``standing``, its figures.
    """
    if user.holds(*OVERSEERS):
        standings = _standings()
        for cycle in cycles:
            if exercises.oversees(user, cycle) or exercises.leads(user, cycle):
                cycle.standing = standings[cycle.pk]
    return {
        "works": overview.own_work(user)
        if user.holds(Role.OFFICER, Role.HEAD, Role.DEPUTY)
        else [],
        "parts": parts_of(user),
        "unread": _unread(user),
        "alerts": Alert.objects.waiting_for(user)[:NOTICES_SHOWN],
        "desks": _desks(user) if user.holds(Role.APPRAISER) else [],
        "sees_sheets": readers.oversees_any(user),
    }


def _unread(user: User) -> list[Notice]:
    """Return the newest notices the person has not opened; none is known without a question."""
    if not user.counted("unread_notices"):
        return []
    rows = Notice.objects.visible_to(user).for_reader(user)
    unopened = rows.filter(opened=False, state=Notice.State.SENT)
    return list(unopened.for_list().defer("body")[:NOTICES_SHOWN])


def _desks(user: User) -> list[Desk]:
    """Return the open cycles in which fields are assigned to the person, in three queries."""
    fields: dict[Cycle, list[str]] = {}
    for assigned in Assignment.objects.of(user).filter(cycle__state=Cycle.State.OPEN):
        fields.setdefault(assigned.cycle, []).append(assigned.field_code)
    counts = {
        row["sheet__cycle"]: row
        for row in DeskItem.objects.on_desk_of(user).counted_by("sheet__cycle")
    }
    nothing = {"part": 0, "whole": 0}
    return [
        Desk(
            cycle,
            codes,
            counts.get(cycle.pk, nothing)["part"],
            counts.get(cycle.pk, nothing)["whole"],
        )
        for cycle, codes in fields.items()
    ]


def _standings() -> dict[int, dict[str, int | None]]:
    """Return by open cycle ``submitted`` of ``invited`` sheets and ``newest_run``: one query."""
    newest = Run.objects.filter(cycle=OuterRef("pk")).order_by("-number").values("number")[:1]
    submitted = was_submitted("sheets__") & Q(sheets__period__kind=Period.Kind.YEAR)
    rows = Cycle.objects.filter(state=Cycle.State.OPEN).annotate(
        invited=Count("memberships", distinct=True),
        submitted=Count("sheets", filter=submitted, distinct=True),
        newest_run=Subquery(newest),
    )
    return {row["pk"]: row for row in rows.values("pk", "invited", "submitted", "newest_run")}
