"""The coordinator's board of a cycle: how far every unit is, in time or late, who holds it now.

A fixed number of queries whatever the number of units; what is done follows from the figures
(``assessments.progress``), so the board and the officer's own page never differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from openpar.assessments.deadlines import Deadline, deadlines_of
from openpar.assessments.given import files_of
from openpar.assessments.models import (
    Reopening,
    ScoreSheet,
    SheetRevision,
    State,
    SupplementRequest,
    Timeliness,
)
from openpar.assessments.progress import Progress, progress_of
from openpar.criteria.models import Cycle, Membership, Period
from openpar.people.models import Appointment, Role, Unit


class Punctuality(TextChoices):
    """Whether a unit's sheet came, and when: what was submitted keeps what was written then."""

    ON_TIME = Timeliness.ON_TIME.value, Timeliness.ON_TIME.label
    IN_GRACE = Timeliness.IN_GRACE.value, Timeliness.IN_GRACE.label
    LATE = Timeliness.LATE.value, Timeliness.LATE.label
    VERY_LATE = "very_late", _("Very late")
    WAITING = "waiting", _("Not yet submitted")
    OVERDUE = "overdue", _("Overdue")
    NEVER = "never", _("Never submitted")


#: The tone of each in badges and charts.
TONES = {
    Punctuality.ON_TIME: "success",
    Punctuality.IN_GRACE: "info",
    Punctuality.LATE: "warning",
    Punctuality.VERY_LATE: "danger",
    Punctuality.WAITING: "neutral",
    Punctuality.OVERDUE: "warning",
    Punctuality.NEVER: "danger",
}

#: Who of the unit holds its sheet, by state; in the states not named here the standing body does.
HOLDERS: dict[State, tuple[Role, ...]] = {
    State.DRAFT: (Role.OFFICER,),
    State.WITH_HEAD: (Role.HEAD, Role.DEPUTY),
    State.SIGNED: (Role.OFFICER,),
    State.REOPENED: (Role.OFFICER,),
}


@dataclass(slots=True)
class UnitRow:
    """One unit of the board. ``sheet`` and ``progress`` are ``None`` until the sheet has begun."""

    member: Membership
    sheet: ScoreSheet | None
    progress: Progress | None
    revision: SheetRevision | None  # the newest, without its content
    first_at: datetime | None
    deadline: Deadline | None
    cycle_open: bool
    asks_supplement: bool = False
    people: list[Appointment] = field(default_factory=list)

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.member.unit

    @property
    def left(self) -> int | None:
        """Criteria still to fill in; ``None`` where nobody has begun."""
        return self.progress.leaves - self.progress.done if self.progress else None

    @property
    def share(self) -> int:
        """Criteria filled in, in whole per cent, rounded down; nothing begun is nothing done."""
        if not self.progress or not self.progress.leaves:
            return 0
        return 100 * self.progress.done // self.progress.leaves

    @property
    def punctuality(self) -> Punctuality:
        """Whether it came, and when."""
        if self.revision is None:
            return self._not_submitted()
        if self.revision.timeliness != Timeliness.LATE:
            return Punctuality(self.revision.timeliness)
        due = self.revision.due_at
        limit = timedelta(days=settings.VERY_LATE_DAYS)
        very = due is not None and self.first_at - due > limit
        return Punctuality.VERY_LATE if very else Punctuality.LATE

    @property
    def tone(self) -> str:
        """The tone of its punctuality."""
        return TONES[self.punctuality]

    @property
    def state_label(self) -> str:
        """Where the sheet stands, in words."""
        return str(self.sheet.get_state_display() if self.sheet else _("Not begun"))

    @property
    def holders(self) -> list[str]:
        """The people who hold the sheet now; empty where the standing body does."""
        roles = HOLDERS.get(self.sheet.state, ()) if self.sheet else HOLDERS[State.DRAFT]
        return [str(one.user) for one in self.people if one.role in roles]

    @property
    def is_ours(self) -> bool:
        """Whether the standing body holds it, not the unit."""
        return bool(self.sheet) and self.sheet.state not in HOLDERS

    @property
    def contacts(self) -> list[Appointment]:
        """Whom to call: the officers, and the head where there is none."""
        officers = [one for one in self.people if one.role == Role.OFFICER]
        return officers or [one for one in self.people if one.role == Role.HEAD]

    @property
    def reopened(self) -> str:
        """Why a submitted sheet is open again, in words; empty where it is not."""
        if not self.sheet or not self.sheet.reopening_id:
            return ""
        return str(Reopening.Kind(self.sheet.reopening.kind).label)

    def _not_submitted(self) -> Punctuality:
        if not self.cycle_open:
            return Punctuality.NEVER
        standing = self.deadline.standing if self.deadline else "upcoming"
        if standing in ("upcoming", "open"):
            return Punctuality.WAITING
        return Punctuality.NEVER if standing == "over" else Punctuality.OVERDUE


@dataclass(frozen=True, slots=True)
class Total:
    """All units of a cycle in figures."""

    units: int
    submitted: int
    done: int
    leaves: int
    missing_documents: int
    departures: int
    asking: int

    @property
    def share(self) -> int:
        """Criteria filled in, in whole per cent, rounded down."""
        return 100 * self.done // self.leaves if self.leaves else 0


@dataclass(frozen=True, slots=True)
class Share:
    """One bar of a chart and one line of its table: ``part`` of ``whole`` units."""

    label: str
    tone: str
    part: int
    whole: int


def members_of(cycle: Cycle, *related: str) -> list[Membership]:
    """Return the units of a cycle with the set that scores each, and ``related``: one query."""
    rows = Membership.objects.for_cycle(cycle)
    found = rows.select_related("unit", "cohort__criteria_set", *related)
    return list(found.defer("cohort__criteria_set__text"))


def rows_of_cycle(cycle: Cycle, *related: str) -> list[UnitRow]:
    """Return the units of a cycle in the order of the printed table, with ``related`` of their
    memberships: seven queries, and one more where sheets have changed since this process saw
    them."""
    members = {member.unit_id: member for member in members_of(cycle, *related)}
    sheets = _sheets(cycle, members)
    progress = progress_of(
        list(sheets.values()),
        {sheet.pk: members[unit].cohort.criteria_set for unit, sheet in sheets.items()},
    )
    revisions, first = _revisions(sheets.values())
    deadlines = deadlines_of((cycle.pk, unit) for unit in members)
    asking = set(
        SupplementRequest.objects.filter(
            sheet__cycle=cycle, answer=SupplementRequest.Answer.OPEN
        ).values_list("sheet", flat=True)
    )
    people = _people(members)
    rows = []
    for member in members.values():
        sheet = sheets.get(member.unit_id)
        pk = sheet.pk if sheet else None
        rows.append(
            UnitRow(
                member,
                sheet,
                progress.get(pk),
                revisions.get(pk),
                first.get(pk),
                deadlines.get((cycle.pk, member.unit_id)),
                cycle.state == Cycle.State.OPEN,
                pk in asking,
                people.get(member.unit_id, []),
            )
        )
    return rows


def total(rows: Sequence[UnitRow]) -> Total:
    """Add up the units; sheets that nobody has begun have no criteria yet."""
    known = [row.progress for row in rows if row.progress]
    return Total(
        units=len(rows),
        submitted=sum(row.revision is not None for row in rows),
        done=sum(one.done for one in known),
        leaves=sum(one.leaves for one in known),
        missing_documents=sum(one.missing_documents for one in known),
        departures=sum(len(one.departures) for one in known),
        asking=sum(row.asks_supplement for row in rows),
    )


def punctuality_shares(rows: Sequence[UnitRow]) -> list[Share]:
    """Count the units by punctuality, in the order of the enumeration; what nobody is, is left
    out."""
    counts = dict.fromkeys(Punctuality, 0)
    for row in rows:
        counts[row.punctuality] += 1
    return [
        Share(str(kind.label), TONES[kind], count, len(rows))
        for kind, count in counts.items()
        if count
    ]


@dataclass(frozen=True, slots=True)
class Body:
    """The units below one superior body, put together (S4-16); ``body`` is ``None`` for those that
    stand below nobody."""

    body: Unit | None
    units: int
    submitted: int
    late: int
    done: int
    leaves: int
    missing_documents: int

    @property
    def share(self) -> int:
        """Criteria filled in, in whole per cent, rounded down."""
        return 100 * self.done // self.leaves if self.leaves else 0


def by_body(rows: Iterable[UnitRow]) -> list[Body]:
    """Put the units together by the body above them, in the order in which the bodies come."""
    groups: dict[int | None, list[UnitRow]] = {}
    for row in rows:
        groups.setdefault(row.unit.parent_id, []).append(row)
    late = (Punctuality.LATE, Punctuality.VERY_LATE, Punctuality.OVERDUE, Punctuality.NEVER)
    bodies = []
    for some in groups.values():
        known = [row.progress for row in some if row.progress]
        bodies.append(
            Body(
                body=some[0].unit.parent,
                units=len(some),
                submitted=sum(row.revision is not None for row in some),
                late=sum(row.punctuality in late for row in some),
                done=sum(one.done for one in known),
                leaves=sum(one.leaves for one in known),
                missing_documents=sum(one.missing_documents for one in known),
            )
        )
    return bodies


def _sheets(cycle: Cycle, members: Mapping[int, Membership]) -> dict[int, ScoreSheet]:
    """Return the sheets of the year by unit, ready for computing: what all share is asked once."""
    rows = ScoreSheet.objects.filter(
        cycle=cycle, period__kind=Period.Kind.YEAR, unit__in=members
    ).select_related("period", "reopening")
    files = files_of(cycle)
    sheets = {sheet.unit_id: sheet for sheet in rows}
    for unit, sheet in sheets.items():
        sheet.cycle, sheet.unit, sheet.files = cycle, members[unit].unit, files
    return sheets


def _revisions(
    sheets: Iterable[ScoreSheet],
) -> tuple[dict[int, SheetRevision], dict[int, datetime]]:
    """Return the newest revision and the moment of the first, by sheet: one query."""
    newest: dict[int, SheetRevision] = {}
    first: dict[int, datetime] = {}
    rows = SheetRevision.objects.filter(sheet__in=[sheet.pk for sheet in sheets])
    for revision in rows.defer("content").order_by("sheet", "number"):
        newest[revision.sheet_id] = revision
        first.setdefault(revision.sheet_id, revision.at)
    return newest, first


def _people(units: Iterable[int]) -> dict[int, list[Appointment]]:
    """Return who works on the sheet of each unit today, by name: one query."""
    roles = {role for holders in HOLDERS.values() for role in holders} | {Role.HEAD}
    rows = Appointment.objects.in_force().filter(
        unit__in=units, role__in=roles, user__is_active=True
    )
    people: dict[int, list[Appointment]] = {}
    for one in rows.select_related("user").order_by("user__search", "pk"):
        people.setdefault(one.unit_id, []).append(one)
    return people
