"""Compare a result with the one that was published, and say why they differ.

A published index may not follow from its published parts: other weights, a correction in a few
units, or totals and parts of different vintages. A result that contradicts the published one is
refused with the largest differences and the likely reason, never repaired.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy
from numpy.typing import NDArray

from openpar.scoring.composite.columns import MISSING, read_number
from openpar.scoring.composite.defects import Refused, Spot, Unreadable
from openpar.scoring.composite.tables import MOST_DEFECTS, NUMBER_EXPECTED, Table, read_table
from openpar.scoring.composite.work import Work
from openpar.scoring.numbers import Number

#: Differences that a refusal shows, largest first.
SHOWN = 5
#: Up to this share of the units a difference is told as a matter of those units.
FEW = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Printed:
    """One published figure; ``value`` ``None`` where none was published."""

    code: str
    unit: str
    value: Fraction | None
    tolerance: Fraction


@dataclass(frozen=True, slots=True)
class Difference:
    """A published figure and what was computed; a value against none is apart without a size."""

    printed: Printed
    computed: Fraction | None

    @property
    def apart(self) -> Fraction | None:
        """Computed minus published; ``None`` where one of them has no value."""
        if self.computed is None or self.printed.value is None:
            return None
        return self.computed - self.printed.value

    def __str__(self) -> str:
        computed, published = _shown(self.computed), _shown(self.printed.value)
        tail = "" if self.apart is None else f" ({float(self.apart):+.6g})"
        place = f"{self.printed.unit}: {self.printed.code}"
        return f"{place} computed {computed}, published {published}{tail}"


def _shown(value: Fraction | None) -> str:
    return "no value" if value is None else f"{float(value):.10g}"


def read_published(text: str, file: str, work: Work, tolerance: Number | None) -> list[Printed]:
    """Read published figures: ``unit``, ``value`` (of the root) or a column per aggregate code.

    A figure agrees within ``tolerance``; without one within the column ``tolerance`` of its row;
    without that within half a unit of its last printed digit.

    Raises
    ------
    Unreadable
        No unit column, no figure column, a unit that DATA has not, a cell that is no number.
    """
    table = read_table(text, file, [])
    identity = next((name for name in ("unit", "uCode") if name in table.header), None)
    codes = {node.code: node.code for node in work.tree.aggregates if node.code in table.header}
    if "value" in table.header and len(work.tree.roots) == 1:
        codes["value"] = work.tree.roots[0].code
    if identity is None or not codes:
        names = ", ".join(table.header)
        raise Unreadable.at(
            Spot(file, 1),
            f"expected unit and value, or unit and aggregate codes, as columns; found {names}",
        )
    known = set(work.data.units)
    printed: list[Printed] = []
    defects: list[str] = []
    for row, cells in enumerate(table.rows):
        unit = cells[table.header.index(identity)].strip()
        if unit not in known:
            spot = table.spot(row, identity)
            defects.append(f"{spot}: {unit!r} is no unit of {work.data.table.file}")
            continue
        for name, code in codes.items():
            try:
                value, own = _figure(table, row, name)
                width = own if tolerance is None else Fraction(tolerance)
                printed.append(Printed(code, unit, value, width))
            except Unreadable as error:
                defects += error.lines
    if defects:
        raise Unreadable(defects[:MOST_DEFECTS])
    return printed


def _figure(table: Table, row: int, name: str) -> tuple[Fraction | None, Fraction]:
    """One figure and the tolerance that its row or its printed digits give."""
    text = table.rows[row][table.header.index(name)].strip()
    if text in MISSING:
        return None, Fraction(0)
    parts = read_number(text)
    if parts is None:
        raise Unreadable.at(table.spot(row, name), f"{text!r}; expected {NUMBER_EXPECTED}")
    value, tolerance = Fraction(parts[0], 10 ** parts[1]), Fraction(1, 2 * 10 ** parts[1])
    if "tolerance" in table.header and name != "tolerance":
        own = table.rows[row][table.header.index("tolerance")].strip()
        width = read_number(own) if own not in MISSING else None
        tolerance = Fraction(width[0], 10 ** width[1]) if width else tolerance
    return value, tolerance


def compare(work: Work, printed: list[Printed], file: str) -> str:
    """Return one sentence of agreement.

    Raises
    ------
    Refused
        Some figure lies outside its tolerance; the largest differences and the likely reason.
    """
    rows = {unit: row for row, unit in enumerate(work.data.units)}
    differences = []
    for figure in printed:
        computed = work.columns[figure.code].value(rows[figure.unit])
        difference = Difference(figure, computed)
        apart = difference.apart
        blank = computed is None and figure.value is None
        if not blank and (apart is None or abs(apart) > figure.tolerance):
            differences.append(difference)
    if not differences:
        return f"{len(printed)} published figures of {file} agree"
    differences.sort(key=lambda d: (d.apart is not None, -abs(d.apart or 0)))
    lines = [
        f"{file}: refused: {len(differences)} of {len(printed)} published figures do not follow "
        "from DATA by this recipe"
    ]
    lines += [f"  {difference}" for difference in differences[:SHOWN]]
    if len(differences) > SHOWN:
        lines.append(f"  and {len(differences) - SHOWN} more")
    lines += [f"  likely reason: {reason}" for reason in _reasons(work, printed, differences)]
    raise Refused(lines)


def _reasons(work: Work, printed: list[Printed], differences: list[Difference]) -> Iterator[str]:
    """The simplest explanation that holds for every figure of the code that differs first."""
    code = differences[0].printed.code
    figures = [figure for figure in printed if figure.code == code and figure.value is not None]
    mine = [difference for difference in differences if difference.printed.code == code]
    if any(difference.apart is None for difference in mine):
        yield "a value is missing on one side: other units, or another rule for missing values"
        return
    if len(mine) <= FEW * len(figures):
        yield "only these units differ: a correction or a misprint in their figures"
        return
    rows = {unit: row for row, unit in enumerate(work.data.units)}
    column = work.columns[code]
    computed = numpy.array([float(column.value(rows[f.unit]) or 0) for f in figures])
    published = numpy.array([float(f.value or 0) for f in figures])
    width = float(max(f.tolerance for f in figures))
    yield _common_reason(computed, published, width) or _weights_reason(
        work, code, [rows[f.unit] for f in figures], published, width
    )


def _common_reason(
    computed: NDArray[numpy.float64], published: NDArray[numpy.float64], width: float
) -> str:
    """One factor or one shift for all units, or nothing."""
    size = float(computed @ computed)
    factor = float(published @ computed) / size if size else 0.0
    if numpy.abs(published - factor * computed).max() <= width:
        return f"the published figures are {factor:.6g} times these: scale, or the sum of weights"
    shift = float((published - computed).mean())
    if numpy.abs(published - computed - shift).max() <= width:
        return f"the published figures are these plus {shift:.6g}: points outside this tree"
    return ""


def _weights_reason(
    work: Work, code: str, rows: list[int], published: NDArray[numpy.float64], width: float
) -> str:
    """Whether any weights of the parts give the published figures (least squares)."""
    children = work.tree.children[code]
    parts = numpy.array(
        [[float(work.columns[c.code].value(row) or 0) for c in children] for row in rows]
    )
    if len(rows) <= len(children):
        return "too few units to tell weights from vintages"
    weights, *_ = numpy.linalg.lstsq(parts, published, rcond=None)
    best = float(numpy.abs(parts @ weights - published).max())
    shares = ", ".join(
        f"{c.code} {weight:.4g}" for c, weight in zip(children, weights, strict=True)
    )
    if best <= width:
        return f"other weights give the published figures: {shares}"
    return (
        f"no weights of the {len(children)} parts under {code!r} give the published figures (the "
        f"best leave {best:.2g}): totals and parts are not of the same vintage, or the totals were "
        "computed from figures that are not in DATA"
    )
