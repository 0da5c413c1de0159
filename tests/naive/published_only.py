"""Wrong twin of ``replay``: it compares what is printed and misses a digit changed behind it."""

from openpar.results.models import Run
from openpar.scoring.rounds.reading import read_round
from openpar.scoring.rounds.scoring import score_round


def differences_as_published(run: Run) -> list[str]:
    """Return the units whose published index or rank differs."""
    rows = {row.unit.code: row for row in run.unit_results.select_related("unit")}
    return [
        again.unit
        for again in score_round(read_round(run.files)).units
        if (again.index_published, again.rank)
        != (rows[again.unit].index_published, rows[again.unit].rank)
    ]
