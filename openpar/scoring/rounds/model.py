"""A round as plain records: what units gave, and what came of it.

Figures are kept by column – ``(criterion, input) -> {unit: value}`` – because a rule is computed
for all units at once. Values are exact numbers, booleans, dates, option keys or sets of codes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from openpar.scoring.index import Index, NodeTotal, Plan
from openpar.scoring.marks import Mark
from openpar.scoring.numbers import Number
from openpar.scoring.ranking import Tie
from openpar.scoring.rounds.values import Value
from openpar.scoring.sets.model import CriteriaSet
from openpar.scoring.surveys import Survey

Column = dict[str, Value]  # unit -> value; a unit that gave nothing is not in it

#: Score layers in the order in which a later one replaces an earlier; ``computed`` is the rule's.
LAYERS = ("computed", "self", "appraised", "second", "agreed", "explained", "council")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A scored unit. ``attributes`` hold what ``unit.…`` means in formulas."""

    code: str
    name: str
    cohort: str
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """A unit says a criterion does not apply; only an accepted claim counts."""

    accepted: bool
    ground: str = ""


@dataclass(frozen=True, slots=True)
class GivenPoints:
    """Points somebody set by hand, in one score layer, with the reason."""

    layer: str
    points: Number
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExternalValue:
    """What an index published elsewhere says of a unit in one year."""

    year: int
    value: Number | None = None
    rank: Number | None = None


@dataclass(slots=True)
class Round:
    """Everything that decides a result; nothing else does.

    ``cohorts`` maps a cohort to the key of its set in ``sets``; both keep their order, which is the
    order of the tables. ``points`` hold the layers of one unit's criterion, oldest layer first.
    """

    title: str
    year: int
    as_of: date
    sets: dict[str, CriteriaSet]
    cohorts: dict[str, str]
    units: tuple[UnitRow, ...] = ()
    answers: dict[tuple[str, str], Column] = field(default_factory=dict)
    targets: dict[tuple[str, str], Column] = field(default_factory=dict)
    previous: dict[tuple[str, str], Column] = field(default_factory=dict)
    external: dict[str, dict[str, ExternalValue]] = field(default_factory=dict)
    claims: dict[str, dict[str, Claim]] = field(default_factory=dict)  # criterion -> unit -> claim
    points: dict[str, dict[str, tuple[GivenPoints, ...]]] = field(default_factory=dict)
    survey: Survey = field(default_factory=Survey)
    ties: dict[str, dict[str, Number]] = field(default_factory=dict)  # cohort -> unit -> order

    def units_by_set(self) -> Iterator[tuple[CriteriaSet, list[UnitRow]]]:
        """Yield each set with its units, in the order of the round."""
        for key, criteria_set in self.sets.items():
            yield criteria_set, [unit for unit in self.units if self.cohorts[unit.cohort] == key]

    def set_of(self, unit: UnitRow) -> CriteriaSet:
        """Return the set by which ``unit`` is scored."""
        return self.sets[self.cohorts[unit.cohort]]


class Outcome(NamedTuple):
    """A leaf of one unit: the mark, the score layer it comes from, and where its maximum goes.

    ``spread``: ``""`` the maximum of a leaf that does not apply leaves the total; a node's code
    – that block is stretched; ``TOTAL`` – the whole score is. ``ground``: why it does not apply.
    """

    mark: Mark
    layer: str = "computed"
    spread: str = ""
    ground: str = ""


@dataclass(eq=False)
class UnitResult:
    """One unit's result. Numbers are exact; ``None`` where the index is unknown.

    ``points`` of ``applicable_maximum``; ``index`` in per cent, ``index_published`` its rounded
    text. ``unknown`` names the leaves that make it unknown; ``rank`` is ``None`` where the unit is
    not ranked.
    """

    unit: str
    name: str
    cohort: str
    outcomes: dict[str, Outcome]
    whole: Index
    plan: Plan
    index_published: str = ""
    rank: int | None = None
    class_title: str = ""
    class_title_en: str = ""
    class_reason: str = ""  # why there is no class, or why it was lowered: a key of phrases
    class_about: str = ""  # the band that the reason is about

    @property
    def points(self) -> Number | None:
        """Points of the whole set, bonus and penalty included."""
        return self.whole.points

    @property
    def applicable_maximum(self) -> Number:
        """The maximum of everything that applies to the unit."""
        return self.whole.applicable_maximum

    @property
    def index(self) -> Number | None:
        """Points ÷ applicable maximum × 100, unrounded."""
        return self.whole.index

    @property
    def unknown(self) -> tuple[str, ...]:
        """Codes of the leaves that are missing or undetermined."""
        return self.whole.unknown

    @property
    def status(self) -> str:
        """``known``, or ``unknown: criterion 1.1, 2.3``, or ``unknown: no criterion applies``."""
        if self.unknown:
            return "unknown: criterion " + ", ".join(self.unknown)
        return "unknown: no criterion applies" if self.index is None else "known"

    @cached_property
    def marks(self) -> dict[str, Mark]:
        """The mark of every leaf, in the order of the document."""
        return {code: outcome.mark for code, outcome in self.outcomes.items()}

    @property
    def fields(self) -> dict[str, Number | None]:
        """Points of each field; ``None`` where a leaf of it is unknown."""
        return self.whole.fields

    @cached_property
    def nodes(self) -> dict[str, NodeTotal]:
        """Points, applicable maximum and index of every node above the leaves."""
        outcomes = list(self.outcomes.values())
        return self.plan.nodes([o.mark for o in outcomes], [o.spread for o in outcomes])

    def points_of(self, code: str) -> Number | None:
        """Return the points of any node; ``None`` if unknown, or if nothing of it applies."""
        if code in self.whole.fields:
            return self.whole.fields[code]
        total = self.nodes.get(code)
        return total.points if total is not None and total.applicable_maximum else None


@dataclass(slots=True)
class RoundResult:
    """All units in the order of the round, and the ties that are still open."""

    round: Round
    units: list[UnitResult]
    ties: list[Tie] = field(default_factory=list)

    def by_cohort(self) -> Iterator[tuple[str, list[UnitResult]]]:
        """Yield each cohort with its units: ranked ones first, then by index, then by code."""
        for cohort in self.round.cohorts:
            rows = [row for row in self.units if row.cohort == cohort]
            yield cohort, sorted(rows, key=_table_order)


def _table_order(row: UnitResult) -> tuple[bool, int, bool, Number, str]:
    rank, index = row.rank, row.index
    return rank is None, rank or 0, index is None, -(index or 0), row.unit
