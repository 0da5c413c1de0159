"""The first page of self-assessment: an officer's own sheets, or every unit's for the overseers."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from openpar.assessments import readers
from openpar.assessments.deadlines import Deadline, deadlines_of, period_deadlines
from openpar.assessments.models import BEING_TYPED, ScoreItem, ScoreSheet, SheetRevision
from openpar.assessments.returned import Returned, returned_to
from openpar.assessments.row import Row
from openpar.assessments.rows import Summary, rows_of, summary_of
from openpar.criteria import exercises
from openpar.criteria.duties import assigned_leaves
from openpar.criteria.models import CriteriaSet, Cycle, Membership, Period
from openpar.people.models import User


@dataclass(frozen=True, slots=True)
class Work:
    """One unit's sheet in one period; ``sheet`` and ``summary`` are ``None`` until it has begun.

    ``mine`` sums up the criteria given to the person by name, ``None`` where there are none;
    ``returned`` is what came back with reasons.
    """

    member: Membership
    period: Period | None  # none: the year, whose row is made with its first sheet
    criteria_set: CriteriaSet
    deadline: Deadline | None
    sheet: ScoreSheet | None
    summary: Summary | None
    mine: Summary | None = None
    returned: tuple[Returned, ...] = ()

    @property
    def next(self) -> Row | None:
        """The criterion to go on with, of one's own criteria first."""
        own = self.mine.next if self.mine else None
        return own or (self.summary.next if self.summary else None)

    @property
    def is_typed(self) -> bool:
        """Whether something can be typed now."""
        open_now = self.deadline is not None and self.deadline.is_open
        return self.sheet is not None and self.sheet.state in BEING_TYPED and open_now

    @property
    def place(self) -> str:
        """Cycle and period as addresses write them."""
        code = self.member.cycle.code
        return f"{code}.{self.period.code}" if self.period else code


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the overseers' table."""

    member: Membership
    sheet: ScoreSheet | None
    submitted_at: datetime | None
    number: int | None


def own_work(user: User) -> list[Work]:
    """Return the sheets of the user's own units in open cycles, begun or not, the year's first:
    ten queries at most.
    """
    members = list(
        Membership.objects.filter(unit__in=readers.own_units(user), cycle__state=Cycle.State.OPEN)
        .select_related("cycle", "unit", "cohort__criteria_set")
        .defer("cohort__criteria_set__text")
        .order_by("-cycle__year", "unit__code")
    )
    periods: dict[int, list[Period]] = {member.cycle_id: [] for member in members}
    within = Period.objects.within_the_year().filter(cycle__in=periods, opens_at__lte=Now())
    for period in within.in_order():
        periods[period.cycle_id].append(period)
    sheets = {
        (sheet.cycle_id, sheet.unit_id, "" if sheet.period.is_year else sheet.period_id): sheet
        for sheet in ScoreSheet.objects.for_page().filter(
            cycle__in=periods, unit__in=[member.unit_id for member in members]
        )
    }
    items: dict[int, list[ScoreItem]] = {}
    for item in ScoreItem.objects.filter(sheet__in=sheets.values()).for_summary():
        items.setdefault(item.sheet_id, []).append(item)
    deadlines = deadlines_of((member.cycle_id, member.unit_id) for member in members)
    closing = period_deadlines([each for some in periods.values() for each in some])
    returned = returned_to(sheets.values())
    sets = _sets_of(members, items)
    works = []
    for member in members:
        for period in (None, *periods[member.cycle_id]):
            sheet = sheets.get((member.cycle_id, member.unit_id, period.pk if period else ""))
            own = items.get(sheet.pk, []) if sheet else []
            by = sets[own[0].criterion.set_id] if own else member.cohort.criteria_set
            summary, mine = _summaries(user, member, sheet, own, by)
            works.append(
                Work(
                    member=member,
                    period=period,
                    criteria_set=by,
                    deadline=closing.get(period.pk)
                    if period
                    else deadlines.get((member.cycle_id, member.unit_id)),
                    sheet=sheet,
                    summary=summary,
                    mine=mine,
                    returned=tuple(returned.get(sheet.pk, ())) if sheet else (),
                )
            )
    return works


def all_standings(user: User) -> list[Standing]:
    """Return where every unit's sheet stands in the open cycles one oversees, in two queries."""
    latest = SheetRevision.objects.filter(sheet=OuterRef("pk")).order_by("-number")
    sheets = {
        (sheet.cycle_id, sheet.unit_id): sheet
        for sheet in ScoreSheet.objects.visible_to(user)
        .of_the_year()
        .annotate(
            submitted_at=Subquery(latest.values("at")[:1]),
            number=Subquery(latest.values("number")[:1]),
        )
    }
    overseen = exercises.overseen_by(user, "cycle__")
    members = Membership.objects.filter(overseen, cycle__state=Cycle.State.OPEN).select_related(
        "cycle", "unit", "cohort"
    )
    standings = []
    for member in members.order_by(
        "-cycle__year", "cycle__code", "cohort__position", "cohort__code", "unit__search"
    ):
        sheet = sheets.get((member.cycle_id, member.unit_id))
        standings.append(
            Standing(
                member,
                sheet,
                sheet.submitted_at if sheet else None,
                sheet.number if sheet else None,
            )
        )
    return standings


def _sets_of(
    members: list[Membership], items: dict[int, list[ScoreItem]]
) -> dict[int, CriteriaSet]:
    """Return the sets of the cohorts and, where a newer one was taken within the year, those that
    earlier sheets are filled in by: a query for these, none where there are none."""
    sets = {member.cohort.criteria_set_id: member.cohort.criteria_set for member in members}
    older = {rows[0].criterion.set_id for rows in items.values()} - sets.keys()
    return sets | (CriteriaSet.objects.defer("text").in_bulk(older) if older else {})


def _summaries(
    user: User,
    member: Membership,
    sheet: ScoreSheet | None,
    own: list[ScoreItem],
    criteria_set: CriteriaSet,
) -> tuple[Summary | None, Summary | None]:
    """What is left of a sheet, and of the criteria given to the person by name."""
    if sheet is None:
        return None, None
    rows = rows_of(sheet, criteria_set.parsed, own, may_edit=False, explained=False)
    given = assigned_leaves(user)
    place = (member.cycle_id, member.unit_id, criteria_set.pk)
    mine = [row for code, row in rows.items() if (*place, code) in given]
    return summary_of(rows.values()), summary_of(mine) if mine else None
