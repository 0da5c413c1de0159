"""A result -> CSV and JSON for programs: dot decimals, every digit, columns that never move."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from openpar.scoring.language.explain import Step
from openpar.scoring.language.naming import reason_text
from openpar.scoring.numbers import Number, decimal_text
from openpar.scoring.ranking import Tie
from openpar.scoring.rounds.explaining import Explainer
from openpar.scoring.rounds.model import RoundResult, UnitResult
from openpar.scoring.sets.model import Node

COLUMNS = (
    "cohort",
    "unit",
    "name",
    "points",
    "applicable_maximum",
    "index",
    "index_published",
    "rank",
    "class",
    "status",
)


def field_codes(result: RoundResult) -> list[str]:
    """Return the codes of the fields of all sets, each once, in the order of the sets."""
    codes = (node.code for one in result.round.sets.values() for node in one.fields)
    return list(dict.fromkeys(codes))


def csv_text(result: RoundResult, language: str = "vi") -> str:
    """Return the result as CSV: ``COLUMNS``, then a column of points for each field.

    Cohorts in the order of the round, in each the units by rank. Empty: unknown, or not ranked.
    """
    into = io.StringIO(newline="")
    writer = csv.writer(into, lineterminator="\n")
    fields = field_codes(result)
    writer.writerow([*COLUMNS, *fields])
    for _, rows in result.by_cohort():
        for row in rows:
            made = _row(row, language)
            points = (_text(row.fields.get(code)) or "" for code in fields)
            writer.writerow([*("" if cell is None else cell for cell in made.values()), *points])
    return into.getvalue()


def json_text(
    result: RoundResult, language: str = "vi", *, progress: Callable[[int, int], None] | None = None
) -> str:
    """Return the result as JSON: every unit with its leaves, each with its trace.

    Numbers are text, so that no reader turns them into binary floats; ``null``: unknown.
    ``progress`` is called with the units done and the units in all.
    """
    explainer = Explainer(result, language)
    units: list[str] = []
    for _, rows in result.by_cohort():
        for row in rows:
            units.append(json.dumps(_unit(row, explainer), ensure_ascii=False))
            if progress is not None:
                progress(len(units), len(result.units))
    made = result.round
    head = {
        "title": made.title,
        "year": made.year,
        "as_of": made.as_of.isoformat(),
        "sets": {key: one.code for key, one in made.sets.items()},
        "cohorts": made.cohorts,
        "ties": [_tie(tie) for tie in result.ties],
    }
    opening = json.dumps(head, ensure_ascii=False).removesuffix("}")
    lines = ",\n".join(units)  # a unit a line: quick to write, and to find a unit in
    return f'{opening}, "units": [\n{lines}\n]}}\n'


def _row(row: UnitResult, language: str) -> dict[str, Any]:
    title = (row.class_title_en if language == "en" else "") or row.class_title
    return {
        "cohort": row.cohort,
        "unit": row.unit,
        "name": row.name,
        "points": _text(row.points),
        "applicable_maximum": _text(row.applicable_maximum),
        "index": _text(row.index),
        "index_published": row.index_published,
        "rank": row.rank,
        "class": title,
        "status": row.status,
    }


def _unit(row: UnitResult, explainer: Explainer) -> dict[str, Any]:
    whole = row.whole
    return {
        **_row(row, explainer.language),
        "fields": {code: _text(points) for code, points in row.fields.items()},
        "bonus": _text(whole.bonus),
        "penalty": _text(whole.penalty),
        "nodes": {
            code: {
                "points": _text(total.points),
                "applicable_maximum": _text(total.applicable_maximum),
                "index": _text(total.index),
            }
            for code, total in row.nodes.items()
            if code not in row.outcomes
        },
        "leaves": [_leaf(row, leaf, explainer) for leaf in row.plan.leaves],
    }


def _leaf(row: UnitResult, leaf: Node, explainer: Explainer) -> dict[str, Any]:
    outcome = row.outcomes[leaf.code]
    mark = outcome.mark
    criteria_set = row.plan.criteria_set
    return {
        "code": leaf.code,
        "status": mark.status.value,
        "points": _text(mark.points),
        "maximum": _text(mark.maximum),
        "layer": outcome.layer,
        "reason": reason_text(mark.reason, leaf, criteria_set, explainer.language),
        "trace": [_step(step) for step in explainer.steps(row, leaf)],
    }


def _step(step: Step) -> dict[str, Any]:
    return {"step": step.kind, "text": step.text, "value": _value(step.value)}


def _value(value: object | None) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, Fraction)):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _tie(tie: Tie) -> dict[str, Any]:
    return {
        "cohort": tie.cohort,
        "rank": tie.rank,
        "units": list(tie.units),
        "settled_by": tie.settled_by or None,
    }


def _text(value: Number | None) -> str | None:
    return None if value is None else decimal_text(value)
