"""A mark: the points one criterion earned, or the reason it earned none."""

from dataclasses import dataclass
from enum import StrEnum

from openpar.scoring.numbers import Number


class Status(StrEnum):
    """Zero points, "not our task", "not yet" and "not known" are different things.

    A status, never a coded number; three effects on the index (design decision 20).
    """

    SCORED = "scored"  # counts; 0 is a score
    NOT_APPLICABLE = "not applicable"  # leaves both sums
    NOT_YET_DUE = "not yet due"  # leaves both sums of a provisional index
    MISSING = "missing"  # makes the index unknown
    UNDETERMINED = "undetermined"  # makes the index unknown

    @property
    def effect(self) -> str:
        """``counts``, ``leaves both sums`` or ``makes it unknown``."""
        return _EFFECTS[self]


_EFFECTS = {
    Status.SCORED: "counts",
    Status.NOT_APPLICABLE: "leaves both sums",
    Status.NOT_YET_DUE: "leaves both sums",
    Status.MISSING: "makes it unknown",
    Status.UNDETERMINED: "makes it unknown",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What one leaf is worth to one unit.

    ``points`` is ``None`` unless ``status`` is ``SCORED``. ``maximum`` is the leaf's full maximum
    in points of the set; whether it enters the applicable maximum follows from ``status``.
    ``reason`` names what is missing or why the leaf does not apply; empty for a score.
    """

    status: Status
    points: Number | None
    maximum: Number
    reason: str = ""

    @classmethod
    def scored(cls, points: Number, maximum: Number) -> "Mark":
        """Return a mark that counts."""
        return cls(Status.SCORED, points, maximum)
