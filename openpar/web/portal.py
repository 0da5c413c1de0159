"""What anybody may read without an account: published rankings and the calendar of open cycles.

Published is the newest run of a cycle that is no longer provisional, once the publication phase has
opened by the database clock. Before that the page says that nothing is published.
"""

from dataclasses import dataclass
from itertools import groupby

from django.db.models.functions import Now

from openpar.criteria import exercises
from openpar.criteria.models import Cohort, Cycle, Phase
from openpar.people.models import User
from openpar.results.models import Run, UnitResult


@dataclass(frozen=True, slots=True)
class Table:
    """The printed table of one cohort."""

    cohort: Cohort
    rows: list[UnitResult]


def published_runs() -> list[Run]:
    """Return the published run of every cycle, newest cycle first: one query."""
    published = Run.objects.filter(
        exercises.open_to_all("cycle__"),
        provisional=False,
        cycle__phases__kind=Phase.Kind.PUBLICATION,
        cycle__phases__opens_at__lte=Now(),
    )
    newest = published.order_by("cycle_id", "-number").distinct("cycle_id")
    return list(Run.objects.filter(pk__in=newest.values("pk")).for_list())


def tables(run: Run) -> list[Table]:
    """Return the ranking of each cohort in printed order: one query for any number of units."""
    rows = UnitResult.objects.filter(run=run).for_table()
    return [Table(cohort, list(group)) for cohort, group in groupby(rows, lambda row: row.cohort)]


def open_cycles(user: User | None = None) -> list[Cycle]:
    """Return open cycles with their phases and how each stands today: two queries.

    Anybody may know of those that are open to all; ``user`` of those that concern them besides.
    """
    seen = Cycle.objects.visible_to(user) if user else Cycle.objects.filter(exercises.open_to_all())
    cycles = list(seen.filter(state=Cycle.State.OPEN).order_by("-year", "code"))
    steps = {cycle.pk: [] for cycle in cycles}
    for phase in Phase.objects.with_standing().filter(cycle__in=cycles).order_by("opens_at"):
        steps[phase.cycle_id].append(phase)
    for cycle in cycles:
        cycle.steps = steps[cycle.pk]
    return cycles
