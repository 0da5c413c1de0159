"""The table that the steps hand on, and what a step is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from openpar.scoring.composite.columns import Column
from openpar.scoring.composite.defects import Refused, Unreadable
from openpar.scoring.composite.keys import Key, Settings
from openpar.scoring.composite.tables import Data
from openpar.scoring.composite.tree import Node, Tree


@dataclass(slots=True)
class Work:
    """An index on its way: steps replace ``columns`` and say on ``notices`` what must be known.

    ``columns`` has one column per indicator, after ``aggregate`` also one per aggregate.
    ``ranks`` has the finished texts of rank columns, by the column's name in the result.
    """

    tree: Tree
    data: Data
    columns: dict[str, Column]
    aggregated: bool = False
    ranks: dict[str, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def group(self, settings: Settings, key: str) -> list[str]:
        """The texts of the column of DATA that a key names.

        Raises
        ------
        Unreadable
            DATA has no such column.
        """
        name = settings[key]
        if name is None or name not in self.data.table.header:
            raise Unreadable.at(
                settings.at(key),
                f"{key}: {name!r} is no column of {self.data.table.file}; expected one of "
                + ", ".join(self.data.table.header),
            )
        return self.data.table.column(name)

    def root(self, settings: Settings) -> Node:
        """The one root.

        Raises
        ------
        Refused
            META has several roots.
        """
        roots = self.tree.roots
        if len(roots) != 1:
            names = ", ".join(f"{root.code} (line {root.spot.line})" for root in roots) or "none"
            raise Refused.at(settings.spot, f"expected one root in META, found {names}")
        return roots[0]


class Turn(Enum):
    """When a step may come: the tree is summed once, by ``aggregate``."""

    BEFORE = "before aggregate"
    AGGREGATE = "once"
    AFTER = "once, after aggregate"


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of step of a recipe: its name, its keys, when it may come, what it does."""

    name: str
    turn: Turn
    keys: Mapping[str, Key]
    run: Callable[[Work, Settings], None]
