"""A crosswalk as people read it: each line with its leaves and what changed, and the way between
two sets over the versions between them."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from openpar.criteria.exact import exact_text
from openpar.criteria.models import RELATIONS, CriteriaSet, Crosswalk
from openpar.people.formats import is_vietnamese, write_number
from openpar.people.search import fold
from openpar.scoring.numbers import Number
from openpar.scoring.sets import model as scoring
from openpar.scoring.sets.crosswalk import Crosswalk as Lines
from openpar.scoring.sets.crosswalk import Line, Relation, compose
from openpar.scoring.sets.differences import Difference, differences

_TONES = {
    Relation.KEPT: "neutral",
    Relation.REWORDED: "info",
    Relation.REWEIGHTED: "warning",
    Relation.SPLIT: "warning",
    Relation.MERGED: "warning",
    Relation.NEW: "success",
    Relation.DROPPED: "danger",
}
#: What stands beside each other in the columns and need not be told again.
SIDE_BY_SIDE = ("code", "title", "maximum")


@dataclass(frozen=True, slots=True)
class Side:
    """A leaf on one side of a line, and the share of points on its link (``None``: not carried)."""

    node: scoring.Node
    share: Number | None = None

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        english = "" if is_vietnamese() else self.node.title_en
        return english or self.node.title

    @property
    def share_text(self) -> str:
        """The share as people write it; empty where points go over undivided, or not at all."""
        return "" if self.share in (None, 1) else share_text(self.share)


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ``differences`` are told where one leaf became one leaf."""

    line: Line
    old: tuple[Side, ...]
    new: tuple[Side, ...]
    differences: list[Difference] = field(default_factory=list)

    @property
    def relation(self) -> str:
        """What the relation is called."""
        return str(RELATIONS[self.line.relation])

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return _TONES[self.line.relation]

    @property
    def carries_points(self) -> bool:
        """Whether points of the older set become points of the newer one."""
        return bool(self.line.shares)

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """Name, old and new text of the fields that do not stand side by side already."""
        language = "vi" if is_vietnamese() else "en"
        return [
            (one.name(language), one.old(language), one.new(language))
            for one in self.differences
            if one.field not in SIDE_BY_SIDE
        ]

    @property
    def is_unchanged(self) -> bool:
        """Whether the leaf is the same to the letter."""
        return self.line.relation is Relation.KEPT and not self.differences

    @property
    def maximum_changes(self) -> bool:
        """Whether old and new maxima add up to different sums."""
        sums = [sum(side.node.maximum or 0 for side in sides) for sides in (self.old, self.new)]
        return bool(self.old) and bool(self.new) and sums[0] != sums[1]

    @property
    def address(self) -> tuple[str, str]:
        """Side and code by which the line is addressed."""
        return ("new", self.line.new[0]) if self.line.new else ("old", self.line.old[0])

    def says(self, words: str) -> bool:
        """Whether codes, titles or the note hold ``words``, diacritics aside."""
        texts = [self.line.note]
        texts += [text for side in (*self.old, *self.new)
                  for text in (side.node.code, side.node.title, side.node.title_en)]  # fmt: skip
        return fold(words) in fold(" ".join(texts))


def share_text(share: Number) -> str:
    """Write a share as a decimal where it ends, else as a fraction: 0,25 and 1/3."""
    text = exact_text(share)
    return text if "/" in text else write_number(share)


def rows_of(lines: Lines, old: scoring.CriteriaSet, new: scoring.CriteriaSet) -> list[Row]:
    """Return every line with its leaves, in the order of the crosswalk."""
    before = {leaf.code: leaf for leaf in old.leaves()}
    after = {leaf.code: leaf for leaf in new.leaves()}
    rows = []
    for line in lines.lines:
        split = line.relation is Relation.SPLIT
        sides = (
            _sides(line.old, before, () if split else line.shares),
            _sides(line.new, after, line.shares if split else ()),
        )
        single = len(line.old) == len(line.new) == 1
        told = differences(sides[0][0].node, old, sides[1][0].node, new) if single else []
        rows.append(Row(line, *sides, told))
    return rows


def _sides(
    codes: Sequence[str], leaves: Mapping[str, scoring.Node], shares: Sequence[Number]
) -> tuple[Side, ...]:
    given = (
        zip(codes, shares, strict=True) if len(shares) == len(codes) else ((c, None) for c in codes)
    )
    return tuple(Side(leaves[code], share) for code, share in given)


def chosen(rows: Iterable[Row], *, words: str = "", relation: str = "") -> list[Row]:
    """Return the rows of a search, by words and by relation."""
    return [
        row
        for row in rows
        if (not relation or row.line.relation == relation) and (not words or row.says(words))
    ]


def way_between(old_set: CriteriaSet, new_set: CriteriaSet) -> Lines | None:
    """Return what became of the leaves from one set to another over confirmed crosswalks, the
    shortest way; ``None`` where none leads there. One query, and one more for the lines.
    """
    steps: dict[int, list[Crosswalk]] = {}
    confirmed = Crosswalk.objects.filter(state=Crosswalk.State.CONFIRMED)
    for one in confirmed.order_by("old_set", "-new_set"):
        steps.setdefault(one.old_set_id, []).append(one)
    ways: dict[int, Sequence[Crosswalk]] = {old_set.pk: ()}
    waiting = deque([old_set.pk])
    while waiting and new_set.pk not in ways:
        here = waiting.popleft()
        for step in steps.get(here, []):
            if step.new_set_id not in ways:
                ways[step.new_set_id] = (*ways[here], step)
                waiting.append(step.new_set_id)
    way = ways.get(new_set.pk)
    return reduce(compose, [step.read() for step in way]) if way else None
