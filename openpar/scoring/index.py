"""Marks -> index. The only place where points are added up.

Points run up the tree of the set: leaves, criteria, fields, the whole. Each node has the points
got and the *applicable maximum*, the maximum of what applies to this unit; the index is the one
divided by the other, times 100. What leaves both sums is decided by the mark's status; what becomes
of its maximum, by the set's policy (docs/develop/criteria-sets.md §5).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from openpar.scoring.marks import Mark, Status
from openpar.scoring.numbers import Number, decimal_text, exact, rounded
from openpar.scoring.sets.model import Block, CriteriaSet, Node, Policy

#: Where the maximum of a leaf goes that does not apply: into the stretching of the whole score.
TOTAL = "(total)"

_LEAVES = (Status.NOT_APPLICABLE, Status.NOT_YET_DUE)


@dataclass(frozen=True, slots=True)
class NodeTotal:
    """What a unit got in one node, of how much; ``points`` is ``None`` while a leaf is unknown."""

    points: Number | None
    applicable_maximum: Number

    @property
    def index(self) -> Number | None:
        """Points ÷ applicable maximum × 100; ``None`` if unknown or if nothing applies."""
        return percentage(self.points, self.applicable_maximum)


@dataclass(frozen=True, slots=True)
class Index:
    """A unit's whole. ``fields`` are points by field code; ``unknown`` the leaves to be settled.

    ``bonus`` and ``penalty`` are the capped sums of their blocks (0 where the set has none).
    """

    points: Number | None
    applicable_maximum: Number
    index: Number | None
    fields: dict[str, Number | None]
    bonus: Number | None = 0
    penalty: Number | None = 0
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A node and the positions of its leaves, which stand side by side in the document."""

    node: Node
    start: int
    stop: int
    parts: tuple["_Part", ...]
    full: Number  # sum of the maxima below


def _below(part: _Part) -> Iterator[_Part]:
    yield part
    for below in part.parts:
        yield from _below(below)


class Plan:
    """How one criteria set is added up; made once, used for every unit.

    Marks come as sequences in the order of ``leaves``. ``policies`` and ``spreads`` say, for each
    leaf, what holds if it does not apply.
    """

    def __init__(self, criteria_set: CriteriaSet) -> None:
        self.criteria_set = criteria_set
        self.leaves: tuple[Node, ...] = tuple(criteria_set.leaves())
        self.maxima: tuple[Number, ...] = tuple(leaf.maximum or 0 for leaf in self.leaves)
        self.position = {leaf.code: at for at, leaf in enumerate(self.leaves)}
        counter = iter(range(len(self.leaves)))
        self.fields = [self._part(node, counter) for node in criteria_set.fields]
        self.bonus = self._block(criteria_set.bonus, counter)
        self.penalty = self._block(criteria_set.penalty, counter)
        roots = (*self.fields, *self.bonus, *self.penalty)
        self.parts = {part.node.code: part for root in roots for part in _below(root)}
        found = [
            _policy(path, criteria_set) for root in criteria_set.roots() for path in _paths(root)
        ]
        self.policies = [policy for policy, _ in found]
        self.spreads = [
            spread if at < self._end_of_fields else "" for at, (_, spread) in enumerate(found)
        ]

    @property
    def _end_of_fields(self) -> int:
        return self.fields[-1].stop if self.fields else 0

    def _part(self, node: Node, counter: Iterator[int]) -> _Part:
        if node.is_leaf:
            at = next(counter)
            return _Part(node, at, at + 1, (), self.maxima[at])
        parts = tuple(self._part(child, counter) for child in node.children)
        full = exact_sum(part.full for part in parts)
        return _Part(node, parts[0].start, parts[-1].stop, parts, full)

    def _block(self, block: Block | None, counter: Iterator[int]) -> list[_Part]:
        return [self._part(node, counter) for node in block.criteria] if block else []

    def total(self, marks: Sequence[Mark], spreads: Sequence[str] | None = None) -> Index:
        """Add up one unit.

        Parameters
        ----------
        marks
            One mark per leaf, in the order of ``leaves``.
        spreads
            Where the maximum of each leaf goes that does not apply: ``""``, a node's code or
            ``TOTAL``; ``None`` says that no leaf's goes anywhere.
        """
        spreads = spreads if spreads is not None and any(spreads) else None
        totals = [self._total(part, marks, spreads) for part in self.fields]
        got = _sum_or_none(total.points for total in totals)
        applicable = exact_sum(total.applicable_maximum for total in totals)
        if spreads is not None and TOTAL in spreads and applicable:
            full = self._full_total()
            got = None if got is None else exact(Fraction(got * full) / applicable)
            applicable = full
        bonus, bonus_maximum = self._bonus(marks)
        penalty = self._penalty(marks)
        points = self._clamped(_sum_or_none((got, bonus, penalty)))
        applicable = exact(applicable + bonus_maximum)
        return Index(
            points=points,
            applicable_maximum=applicable,
            index=percentage(points, applicable),
            fields={p.node.code: t.points for p, t in zip(self.fields, totals, strict=True)},
            bonus=bonus,
            penalty=penalty,
            unknown=self._unknown(marks),
        )

    def nodes(
        self, marks: Sequence[Mark], spreads: Sequence[str] | None = None
    ) -> dict[str, NodeTotal]:
        """Return the totals of every node, leaves included, in the order of the document."""
        return {code: self._total(part, marks, spreads) for code, part in self.parts.items()}

    def node(
        self, code: str, marks: Sequence[Mark], spreads: Sequence[str] | None = None
    ) -> NodeTotal:
        """Return the total of one node or leaf.

        Raises
        ------
        KeyError
            The set has no such node.
        """
        return self._total(self.parts[code], marks, spreads)

    def published(self, index: Number | None) -> str:
        """Write an index as it is published: rounded once, as the set declares; "" if unknown."""
        rounding = self.criteria_set.rounding
        return "" if index is None else decimal_text(index, rounding.digits, rounding.mode)

    def _total(
        self, part: _Part, marks: Sequence[Mark], spreads: Sequence[str] | None
    ) -> NodeTotal:
        if spreads is None or not part.parts or not any(spreads[part.start : part.stop]):
            total = self._flat(part, marks)
        else:
            total = self._stretched(part, marks, spreads)
        rounding = self.criteria_set.rounding
        if "field" in rounding.at and total.points is not None and part in self.fields:
            points = rounded(total.points, rounding.digits, rounding.mode)
            return NodeTotal(points, total.applicable_maximum)
        return total

    def _flat(self, part: _Part, marks: Sequence[Mark]) -> NodeTotal:
        """Add up leaves where no block in between is stretched."""
        points: list[Number] = []
        left: list[Number] = []
        known = True
        for at in range(part.start, part.stop):
            mark = marks[at]
            if mark.status is Status.SCORED:
                points.append(mark.points)  # type: ignore[arg-type]  # a scored mark has points
            elif mark.status in _LEAVES:
                left.append(self.maxima[at])
            else:
                known = False
        full = exact(part.full - exact_sum(left)) if left else part.full
        return NodeTotal(exact_sum(points) if known else None, full)

    def _stretched(self, part: _Part, marks: Sequence[Mark], spreads: Sequence[str]) -> NodeTotal:
        """Add up the children, then spread over them the maxima of leaves that do not apply."""
        totals = [self._total(below, marks, spreads) for below in part.parts]
        points = _sum_or_none(total.points for total in totals)
        applicable = exact_sum(total.applicable_maximum for total in totals)
        spread = exact_sum(
            self.maxima[at] for at in range(part.start, part.stop) if spreads[at] == part.node.code
        )
        if not spread or not applicable:  # where nothing applies there is nothing to stretch
            return NodeTotal(points, applicable)
        full = exact(applicable + spread)
        return NodeTotal(
            None if points is None else exact(Fraction(points * full) / applicable), full
        )

    def _full_total(self) -> Number:
        bonus = self.criteria_set.bonus
        inside = (bonus.at_most or 0) if bonus is not None and bonus.inside else 0
        return exact(self.criteria_set.total - inside)

    def _bonus(self, marks: Sequence[Mark]) -> tuple[Number | None, Number]:
        """Return the capped bonus, and what it adds to the applicable maximum (0 if on top)."""
        block = self.criteria_set.bonus
        if block is None:
            return 0, 0
        totals = [self._flat(part, marks) for part in self.bonus]
        points = _sum_or_none(total.points for total in totals)
        maximum = exact_sum(total.applicable_maximum for total in totals)
        if block.at_most is not None:
            points = None if points is None else min(points, block.at_most)
            maximum = min(maximum, block.at_most)
        return points, maximum if block.inside else 0

    def _penalty(self, marks: Sequence[Mark]) -> Number | None:
        block = self.criteria_set.penalty
        if block is None:
            return 0
        points = _sum_or_none(self._flat(part, marks).points for part in self.penalty)
        if points is None or block.at_most is None:
            return points
        return max(points, -block.at_most)

    def _clamped(self, points: Number | None) -> Number | None:
        clamp = self.criteria_set.clamp
        if points is None or clamp is None:
            return points
        return min(max(points, clamp[0]), clamp[1])

    def _unknown(self, marks: Sequence[Mark]) -> tuple[str, ...]:
        return tuple(
            leaf.code
            for leaf, mark in zip(self.leaves, marks, strict=True)
            if mark.status is Status.MISSING or mark.status is Status.UNDETERMINED
        )


def exact_sum(numbers: Iterable[Number]) -> Number:
    """Add numbers exactly, over one common denominator: five times faster than one by one.

    >>> exact_sum([1, Fraction(1, 3), Fraction(1, 6)])
    Fraction(3, 2)
    """
    whole = 0
    fractions: list[Fraction] = []
    for number in numbers:
        if type(number) is int:  # an exact type test is ten times faster than asking an ABC
            whole += number
        else:
            fractions.append(number)  # type: ignore[arg-type]
    if not fractions:
        return whole
    common = lcm(*[fraction.denominator for fraction in fractions])
    parts = sum(fraction.numerator * (common // fraction.denominator) for fraction in fractions)
    return exact(Fraction(whole * common + parts, common))


def percentage(points: Number | None, maximum: Number) -> Number | None:
    """Return ``points`` in per cent of ``maximum``; ``None`` if unknown or of nothing.

    >>> percentage(Fraction("68.32"), 84)
    Fraction(244, 3)
    """
    if points is None or not maximum:
        return None
    return exact(Fraction(points * 100) / maximum)


def share_of(total: NodeTotal) -> Number | None:
    """Return points ÷ applicable maximum, in [0, 1] but for a bonus; ``None`` if unknown."""
    index = total.index
    return None if index is None else exact(Fraction(index) / 100)


def _sum_or_none(numbers: Iterable[Number | None]) -> Number | None:
    """Add numbers; one unknown makes the sum unknown."""
    known: list[Number] = []
    for number in numbers:
        if number is None:
            return None
        known.append(number)
    return exact_sum(known)


def _paths(node: Node, above: tuple[Node, ...] = ()) -> Iterator[tuple[Node, ...]]:
    """Yield, for each leaf, the nodes from the leaf up to its root."""
    path = (node, *above)
    if node.is_leaf:
        yield path
    for child in node.children:
        yield from _paths(child, path)


def _policy(path: tuple[Node, ...], criteria_set: CriteriaSet) -> tuple[Policy, str]:
    """Return the policy that holds for a leaf, and where its maximum goes if it does not apply.

    The nearest node that names a policy decides; ``not_scored`` passes the question on to the next
    above that names ``gross_up``, ``rescale_total`` or ``reduce_max``.
    """
    named = [(node.not_applicable.policy, node) for node in path if node.not_applicable.policy]
    asked_above = False
    for policy, node in named:
        if policy is Policy.NOT_SCORED:
            asked_above = True
        elif asked_above and policy in (Policy.FULL, Policy.UNDETERMINED):
            continue
        elif policy is Policy.GROSS_UP:
            block = node if not node.is_leaf else (path[1] if len(path) > 1 else None)
            return (policy, block.code) if block else (Policy.REDUCE_MAX, "")
        else:
            return policy, TOTAL if policy is Policy.RESCALE_TOTAL else ""
    policy = criteria_set.not_applicable.policy or Policy.REDUCE_MAX
    if policy in (Policy.GROSS_UP, Policy.RESCALE_TOTAL):
        return policy, TOTAL
    settled = (Policy.FULL, Policy.UNDETERMINED) if asked_above else ()
    return (Policy.REDUCE_MAX if policy in (Policy.NOT_SCORED, *settled) else policy), ""
