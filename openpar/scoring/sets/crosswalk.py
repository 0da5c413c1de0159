"""The crosswalk between two versions of a set: what became of every leaf, and where points go.

Each line stands for one relation. A link leads from an old leaf to a new one; where it has a share,
points of the old leaf times the share are points of the new one, exactly.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from openpar.scoring.marks import Mark, Status
from openpar.scoring.numbers import Number, exact
from openpar.scoring.sets.model import CriteriaSet


class Relation(StrEnum):
    """What became of a leaf."""

    KEPT = "kept"  # the same leaf, under the same code or another
    REWORDED = "reworded"  # the same maximum; title or scoring text changed
    REWEIGHTED = "reweighted"  # another maximum
    SPLIT = "split"  # one old leaf, several new ones
    MERGED = "merged"  # several old leaves, one new one
    NEW = "new"
    DROPPED = "dropped"


#: Relations of one leaf to one leaf.
ONE_TO_ONE = frozenset({Relation.KEPT, Relation.REWORDED, Relation.REWEIGHTED})


@dataclass(frozen=True, slots=True)
class Link:
    """Old leaf → new leaf; ``share`` is ``None`` where points cannot be carried."""

    old: str
    new: str
    share: Number | None


@dataclass(frozen=True, slots=True)
class Line:
    """One relation with the codes of its leaves.

    ``shares`` is empty where points are not carried, else one exact number a link: of a split one
    for each new leaf, of a merger one for each old leaf, otherwise a single one.
    """

    relation: Relation
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    shares: tuple[Number, ...] = ()
    note: str = ""

    @property
    def links(self) -> tuple[Link, ...]:
        """Return who passes points to whom; none for what is new or dropped."""
        pairs = [(old, new) for old in self.old for new in self.new]
        shares = self.shares if len(self.shares) == len(pairs) else (None,) * len(pairs)
        return tuple(Link(old, new, share) for (old, new), share in zip(pairs, shares, strict=True))


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All lines, in the order of the new set; dropped leaves stand where they stood."""

    lines: tuple[Line, ...]

    def to(self, code: str) -> Line | None:
        """Return the line of a new leaf."""
        return next((line for line in self.lines if code in line.new), None)

    def of(self, code: str) -> Line | None:
        """Return the line of an old leaf."""
        return next((line for line in self.lines if code in line.old), None)

    def put(self, line: Line) -> "Crosswalk":
        """Return the crosswalk with ``line`` in it.

        Lines that shared a leaf with it give way; their other leaves are new or dropped until
        somebody says otherwise, so that every leaf stands once.
        """
        old, new = set(line.old), set(line.new)
        lines: list[Line] = []
        placed = False
        for other in self.lines:
            if not (old.intersection(other.old) or new.intersection(other.new)):
                lines.append(other)
                continue
            if not placed:
                lines.append(line)
                placed = True
            lines += [Line(Relation.DROPPED, (code,)) for code in other.old if code not in old]
            lines += [Line(Relation.NEW, (), (code,)) for code in other.new if code not in new]
        return Crosswalk(tuple(lines if placed else [*lines, line]))

    def in_order(self, old: CriteriaSet, new: CriteriaSet) -> "Crosswalk":
        """Return the lines in the order of the new set, what was dropped after its neighbour."""
        places = {leaf.code: (place, 0) for place, leaf in enumerate(new.leaves(), start=1)}
        last, after = (0, 0), {}
        for leaf in old.leaves():
            line = self.of(leaf.code)
            if line is not None and line.new:
                last = min(places.get(code, last) for code in line.new)
            after[leaf.code] = last = (last[0], last[1] + 1)

        def place(line: Line) -> tuple[int, int]:
            if line.new:
                return min(places.get(code, (len(places) + 1, 0)) for code in line.new)
            return min((after.get(code, (0, 0)) for code in line.old), default=(0, 0))

        return Crosswalk(tuple(sorted(self.lines, key=place)))


@dataclass(frozen=True, slots=True)
class Carried:
    """What points of the old set say of a leaf of the new one.

    ``mark`` is ``None`` where the old set says nothing of it: a new leaf, or one whose old leaves
    have no mark. ``old`` are the leaves it comes from.
    """

    relation: Relation
    old: tuple[str, ...]
    mark: Mark | None


def carried(
    crosswalk: Crosswalk, marks: Mapping[str, Mark], new: CriteriaSet
) -> dict[str, Carried]:
    """Return what marks by the old set's codes become, by the new set's codes.

    Points are summed exactly over the links. Where points cannot be carried, or old leaves of a
    merger have different statuses, the new leaf is undetermined, never zero.
    """
    result = {}
    for leaf in new.leaves():
        line = crosswalk.to(leaf.code)
        if line is None:
            result[leaf.code] = Carried(Relation.NEW, (), None)
            continue
        links = [link for link in line.links if link.new == leaf.code]
        result[leaf.code] = Carried(
            line.relation, line.old, _carried_mark(links, marks, leaf.maximum or 0)
        )
    return result


def _carried_mark(links: list[Link], marks: Mapping[str, Mark], maximum: Number) -> Mark | None:
    found = [(marks[link.old], link.share) for link in links if link.old in marks]
    if not found or len(found) < len(links):
        return None
    statuses = {mark.status for mark, _share in found}
    if statuses != {Status.SCORED}:
        status = statuses.pop() if len(statuses) == 1 else Status.UNDETERMINED
        return Mark(status, None, maximum)
    if any(share is None for _mark, share in found):
        return Mark(Status.UNDETERMINED, None, maximum)
    points = sum(
        (Fraction(mark.points or 0) * Fraction(share or 0) for mark, share in found), Fraction(0)
    )
    return Mark.scored(exact(points), maximum)


def compose(first: Crosswalk, second: Crosswalk) -> Crosswalk:
    """Return the crosswalk from the oldest to the newest of three versions.

    Shares multiply along the way. Leaves that split and merge crosswise fit no single relation:
    the old ones then stand as dropped and the new ones as new, so that no point goes astray.
    """
    lines: list[Line] = []
    for old, new in _woven(first, second):
        links = _joined(old, new, first, second)
        line = _composed(old, new, links, first, second)
        if line is None:
            lines += [Line(Relation.DROPPED, (code,)) for code in old]
            lines += [Line(Relation.NEW, (), (code,)) for code in new]
        else:
            lines.append(line)
    return Crosswalk(tuple(lines))


def _woven(
    first: Crosswalk, second: Crosswalk
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the oldest and newest leaves that hang together through leaves of the middle set."""
    waiting, left = list(first.lines), list(second.lines)
    while waiting or left:
        ours, theirs = waiting[:1], [] if waiting else left[:1]
        while True:
            middle = {code for line in ours for code in line.new}
            middle |= {code for line in theirs for code in line.old}
            ours_now = [line for line in waiting if line in ours or middle & set(line.new)]
            theirs_now = [line for line in left if line in theirs or middle & set(line.old)]
            if (ours_now, theirs_now) == (ours, theirs):
                break
            ours, theirs = ours_now, theirs_now
        waiting = [line for line in waiting if line not in ours]
        left = [line for line in left if line not in theirs]
        old = tuple(code for line in ours for code in line.old)
        new = tuple(code for line in theirs for code in line.new)
        if old or new:
            yield old, new


def _joined(
    old: Iterable[str], new: Iterable[str], first: Crosswalk, second: Crosswalk
) -> dict[tuple[str, str], Number | None]:
    """Return the share of every pair of an oldest and a newest leaf that are linked."""
    before = [link for line in first.lines for link in line.links if link.old in set(old)]
    after = [link for line in second.lines for link in line.links if link.new in set(new)]
    reached = {link.new for link in before}
    # A merger with a leaf that was new in between: the oldest points are a part of it only.
    partial = {link.new for link in after if link.old not in reached}
    shares: dict[tuple[str, str], Number | None] = {}
    for one in before:
        for two in after:
            if one.new != two.old:
                continue
            pair = (one.old, two.new)
            unknown = one.share is None or two.share is None or two.new in partial
            part = None if unknown else (one.share or 0) * (two.share or 0)
            known = shares.get(pair, 0)
            shares[pair] = None if part is None or known is None else exact(Fraction(known + part))
    return shares


def _composed(
    old: tuple[str, ...],
    new: tuple[str, ...],
    shares: Mapping[tuple[str, str], Number | None],
    first: Crosswalk,
    second: Crosswalk,
) -> Line | None:
    """Return the one line of a group, or ``None`` where no relation says it."""
    pairs = [(one, two) for one in old for two in new]
    if not pairs or not all(pair in shares for pair in pairs):
        return None
    given = [shares[pair] for pair in pairs]
    # A part of the old leaf that was dropped on the way takes its points with it: not a split.
    whole = all(share is not None for share in given)
    carried_shares = tuple(share for share in given if share is not None) if whole else ()
    if len(pairs) == 1:
        return Line(_relation(old[0], new[0], given[0], first, second), old, new, carried_shares)
    if len(old) == 1:
        complete = whole and sum(carried_shares) == 1
        return Line(Relation.SPLIT, old, new, carried_shares if complete else ())
    if len(new) == 1:
        return Line(Relation.MERGED, old, new, carried_shares)
    return None


def _relation(
    old: str, new: str, share: Number | None, first: Crosswalk, second: Crosswalk
) -> Relation:
    """Return the relation of one leaf to one leaf over two steps."""
    if share != 1:
        return Relation.REWEIGHTED
    before, after = first.of(old), second.to(new)
    steps = {line.relation for line in (before, after) if line is not None}
    return Relation.KEPT if steps == {Relation.KEPT} else Relation.REWORDED
