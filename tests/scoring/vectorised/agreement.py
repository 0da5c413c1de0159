"""One statement: on this round, arrays and exact arithmetic say the same."""

import numpy as np

from openpar.scoring.language.vectors import OUTSIDE, STATE_OF
from openpar.scoring.marks import Status
from openpar.scoring.rounds.model import Round, RoundResult, UnitResult
from openpar.scoring.rounds.scoring import score_round
from openpar.scoring.vectorised import score
from openpar.scoring.vectorised.scoring import SetScores

TOLERANCE = 1e-9


def assert_same(made: Round) -> list[SetScores]:
    """Compare every mark, sum, index and rank of a round; return the vectorised result."""
    exact = score_round(made)
    found = score(made)
    for scores in found:
        differences = list(_differences(exact, scores))
        assert differences == []
    return found


def _differences(exact: RoundResult, scores: SetScores):
    rows = {row.unit: row for row in exact.units}
    for at, unit in enumerate(scores.units):
        yield from _leaves(rows[unit], scores, at)
        yield from _sums(rows[unit], scores, at)


def _leaves(row: UnitResult, scores: SetScores, at: int):
    for place, code in enumerate(scores.leaves):
        mark, state = row.marks[code], scores.states[place, at]
        outside = mark.status is Status.NOT_APPLICABLE and state == OUTSIDE
        if state != STATE_OF[mark.status] and not outside:
            yield row.unit, code, mark, int(state)
        if mark.status is Status.SCORED and _far(mark.points, scores.points[place, at]):
            yield row.unit, code, mark, scores.points[place, at]


def _sums(row: UnitResult, scores: SetScores, at: int):
    if row.unknown:
        if not np.isnan(scores.index[at]):
            yield row.unit, row.unknown, scores.index[at]
        return
    for name, one, other in (
        ("index", row.index, scores.index[at]),
        ("points", row.points, scores.total[at]),
        ("applicable", row.applicable_maximum, scores.applicable[at]),
        *((code, row.fields[code], _at(scores.fields[code], at)) for code in scores.fields),
    ):
        if _far(one, other):
            yield row.unit, name, one, other
    if (row.rank or 0) != scores.ranks[at]:
        yield row.unit, "rank", row.rank, scores.ranks[at]


def _at(column, at):
    return np.broadcast_to(column, (at + 1,))[at] if np.ndim(column) == 0 else column[at]


def _far(exact, found) -> bool:
    if exact is None:
        return not np.isnan(found)
    return bool(np.isnan(found)) or abs(float(exact) - found) > TOLERANCE
