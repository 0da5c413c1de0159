"""The list of cycles with their runs, and the button that computes."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from openpar.criteria import exercises
from openpar.criteria.models import Cycle
from openpar.people.access import access
from openpar.people.models import Role, User
from openpar.people.permissions import Verdict
from openpar.results import actions, permissions
from openpar.results.models import OBSERVERS, OVERSEERS, Run, UnitResult


@dataclass(slots=True)
class CycleRuns:
    """A cycle, its runs newest first, and whether this person may compute it."""

    cycle: Cycle
    may_compute: Verdict
    runs: list[Run] = field(default_factory=list)


@require_GET
@access("signed in")
def index(request: HttpRequest) -> HttpResponse:
    """Runs for those who oversee; own published results for the units."""
    if not request.user.holds(*OVERSEERS, *OBSERVERS):
        context = {"results": own_results(request.user)}
        return render(request, "results/own.html", context)
    runs: dict[int, list[Run]] = {}
    for run in Run.objects.visible_to(request.user).for_list():
        runs.setdefault(run.cycle_id, []).append(run)
    cycles = [
        CycleRuns(cycle, permissions.may_compute(request.user, cycle), runs.get(cycle.pk, []))
        for cycle in cycles_read_by(request.user)
    ]
    own = (
        own_results(request.user)
        if request.user.holds(Role.OFFICER, Role.HEAD, Role.DEPUTY)
        else []
    )
    context = {
        "cycles": cycles,
        "results": own,
        "may_import_past": permissions.may_import_past(request.user),
    }
    return render(request, "results/index.html", context)


@require_POST
@access("coordinator", "inner_coordinator")
def compute(request: HttpRequest, cycle: str) -> HttpResponse:
    """Compute a cycle and go to the new run."""
    found = get_object_or_404(cycles_read_by(request.user), code=cycle)
    try:
        run = actions.compute(found, by=request.user)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect("results:index")
    messages.success(request, _("Computed and stored as run %(number)d.") % {"number": run.number})
    return redirect("results:run", found.code, run.number)


def cycles_read_by(user: User) -> QuerySet[Cycle]:
    """Return the cycles whose runs this person may read; observers read those open to all."""
    seen = exercises.overseen_by(user) | exercises.led_by(user)
    return Cycle.objects.filter(seen | exercises.open_to_all() if user.holds(*OBSERVERS) else seen)


def own_results(user: User) -> list[UnitResult]:
    """Return the newest run's row of each own unit, in cycles whose publication has begun."""
    rows = UnitResult.objects.of_own_units(user).select_related("run__cycle", "unit", "cohort")
    newest: dict[tuple[int, int], UnitResult] = {}
    for row in rows.defer("run__files").order_by("run__number"):
        newest[row.run.cycle_id, row.unit_id] = row
    return list(newest.values())
