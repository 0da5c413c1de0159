"""Read the two tables of an index: META (one row per node) and DATA (one row per unit).

Text in, tables out. Columns stand in any order, further columns are let through, an empty cell,
``NA`` and ``NaN`` are no value. Every defect names file, line, column and what was expected; all
defects of a file are told at once, up to ``MOST_DEFECTS``.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from openpar.scoring.composite.columns import MISSING, Column, read_number
from openpar.scoring.composite.defects import Spot, Unreadable
from openpar.scoring.composite.tree import MEANS, TRANSFORMS, TYPES, Node, Tree
from openpar.scoring.numbers import Number, exact

T = TypeVar("T")

MOST_DEFECTS = 20
ONE: Number = 1
NUMBER_EXPECTED = "a number with a decimal dot such as 1234.5 or 1.2e-3, or an empty cell or NA"


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file as text: ``header``, ``rows`` of equal length, the line each row begins on."""

    file: str
    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    first_line: int = 1

    def column(self, name: str) -> list[str]:
        """The cells of one column, trimmed; a word for "missing" reads as empty."""
        place = self.header.index(name)
        cells = (row[place].strip() for row in self.rows)
        return ["" if cell in MISSING else cell for cell in cells]

    def header_spot(self, column: str) -> Spot:
        """Where the name of a column stands."""
        return Spot(self.file, self.first_line, column)

    def spot(self, row: int, column: str) -> Spot:
        """Where one cell stands."""
        return Spot(self.file, self.lines[row], column)


@dataclass(frozen=True, slots=True)
class Data:
    """DATA: the units, the numbers that the steps may use, and the table as it was written."""

    table: Table
    identity: str
    units: list[str]
    columns: dict[str, Column]

    def unit_at(self, row: int, column: str = "") -> str:
        """Name a unit with its place, for a message."""
        return f"{self.table.spot(row, column)}: unit {self.units[row]!r}"


def read_table(text: str, file: str, required: Iterable[str]) -> Table:
    """Read comma-separated text with a header row that has the ``required`` columns.

    Raises
    ------
    Unreadable
        No header, a required column missing, a name twice, a row longer or shorter than the header.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows, lines = [], []
    try:
        last = 0
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(last + 1)
            last = reader.line_num
    except csv.Error as error:
        raise Unreadable.at(Spot(file, reader.line_num), f"not CSV: {error}") from None
    if not rows:
        raise Unreadable.at(Spot(file, 1), "empty; expected a header row and one row per entry")
    header = [cell.strip() for cell in rows[0]]
    defects = _header_defects(header, Spot(file, lines[0]), required)
    defects = defects or [
        f"{Spot(file, line)}: {len(row)} cells, expected {len(header)} as in the header; a text or "
        'number with a comma in it stands in quotation marks, decimals have a dot'
        for row, line in zip(rows[1:], lines[1:], strict=True)
        if len(row) != len(header)
    ]  # fmt: skip
    if defects:
        raise Unreadable(defects[:MOST_DEFECTS])
    return Table(file, header, rows[1:], lines[1:], lines[0])


def _header_defects(header: Sequence[str], spot: Spot, required: Iterable[str]) -> list[str]:
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        return [f"{spot}: one column only; expected columns separated by commas"]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    return [f"{spot}: the column {name!r} stands here twice" for name in twice] + [
        f"{spot}: no column {name!r}; expected it among {', '.join(header)}"
        for name in required
        if name not in header
    ]


def read_meta(text: str, file: str) -> Tree:
    """Read META into a tree.

    Raises
    ------
    Unreadable
        A cell is not what its column holds, a code stands twice, or the rows form no tree.
    """
    table = read_table(text, file, ["iCode", "Parent"])
    cells = {name: table.column(name) for name in table.header if name in _META_COLUMNS}
    parents = set(cells["Parent"])
    nodes: dict[str, Node] = {}
    defects: list[str] = []
    for row, code in enumerate(cells["iCode"]):
        line = {name: column[row] for name, column in cells.items()}
        spot = Spot(file, table.lines[row])
        try:
            node = _read_node(line, spot, code in parents)
            if code in nodes:
                first = nodes[code].spot.line
                raise Unreadable.at(
                    node.at("iCode"), f"{code!r} stands here twice, first on line {first}"
                )
            nodes[code] = node
        except Unreadable as error:
            defects += error.lines
    if defects:
        raise Unreadable(defects[:MOST_DEFECTS])
    return Tree(nodes)


_META_COLUMNS = frozenset(
    [
        "iCode", "Parent", "Direction", "Weight", "Type", "Denominator", "ScaleFactor",
        "Low", "High", "Transform", "Mean", "Decimals",
    ]
)  # fmt: skip


def _read_node(line: dict[str, str], spot: Spot, has_children: bool) -> Node:
    """Read one row of META; ``line`` has the cells of the columns that are known and present."""

    def cell(name: str, read: Callable[[str], T | None], expected: str, default: T) -> T:
        written = line.get(name, "")
        if not written:
            return default
        value = read(written)
        if value is None:
            where = Spot(spot.file, spot.line, name)
            raise Unreadable.at(where, f"{written!r}; expected {expected}")
        return value

    if not line["iCode"]:
        raise Unreadable.at(Spot(spot.file, spot.line, "iCode"), "blank; expected a code")
    number = "a number with a decimal dot, or blank"
    weight = "a number of at least 0 with a decimal dot, a fraction such as 1/3, or blank"
    return Node(
        code=line["iCode"],
        parent=line["Parent"],
        spot=spot,
        kind=cell("Type", _one_of(TYPES), "one of " + ", ".join(TYPES),
                  "Aggregate" if has_children else "Indicator"),
        direction=cell("Direction", _direction, "1 or -1", 1),
        weight=cell("Weight", _weight, weight, None),
        denominator=line.get("Denominator", ""),
        scale_factor=cell("ScaleFactor", _number, number, ONE),
        low=cell("Low", _number, number, None),
        high=cell("High", _number, number, None),
        transform=cell("Transform", _one_of(TRANSFORMS), "log, none or blank", "none"),
        mean=cell("Mean", _one_of(MEANS), "one of " + ", ".join(MEANS) + ", or blank", ""),
        decimals=cell("Decimals", _digits, "a whole number from 0 to 12, or blank", None),
    )  # fmt: skip


def _one_of(words: Sequence[str]) -> Callable[[str], str | None]:
    by_small_letters = {word.lower(): word for word in words}
    return lambda text: by_small_letters.get(text.lower())


def _number(text: str) -> Number | None:
    parts = read_number(text)
    return None if parts is None else exact(Fraction(parts[0], 10 ** parts[1]))


def _direction(text: str) -> int | None:
    value = _number(text)
    return int(value) if value in (1, -1) else None


def _weight(text: str) -> Number | None:
    above, stroke, below = text.partition("/")
    weight, parts = _number(above.strip()), _number(below.strip()) if stroke else 1
    if weight is None or not parts or weight < 0 or parts < 0:
        return None
    return exact(Fraction(weight) / parts)


def _digits(text: str) -> int | None:
    value = _number(text)
    return int(value) if isinstance(value, int) and 0 <= value <= 12 else None


def read_data(text: str, file: str, tree: Tree) -> Data:
    """Read DATA: the numbers of indicators and denominators, everything else as text.

    Raises
    ------
    Unreadable
        No ``uCode`` column, a unit twice or blank, a code of META without a column, a cell that
        should be a number and is none.
    """
    table = read_table(text, file, [])
    identity = next((name for name in ("uCode", "unit") if name in table.header), None)
    if identity is None:
        names = ", ".join(table.header)
        raise Unreadable.at(Spot(file, 1), f"no column 'uCode'; expected it among {names}")
    defects = _unit_defects(table, identity) + list(_absent_columns(table, tree))
    columns: dict[str, Column] = {}
    denominators = {node.denominator for node in tree.indicators if node.denominator}
    numeric = denominators | {node.code for node in tree.indicators}
    for name in table.header:
        if name in numeric and len(defects) < MOST_DEFECTS:
            column, wrong = _read_column(table, name)
            columns[name] = column
            defects += wrong
    if defects:
        raise Unreadable(defects[:MOST_DEFECTS])
    place = table.header.index(identity)
    # Not through ``column``: NA is a country here (Namibia), not a missing value.
    return Data(table, identity, [row[place].strip() for row in table.rows], columns)


def _unit_defects(table: Table, identity: str) -> list[str]:
    place = table.header.index(identity)
    first: dict[str, int] = {}
    defects = []
    for row, cells in enumerate(table.rows):
        unit = cells[place].strip()
        if not unit:
            defects.append(f"{table.spot(row, identity)}: blank; expected the code of a unit")
        elif unit in first:
            defects.append(
                f"{table.spot(row, identity)}: the unit {unit!r} stands here twice, first on line "
                f"{first[unit]}; expected one row per unit"
            )
        first.setdefault(unit, table.lines[row])
    if not table.rows:
        defects.append(f"{Spot(table.file, 2)}: no rows; expected one row per unit")
    return defects


def _absent_columns(table: Table, tree: Tree) -> Iterator[str]:
    for node in tree.indicators:
        if node.code not in table.header:
            yield (f"{node.at('iCode')}: the indicator {node.code!r} has no column in {table.file}")
        if node.denominator and node.denominator not in table.header:
            yield (f"{node.at('Denominator')}: {node.denominator!r} has no column in {table.file}")


def _read_column(table: Table, name: str) -> tuple[Column, list[str]]:
    """Read one column of numbers over the power of ten that its longest decimals need."""
    place = table.header.index(name)
    parts: list[tuple[int, int] | None] = []
    defects = []
    for row, cells in enumerate(table.rows):
        text = cells[place].strip()
        number = None if text in MISSING else read_number(text)
        if number is None and text not in MISSING:
            comma = " has a decimal comma" if "," in text else ""
            defects.append(f"{table.spot(row, name)}: {text!r}{comma}; expected {NUMBER_EXPECTED}")
        parts.append(number)
    places = max((part[1] for part in parts if part), default=0)
    tens = [10**power for power in range(places + 1)]
    numerators = [None if part is None else part[0] * tens[places - part[1]] for part in parts]
    return Column(numerators, 10**places), defects
