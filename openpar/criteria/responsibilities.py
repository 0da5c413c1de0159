"""The responsibility matrix as it holds: every node with its lead, inherited where none is named.

Four depths (field, criterion, component, sub-component) follow from the tree of the set: what
stands above holds below. A leaf that nobody leads is a hole; a proposal has none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from openpar.criteria.models import CriteriaSet, Criterion, Cycle, Matrix, Responsibility
from openpar.people.models import Unit
from openpar.scoring.sets.model import Node

LEAD = Responsibility.Part.LEAD


@dataclass(slots=True)
class Line:
    """One node: who is named at it, who answers for it in effect, and from where that comes.

    ``lead_from`` and ``cooperating_from`` are the codes of the nodes above that say so, empty where
    the node itself does.
    """

    criterion: Criterion
    lead: Unit | None = None
    cooperating: tuple[Unit, ...] = ()
    lead_from: str = ""
    cooperating_from: str = ""

    @property
    def is_hole(self) -> bool:
        """Whether a leaf is led by nobody."""
        return self.criterion.is_leaf and self.lead is None


@dataclass(frozen=True, slots=True)
class SetLines:
    """The lines of one criteria set of the cycle."""

    criteria_set: CriteriaSet
    lines: tuple[Line, ...]

    @property
    def holes(self) -> list[Line]:
        """Leaves without a lead."""
        return [line for line in self.lines if line.is_hole]


def sets_of(cycle: Cycle) -> list[CriteriaSet]:
    """Return the sets that score the cycle, each once, in the order of the cohorts: one query."""
    cohorts = cycle.cohorts.select_related("criteria_set").defer("criteria_set__text")
    found = {one.criteria_set_id: one.criteria_set for one in cohorts.order_by("position", "code")}
    return list(found.values())


def lines_of(cycle: Cycle, matrix: Matrix | None) -> list[SetLines]:
    """Return every node of every set with who answers for it: three queries."""
    criteria_sets = sets_of(cycle)
    named: dict[int, list[Responsibility]] = {}
    if matrix is not None:
        for one in matrix.responsibilities.select_related("unit").order_by("unit__search", "pk"):
            named.setdefault(one.criterion_id, []).append(one)
    nodes: dict[int, list[Criterion]] = {}
    for criterion in Criterion.objects.filter(set__in=criteria_sets).order_by("position"):
        nodes.setdefault(criterion.set_id, []).append(criterion)
    return [SetLines(one, _lines(nodes.get(one.pk, []), named)) for one in criteria_sets]


def lead_of(cycle: Cycle, criterion: Criterion) -> Unit | None:
    """Return who leads one node as the cycle's matrix says, at the node or above it; without a
    matrix, as the criteria set does (units in force today): at most three queries.
    """
    path = next(
        filter(None, (_path(root, criterion.code) for root in criterion.set.parsed.roots()))
    )
    named = Responsibility.objects.filter(
        matrix__cycle=cycle, part=LEAD, criterion__set=criterion.set_id, criterion__code__in=path
    )
    leads = {one.criterion.code: one.unit for one in named.select_related("unit", "criterion")}
    if not leads and not Matrix.objects.filter(cycle=cycle).exists():
        return Unit.objects.valid_today().filter(code=criterion.lead).first()
    return next((leads[code] for code in reversed(path) if code in leads), None)


def part_of(sets: Iterable[SetLines], unit: Unit) -> list[tuple[SetLines, Line, str]]:
    """Return the leaves a unit leads or cooperates in, with its part, in the sets' order."""
    found = []
    for one in sets:
        for line in one.lines:
            if not line.criterion.is_leaf:
                continue
            if line.lead == unit:
                found.append((one, line, LEAD))
            elif unit in line.cooperating:
                found.append((one, line, Responsibility.Part.COOPERATING))
    return found


def _path(node: Node, code: str) -> list[str]:
    """Return the codes from a node down to the one with ``code``; empty where it is not below."""
    if node.code == code:
        return [code]
    below = next(filter(None, (_path(child, code) for child in node.children)), [])
    return [node.code, *below] if below else []


def _lines(nodes: list[Criterion], named: dict[int, list[Responsibility]]) -> tuple[Line, ...]:
    """Walk parents before children (the order of the document), handing down what is not said."""
    lines: dict[int, Line] = {}
    for criterion in nodes:
        line = Line(criterion)
        own = named.get(criterion.pk, [])
        above = lines.get(criterion.parent_id)
        for one in own:
            if one.part == LEAD:
                line.lead = one.unit
        line.cooperating = tuple(one.unit for one in own if one.part != LEAD)
        if above is not None:
            _inherit(line, above)
        lines[criterion.pk] = line
    return tuple(lines.values())


def _inherit(line: Line, above: Line) -> None:
    if line.lead is None and above.lead is not None:
        line.lead, line.lead_from = above.lead, above.lead_from or above.criterion.code
    if not line.cooperating and above.cooperating:
        handed_down = tuple(unit for unit in above.cooperating if unit != line.lead)
        line.cooperating = handed_down
        line.cooperating_from = above.cooperating_from or above.criterion.code
