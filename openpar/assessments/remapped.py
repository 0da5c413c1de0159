"""Scores within the year by an older set, beside what they are by the newer one. Derived whenever
they are shown: nothing here is stored, and the originals are untouched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.assessments.remapping_plan import by_set
from openpar.assessments.rows import rows_of
from openpar.criteria.crosswalks import way_between
from openpar.criteria.models import RELATIONS, CriteriaSet
from openpar.people.formats import is_vietnamese
from openpar.scoring.marks import Mark, Status
from openpar.scoring.numbers import Number
from openpar.scoring.sets.crosswalk import Carried, Crosswalk, carried
from openpar.scoring.sets.model import Node


@dataclass(frozen=True, slots=True)
class Original:
    """A score as the unit gave it: the old leaf and its mark."""

    node: Node
    mark: Mark

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return _title(self.node)


@dataclass(frozen=True, slots=True)
class Line:
    """One leaf of the newer set with the originals it comes from; ``node`` is ``None`` where the
    old leaf was dropped."""

    node: Node | None
    relation: str
    originals: tuple[Original, ...]
    carried: Carried | None

    @property
    def title(self) -> str:
        """The title of the newer leaf in the reader's language."""
        return _title(self.node) if self.node else ""

    @property
    def mark(self) -> Mark | None:
        """What the score becomes; ``None`` where the older set says nothing of the leaf."""
        return self.carried.mark if self.carried else None

    @property
    def relation_title(self) -> str:
        """What the relation is called."""
        return str(RELATIONS[self.relation])


@dataclass(frozen=True, slots=True)
class Remapped:
    """One earlier sheet. Sums run over the leaves that have points, and say of how many."""

    sheet: ScoreSheet
    criteria_set: CriteriaSet
    lines: tuple[Line, ...]

    @property
    def before(self) -> tuple[Number, Number]:
        """Points and maximum of the scored leaves by the older set."""
        marks = {one.node.code: one.mark for line in self.lines for one in line.originals}
        return _sums(marks.values())

    @property
    def after(self) -> tuple[Number, Number]:
        """Points and maximum of the leaves whose points are carried."""
        return _sums(line.mark for line in self.lines if line.mark is not None)


def remapped(sheet: ScoreSheet, new_set: CriteriaSet) -> list[Remapped]:
    """Return the unit's sheets of the cycle by older sets, the earliest first, re-mapped.

    ``sheet`` is one of ``new_set``. A fixed number of queries for each older set.
    """
    older = ScoreSheet.with_set_aside.filter(cycle=sheet.cycle_id, unit=sheet.unit_id).for_page()
    sheets = list(by_set(older).exclude(set_of_items=new_set.pk).order_by("period__as_of", "pk"))
    sets = CriteriaSet.objects.defer("text").in_bulk({one.set_of_items for one in sheets})
    ways = {pk: way_between(one, new_set) for pk, one in sets.items()}
    items: dict[int, list[ScoreItem]] = {}
    for item in ScoreItem.objects.filter(sheet__in=sheets).for_summary():
        items.setdefault(item.sheet_id, []).append(item)
    return [
        Remapped(one, old, _lines(one, old, items.get(one.pk, []), ways[old.pk], new_set))
        for one in sheets
        for old in [sets[one.set_of_items]]
        if ways[old.pk] is not None
    ]


def _lines(
    sheet: ScoreSheet, old: CriteriaSet, items: list[ScoreItem], way: Crosswalk, new: CriteriaSet
) -> tuple[Line, ...]:
    rows = rows_of(sheet, old.parsed, items, may_edit=False, explained=False)
    originals = {
        code: Original(row.node, Mark(Status(row.status), row.points, row.node.maximum or 0))
        for code, row in rows.items()
    }
    marks = {code: one.mark for code, one in originals.items()}
    found = carried(way, marks, new.parsed)
    lines = [
        Line(leaf, str(found[leaf.code].relation), _of(originals, found[leaf.code].old),
             found[leaf.code])
        for leaf in new.parsed.leaves()
    ]  # fmt: skip
    gone = [line for line in way.lines if not line.new]
    return (*lines, *(Line(None, str(line.relation), _of(originals, line.old), None)
                      for line in gone))  # fmt: skip


def _of(originals: Mapping[str, Original], codes: Iterable[str]) -> tuple[Original, ...]:
    return tuple(originals[code] for code in codes if code in originals)


def _sums(marks: Iterable[Mark]) -> tuple[Number, Number]:
    scored = [mark for mark in marks if mark.points is not None]
    return sum((mark.points for mark in scored), 0), sum((mark.maximum for mark in scored), 0)


def _title(node: Node) -> str:
    return node.title if is_vietnamese() or not node.title_en else node.title_en
