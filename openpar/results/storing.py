"""Writing a scored round as rows: units by the ORM, marks by COPY, which is ten times faster."""

from collections.abc import Iterator
from functools import lru_cache

from django.db import connection

from openpar.assessments.models import LayerStatus
from openpar.criteria.exact import exact_text
from openpar.criteria.models import Criterion
from openpar.results.inputs import Inputs
from openpar.results.models import Mark, Run, UnitResult
from openpar.scoring.index import NodeTotal
from openpar.scoring.numbers import Number
from openpar.scoring.rounds import model as scoring

_COLUMNS = (
    "run_id", "unit_id", "criterion_id", "status", "points", "maximum", "layer", "score_layer_id",
    "inputs", "reason",
)  # fmt: skip


def store(run: Run, result: scoring.RoundResult, gathered: Inputs) -> None:
    """Write every unit's result and every mark of a run."""
    members = {row.unit.code: row for row in gathered.memberships}
    rows = [row for _cohort, ordered in result.by_cohort() for row in ordered]
    UnitResult.objects.bulk_create(
        UnitResult(
            run=run,
            unit=members[row.unit].unit,
            cohort=members[row.unit].cohort,
            position=position,
            sheet_revision_id=gathered.revisions.get(row.unit),
            **unit_columns(row),
        )
        for position, row in enumerate(rows, start=1)
    )
    lines = list(_marks(run, result, gathered))  # while COPY runs, nothing else may be asked
    with connection.cursor() as cursor:
        statement = f"COPY {Mark._meta.db_table} ({', '.join(_COLUMNS)}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for line in lines:
                copy.write_row(line)


def unit_columns(row: scoring.UnitResult) -> dict[str, object]:
    """Return the columns of one unit's result that the computation decides."""
    return {
        "points": row.points,
        "applicable_maximum": row.applicable_maximum,
        "index": row.index,
        "index_published": row.index_published,
        "rank": row.rank,
        "class_title": row.class_title,
        "class_title_en": row.class_title_en,
        "class_reason": row.class_reason,
        "class_about": row.class_about,
        "status": row.status,
        "fields": _fields(row),
    }


def mark_columns(outcome: scoring.Outcome) -> dict[str, object]:
    """Return the columns of one mark that the computation decides."""
    mark = outcome.mark
    return {
        "status": str(mark.status),
        "points": mark.points,
        "maximum": mark.maximum,
        "layer": outcome.layer,
        "reason": outcome.ground or mark.reason,
    }


def _fields(row: scoring.UnitResult) -> dict[str, dict[str, str | None]]:
    """Return points, applicable maximum and index of each field as exact text."""
    nodes = row.nodes
    return {code: _total(nodes[code]) for code in row.fields}


def _total(total: NodeTotal) -> dict[str, str | None]:
    return {
        "points": _text(total.points),
        "maximum": _text(total.applicable_maximum),
        "index": _text(total.index),
    }


def _marks(run: Run, result: scoring.RoundResult, gathered: Inputs) -> Iterator[tuple[object, ...]]:
    """Yield the rows for COPY, in the order of ``_COLUMNS``."""
    members = {row.unit.code: row for row in gathered.memberships}
    sets = {row.cohort.criteria_set_id for row in gathered.memberships}
    criteria = {
        (set_id, code): pk
        for set_id, code, pk in Criterion.objects.filter(set__in=sets, is_leaf=True).values_list(
            "set", "code", "pk"
        )
    }
    for row in result.units:
        member = members[row.unit]
        set_id, unit_id = member.cohort.criteria_set_id, member.unit_id
        for code, outcome in row.outcomes.items():
            mark, place = outcome.mark, (row.unit, code)
            yield (
                run.pk,
                unit_id,
                criteria[set_id, code],
                str(mark.status),
                _text(mark.points),
                _text(mark.maximum),
                outcome.layer,
                _deciding(outcome, gathered.layers.get(place)),
                gathered.answers.get(place, "{}"),
                outcome.ground or mark.reason,
            )


def _deciding(outcome: scoring.Outcome, layer: tuple[int, str] | None) -> int | None:
    """Return the score layer that the mark comes from: judged points, or an accepted claim."""
    if layer is None:
        return None
    key, kind = layer
    accepted = outcome.mark.status == LayerStatus.NOT_APPLICABLE and outcome.mark.reason == "claim"
    return key if outcome.layer == kind or accepted else None


@lru_cache(maxsize=4096)  # a round repeats few different numbers very often
def _text(number: Number | None) -> str | None:
    return None if number is None else exact_text(number)
