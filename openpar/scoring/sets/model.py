"""A criteria set as it stands in its decision: fields, criteria, leaves, and how they are summed.

These are plain frozen records. ``reading`` makes them from the text of a set file, ``check`` finds
their defects; rules are trees of ``openpar.scoring.language.tree``.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from openpar.scoring.defects import Defect, Place
from openpar.scoring.language.tree import Formula, Rule
from openpar.scoring.numbers import Number


class Source(StrEnum):
    """Where the points of a leaf come from."""

    APPRAISAL = "appraisal"  # self-assessed, then appraised
    SURVEY = "survey"  # answers of the sociological survey; never self-scored
    EXTERNAL = "external"  # an index published elsewhere
    INSPECTION = "inspection"  # a spot check by the appraiser
    FIGURES = "figures"  # counted from dossier data


class Policy(StrEnum):
    """What happens to the points of a leaf that does not apply (domain source R23)."""

    REDUCE_MAX = "reduce_max"  # leaves both sums
    GROSS_UP = "gross_up"  # the block that declares it is stretched to its full maximum
    RESCALE_TOTAL = "rescale_total"  # the whole score is stretched to the set's total
    FULL = "full"  # no occurrence earns the maximum
    NOT_SCORED = "not_scored"  # leaves both sums, then the block above decides
    UNDETERMINED = "undetermined"  # nothing is computed, and it shows


@dataclass(frozen=True, slots=True)
class Decision:
    """The legal act that issued the set."""

    number: str = ""
    date: datetime.date | None = None
    issuer: str = ""
    in_force: datetime.date | None = None
    in_force_to: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Rounding:
    """Where points are rounded, each once; ``at`` holds any of criterion, field, index."""

    at: frozenset[str] = frozenset({"index"})
    digits: int = 2
    mode: str = "half_up"


@dataclass(frozen=True, slots=True)
class Input:
    """One figure or fact that a leaf asks for.

    ``type``: count | number | money | percent | yes_no | choice | date | list. A percent is kept as
    a share (85 % is 17/20). ``decided_by``: unit | appraiser | system.
    """

    name: str
    type: str
    unit: str = ""
    title: str = ""
    title_en: str = ""
    options: tuple[tuple[str, str], ...] = ()  # (key, label) of a choice
    options_en: tuple[tuple[str, str], ...] = ()  # where an option has an English label
    unit_en: str = ""
    least: Number | None = None
    most: Number | None = None
    decided_by: str = "unit"
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class EvidenceRequirement:
    """A kind of document that must support a leaf: plan, implementation, report, directive …"""

    kind: str
    title: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """What a leaf, block or set says about not applying.

    ``when``: it does not apply if true. ``to``: the points that ``gross_up`` stretches to, where
    the document states them (they must be the block's own maximum, check V4).
    """

    policy: Policy | None = None
    when: Formula | None = None
    to: Number | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A field, criterion or component criterion. A leaf has no ``children`` and may stand anywhere.

    ``maximum`` is in points; ``None`` where the document states none. ``minimum`` is 0 except in a
    penalty block, where points run from ``-maximum``-like ``minimum`` up to 0.
    """

    code: str
    title: str
    maximum: Number | None
    title_en: str = ""
    minimum: Number | None = 0  # None: no lower limit (a penalty without a cap)
    children: tuple["Node", ...] = ()
    source: Source = Source.APPRAISAL
    inputs: tuple[Input, ...] = ()
    rule: Rule | None = None
    evidence: tuple[EvidenceRequirement, ...] = ()
    lead: str = ""
    cooperating: tuple[str, ...] = ()
    due: datetime.date | None = None
    legal_basis: tuple[str, ...] = ()
    guide: str = ""
    guide_en: str = ""
    # Over unit attributes; false: not part of this unit's set. A node's holds for all below it.
    applies: Formula | None = None
    not_applicable: NotApplicable = NotApplicable()
    place: Place = field(default=Place(), compare=False)

    @property
    def is_leaf(self) -> bool:
        """Whether points are given here rather than summed from below."""
        return not self.children

    def leaves(self) -> Iterator["Node"]:
        """Yield the leaves below (or this one), in the order of the document."""
        if self.is_leaf:
            yield self
        for child in self.children:
            yield from child.leaves()

    def walk(self) -> Iterator["Node"]:
        """Yield this node and everything below, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Block:
    """Bonus or penalty criteria. ``inside``: part of the total, else on top of it.

    ``at_most`` caps the block's sum (for a penalty: the largest deduction, as a positive number).
    """

    criteria: tuple[Node, ...] = ()
    at_most: Number | None = None
    inside: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class ClassBand:
    """A class and what earns it: bounds on the index in per cent, and conditions."""

    title: str
    title_en: str = ""
    at_least: Number | None = None  # from: >=
    above: Number | None = None  # above: >
    at_most: Number | None = None  # to: <=
    below: Number | None = None  # below: <
    all_of: tuple[Formula, ...] = ()
    any_of: tuple[Formula, ...] = ()  # earns the class whatever the index says
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class ClassLimit:
    """Where ``when`` holds, the class is at most ``at_most`` (a title); ``exactly`` overrides."""

    when: Formula
    at_most: str = ""
    exactly: str = ""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Units compared with one another; ``ranked`` false: scored and listed, never ranked."""

    code: str
    title: str
    title_en: str = ""
    ranked: bool = True
    rank_on: str = "rounded"  # rounded | unrounded index
    ties: tuple[str, ...] = ()  # "field 2", "survey", "appraisal", "input NAME"…, "manual"
    shared_ranks: str = "competition"  # competition 1-2-2-4 | dense 1-2-2-3
    classes: tuple[ClassBand, ...] = ()
    class_limits: tuple[ClassLimit, ...] = ()
    fall_through: bool | None = None  # a band's points fit but its condition fails: try the next?
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """A criteria set of one level, issued by one decision."""

    code: str
    title: str
    level: str
    total: Number
    fields: tuple[Node, ...]
    title_en: str = ""
    kind: str = "official"  # official | example | adjacent
    decision: Decision = Decision()
    rounding: Rounding = Rounding()
    not_applicable: NotApplicable = NotApplicable()
    survey_absent: str = "missing"  # missing | rescale: when no survey is held
    late_by: str = "received"  # received | document: which moment makes a submission late
    bonus: Block | None = None
    penalty: Block | None = None
    clamp: tuple[Number, Number] | None = None  # lowest and highest total, e.g. 0 and 100
    cohorts: tuple[Cohort, ...] = ()
    note: str = ""
    # What attributes, other indices and survey questions are called: ("unit.mountain", vi, en).
    names: tuple[tuple[str, str, str], ...] = ()
    place: Place = field(default=Place(), compare=False)
    defects: tuple[Defect, ...] = field(default=(), compare=False)  # met while reading

    def leaves(self) -> Iterator[Node]:
        """Yield every leaf of fields, bonus and penalty, in the order of the document."""
        for root in self.roots():
            yield from root.leaves()

    def roots(self) -> Iterator[Node]:
        """Yield the fields, then the bonus criteria, then the penalty criteria."""
        yield from self.fields
        for block in (self.bonus, self.penalty):
            if block is not None:
                yield from block.criteria
