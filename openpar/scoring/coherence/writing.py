"""Coherence as a table for people, as CSV and JSON for programs; six decimals everywhere."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from openpar.scoring.coherence.measuring import (
    LEAST_UNITS,
    CohortCoherence,
    GroupCoherence,
    LeafCoherence,
)
from openpar.scoring.language.wording import number_text
from openpar.scoring.robustness.phrases import say
from openpar.scoring.rounds.display import aligned, width

COLUMNS = (
    "cohort", "level", "code", "title", "units", "mean", "spread", "at_maximum", "at_zero",
    "left_out", "with_field", "with_rest", "with_index", "alpha", "leaves", "eigenvalues",
    "explained",
)  # fmt: skip
DIGITS = 6
_MOST_COMPONENTS = 3
_GROUP_HEADER = ("field", "title", "leaves", "alpha", "with_index", "with_rest", "explained")
_LEAF_HEADER = (
    "leaf", "title", "units", "mean", "spread", "at_maximum", "at_zero", "left",
    "with_field", "with_rest", "with_index",
)  # fmt: skip


def csv_text(result: Sequence[CohortCoherence]) -> str:
    """Return a row for each leaf, field and whole of each cohort; empty: not defined there."""
    into = io.StringIO(newline="")
    writer = csv.DictWriter(into, COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for cohort in result:
        levels = [("leaf", one) for one in cohort.leaves]
        levels += [("field", one) for one in cohort.fields]  # type: ignore[misc]
        if cohort.whole is not None:
            levels.append(("whole", cohort.whole))  # type: ignore[arg-type]
        for level, one in levels:
            row = {key: _csv_cell(value) for key, value in asdict(one).items()}
            units = row.get("units", cohort.units)
            writer.writerow(row | {"cohort": cohort.cohort, "level": level, "units": units})
    return into.getvalue()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return ";".join(_csv_cell(one) for one in value)
    return f"{value:.{DIGITS}f}" if isinstance(value, float) else value


def json_text(result: Sequence[CohortCoherence]) -> str:
    """Return everything; numbers are rounded to six decimals, ``null`` is not defined."""
    made = [_rounded(asdict(one)) for one in result]
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(one) for one in value]
    return round(value, DIGITS) if isinstance(value, float) else value


def table_text(result: Sequence[CohortCoherence], language: str = "vi") -> str:
    """Return two tables for each cohort: its fields, then its leaves."""
    lines: list[str] = []
    for one in result:
        lines += ["", one.cohort] if lines else [one.cohort]
        if one.whole is None:
            few = say("few_units", language, cohort=one.cohort, count=one.units, least=LEAST_UNITS)
            lines.append(few)
            continue
        groups = [_group(group, language) for group in (*one.fields, one.whole)]
        lines += _table(_GROUP_HEADER, groups, language)
        leaves = [_leaf(leaf, language) for leaf in one.leaves]
        lines += ["", *_table(_LEAF_HEADER, leaves, language)]
    return "\n".join(lines) + "\n"


def _table(header: Sequence[str], rows: Sequence[list[str]], language: str) -> list[str]:
    """Align a table whose numbers, from the third column on, stand to the right."""
    cells = [[say(key, language) for key in header], *rows]
    widths = [max(width(row[at]) for row in cells) for at in range(len(header))]
    return aligned(
        [
            [
                *row[:2],
                *(" " * (widths[at] - width(row[at])) + row[at] for at in range(2, len(row))),
            ]
            for row in cells
        ]
    )


def _group(one: GroupCoherence, language: str) -> list[str]:
    components = " · ".join(_percent(each, language) for each in one.explained[:_MOST_COMPONENTS])
    title = (one.title_en if language == "en" else "") or one.title or say("whole", language)
    numbers = [_number(value, language) for value in (one.alpha, one.with_index, one.with_rest)]
    return [one.code, _short(title), str(one.leaves), *numbers, components]


def _leaf(one: LeafCoherence, language: str) -> list[str]:
    title = (one.title_en if language == "en" else "") or one.title
    shares = (one.mean, one.spread, one.at_maximum, one.at_zero, one.left_out)
    numbers = (one.with_field, one.with_rest, one.with_index)
    return [
        one.code, _short(title), str(one.units), *(_percent(value, language) for value in shares),
        *(_number(value, language) for value in numbers),
    ]  # fmt: skip


def _short(title: str) -> str:
    return title if len(title) <= 40 else f"{title[:39].rstrip()}…"


def _percent(value: float | None, language: str) -> str:
    return "–" if value is None else f"{_number(100 * value, language, 0)}%"


def _number(value: float | None, language: str, digits: int = 2) -> str:
    if value is None:
        return "–"
    return number_text(Fraction(value).limit_denominator(10**9), language, digits)
