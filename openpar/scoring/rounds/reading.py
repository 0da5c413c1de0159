"""The files of a round, as texts -> a ``Round``; or every problem with its file, line and column.

Files and columns are described in docs/develop/rounds.md. Empty means no answer, never zero.
"""

from collections.abc import Mapping
from datetime import date

from openpar.scoring.rounds import figures, settings
from openpar.scoring.rounds.model import Round, UnitRow
from openpar.scoring.rounds.tables import Problems, RoundError, Row, Table
from openpar.scoring.rounds.values import BadValue, Value, parse_attributes
from openpar.scoring.sets.document import DocumentError, Entries, Text, read_document
from openpar.scoring.sets.model import CriteriaSet
from openpar.scoring.sets.reading import SetError, read_set

ROUND_FILE, UNITS_FILE = "round.yaml", "units.csv"
OPTIONAL_FILES = (
    "answers.csv",
    "targets.csv",
    "previous.csv",
    "external.csv",
    "claims.csv",
    "points.csv",
    "survey.csv",
    "survey.yaml",
    "ties.csv",
)

__all__ = ["OPTIONAL_FILES", "ROUND_FILE", "UNITS_FILE", "RoundError", "read_round", "set_files"]


def set_files(text: str) -> list[str]:
    """Return the names of the set files that ``round.yaml`` names, so that a caller can load them.

    A text that cannot be read names none; ``read_round`` says why.
    """
    try:
        data = read_document(text)
    except DocumentError:
        return []
    sets = data.get("sets") if isinstance(data, Entries) else None
    return (
        [name for name in sets.values() if isinstance(name, Text)]
        if isinstance(sets, Entries)
        else []
    )


def read_round(files: Mapping[str, str]) -> Round:
    """Read a round.

    Parameters
    ----------
    files
        Text by file name: ``round.yaml``, ``units.csv``, the set files that ``round.yaml`` names,
        and any of ``OPTIONAL_FILES``. A byte order mark is accepted.

    Raises
    ------
    RoundError
        With every problem found, not only the first; later files are read as far as the
        earlier ones allow.
    """
    problems = Problems()
    for name in (ROUND_FILE, UNITS_FILE):
        if name not in files:
            problems.add(name, 1, 1, "no_file", text=name, by="docs/develop/rounds.md")
    problems.raise_if_any()
    head = settings.read_settings(ROUND_FILE, files[ROUND_FILE], problems)
    sets = _read_sets(files, head.sets, problems)
    problems.raise_if_any()
    _check_cohorts(head, sets, problems)
    problems.raise_if_any()
    units = _read_units(files[UNITS_FILE], head, problems)
    made = Round(
        title=head.title,
        year=head.year,
        as_of=head.as_of or date(head.year, 12, 31),
        sets=sets,
        cohorts={cohort: str(key) for cohort, key in head.cohorts.items()},
        units=units,
    )
    figures.read_figures(files, made, problems)
    problems.raise_if_any()
    return made


def _read_sets(
    files: Mapping[str, str], names: Mapping[str, Text], problems: Problems
) -> dict[str, CriteriaSet]:
    sets: dict[str, CriteriaSet] = {}
    for key, name in names.items():
        if name not in files:
            place = name.place
            problems.add(
                ROUND_FILE, place.line, place.column, "no_file", text=str(name), by=ROUND_FILE
            )
            continue
        try:
            sets[key] = read_set(files[name])
        except SetError as error:
            for defect in error.defects:
                place = defect.place
                problems.add(
                    str(name), max(place.line, 1), max(place.column, 1), "said",
                    vi=defect.vi, en=defect.en,
                )  # fmt: skip
    return sets


def _check_cohorts(
    head: settings.Settings, sets: Mapping[str, CriteriaSet], problems: Problems
) -> None:
    for cohort, key in head.cohorts.items():
        place = key.place
        if key not in sets:
            problems.add(
                ROUND_FILE, place.line, place.column, "unknown_set", "cohorts",
                text=str(key), expected=", ".join(sets),
            )  # fmt: skip
            continue
        known = [declared.code for declared in sets[key].cohorts]
        if known and cohort not in known:
            problems.add(
                ROUND_FILE, place.line, place.column, "cohort_not_in_set", "cohorts",
                text=cohort, set=sets[key].code, expected=", ".join(known),
            )  # fmt: skip


def _read_units(text: str, head: settings.Settings, problems: Problems) -> tuple[UnitRow, ...]:
    table = Table(UNITS_FILE, text, problems, ("unit", "name", "cohort"), others=True)
    rows = list(table.rows())
    attributes = [_attribute(table, rows, at) for at in range(3, len(table.names))]
    units: list[UnitRow] = []
    lines: dict[str, int] = {}
    for number, (line, cells) in enumerate(rows):
        code, name, cohort = cells[:3]
        if not code:
            table.wrong(line, "unit", "empty")
        elif code in lines:
            table.wrong(line, "unit", "twice", before=str(lines[code]))
        elif cohort not in head.cohorts:
            table.wrong(
                line, "cohort", "unknown_cohort", text=cohort, expected=", ".join(head.cohorts)
            )
        else:
            given = {
                key: value
                for key, column in zip(table.extra, attributes, strict=True)
                if (value := column[number]) is not None
            }
            units.append(UnitRow(code, name or code, cohort, given))
        lines.setdefault(code, line)
    return tuple(units)


def _attribute(table: Table, rows: list[Row], at: int) -> list[Value | None]:
    texts = [cells[at] for _, cells in rows]
    try:
        return parse_attributes(texts)
    except BadValue as error:
        where = int(str(error.about["at"]))
        table.wrong(rows[where][0], table.names[at], error.code, text=texts[where])
        return [None] * len(rows)
