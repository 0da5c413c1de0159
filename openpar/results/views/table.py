"""The table of all units of a run, cohort by cohort; on a page, on paper, as CSV."""

import csv
import io
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from openpar.criteria.exact import parse_exact
from openpar.criteria.models import Cohort
from openpar.people.access import access
from openpar.people.models import User
from openpar.results.models import OBSERVERS, OVERSEERS, Run, UnitResult
from openpar.scoring.numbers import Number, decimal_text
from openpar.scoring.sets.model import Node

#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(slots=True)
class Table:
    """One cohort: its fields as columns, its units in the order of the run."""

    cohort: Cohort
    fields: tuple[Node, ...]
    rows: list["TableRow"] = field(default_factory=list)

    @property
    def known(self) -> list["TableRow"]:
        """Units with an index."""
        return [row for row in self.rows if row.result.index is not None]

    @property
    def unknown(self) -> list["TableRow"]:
        """Units without one, with what is missing."""
        return [row for row in self.rows if row.result.index is None]


@dataclass(slots=True)
class TableRow:
    """One unit and its points by field, in the order of the cohort's set."""

    result: UnitResult
    field_points: list[Number | None]


@require_GET
@access(*OVERSEERS, *OBSERVERS)
def run(request: HttpRequest, cycle: str, number: int) -> HttpResponse:
    """Rank, points, applicable maximum, index, class and points by field of every unit."""
    found = seen_run(request.user, cycle, number)
    context = {"run": found, "cycle": found.cycle, "tables": tables_of(found)}
    return render(request, "results/run.html", context)


@require_GET
@access(*OVERSEERS, *OBSERVERS)
def export(request: HttpRequest, cycle: str, number: int) -> HttpResponse:
    """The same tables as CSV: the columns of ``openpar score``, decimal dots, full precision."""
    found = seen_run(request.user, cycle, number)
    tables = tables_of(found)
    codes = list(dict.fromkeys(node.code for table in tables for node in table.fields))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([
        "cohort", "unit", "name", "points", "applicable_maximum", "index", "index_published",
        "rank", "class", "status", *codes,
    ])  # fmt: skip
    for table in tables:
        writer.writerows(_line(row, codes, table) for row in table.rows)
    name = f"{found.cycle.code}-{found.number}.csv"
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def seen_run(user: User, cycle: str, number: int) -> Run:
    """Return a run that this person may read, or the 404 of what does not exist."""
    runs = Run.objects.visible_to(user).for_list()
    return get_object_or_404(runs, cycle__code=cycle, number=number)


def find_run(cycle: str, number: int) -> Run:
    """Return a run without its stored inputs, or 404."""
    return get_object_or_404(Run.objects.for_list(), cycle__code=cycle, number=number)


def tables_of(run: Run) -> list[Table]:
    """Group the units of a run by cohort: two queries."""
    cohorts = Cohort.objects.filter(cycle=run.cycle_id).select_related("criteria_set")
    tables = {
        cohort.pk: Table(cohort, cohort.criteria_set.parsed.fields)
        for cohort in cohorts.defer("criteria_set__text").order_by("position", "code")
    }
    for result in run.unit_results.for_table():
        table = tables[result.cohort_id]
        table.rows.append(TableRow(result, [_field(result, node) for node in table.fields]))
    return [table for table in tables.values() if table.rows]


def _field(result: UnitResult, node: Node) -> Number | None:
    text = result.fields.get(node.code, {}).get("points")
    return None if text is None else parse_exact(text)


def _line(row: TableRow, codes: list[str], table: Table) -> list[str]:
    result = row.result
    by_code = {
        node.code: points for node, points in zip(table.fields, row.field_points, strict=True)
    }
    return [
        _harmless(table.cohort.code),
        _harmless(result.unit.code),
        _harmless(result.unit.name),
        _number(result.points),
        _number(result.applicable_maximum),
        _number(result.index),
        result.index_published,
        "" if result.rank is None else str(result.rank),
        _harmless(result.class_shown),
        result.status,
        *(_number(by_code.get(code)) for code in codes),
    ]


def _number(value: Number | None) -> str:
    return "" if value is None else decimal_text(value)


def _harmless(text: str) -> str:
    """Keep a spreadsheet from running a name as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
