"""Robustness as a table for people, as CSV and JSON for programs; equal results, equal bytes."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from itertools import groupby

from openpar.scoring.language.wording import number_text
from openpar.scoring.numbers import decimal_text
from openpar.scoring.robustness.measuring import Robustness, Standing
from openpar.scoring.robustness.phrases import say
from openpar.scoring.robustness.sources import SOURCES, Variation
from openpar.scoring.rounds import phrases
from openpar.scoring.rounds.display import aligned

COLUMNS = (
    "cohort", "unit", "rank", "rank_low", "rank_median", "rank_high", "top3", "tied_with",
)  # fmt: skip
_MOST_NAMED = 6  # tied units named in a table; CSV and JSON name all

#: cohort -> unit -> code of what is dropped -> rank
Dropped = Mapping[str, Mapping[str, Mapping[str, int | None]]]


def csv_text(result: Robustness, dropped: Dropped | None = None) -> str:
    """Return one row a ranked unit: ``COLUMNS``, then ``without CODE`` for what was dropped."""
    codes = _codes(dropped or {})
    into = io.StringIO(newline="")
    writer = csv.writer(into, lineterminator="\n")
    writer.writerow([*COLUMNS, *(f"without {code}" for code in codes)])
    for one in result.standings:
        ranks = (dropped or {}).get(one.cohort, {}).get(one.unit, {})
        writer.writerow([*_row(one).values(), *(ranks.get(code) or "" for code in codes)])
    return into.getvalue()


def _row(one: Standing) -> dict[str, object]:
    values = (
        one.cohort, one.unit, one.rank, one.low, one.median, one.high,
        decimal_text(one.top3), ";".join(one.tied_with),
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _codes(dropped: Dropped) -> list[str]:
    """Return every code that was dropped in any cohort, each once."""
    ranks = (one for units in dropped.values() for one in units.values())
    return list(dict.fromkeys(code for one in ranks for code in one))


def json_text(result: Robustness, dropped: Mapping[str, Dropped]) -> str:
    """Return everything: what was varied, every unit, who was left out, and the ranks without each.

    ``dropped``: by ``field`` and ``leaf``, the result of ``measuring.drop_one``.
    """
    units = []
    for one in result.standings:
        row = _row(one) | {"name": one.name, "tied_with": list(one.tied_with)}
        row |= {f"without_{by}": found[one.cohort][one.unit] for by, found in dropped.items()}
        units.append(row)
    whole = {
        "runs": result.runs,
        "seed": result.seed,
        "varied": asdict(result.variation),
        "units": units,
        "left_out": [
            {"cohort": one.cohort, "unit": one.unit, "status": one.status}
            for one in result.left_out
        ],
        "same_in_every_run": result.exact,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def table_text(
    result: Robustness, language: str = "vi", dropped: Dropped | None = None, by: str = "field"
) -> str:
    """Return a table for each cohort, the ranks without each field or leaf below it if given."""
    varied = varied_text(result.variation, language)
    lines = [say("head", language, runs=result.runs, seed=result.seed, sources=varied)]
    for cohort, standings in groupby(result.standings, key=lambda one: one.cohort):
        rows = list(standings)
        lines += [
            "",
            cohort,
            *aligned([_header(language), *(_cells(one, language) for one in rows)]),
        ]
        if dropped:
            lines += [
                "",
                say(f"without_{by}", language),
                *_dropped(rows, dropped[cohort], language),
            ]
    notes = left_out_texts(result, language)
    if result.exact:
        notes.append(say("exact", language, codes=", ".join(result.exact)))
    return "\n".join([*lines, *([""] if notes else []), *notes]) + "\n"


def varied_text(variation: Variation, language: str) -> str:
    """Name the sources that are varied."""
    noise = f"{number_text(Fraction(str(variation.weights)) * 100, language)}%"
    said = [say("weights", language, noise=noise)] if variation.weights else []
    said += [say(name, language) for name in SOURCES[1:] if getattr(variation, name)]
    return ", ".join(said) or say("nothing", language)


def left_out_texts(result: Robustness, language: str) -> list[str]:
    """Say of each unit that could not be ranked what it waits for."""
    found = []
    for one in result.left_out:
        key = "unknown_because" if one.unknown else "nothing_applies"
        status = phrases.say(key, language, codes=", ".join(one.unknown))
        found.append(say("left_out", language, cohort=one.cohort, unit=one.unit, status=status))
    return found


def _header(language: str) -> list[str]:
    columns = ("rank", "unit", "name", "interval", "median", "top3", "tied_with")
    return [say(column, language) for column in columns]


def _cells(one: Standing, language: str) -> list[str]:
    tied = ", ".join(one.tied_with[:_MOST_NAMED])
    if len(one.tied_with) > _MOST_NAMED:
        tied += " " + say("and_more", language, count=len(one.tied_with) - _MOST_NAMED)
    top = f"{number_text(one.top3 * 100, language, 1)}%"
    return [str(one.rank), one.unit, one.name, f"{one.low}–{one.high}", str(one.median), top, tied]


def _dropped(
    rows: list[Standing], ranks: Mapping[str, Mapping[str, int | None]], language: str
) -> list[str]:
    codes = list(ranks[rows[0].unit])
    header = [say("rank", language), say("unit", language), *codes]
    cells = [
        [str(one.rank), one.unit, *(str(ranks[one.unit][code] or "–") for code in codes)]
        for one in rows
    ]
    return aligned([header, *cells])
