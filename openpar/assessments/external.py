"""Points that the superior level appraised, from its CSV or Excel file: read, compared, told.

The file has a header row with the columns ``code``, ``points`` and ``reason`` (or mã, điểm, lý do).
Nothing is stored here; ``importing`` does it, all rows or none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openpar.assessments.models import Kind, LayerStatus, ScoreItem, ScoreLayer
from openpar.assessments.table_files import UnreadableError, table_rows
from openpar.people.formats import InputError, read_number, write_number
from openpar.people.search import fold
from openpar.scoring.numbers import Number, exact, parse_number
from openpar.scoring.sets.model import Node

LARGEST_FILE = 2_000_000  # bytes; a file of 200 criteria has 40,000
MOST_ROWS = 2_000
LONGEST_REASON = 4_000

#: Headers by column, folded.
HEADERS = {
    "code": ("code", "ma", "ma tieu chi", "tieu chi", "criterion"),
    "points": ("points", "diem", "diem tham dinh", "appraised points"),
    "reason": ("reason", "ly do", "ly do, can cu", "ghi chu", "nhan xet"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands in the file, counted as a spreadsheet counts."""

    number: int
    code: str
    points: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """One row compared with the sheet; ``error`` where it cannot be taken.

    ``own`` are the province's own points, ``before`` what was imported earlier.
    """

    line: Line
    item: ScoreItem | None = None
    points: Number | None = None
    own: Number | None = None
    before: ScoreLayer | None = None
    error: str = ""

    @property
    def is_new(self) -> bool:
        """Whether it says something else than what was imported before."""
        if self.error:
            return False
        before = self.before
        same = before and before.points == self.points and before.reason == self.line.reason
        return not same

    @property
    def difference(self) -> Number | None:
        """Appraised minus own points."""
        if self.points is None or self.own is None:
            return None
        return exact(self.points - self.own)


def read_lines(content: bytes) -> list[Line]:
    """Return the rows of a file, by its content: a workbook is a ZIP archive, all else is CSV.

    Raises
    ------
    UnreadableError
        It is no table, too large, or has no columns for code and points.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadableError(_("This file is larger than 2 MB. A table of points is far smaller."))
    return _lines_of(table_rows(content))


def _lines_of(rows: Sequence[Sequence[str]]) -> list[Line]:
    """Return the rows below the header row, which may stand under a title."""
    for at, row in enumerate(rows):
        if _is_header(row):
            places = _places(row)
            lines = [_line(at + below, row, places) for below, row in enumerate(rows[at + 1 :], 2)]
            kept = [line for line in lines if line.code or line.points or line.reason]
            if len(kept) > MOST_ROWS:
                raise UnreadableError(_("This file has more rows than any criteria set."))
            if not kept:
                raise UnreadableError(_("There is no row below the headers."))
            return kept
    raise UnreadableError(
        _("No row has the headers “Mã” and “Điểm” (or code and points); “Lý do” may follow.")
    )


def compare(
    lines: Iterable[Line], items: Iterable[ScoreItem], nodes: dict[str, Node]
) -> list[Change]:
    """Compare every row with the sheet; ``items`` carry their criterion and their layers."""
    by_code = {item.criterion.code: item for item in items}
    changes, seen = [], set()
    for line in lines:
        repeated = line.code in seen
        seen.add(line.code)
        changes.append(_change(line, by_code.get(line.code), nodes, repeated=repeated))
    return changes


def own_points(layers: Iterable[ScoreLayer]) -> Number | None:
    """Return what the province gave itself: declared, else computed points."""
    newest = {layer.kind: layer for layer in layers if layer.status == LayerStatus.SCORED}
    layer = newest.get(Kind.SELF) or newest.get(Kind.COMPUTED)
    return layer.points if layer else None


def external_layer(layers: Iterable[ScoreLayer]) -> ScoreLayer | None:
    """Return the newest points of the superior level among layers in the order of writing."""
    found = [layer for layer in layers if layer.kind == Kind.EXTERNAL]
    return found[-1] if found else None


def _change(
    line: Line, item: ScoreItem | None, nodes: dict[str, Node], *, repeated: bool
) -> Change:
    if item is None:
        return Change(line, error=_("The criteria set has no such criterion."))
    if repeated:
        return Change(line, error=_("This criterion stands in the file twice."))
    layers = list(item.layers.all())
    try:
        points = _number(line.points)
        _check(points, nodes[line.code])
        _check_reason(line.reason)
    except InputError as error:
        return Change(line, item, error=str(error))
    return Change(line, item, points, own_points(layers), external_layer(layers))


def _number(text: str) -> Number:
    """Read points as the file writes them: 1.25 or 1,25. A dot before three digits is no thousand
    here: no criterion earns a thousand points."""
    text = text.strip()
    if not text:
        raise InputError(_("The points are missing; an empty cell is not zero."))
    if text.endswith("%"):
        raise InputError(_("These are per cent, not points."))
    try:
        return parse_number(text)
    except ValueError:
        return read_number(text)


def _check(points: Number, node: Node) -> None:
    if node.maximum is not None and points > node.maximum:
        most = write_number(node.maximum)
        raise InputError(_("This criterion earns at most %(most)s points.") % {"most": most})
    if node.minimum is not None and points < node.minimum:
        least = write_number(node.minimum)
        raise InputError(_("This criterion earns at least %(least)s points.") % {"least": least})


def _check_reason(text: str) -> None:
    if len(text) > LONGEST_REASON:
        most = write_number(LONGEST_REASON)
        raise InputError(_("This reason is longer than %(most)s characters.") % {"most": most})


def _is_header(row: Sequence[str]) -> bool:
    return {"code", "points"} <= _places(row).keys()


def _places(row: Sequence[str]) -> dict[str, int]:
    """Return which column holds what, where the row is the header row."""
    folded = [fold(cell).strip() for cell in row]
    return {
        column: folded.index(word)
        for column, words in HEADERS.items()
        for word in reversed(words)
        if word in folded
    }


def _line(number: int, row: Sequence[str], places: dict[str, int]) -> Line:
    cells = {
        column: row[place].strip() if place < len(row) else "" for column, place in places.items()
    }
    return Line(number, cells["code"], cells["points"], cells.get("reason", ""))
