"""One unit in a run: its fields as bars and table, its leaves with the layer that counted."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.views.decorators.http import require_GET

from openpar.assessments.models import Kind
from openpar.criteria.exact import parse_exact
from openpar.criteria.models import Criterion
from openpar.people.access import access
from openpar.people.models import Appointment
from openpar.people.scopes import Reach, roles_with
from openpar.results import permissions
from openpar.results.models import OBSERVERS, OVERSEERS, Mark, Run, UnitResult
from openpar.results.views.table import find_run
from openpar.scoring.numbers import Number, decimal_text
from openpar.scoring.sets.model import Node

READERS = (*OVERSEERS, *OBSERVERS, *roles_with(results=Reach.OWN_UNIT))


@dataclass(slots=True)
class FieldRow:
    """One field of a unit: points of applicable maximum, and its index in per cent."""

    code: str
    node: Node | None
    points: Number | None
    maximum: Number | None
    index: Number | None
    marks: list[Mark] = field(default_factory=list)

    @property
    def bar(self) -> str:
        """The index as the value of a bar, 0 to 100, with a decimal dot."""
        return "0" if self.index is None else decimal_text(self.index, 2)


@require_GET
@access(*READERS)
def unit(request: HttpRequest, cycle: str, number: int, unit: str) -> HttpResponse:
    """A unit's result with every field and leaf, and who headed the unit in the year scored."""
    run = find_run(cycle, number)
    result = find_result(request, run, unit)
    marks = run.marks.filter(unit=result.unit_id).in_order()
    context = {
        "run": run,
        "cycle": run.cycle,
        "result": result,
        "fields": fields_of(result, list(marks)),
        "heads": Appointment.objects.heads_in_year(result.unit, run.cycle.year),
        "may_read_table": permissions.may_read_table(request.user, run.cycle),
    }
    return render(request, "results/unit.html", context)


def find_result(request: HttpRequest, run: Run, unit: str) -> UnitResult:
    """Return a unit's row, or the 404 of what does not exist."""
    rows = UnitResult.objects.visible_to(request.user).filter(run=run)
    rows = rows.select_related("unit", "cohort__criteria_set", "sheet_revision")
    rows = rows.defer("cohort__criteria_set__text", "sheet_revision__content")
    return get_object_or_404(rows, unit__code=unit)


def fields_of(result: UnitResult, marks: list[Mark]) -> list[FieldRow]:
    nodes = {node.code: node for node in result.cohort.criteria_set.parsed.fields}
    rows = {
        code: FieldRow(code, nodes.get(code), *(_number(totals[name]) for name in _TOTALS))
        for code, totals in result.fields.items()
    }
    for mark in marks:
        mark.layer_title = Kind(mark.layer).label
        code = mark.criterion.field_code
        if code not in rows:  # the blocks of bonus and penalty points
            rows[code] = FieldRow(capfirst(Criterion.Block(code).label), None, None, None, None)
        rows[code].marks.append(mark)
    return list(rows.values())


_TOTALS = ("points", "maximum", "index")


def _number(text: str | None) -> Number | None:
    return None if text is None else parse_exact(text)
