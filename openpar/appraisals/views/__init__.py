"""My work: the fields assigned to an appraiser, and how far each has come."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openpar.appraisals.models import Assignment, DeskItem
from openpar.appraisals.permissions import Desk
from openpar.appraisals.titles import field_titles, number_of
from openpar.criteria.models import Cycle, Phase
from openpar.people.access import access
from openpar.people.models import Role
from openpar.people.permissions import Verdict


@dataclass(slots=True)
class Work:
    """One cycle on the desk: its appraisal phase and the fields with their progress."""

    cycle: Cycle
    phase: Phase | None
    may_write: Verdict
    fields: list["FieldWork"] = field(default_factory=list)


@dataclass(slots=True)
class FieldWork:
    """One assigned field: ``part`` of ``whole`` items appraised, over ``units`` units."""

    code: str
    title: str
    units: int = 0
    units_left: int = 0
    part: int = 0
    whole: int = 0

    @property
    def number(self) -> str:
        """The field's number in the document; the blocks of bonus and penalty have none."""
        return number_of(self.code)


@require_GET
@access("appraiser", "coordinator", "inner_coordinator")
def index(request: HttpRequest) -> HttpResponse:
    """What this person appraises, cycle by cycle; the coordinator finds the assignments here."""
    assigned: dict[Cycle, list[str]] = {}
    for row in Assignment.objects.of(request.user):
        assigned.setdefault(row.cycle, []).append(row.field_code)
    steered = Cycle.objects.steered_by(request.user).filter(state=Cycle.State.OPEN)
    coordinates = request.user.holds(Role.COORDINATOR, Role.INNER_COORDINATOR)
    context = {
        "works": [_work(request, cycle, codes) for cycle, codes in assigned.items()],
        "may_assign": coordinates,
        "cycles": steered if coordinates else [],
    }
    return render(request, "appraisals/index.html", context)


def _work(request: HttpRequest, cycle: Cycle, codes: list[str]) -> Work:
    """Count one cycle: four queries, whatever the number of fields and units."""
    titles = field_titles(cycle)
    work = Work(
        cycle=cycle,
        phase=cycle.phases.with_standing().filter(kind=Phase.Kind.APPRAISAL).first(),
        may_write=Desk.of(request.user, cycle).may_write,
        fields=[FieldWork(code, titles.get(code, code)) for code in codes],
    )
    by_code = {row.code: row for row in work.fields}
    items = DeskItem.objects.on_desk_of(request.user).filter(sheet__cycle=cycle)
    for counted in items.counted_by("criterion__field_code", "sheet__unit"):
        row = by_code[counted["criterion__field_code"]]
        row.units += 1
        row.units_left += counted["part"] < counted["whole"]
        row.part += counted["part"]
        row.whole += counted["whole"]
    return work
