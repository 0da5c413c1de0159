"""The wrong twin of ``published.compare``: it looks at the mean only, as a hasty reader does."""

from statistics import fmean

from openpar.scoring.composite.published import Printed
from openpar.scoring.composite.work import Work


def compare(work: Work, printed: list[Printed], file: str) -> str:
    """Accept a table whose mean agrees, whoever holds which value in it."""
    rows = {unit: row for row, unit in enumerate(work.data.units)}
    published = fmean(float(figure.value or 0) for figure in printed)
    computed = fmean(float(work.columns[f.code].value(rows[f.unit]) or 0) for f in printed)
    return "agrees" if abs(published - computed) < 1e-6 else "differs"
