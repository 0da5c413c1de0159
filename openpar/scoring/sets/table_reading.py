"""The tables of the Excel form -> the data of a set file. Every mistake names sheet and cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpar.scoring.defects import Defect, Place, Wrong
from openpar.scoring.sets.document import MOST_NODES, Data, DocumentError, Entries, Items, Text
from openpar.scoring.sets.table_cells import Cell, data_of, folded, is_blank, plain
from openpar.scoring.sets.table_columns import (
    CLASSES,
    COHORTS,
    CRITERIA,
    INPUTS,
    LABEL,
    LIMITS,
    NAMES,
    OPTIONAL,
    OWN_SHEETS,
    SET_LINES,
    SET_SHEET,
    TABLES,
    VALUE,
    Column,
    Table,
)

#: A workbook as rows of cells: name of the sheet -> its rows from the first.
Sheets = Mapping[str, Sequence[Sequence[Cell]]]

#: The headings stand in one of the first rows.
HEADING_WITHIN = 10
#: Mistakes after which nobody reads on.
MOST_DEFECTS = 100
#: Levels of criteria below one another; an annex has four.
DEEPEST_LEVEL = 12
_STAND_IN = {"day": "2000-01-01", "yes_no": "no"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its place, and the data of its cells that are not blank, by key."""

    place: Place
    cells: dict[str, Data]

    def text(self, key: str) -> str:
        """Return a cell as text, ``""`` where it is blank."""
        return str(self.cells.get(key, ""))

    def at(self, key: str) -> Place:
        """Return the place of a cell, of the row where it is blank."""
        return self.cells[key].place if key in self.cells else self.place


class TableReader:
    """Reads sheet after sheet and goes on after a mistake; ``defects`` holds what was wrong."""

    def __init__(self, sheets: Sheets) -> None:
        self.defects: list[Defect] = []
        self.values = 0
        self.given = sheets
        self.sheets: dict[str, Sequence[Sequence[Cell]]] = {}

    def defect(self, vi: str, en: str, place: Place) -> None:
        """Note a mistake."""
        self.defects.append(Defect("V0", place, vi, en))
        if len(self.defects) >= MOST_DEFECTS:
            raise DocumentError("quá nhiều lỗi", "too many mistakes", place)

    def data(self) -> Data:
        """Return the whole set as the data of a file; meaningless where there are defects."""
        self.find_sheets()
        top = self.head()
        self.nodes(top)
        self.names(top)
        self.cohorts(top)
        return top

    def find_sheets(self) -> None:
        """Find the sheets of the form; one that is not and holds anything is wrong."""
        known = {folded(name): name for name in (SET_SHEET, *(table.name for table in TABLES))}
        for given, rows in self.given.items():
            name = known.get(folded(given))
            place = Place(sheet=given[:40])
            if name in self.sheets:
                self.defect("có hai lần", "stands twice", place)
            elif name is not None:
                self.sheets[name] = rows
            elif not folded(given).startswith(OWN_SHEETS) and any(map(_has_content, rows)):
                self.defect(
                    "không thuộc mẫu: đổi tên đúng mẫu, hoặc bắt đầu bằng “Ghi chú” nếu là ghi "
                    "chép riêng",
                    "is no sheet of the form: give it the form's name, or begin its name with "
                    "“Ghi chú” if it is your own",
                    place,
                )

    # --- cells ---------------------------------------------------------------------------------

    def cell(self, column: Column, cell: Cell, place: Place) -> Data:
        """Return a cell's data; where it is wrong, note it and return something harmless."""
        try:
            data = data_of(column, cell, place)
        except Wrong as wrong:
            self.defect(wrong.vi, wrong.en, place)
            data = Text(_stand_in(column), place)
        self.values += _size(data)
        if self.values > MOST_NODES:
            raise DocumentError(
                f"có hơn {MOST_NODES} giá trị", f"more than {MOST_NODES} values", place
            )
        return data

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a sheet that hold anything."""
        rows = self.sheets.get(table.name)
        if rows is None:
            if table.name not in OPTIONAL:
                self.defect("còn thiếu", "is missing", Place(sheet=table.name))
            return
        heading = _heading(rows, table.columns)
        if heading is None:
            titles = ", ".join(column.title for column in table.columns if column.needed)
            self.defect(
                f"không thấy dòng tiêu đề có các cột: {titles}",
                f"has no row of headings with the columns {titles}",
                Place(sheet=table.name),
            )
            return
        columns = self.columns(rows, heading, table)
        for number, cells in enumerate(rows[heading + 1 :], start=heading + 2):
            if _has_content(cells):
                yield self.row(table, columns, cells, number)

    def columns(
        self, rows: Sequence[Sequence[Cell]], heading: int, table: Table
    ) -> dict[int, Column]:
        """Return which column of the form stands where; a foreign or double heading is wrong."""
        known = {folded(column.title): column for column in table.columns}
        found: dict[int, Column] = {}
        for index, cell in enumerate(rows[heading]):
            title = plain(cell).strip()
            place = Place(heading + 1, index + 1, table.name)
            column = known.get(folded(title))
            if column in found.values():
                self.defect(f"cột “{title}” có hai lần", f"“{title}” stands twice", place)
            elif column is not None:
                found[index] = column
            elif title or any(_cell(row, index) is not None for row in rows[heading + 1 :]):
                self.defect(
                    f"cột “{title[:40]}” không có trong mẫu",
                    f"the form has no column “{title[:40]}”",
                    place,
                )
        return found

    def row(
        self, table: Table, columns: dict[int, Column], cells: Sequence[Cell], number: int
    ) -> Row:
        """Read one row; what it must have and has not is noted."""
        place = Place(number, 0, table.name)
        read = {
            column.key: self.cell(column, cell, Place(number, index + 1, table.name))
            for index, column in columns.items()
            if (cell := _cell(cells, index)) is not None
        }
        for column in table.columns:
            if column.needed and column.key not in read:
                self.defect(f"thiếu “{column.title}”", f"lacks “{column.title}”", place)
                stand_in = f"?{number}" if column.kind == "code" else _stand_in(column)
                read[column.key] = Text(stand_in, place)
        return Row(place, read)

    # --- sheets --------------------------------------------------------------------------------

    def head(self) -> Entries:
        """Read the sheet about the set: a label and a value a line."""
        lines = {folded(line.title): line for line in SET_LINES}
        found: dict[str, Data] = {}
        sheet = self.sheets.get(SET_SHEET)
        if sheet is None:
            self.defect("còn thiếu", "is missing", Place(sheet=SET_SHEET))
        for number, cells in enumerate(sheet or (), start=1):
            label, value = _cell(cells, 0), _cell(cells, 1)
            title = plain(label).strip()
            if not title or (title, plain(value).strip()) == (LABEL, VALUE):
                continue
            line = lines.get(folded(title))
            if line is None or line.key in found:
                self.defect(
                    f"mục “{title[:40]}” {'không có trong mẫu' if line is None else 'có hai lần'}",
                    f"“{title[:40]}” {'is no line of the form' if line is None else 'is double'}",
                    Place(number, 1, SET_SHEET),
                )
            elif value is not None:
                found[line.key] = self.cell(line, value, Place(number, 2, SET_SHEET))
        for line in SET_LINES:
            if line.needed and line.key not in found:
                place = Place(sheet=SET_SHEET)
                self.defect(f"thiếu “{line.title}”", f"lacks “{line.title}”", place)
                found[line.key] = Text(_stand_in(line), place)
        return _head(found)

    def nodes(self, top: Entries) -> None:
        """Read criteria and their figures into fields, bonus and penalty."""
        made: dict[str, tuple[Entries, str, int]] = {}  # code -> node, block, level
        roots: dict[str, Items] = {"fields": Items(Place(sheet=CRITERIA.name))}
        for row in self.rows(CRITERIA):
            node = _nested(row, leave=("block", "parent"))
            code = row.text("code")
            if code in made:
                self.twice("code", row, made[code][0].place)
                continue
            parent, block, level = self.above(row, made)
            if parent is None:
                roots.setdefault(block, Items(row.place)).append(node)
            else:
                list_in(parent, "criteria", parent.place).append(node)
            made[code] = (node, block, level)
        self.figures({code: node for code, (node, _, _) in made.items()})
        put(top, "fields", roots["fields"])
        for block in ("bonus", "penalty"):
            if block in roots or block in top:
                _hang(top, f"{block}.criteria", roots.get(block) or Items(top[block].place))

    def twice(self, key: str, row: Row, first: Place) -> None:
        """Note a code or name that another row has already."""
        code = row.text(key)
        self.defect(
            f"mã {code!r} đã có ở dòng {first.line}",
            f"{code!r} stands in row {first.line} already",
            row.at(key),
        )

    def above(
        self, row: Row, made: dict[str, tuple[Entries, str, int]]
    ) -> tuple[Entries | None, str, int]:
        """Return the node above a row, the row's block, and its level from 0."""
        block = row.text("block")
        code = row.text("parent")
        if not code:
            return None, block or "fields", 0
        if code not in made:
            self.defect(
                f"mã cha {code!r} phải là mã của một dòng phía trên",
                f"the parent {code!r} must be the code of a row above",
                row.at("parent"),
            )
            return None, block or "fields", 0
        parent, parents_block, level = made[code]
        if block and block != parents_block:
            self.defect(
                f"khác khối với dòng cha {code!r}: sửa lại hoặc bỏ trống",
                f"is in another block than its parent {code!r}: correct it or leave it blank",
                row.at("block"),
            )
        if level + 1 >= DEEPEST_LEVEL:
            self.defect(
                f"quá {DEEPEST_LEVEL} cấp", f"more than {DEEPEST_LEVEL} levels", row.at("parent")
            )
            return None, parents_block, 0
        return parent, parents_block, level + 1

    def figures(self, nodes: dict[str, Entries]) -> None:
        """Hang each figure at its criterion."""
        for row in self.rows(INPUTS):
            node = nodes.get(row.text("code"))
            name = row.text("name")
            if node is None:
                self.unknown("code", row, CRITERIA)
                continue
            inputs = mapping_in(node, "inputs", row.place)
            if name in inputs:
                self.twice("name", row, inputs.keys_at[name])
                continue
            inputs[name] = _nested(row, leave=("code", "name"))
            inputs.keys_at[name] = row.at("name")

    def unknown(self, key: str, row: Row, table: Table) -> None:
        """Note a code that its own sheet does not have."""
        self.defect(
            f"mã {row.text(key)!r} không có ở trang “{table.name}”",
            f"{row.text(key)!r} does not stand in the sheet “{table.name}”",
            row.at(key),
        )

    def names(self, top: Entries) -> None:
        """Read what attributes, other indices and survey questions are called."""
        for row in self.rows(NAMES):
            names = mapping_in(top, "names", row.place)
            name = row.text("name")
            if name in names:
                self.twice("name", row, names.keys_at[name])
            both = _nested(row, leave=("name",))
            names[name] = both if "en" in both else both["vi"]
            names.keys_at[name] = row.at("name")

    def cohorts(self, top: Entries) -> None:
        """Read cohorts with their classes and limits."""
        made: dict[str, Entries] = {}
        for row in self.rows(COHORTS):
            code = row.text("code")
            if code in made:
                self.twice("code", row, made[code].place)
                continue
            made[code] = _nested(row)
            list_in(top, "cohorts", row.place).append(made[code])
        for table, key in ((CLASSES, "classes"), (LIMITS, "class_limits")):
            for row in self.rows(table):
                cohort = made.get(row.text("cohort"))
                if cohort is None:
                    self.unknown("cohort", row, COHORTS)
                    continue
                list_in(cohort, key, row.place).append(_nested(row, leave=("cohort",)))


def _head(found: dict[str, Data]) -> Entries:
    """Hang each line about the set where the set file has it."""
    top = Entries(Place(sheet=SET_SHEET))
    for path, data in found.items():
        first, _, _last = path.rpartition(".")
        if first == "clamp":
            list_in(top, first, data.place).append(data)
        else:
            _hang(top, path, data)
    return top


def _stand_in(column: Column) -> str:
    """Return something harmless for a cell that is wrong, so that reading goes on."""
    return _STAND_IN.get(column.kind) or next(iter(column.words.values()), "0")


def _cell(cells: Sequence[Cell], index: int) -> Cell:
    """Return a cell, ``None`` where it is blank or the row is shorter."""
    cell = cells[index] if index < len(cells) else None
    return None if is_blank(cell) else cell


def _has_content(cells: Sequence[Cell]) -> bool:
    return any(not is_blank(cell) for cell in cells)


def _heading(rows: Sequence[Sequence[Cell]], columns: Sequence[Column]) -> int | None:
    """Return the index of the row that has every needed heading."""
    needed = {folded(column.title) for column in columns if column.needed}
    for index, cells in enumerate(rows[:HEADING_WITHIN]):
        if needed <= {folded(plain(cell)) for cell in cells}:
            return index
    return None


def _nested(row: Row, leave: tuple[str, ...] = ()) -> Entries:
    """Return a row's cells as a mapping; ``a.b`` is the key ``b`` of a mapping ``a``."""
    made = Entries(row.place)
    for path, data in row.cells.items():
        if path not in leave:
            _hang(made, path, data)
    return made


def _hang(top: Entries, path: str, data: Data) -> None:
    """Put ``data`` at the end of a path of keys; mappings on the way are where ``top`` is."""
    *above, key = path.split(".")
    for name in above:
        top = mapping_in(top, name, top.place)
    put(top, key, data)


def put(holder: Entries, key: str, data: Data) -> None:
    """Set a key of a mapping, and where it stands."""
    holder[key] = data
    holder.keys_at[key] = data.place


def list_in(holder: Entries, key: str, place: Place) -> Items:
    """Return the list under a key, made at ``place`` if there is none."""
    found = holder.get(key)
    if not isinstance(found, Items):
        found = Items(place)
        put(holder, key, found)
    return found


def mapping_in(holder: Entries, key: str, place: Place) -> Entries:
    """Return the mapping under a key, made at ``place`` if there is none."""
    found = holder.get(key)
    if not isinstance(found, Entries):
        found = Entries(place)
        put(holder, key, found)
    return found


def _size(data: Data) -> int:
    if isinstance(data, Text):
        return 1
    members: Iterator[Data] = iter(data.values() if isinstance(data, Entries) else data)
    return 1 + sum(map(_size, members))
