"""Run a recipe over the two tables; write the result and every stage as CSV text."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from openpar.scoring.composite.columns import Column, number_text
from openpar.scoring.composite.recipe import Planned
from openpar.scoring.composite.tables import Data
from openpar.scoring.composite.tree import Node, Tree
from openpar.scoring.composite.work import Work


def begin(tree: Tree, data: Data) -> Work:
    """The table before the first step; columns of DATA that will be computed are named."""
    work = Work(tree, data, {node.code: data.columns[node.code] for node in tree.indicators})
    work.notices += [
        f"{data.table.header_spot(node.code)}: an aggregate of META; computed, not read"
        for node in tree.aggregates
        if node.code in data.table.header
    ]
    work.notices += [
        f"{node.at('Direction')}: {node.code!r}: -1 of an aggregate is not applied"
        for node in tree.aggregates
        if node.direction == -1
    ]
    return work


def run(work: Work, recipe: Iterable[Planned]) -> Iterator[Planned]:
    """Run the steps one by one; each is yielded when ``work`` holds its stage.

    Raises
    ------
    Refused, Unreadable
        As the steps do, with the place.
    """
    normalised = False
    for planned in recipe:
        planned.step.run(work, planned.settings)
        normalised = normalised or planned.step.name == "normalise"
        yield planned
    logged = [node.code for node in work.tree.indicators if node.transform == "log"]
    if logged and not normalised:
        work.notices.append(
            f"Transform log of {', '.join(logged)} has no effect without a step normalise"
        )


def result_text(work: Work) -> str:
    """The result as CSV: unit, one column per aggregate in META's order, ranks.

    Numbers are exact decimals or have 20 significant digits; a column with ``Decimals`` is rounded
    half up to them, here and only here. Without a step ``aggregate``: the indicators.
    """
    nodes = work.tree.aggregates if work.aggregated else work.tree.indicators
    columns = [_cells(work.columns[node.code], node) for node in nodes]
    names = [node.code for node in nodes]
    return _csv(
        ["unit", *names, *work.ranks],
        zip(work.data.units, *columns, *work.ranks.values(), strict=True),
    )


def stage_text(work: Work) -> str:
    """The table after a step, in DATA's layout: its columns, then aggregates and ranks.

    Always in full precision, so that the next step can be checked from it.
    """
    table = work.data.table
    computed = {code: _cells(column, None) for code, column in work.columns.items()}
    computed |= work.ranks
    columns: list[Sequence[str]] = [
        computed.pop(name) if name in computed else [row[place] for row in table.rows]
        for place, name in enumerate(table.header)
    ]
    return _csv([*table.header, *computed], zip(*columns, *computed.values(), strict=True))


def _cells(column: Column, node: Node | None) -> list[str]:
    if node is None or node.decimals is None:
        return ["" if n is None else number_text(n, column.denominator) for n in column.numerators]
    scale = 10**node.decimals
    return ["" if n is None else _fixed(n, scale, node.decimals)
            for n in column.rounded(node.decimals)]  # fmt: skip


def _fixed(numerator: int, scale: int, digits: int) -> str:
    """Write ``numerator / scale`` with all its ``digits``."""
    whole, part = divmod(abs(numerator), scale)
    sign = "-" if numerator < 0 else ""
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
