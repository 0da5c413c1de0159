"""What a unit got for the same criteria last time, told by the slices that keep results.

Results come later on the way of the data, so their slice tells this one through ``register``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openpar.assessments.models import ScoreSheet
from openpar.scoring.numbers import Number


@dataclass(frozen=True, slots=True)
class PastPoints:
    """Published points of one criterion in an earlier year.

    ``points`` is ``None`` where the criterion was not scored then, ``maximum`` where the document
    does not print it. ``title`` is the criterion's title of that year where it is known to differ:
    the same code may have meant something else.
    """

    year: int
    points: Number | None
    maximum: Number | None = None
    reason: str = ""
    title: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether points were lost."""
        return None not in (self.points, self.maximum) and self.points < self.maximum


#: Past points of a sheet's unit by criterion code.
Source = Callable[[ScoreSheet], Mapping[str, PastPoints]]
_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Let a later slice name past points. Called once from its ``AppConfig.ready``; the function
    may ask one query for a whole sheet."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def past_points(sheet: ScoreSheet) -> dict[str, PastPoints]:
    """Return the newest published points of the sheet's unit before its year, by code."""
    found: dict[str, PastPoints] = {}
    for source in _SOURCES:
        found |= source(sheet)
    return found
