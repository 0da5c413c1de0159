"""Divide an indicator by another figure of the same unit: per head, per square kilometre."""

from openpar.scoring.composite.columns import Column
from openpar.scoring.composite.defects import Refused
from openpar.scoring.composite.keys import Settings
from openpar.scoring.composite.tree import Node
from openpar.scoring.composite.work import Step, Turn, Work
from openpar.scoring.numbers import Number


def denominate(work: Work, settings: Settings) -> None:
    """Divide each indicator that names a ``Denominator`` in META by that column of DATA.

    The quotient is multiplied by META's ``ScaleFactor`` where there is one. A missing value on
    either side gives a missing value.

    Raises
    ------
    Refused
        A denominator is zero; file, line and column are named.
    """
    nodes = [node for node in work.tree.indicators if node.denominator]
    if not nodes:
        work.notices.append(f"{settings.spot}: denominate: no row of META names a Denominator")
    for node in nodes:
        work.columns[node.code] = _divided(work, node)


def _divided(work: Work, node: Node) -> Column:
    above, below = work.columns[node.code], work.data.columns[node.denominator]
    quotients: list[Number | None] = []
    for row in range(len(work.data.units)):
        value, divisor = above.value(row), below.value(row)
        if divisor == 0:
            where = work.data.unit_at(row, node.denominator)
            raise Refused([f"{where}: the denominator of {node.code!r} is 0; expected another"])
        missing = value is None or divisor is None
        quotients.append(None if missing else value / divisor * node.scale_factor)  # type: ignore[operator]
    return Column.of(quotients).bounded()


STEP = Step("denominate", Turn.BEFORE, {}, denominate)
