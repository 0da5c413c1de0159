"""The Excel form of a criteria set, as rows of cells: read and written without any file.

One workbook is one set. What the sheets and columns are stands in ``table_columns``; the file
itself is read and written by ``openpar.criteria.workbook``.
"""

from openpar.scoring.defects import Defect, Place, Wrong
from openpar.scoring.sets.document import Data, Entries, Items, Text
from openpar.scoring.sets.model import CriteriaSet
from openpar.scoring.sets.reading import SetError, set_from
from openpar.scoring.sets.table_cells import Cell
from openpar.scoring.sets.table_columns import (
    BLOCKS,
    CLASSES,
    COHORTS,
    CRITERIA,
    INPUTS,
    LABEL,
    LIMITS,
    NAMES,
    SET_LINES,
    SET_SHEET,
    TABLES,
    VALUE,
    Table,
)
from openpar.scoring.sets.table_reading import Sheets, TableReader
from openpar.scoring.sets.table_written import cell_of

#: Characters that one cell of a spreadsheet holds.
LONGEST_CELL = 32_767


def read_tables(sheets: Sheets) -> tuple[Data, CriteriaSet]:
    """Return the data of a workbook and the set it makes.

    Raises
    ------
    SetError
        Every sheet and cell found wrong, in Vietnamese and English.
    """
    reader = TableReader(sheets)
    try:
        data = reader.data()
        criteria_set = set_from(data)
    except SetError as error:
        raise SetError([*reader.defects, *error.defects]) from None
    except Wrong as wrong:
        last = Defect("V0", wrong.place, wrong.vi, wrong.en)
        raise SetError([*reader.defects, last]) from None
    if reader.defects:
        raise SetError(reader.defects)
    return data, criteria_set


def tables_of(data: Data) -> dict[str, list[list[Cell]]]:
    """Return the sheets of a set file's data, headings first; read back they give the same set.

    Raises
    ------
    SetError
        The data makes no set, or a set that the form cannot hold.
    """
    try:
        wanted = set_from(data)
    except SetError:
        raise
    except Wrong as wrong:
        raise SetError([Defect("V0", wrong.place, wrong.vi, wrong.en)]) from None
    sheets = blank_tables()
    top = data if isinstance(data, Entries) else Entries()
    sheets[SET_SHEET] = _head(top)
    for block in BLOCKS.values():
        holder = top if block == "fields" else _mapping(top, block)
        for node in _members(holder, "fields" if block == "fields" else "criteria"):
            _node(node, {"block": Text(block)}, sheets)
    for name, label in _mapping(top, "names").items():
        both = label if isinstance(label, Entries) else {"vi": label}
        sheets[NAMES.name].append(_row(NAMES, {"name": Text(name), **both}))
    for cohort in _members(top, "cohorts"):
        _cohort(cohort, sheets)
    _prove(sheets, wanted)
    return sheets


def blank_tables() -> dict[str, list[list[Cell]]]:
    """Return the sheets of the form with nothing filled in."""
    return {SET_SHEET: _head(Entries())} | {
        table.name: [[column.title for column in table.columns]] for table in TABLES
    }


def _prove(sheets: Sheets, wanted: CriteriaSet) -> None:
    """Read the sheets back: a form that says something else is not given out."""
    for name, rows in sheets.items():
        for number, cells in enumerate(rows, start=1):
            for index, cell in enumerate(cells, start=1):
                if isinstance(cell, str) and len(cell) > LONGEST_CELL:
                    raise _unfit(Place(number, index, name))
    try:
        _, found = read_tables(sheets)
    except SetError as error:
        raise SetError([*_unfit(Place()).defects, *error.defects]) from None
    if found != wanted:
        raise _unfit(Place())


def _unfit(place: Place) -> SetError:
    vi = "bộ tiêu chí này có nội dung mà mẫu Excel không chứa được nguyên vẹn; dùng tệp YAML"
    en = "this set holds something that the Excel form cannot; use the YAML file"
    return SetError([Defect("V0", place, vi, en)])


def _head(data: Entries) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[LABEL, VALUE]]
    for line in SET_LINES:
        found = _along(data, line.key)
        rows.append([line.title, None if found is None else cell_of(line, found)])
    return rows


def _along(data: Data, path: str) -> Data | None:
    """Return what stands at a path of keys; ``policy`` of a policy that is a mapping."""
    found: Data | None = data
    for key in path.split("."):
        if isinstance(found, Items):
            found = found[int(key)] if int(key) < len(found) else None
        else:
            found = found.get(key) if isinstance(found, Entries) else None
    if path == "not_applicable" and isinstance(found, Entries):
        found = found.get("policy")
    return found


def _node(node: Entries, above: dict[str, Data], sheets: dict[str, list[list[Cell]]]) -> None:
    """Write a criterion, its figures, and what stands below it."""
    cells = above | node
    policy = node.get("not_applicable")
    if isinstance(policy, Text):
        cells["not_applicable.policy"] = policy
    for key, value in _mapping(node, "not_applicable").items():
        cells[f"not_applicable.{key}"] = value
    sheets[CRITERIA.name].append(_row(CRITERIA, cells))
    for name, figure in _mapping(node, "inputs").items():
        if isinstance(figure, Entries):
            found = {"code": node["code"], "name": Text(name), **figure}
            sheets[INPUTS.name].append(_row(INPUTS, found))
    for child in _members(node, "criteria"):
        _node(child, {"parent": node["code"]}, sheets)


def _cohort(cohort: Entries, sheets: dict[str, list[list[Cell]]]) -> None:
    sheets[COHORTS.name].append(_row(COHORTS, cohort))
    for table, key in ((CLASSES, "classes"), (LIMITS, "class_limits")):
        for member in _members(cohort, key):
            sheets[table.name].append(_row(table, {"cohort": cohort["code"], **member}))


def _row(table: Table, found: dict[str, Data]) -> list[Cell]:
    """Return the cells of a row, an empty text being a blank cell."""
    return [
        None if (data := found.get(column.key)) is None or data == "" else cell_of(column, data)
        for column in table.columns
    ]


def _members(holder: Entries, key: str) -> list[Entries]:
    """Return the mappings in the list under a key."""
    found = holder.get(key)
    return [one for one in found if isinstance(one, Entries)] if isinstance(found, Items) else []


def _mapping(holder: Entries, key: str) -> Entries:
    found = holder.get(key)
    return found if isinstance(found, Entries) else Entries()
