"""A first crosswalk from the two texts alone. What it cannot see – splits, mergers – a person adds.

Leaves are paired by title before code, because an inserted criterion moves the codes after it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from openpar.scoring.numbers import Number, divided
from openpar.scoring.sets.check_crosswalk import usual_share
from openpar.scoring.sets.crosswalk import Crosswalk, Line, Relation
from openpar.scoring.sets.differences import scored_alike
from openpar.scoring.sets.model import CriteriaSet, Node

#: Share of words in common from which titles under one code, or anywhere, are taken for one leaf.
SAME_CODE = Fraction(1, 2)
ANYWHERE = Fraction(4, 5)


def propose(old: CriteriaSet, new: CriteriaSet) -> Crosswalk:
    """Return kept, reworded, reweighted, new and dropped leaves of two versions."""
    before, after = list(old.leaves()), list(new.leaves())
    lines = []
    for match in _MATCHES:
        for one, two in list(match(before, after)):
            before.remove(one)
            after.remove(two)
            lines.append(line_of(one, two))
    lines += [Line(Relation.DROPPED, (leaf.code,)) for leaf in before]
    lines += [Line(Relation.NEW, (), (leaf.code,)) for leaf in after]
    return Crosswalk(tuple(lines)).in_order(old, new)


def line_of(old: Node, new: Node) -> Line:
    """Return the line of one leaf that became one leaf."""
    relation = Relation.KEPT if scored_alike(old, new) else Relation.REWORDED
    if old.maximum != new.maximum:
        relation = Relation.REWEIGHTED
    return Line(relation, (old.code,), (new.code,), usual_share(old, new))


def usual_shares(
    relation: Relation, old: Iterable[Node], new: Iterable[Node]
) -> tuple[Number, ...]:
    """Return shares of a split or a merger in proportion to the maxima.

    Empty where points cannot be carried: a split passes all of them on, so its parts need room.
    """
    before, after = [leaf.maximum or 0 for leaf in old], [leaf.maximum or 0 for leaf in new]
    if not before or not after or min(*before, *after) <= 0:
        return ()
    if relation is Relation.SPLIT:
        fits = sum(after) >= before[0]
        return tuple(divided(one, sum(after)) for one in after) if fits else ()
    return (divided(after[0], sum(before)),) * len(before)


def similarity(one: str, other: str) -> Fraction:
    """Return the share of words that two titles have in common, from 0 to 1.

    >>> similarity("Báo cáo đúng hạn", "báo cáo đúng  hạn quý")
    Fraction(8, 9)
    """
    left, right = Counter(one.casefold().split()), Counter(other.casefold().split())
    words = left.total() + right.total()
    return Fraction(2 * (left & right).total(), words) if words else Fraction(1)


Pairs = Iterator[tuple[Node, Node]]


def _same_title(before: list[Node], after: list[Node], *, code_too: bool) -> Pairs:
    """Pair leaves whose title (and code) is the same and stands once on each side."""

    def key(leaf: Node) -> object:
        title = " ".join(leaf.title.casefold().split())
        return (leaf.code, title) if code_too else title

    counts = Counter(map(key, before)), Counter(map(key, after))
    waiting = {key(leaf): leaf for leaf in after}
    for leaf in before:
        if counts[0][key(leaf)] == counts[1][key(leaf)] == 1:
            yield leaf, waiting[key(leaf)]


def _similar(before: list[Node], after: list[Node], *, code_too: bool) -> Pairs:
    """Pair the most similar titles first; ``code_too``: under one code only."""
    least = SAME_CODE if code_too else ANYWHERE
    likeness = [
        (-similarity(one.title, two.title), place, one, two)
        for place, one in enumerate(before)
        for two in after
        if not code_too or one.code == two.code
    ]
    taken: set[tuple[str, str]] = set()
    for minus, _place, one, two in sorted(likeness, key=lambda found: found[:2]):
        if -minus >= least and not {("old", one.code), ("new", two.code)} & taken:
            taken |= {("old", one.code), ("new", two.code)}
            yield one, two


_MATCHES: tuple[Callable[[list[Node], list[Node]], Pairs], ...] = (
    lambda before, after: _same_title(before, after, code_too=True),
    lambda before, after: _same_title(before, after, code_too=False),
    lambda before, after: _similar(before, after, code_too=True),
    lambda before, after: _similar(before, after, code_too=False),
)
