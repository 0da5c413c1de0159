"""The rows of an annex as a tree: fields, criteria, components, with sums checked at every level.

A problem stands beside the row where it was found; nothing is refused and nothing invented. What a
person changes about a row (``Change``) is kept apart from the file and applied at each reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _

from openpar.criteria.annex_mapping import (
    NOTE,
    UNNUMBERED,
    Column,
    Mapping,
    Numbered,
    has_capital_letters,
    heading_labels,
    leading_number,
    row_number,
)
from openpar.criteria.annex_reading import Table
from openpar.people.formats import write_number
from openpar.people.search import fold
from openpar.scoring.numbers import Number, exact
from openpar.scoring.sets.recognising_phrases import clauses

_TOTAL = re.compile(r"^\s*(?:tổng(?: số| cộng| điểm)?|cộng)\b.{0,60}$", re.IGNORECASE)
_POINTS = re.compile(r"(\d{1,6})(?:[.,](\d{1,6}))?(?:\s*(?:diem|đ|d))?")
_PART_POINTS = re.compile(r"\s*\(\s*(\d{1,4}(?:[.,]\d{1,4})?)\s*điểm\s*\)\s*$", re.IGNORECASE)
DEEPEST = 8


@dataclass(slots=True)
class Row:
    """A node of the annex. ``number`` is its row in the table, from 1; two nodes may share one.

    ``maximum`` in points; ``stated`` whether the annex says it, else it is the sum below.
    """

    number: int
    code: str
    title: str
    level: int
    maximum: Number | None = None
    stated: bool = True
    scoring: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    lead: str = ""
    cooperating: str = ""
    token: str = ""
    pattern: str = ""
    children: list["Row"] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_leaf(self) -> bool:
        """Whether points are given here."""
        return not self.children

    @property
    def key(self) -> str:
        """What names the node within its annex: row and level."""
        return f"{self.number}-{self.level}"

    def walk(self) -> Iterator["Row"]:
        """Yield this node and everything below it, in the order of the annex."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Tree:
    """The annex. ``total`` is what its last line states; ``notes``: rows added to others."""

    roots: list[Row] = field(default_factory=list)
    total: Number | None = None
    notes: int = 0
    problems: list[str] = field(default_factory=list)

    def rows(self) -> list[Row]:
        """Return every node in the order of the annex."""
        return [row for root in self.roots for row in root.walk()]

    def leaves(self) -> list[Row]:
        """Return the nodes where points are given."""
        return [row for row in self.rows() if row.is_leaf]

    @property
    def sum(self) -> Number:
        """Points of all fields together."""
        return exact(sum((Fraction(root.maximum or 0) for root in self.roots), Fraction(0)))

    @property
    def problem_count(self) -> int:
        """How many problems there are."""
        return len(self.problems) + sum(len(row.problems) for row in self.rows())


@dataclass(frozen=True, slots=True)
class Change:
    """What a person says of a row instead of the file; empty fields leave the file's.

    ``level``: a level, ``NOTE``, or empty.
    """

    level: str = ""
    code: str = ""
    title: str = ""
    maximum: str = ""


def read_points(text: str) -> Number | None:
    """Return points as annexes write them (0,5 · 0.5 · 02 · 1 điểm), ``None`` for anything else.

    >>> read_points("0,50"), read_points("10 điểm"), read_points("từ 1 đến 2") is None
    (Fraction(1, 2), 10, True)
    """
    found = _POINTS.fullmatch(fold(text))
    return exact(Fraction(f"{found[1]}.{found[2] or 0}")) if found else None


def read_tree(table: Table, mapping: Mapping, changes: dict[str, Change] | None = None) -> Tree:
    """Return the annex as a tree. ``changes`` by the number of the row in the table, as text."""
    builder = _Builder(table, mapping, changes or {})
    for number in range(mapping.heading, len(table.rows)):
        builder.row(number)
    tree = builder.tree
    for root in tree.roots:
        _sum_up(root)
    _check(tree)
    return tree


class _Builder:
    """Goes through the rows and hangs each node below the last one of a higher level."""

    def __init__(self, table: Table, mapping: Mapping, changes: dict[str, Change]) -> None:
        self.table, self.mapping, self.changes = table, mapping, changes
        self.tree = Tree()
        self.path: list[Row] = []
        kinds = mapping.columns
        self.titles = [n for n, kind in enumerate(kinds) if kind == Column.TITLE]
        code = kinds.index(Column.CODE) if Column.CODE in kinds else -1
        self.uppers = has_capital_letters(table, mapping.heading, code)
        self.labels = heading_labels(table, mapping.heading)

    def cell(self, row: list[str], kind: Column) -> str:
        """Return the text of a column, empty where the annex has none."""
        column = self.mapping.columns.index(kind) if kind in self.mapping.columns else -1
        return row[column] if column >= 0 else ""

    def row(self, index: int) -> None:
        cells = self.table.rows[index]
        if not any(cell.strip() for cell in cells) or self._repeats_heading(cells):
            return
        filled = [n for n in self.titles if cells[n]]
        for place in filled[:-1]:  # field and criterion beside their first component
            self._upper(index, cells[place], self.titles.index(place))
        numbered, title = row_number(cells, self.mapping.columns, self.uppers)
        change = self.changes.get(str(index + 1), Change())
        if not change.level and self._is_total(cells, numbered, title):
            return
        level = self._level(numbered, cells, title, filled)
        level = int(change.level) if change.level else level
        if level == NOTE:
            self._note(cells, title)
            return
        self._place(self._node(index, level, numbered, change.title or title, change))

    def _upper(self, index: int, text: str, level: int) -> None:
        """Add a node whose title stands in a column of its own, left of the row's last title."""
        led = leading_number(text, self.uppers)
        numbered, title = led or (None, text)
        node = Row(index + 1, "", title, level)
        node.token = numbered.token if numbered else ""
        node.pattern = numbered.pattern if numbered else ""
        points = _PART_POINTS.search(node.title)
        node.stated = bool(points)
        if points:
            node.maximum = read_points(points[1])
            node.title = node.title[: points.start()]
        self._place(node)

    def _repeats_heading(self, cells: list[str]) -> bool:
        """Whether a page of the annex began again with the heading."""
        said = [" ".join(cell.split()) for cell in cells if cell]
        return len(said) > 1 and all(any(one in label for label in self.labels) for one in said)

    def _is_total(self, cells: list[str], numbered: Numbered | None, title: str) -> bool:
        """Whether the row states the total; it is kept for the check."""
        words = [title, *cells[:2]]
        if (numbered and numbered.token) or not any(_TOTAL.match(one) for one in words):
            return False
        self.tree.total = read_points(self.cell(cells, Column.MAXIMUM))
        return True

    def _level(
        self, numbered: Numbered | None, cells: list[str], title: str, filled: list[int]
    ) -> int:
        levels = self.mapping.levels
        if numbered and numbered.pattern != "-":
            return levels.get(numbered.pattern, len(levels))
        if len(self.titles) > 1 and filled:
            return self.titles.index(filled[-1])
        if numbered:
            return levels.get("-", NOTE)
        states_level = clauses(title) and read_points(self.cell(cells, Column.MAXIMUM)) is None
        if not self.cell(cells, Column.MAXIMUM).strip() or states_level:
            return NOTE
        return levels.get(UNNUMBERED, NOTE)

    def _note(self, cells: list[str], title: str) -> None:
        """Add a row without a number to the node above: its words say how that is scored."""
        self.tree.notes += 1
        if not self.path:
            return
        last = self.path[-1]
        points = self.cell(cells, Column.MAXIMUM)
        if title and points and not clauses(title):
            title = f"{title}: {points}"
        last.scoring += [one for one in (title, self.cell(cells, Column.SCORING)) if one]
        if evidence := self.cell(cells, Column.EVIDENCE):
            last.evidence.append(evidence)

    def _node(
        self, index: int, level: int, numbered: Numbered | None, title: str, change: Change
    ) -> Row:
        cells = self.table.rows[index]
        node = Row(index + 1, change.code, " ".join(title.split()), level)
        if numbered:
            node.token, node.pattern = numbered.token, numbered.pattern
        written = change.maximum or self.cell(cells, Column.MAXIMUM)
        node.maximum = read_points(written)
        if written.strip() and node.maximum is None:
            node.problems.append(
                _("“%(text)s” is no number of points.") % {"text": " ".join(written.split())[:40]}
            )
        node.stated = node.maximum is not None
        node.scoring = [one for one in [self.cell(cells, Column.SCORING)] if one]
        node.evidence = [one for one in [self.cell(cells, Column.EVIDENCE)] if one]
        node.lead = " ".join(self.cell(cells, Column.LEAD).split())
        node.cooperating = " ".join(self.cell(cells, Column.COOPERATING).split())
        if not node.title:
            node.problems.append(_("This row has no title."))
        return node

    def _place(self, node: Row) -> None:
        """Hang a node below the last one of a higher level, and give it its code."""
        node.level = max(0, min(node.level, DEEPEST))
        while self.path and self.path[-1].level >= node.level:
            self.path.pop()
        above = self.path[-1] if self.path else None
        beside = above.children if above else self.tree.roots
        node.code = node.code or _code(node, above, len(beside))
        beside.append(node)
        self.path.append(node)


def _code(node: Row, above: Row | None, before: int) -> str:
    """Return the code: that of the node above and the last part of its own number."""
    last = node.token.rpartition(".")[2] or str(before + 1)
    if above is None:
        return node.token or last
    if "." in node.token and above.token and not node.token.startswith(f"{above.token}."):
        own, expected = node.token.count("."), above.token.count(".") + 1
        if own == expected and above.token[0].isdigit() == node.token[0].isdigit():
            node.problems.append(
                _("Number %(number)s stands below %(above)s.")
                % {"number": node.token, "above": above.token}
            )
            return node.token
    return f"{above.code}.{last}"


def _sum_up(node: Row) -> None:
    """Check a node against what stands below it, or take its maximum from there (V3)."""
    for child in node.children:
        _sum_up(child)
    if not node.children:
        if node.maximum is None and not node.problems:
            node.problems.append(_("No maximum points are stated."))
        return
    below = exact(sum((Fraction(child.maximum or 0) for child in node.children), Fraction(0)))
    if node.maximum is None:
        node.maximum, node.stated = below, False
    elif node.maximum != below:
        node.problems.append(
            _("The parts add up to %(sum)s, not to %(maximum)s (V3).")
            % {"sum": write_number(below), "maximum": write_number(node.maximum)}
        )


def _check(tree: Tree) -> None:
    """Note what concerns several rows: codes used twice, the total, an annex without rows."""
    seen: dict[str, int] = {}
    for row in tree.rows():
        if row.code in seen:
            row.problems.append(
                _("Code %(code)s stands in row %(row)d already.")
                % {"code": row.code, "row": seen[row.code]}
            )
        seen.setdefault(row.code, row.number)
    if not tree.roots:
        tree.problems.append(_("No criterion was found: check the columns and the levels."))
    if tree.total is not None and tree.total != tree.sum:
        tree.problems.append(
            _("The total states %(total)s points, the fields add up to %(sum)s (V3).")
            % {"total": write_number(tree.total), "sum": write_number(tree.sum)}
        )
