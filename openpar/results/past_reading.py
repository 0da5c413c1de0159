"""A table of published results -> what it says of which unit, with an error beside each row."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _

from openpar.criteria.exact import exact_text
from openpar.people.formats import is_vietnamese
from openpar.people.models import Unit, UnitPeriod
from openpar.people.search import fold
from openpar.people.workbook_reading import sheets_of
from openpar.results.past_models import PastResult
from openpar.scoring.numbers import Number, decimal_text, exact
from openpar.scoring.sets.reading import SetError

LARGEST_FILE = 5_000_000  # bytes
MOST_ROWS = 5_000
MOST_COLUMNS = 200
_NUMBER = re.compile(r"(\d{1,4})(?:[.,](\d{1,12}))?\s*%?")
_CODE = re.compile(r"(?:diem |tieu chi )?((?:\d{1,2}|[ivx]{1,5})(?:\.\d{1,2}){1,3})")
_PREFIX = re.compile(r"^(?:uy ban nhan dan|ubnd|tinh|thanh pho|tp\.?|huyen|thi xa|xa|phuong)\s+")


class Column(StrEnum):
    """What a column holds; a score column bears the code of its criterion as its heading."""

    UNIT = "unit"
    YEAR = "year"
    INDEX = "index"
    RANK = "rank"
    COMPARED = "compared"
    COHORT = "cohort"
    CLASS = "class"
    SOURCE = "source"
    SCORE = "score"
    IGNORED = "ignored"


_WORDS: tuple[tuple[re.Pattern[str], Column], ...] = tuple(
    (re.compile(pattern), column)
    for pattern, column in (
        (r"^(?:nam|year)$", Column.YEAR),
        (r"n units|so don vi|tong so", Column.COMPARED),
        (r"xep hang|thu hang|^hang$|^rank$", Column.RANK),
        (r"xep loai|^loai$|class", Column.CLASS),
        (r"index pct|^index$|chi so|^score$|tong diem$|ty le", Column.INDEX),
        (r"khoi|nhom|level|cohort", Column.COHORT),
        (r"van ban|quyet dinh|nguon|source", Column.SOURCE),
        (r"don vi|co quan|ten|^ma$|unit|province|dia phuong", Column.UNIT),
    )
)


class PastTableError(ValueError):
    """A file that holds no table of results; ``str()`` is the sentence to show, translated."""


@dataclass(slots=True)
class Line:
    """One row of the table. ``change``: new, changed, same; ``errors`` keep it from being stored.

    ``before`` are the values stored now, ``after`` those of the file, by the name of the field.
    """

    number: int
    said: str
    unit: Unit | None = None
    year: int | None = None
    after: dict[str, object] = field(default_factory=dict)
    before: dict[str, object] = field(default_factory=dict)
    change: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def differences(self) -> list[tuple[str, object, object]]:
        """What would change: field, before, after."""
        return [
            (name, self.before.get(name, ""), value)
            for name, value in self.after.items()
            if self.before and self.before.get(name) != value
        ]


def read_table(content: bytes) -> list[list[str]]:
    """Return the cells of a CSV file or of the first sheet of a workbook, heading first.

    Raises
    ------
    PastTableError
        No table, too large, or no UTF-8 text.
    """
    if len(content) > LARGEST_FILE:
        raise PastTableError(_("The file has more than 5 MB; a table of results is far smaller."))
    rows = _workbook(content) if content.startswith(b"PK\x03\x04") else _comma_separated(content)
    rows = [row for row in rows if any(row)]
    width = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or width < 2:
        raise PastTableError(_("No table was found: a heading and at least one row are needed."))
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS:
        raise PastTableError(
            _("The table has more than %(rows)d rows or %(columns)d columns.")
            % {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
        )
    return [row + [""] * (width - len(row)) for row in rows]


def _workbook(content: bytes) -> list[list[str]]:
    try:
        sheets = sheets_of(content)
    except SetError as error:
        raise PastTableError(error.vi if is_vietnamese() else error.en) from None
    first = next(iter(sheets.values()), [])
    return [[_shown(cell) for cell in row] for row in first]


def _shown(cell: object) -> str:
    if isinstance(cell, int | Fraction) and not isinstance(cell, bool):
        return decimal_text(cell)
    return _line("" if cell is None else str(cell))


def _comma_separated(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PastTableError(_("This file is not UTF-8 text. Save it as CSV UTF-8.")) from None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        return [[_line(cell) for cell in row] for row in rows]
    except csv.Error:
        raise PastTableError(_("This CSV file cannot be read: a quotation mark is open.")) from None


def _line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:500]


def propose_columns(heading: list[str]) -> list[str]:
    """Return what each column is, from the words of its heading; each kind but scores once."""
    found: list[str] = []
    for label in heading:
        bare = " ".join(re.sub(r"[^\w. ]", " ", fold(label)).replace("_", " ").split())
        kind = next((column for pattern, column in _WORDS if pattern.search(bare)), None)
        if _CODE.fullmatch(bare):
            kind = Column.SCORE
        elif kind is None or kind in found:
            kind = Column.IGNORED
        found.append(str(kind))
    return found


def criterion_code(heading: str) -> str:
    """Return the code that the heading of a score column names, empty where it names none."""
    found = _CODE.fullmatch(" ".join(fold(heading).split()))
    return found[1].upper() if found else ""


@dataclass(frozen=True, slots=True)
class Given:
    """What holds for the whole table where no column says it."""

    year: int | None = None
    source: str = ""
    compared: int | None = None
    cohort: str = ""


def try_out(rows: list[list[str]], columns: list[str], given: Given) -> list[Line]:
    """Return every row with its unit, its difference from what is stored, and its errors.

    Four queries whatever the size: units, their earlier names, stored results, none per row.
    """
    reader = _Reader(rows[0], columns, given, _Names())
    lines = [reader.line(number, row) for number, row in enumerate(rows[1:], start=2)]
    _compare(lines)
    return lines


class _Names:
    """Units by code and by folded name, past names too, with the years in which they stood."""

    def __init__(self) -> None:
        self.units = {unit.pk: unit for unit in Unit.objects.all()}
        self.by_name: dict[str, set[int]] = {}
        self.by_code = {unit.code.casefold(): unit for unit in self.units.values()}
        for unit in self.units.values():
            self._add(unit.pk, unit.name, unit.short_name)
        for pk, name, short in UnitPeriod.objects.values_list("unit_id", "name", "short_name"):
            self._add(pk, name, short)

    def _add(self, pk: int, *names: str) -> None:
        for name in filter(None, names):
            for folded in {fold(name), _PREFIX.sub("", fold(name))}:
                self.by_name.setdefault(folded, set()).add(pk)

    def find(self, text: str, year: int) -> list[Unit]:
        """Return the units that the text can mean in a year."""
        if unit := self.by_code.get(text.casefold()):
            return [unit]
        folded = fold(text)
        pks = self.by_name.get(folded) or self.by_name.get(_PREFIX.sub("", folded), set())
        found = [self.units[pk] for pk in pks]
        standing = [one for one in found if _stood(one, year)]
        exactly = [one for one in standing if fold(one.name) == folded]
        return exactly if len(exactly) == 1 else standing


def _stood(unit: Unit, year: int) -> bool:
    """Whether a unit stood in a year; the platform may know it only from a later day on."""
    return unit.valid_to is None or unit.valid_to.year >= year


@dataclass(frozen=True, slots=True)
class _Reader:
    heading: list[str]
    columns: list[str]
    given: Given
    names: _Names

    def line(self, number: int, row: list[str]) -> Line:
        said = self.cell(row, Column.UNIT)
        line = Line(number, said)
        line.year = self._whole(line, row, Column.YEAR, self.given.year, 2000, 2100)
        if line.year is None and not line.errors:
            line.errors.append(_("No year is stated."))
        index = _number(self.cell(row, Column.INDEX))
        if index is None or index > 100:
            line.errors.append(
                _("“%(text)s” is no index between 0 and 100.")
                % {"text": self.cell(row, Column.INDEX)}
            )
        rank = self._whole(line, row, Column.RANK, None, 1, 10_000)
        compared = self._whole(line, row, Column.COMPARED, self.given.compared, 1, 10_000)
        if rank and compared and rank > compared:
            line.errors.append(
                _("Rank %(rank)d of %(compared)d units cannot be.")
                % {"rank": rank, "compared": compared}
            )
        source = self.cell(row, Column.SOURCE) or self.given.source
        if not source:
            line.errors.append(_("No source document is stated."))
        line.after = {
            "index": "" if index is None else exact_text(index),
            "rank": rank,
            "compared": compared,
            "cohort": (self.cell(row, Column.COHORT) or self.given.cohort)[:250],
            "class_title": self.cell(row, Column.CLASS)[:200],
            "scores": self._scores(line, row),
            "source": source,
        }
        self._unit(line)
        return line

    def cell(self, row: list[str], kind: Column) -> str:
        place = self.columns.index(kind) if kind in self.columns else -1
        return row[place] if place >= 0 else ""

    def _whole(
        self, line: Line, row: list[str], kind: Column, otherwise: int | None, least: int, most: int
    ) -> int | None:
        text = self.cell(row, kind)
        if not text:
            return otherwise
        number = _number(text)
        if isinstance(number, int) and least <= number <= most:
            return number
        line.errors.append(
            _("“%(text)s” is no whole number from %(least)d to %(most)d.")
            % {"text": text, "least": least, "most": most}
        )
        return None

    def _scores(self, line: Line, row: list[str]) -> dict[str, str]:
        found = {}
        for place, kind in enumerate(self.columns):
            if kind != Column.SCORE or not row[place]:
                continue
            code, points = criterion_code(self.heading[place]), _number(row[place])
            if not code or points is None:
                line.errors.append(
                    _("“%(text)s” is no number of points for %(code)s.")
                    % {"text": row[place], "code": code or self.heading[place]}
                )
                continue
            found[code] = exact_text(points)
        return found

    def _unit(self, line: Line) -> None:
        found = self.names.find(line.said, line.year or 2100) if line.said else []
        if len(found) == 1:
            line.unit = found[0]
        elif found:
            codes = ", ".join(sorted(unit.code for unit in found)[:5])
            line.errors.append(
                _("“%(name)s” can be several units: %(codes)s. Write the code.")
                % {"name": line.said, "codes": codes}
            )
        else:
            line.errors.append(
                _("“%(name)s” is no unit of the register in that year.") % {"name": line.said}
            )


def _number(text: str) -> Number | None:
    found = _NUMBER.fullmatch(text)
    return exact(Fraction(f"{found[1]}.{found[2] or 0}")) if found else None


def _compare(lines: list[Line]) -> None:
    """Note what is new, changed or the same, and units that stand twice in one year."""
    units = {line.unit.pk for line in lines if line.unit}
    stored = {(row.unit_id, row.year): row for row in PastResult.objects.filter(unit__in=units)}
    seen: dict[tuple[int, int], int] = {}
    for line in lines:
        if line.unit is None or line.year is None:
            continue
        key = (line.unit.pk, line.year)
        if key in seen:
            line.errors.append(
                _("This unit stands in row %(row)d already for that year.") % {"row": seen[key]}
            )
        seen.setdefault(key, line.number)
        row = stored.get(key)
        line.before = values_of(row) if row else {}
        line.change = "new" if row is None else "changed" if line.differences else "same"


def values_of(row: PastResult) -> dict[str, object]:
    """Return a stored result by the names of its fields, numbers as exact texts."""
    values = {name: getattr(row, name) for name in ("rank", "compared", "cohort", "class_title")}
    return {
        "index": exact_text(row.index), **values, "scores": row.scores, "source": row.source,
    }  # fmt: skip


def pinned(lines: Iterable[Line]) -> str:
    """Return the hash of what a trial shows: what is confirmed is what was seen."""
    shown = [
        [line.number, line.unit.code if line.unit else "", line.year, line.change, line.before,
         line.after, len(line.errors)]
        for line in lines
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
