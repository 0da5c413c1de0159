"""The tree of an index, one node per row of META."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from openpar.scoring.composite.defects import Spot, Unreadable
from openpar.scoring.numbers import Number

TYPES = ("Indicator", "Aggregate", "Group", "Denominator", "Other")
MEANS = ("arithmetic", "geometric", "sum")
TRANSFORMS = ("none", "log")


@dataclass(frozen=True, slots=True)
class Node:
    """One row of META.

    ``parent`` is empty for a root; ``direction`` is 1 or -1; ``weight`` at least 0, ``None`` where
    no sibling has one; ``low`` and ``high`` are goalposts in the unit of the raw data, before
    ``transform``; ``mean`` overrides the recipe; ``decimals`` are the digits that are printed.
    ``spots`` tells where in META each column of the row stands.
    """

    code: str
    kind: str
    parent: str
    spot: Spot
    direction: int = 1
    weight: Number | None = None
    denominator: str = ""
    scale_factor: Number = 1
    low: Number | None = None
    high: Number | None = None
    transform: str = "none"
    mean: str = ""
    decimals: int | None = None

    def at(self, column: str) -> Spot:
        """The place of one cell of this row."""
        return Spot(self.spot.file, self.spot.line, column)


@dataclass(slots=True)
class Tree:
    """All rows of META and who stands under whom; checked on the way in."""

    nodes: dict[str, Node]
    children: dict[str, list[Node]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        defects: list[str] = []
        for node in self.nodes.values():
            if node.kind not in ("Indicator", "Aggregate") or not node.parent:
                continue
            parent = self.nodes.get(node.parent)
            if parent is None:
                defects.append(
                    f"{node.at('Parent')}: {node.parent!r} has no row of its own; "
                    "expected the iCode of an Aggregate, or blank for the root"
                )
            elif parent.kind != "Aggregate":
                defects.append(
                    f"{node.at('Parent')}: {node.parent!r} is of Type {parent.kind}; "
                    "expected the iCode of an Aggregate"
                )
            else:
                self.children.setdefault(node.parent, []).append(node)
        defects += self._childless() or []
        defects += self._half_weighted()
        if not defects:
            defects += self._circles()
        if defects:
            raise Unreadable(defects)

    def _childless(self) -> list[str]:
        return [
            f"{node.at('iCode')}: the aggregate {node.code!r} has nothing under it; "
            "expected at least one row with this Parent"
            for node in self.nodes.values()
            if node.kind == "Aggregate" and node.code not in self.children
        ]

    def _half_weighted(self) -> list[str]:
        """A blank weight is 1 only where all siblings are blank: a gap is a slip, not a choice."""
        return [
            f"{node.at('Weight')}: blank, but others under {parent!r} have a weight; "
            "expected a number of at least 0"
            for parent, nodes in self.children.items()
            if any(node.weight is not None for node in nodes)
            for node in nodes
            if node.weight is None
        ]

    def _circles(self) -> list[str]:
        reached = {node.code for root in self.roots for node in self.below(root)}
        return [
            f"{node.at('Parent')}: {node.code!r} stands under itself; expected a tree"
            for node in self.nodes.values()
            if node.kind == "Aggregate" and node.code not in reached
        ]

    @property
    def roots(self) -> list[Node]:
        """Aggregates without a parent, in META's order."""
        return [n for n in self.nodes.values() if n.kind == "Aggregate" and not n.parent]

    @property
    def indicators(self) -> list[Node]:
        """Nodes read from DATA and worked on by the steps, in META's order."""
        return [node for node in self.nodes.values() if node.kind == "Indicator"]

    @property
    def aggregates(self) -> list[Node]:
        """Nodes computed by aggregation, in META's order."""
        return [node for node in self.nodes.values() if node.kind == "Aggregate"]

    def below(self, top: Node) -> Iterator[Node]:
        """``top`` and everything under it, children before their parent."""
        waiting = [(top, False)]
        while waiting:
            node, opened = waiting.pop()
            under = self.children.get(node.code, [])
            if opened or not under:
                yield node
            else:
                waiting.append((node, True))
                waiting += [(child, False) for child in reversed(under)]
