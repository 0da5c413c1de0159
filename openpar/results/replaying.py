"""Recomputing a run from what it kept, and saying every digit that differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpar.criteria.exact import exact_text
from openpar.results.inputs import digest
from openpar.results.models import Run
from openpar.results.storing import mark_columns, unit_columns
from openpar.scoring.rounds.reading import read_round
from openpar.scoring.rounds.scoring import score_round


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of the run that is not what its inputs give. ``unit`` and ``criterion`` are codes,
    empty for the run itself and for a whole unit."""

    unit: str
    criterion: str
    column: str
    stored: str
    recomputed: str


def replay(run: Run) -> list[Difference]:
    """Score the files of a run again and compare every stored row, to the last digit.

    Raises
    ------
    openpar.scoring.rounds.tables.RoundError
        The stored files can no longer be read.
    """
    found = list(_hashes(run))
    result = score_round(read_round(run.files))
    units = {row.unit.code: row for row in run.unit_results.select_related("unit")}
    recomputed = {row.unit: row for row in result.units}
    found += _rows(units, recomputed)
    for code in units.keys() & recomputed.keys():
        found += _compare(code, "", units[code], unit_columns(recomputed[code]))
    marks = run.marks.select_related("unit", "criterion")
    stored = {(mark.unit.code, mark.criterion.code): mark for mark in marks}
    outcomes = {
        (row.unit, code): outcome for row in result.units for code, outcome in row.outcomes.items()
    }
    for unit, criterion in sorted(stored.keys() ^ outcomes.keys()):
        kept = (unit, criterion) in stored
        found.append(Difference(unit, criterion, "row", _there(kept), _there(not kept)))
    for place in stored.keys() & outcomes.keys():
        found += _compare(*place, stored[place], mark_columns(outcomes[place]))
    return sorted(found, key=lambda one: (one.unit, one.criterion, one.column))


def _hashes(run: Run) -> Iterator[Difference]:
    recomputed = digest(run.files)
    if recomputed != run.inputs_hash:
        yield Difference("", "", "inputs_hash", run.inputs_hash, recomputed)


def _rows(units: Mapping[str, object], recomputed: Mapping[str, object]) -> Iterator[Difference]:
    for code in sorted(units.keys() ^ recomputed.keys()):
        yield Difference(code, "", "row", _there(code in units), _there(code in recomputed))


def _compare(
    unit: str, criterion: str, stored: object, recomputed: Mapping[str, object]
) -> Iterator[Difference]:
    for column, value in recomputed.items():
        kept = getattr(stored, column)
        if kept != value:
            yield Difference(unit, criterion, column, _text(kept), _text(value))


def _there(present: bool) -> str:
    return "present" if present else "absent"


def _text(value: object) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, str | dict) else exact_text(value)
