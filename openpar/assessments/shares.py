"""A province's own file for the ministry: who fills in which part of it, and how far each has come.

The scored unit is the province; every criterion has a lead unit (cơ quan chủ trì), first taken
from the responsibility matrix or the criteria set. The lead units fill in their parts of one sheet,
each with a compulsory explanation of the calculation (giải trình cách tính); the coordinator puts
the parts together and submits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from openpar.assessments.deadlines import Deadline, deadlines_of
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.assessments.readers import own_units
from openpar.assessments.rows import Row, Summary, rows_of, summary_of
from openpar.criteria.models import CriteriaSet, Criterion, Cycle, Matrix
from openpar.criteria.responsibilities import lines_of
from openpar.people.models import Unit, UnitQuerySet, User


@dataclass(slots=True)
class Share:
    """The part of one lead unit; ``lead`` is ``None`` for criteria that nobody leads yet."""

    lead: Unit | None
    rows: list[Row] = field(default_factory=list)

    @property
    def summary(self) -> Summary:
        """What is done and left of this part."""
        return summary_of(self.rows)

    @property
    def unexplained(self) -> list[Row]:
        """Criteria with figures or points and not a word on how they were calculated."""
        return [row for row in self.rows if row.lacks_explanation]


@dataclass(frozen=True, slots=True)
class Part:
    """What a lead unit finds among its work: its criteria of one file."""

    sheet: ScoreSheet
    summary: Summary
    deadline: Deadline | None


def leads_of(cycle: Cycle, leaves: Iterable[Criterion]) -> dict[int, Unit]:
    """Return who leads each leaf, by the criterion's primary key: as the responsibility matrix of
    the cycle says where there is one, else as the criteria set does, of the province's units."""
    matrix = Matrix.objects.filter(cycle=cycle).first()
    if matrix is not None:
        lines = (line for one in lines_of(cycle, matrix) for line in one.lines)
        return {line.criterion.pk: line.lead for line in lines if line.lead}
    leaves = list(leaves)
    codes = {leaf.lead for leaf in leaves if leaf.lead}
    units = {unit.code: unit for unit in leading(cycle.owner_id).filter(code__in=codes)}
    return {leaf.pk: units[leaf.lead] for leaf in leaves if leaf.lead in units}


def leading(province: int) -> UnitQuerySet:
    """Return the units that may lead a criterion of this province's file: those directly below it
    today. A set names lead units by code alone; another province's must not slip in."""
    return Unit.objects.valid_today().filter(parent=province)


def shares_of(rows: Mapping[str, Row]) -> list[Share]:
    """Group the rows of a file by lead unit, those without one first: one query for the units."""
    wanted = {row.item.lead_id for row in rows.values()} - {None}
    units = Unit.objects.in_bulk(wanted)
    shares: dict[int | None, Share] = {}
    for row in rows.values():
        lead = row.item.lead_id
        shares.setdefault(lead, Share(units.get(lead))).rows.append(row)
    return sorted(shares.values(), key=_without_lead_first)


def parts_of(user: User) -> list[Part]:
    """Return the parts of open files that the user's units lead: at most five queries, one for
    who leads none. The points are those of the sheet, where a rule may read another's figures."""
    units = own_units(user)
    if not units:
        return []
    led = ScoreItem.objects.filter(lead__in=units, sheet__cycle__state=Cycle.State.OPEN)
    sheets = list(ScoreSheet.objects.for_page().filter(pk__in=led.values("sheet")))
    if not sheets:
        return []
    items: dict[int, list[ScoreItem]] = {}
    sets = CriteriaSet.objects.defer("text").filter(criteria__items__sheet__in=sheets).distinct()
    by_key = {one.pk: one for one in sets}
    for item in ScoreItem.objects.filter(sheet__in=sheets).for_summary():
        items.setdefault(item.sheet_id, []).append(item)
    deadlines = deadlines_of((sheet.cycle_id, sheet.unit_id) for sheet in sheets)
    parts = []
    for sheet in sheets:
        parsed = by_key[items[sheet.pk][0].criterion.set_id].parsed
        rows = rows_of(sheet, parsed, items[sheet.pk], may_edit=False, explained=False)
        own = [row for row in rows.values() if row.item.lead_id in units]
        deadline = deadlines.get((sheet.cycle_id, sheet.unit_id))
        parts.append(Part(sheet, summary_of(own), deadline))
    return parts


def _without_lead_first(share: Share) -> tuple[bool, str]:
    return (share.lead is not None, share.lead.search if share.lead else "")
