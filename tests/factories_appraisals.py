"""Submitted sheets for tests of the appraisal and of the results, written without the pages."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from openpar.appraisals.models import Assignment
from openpar.assessments.models import (
    Kind,
    LayerStatus,
    ScoreItem,
    ScoreLayer,
    ScoreSheet,
    SheetRevision,
    State,
)
from openpar.criteria.models import Cohort, Cycle, Phase
from openpar.people.models import Role, Unit, User
from openpar.scoring.numbers import Number
from tests.factories import (
    CohortFactory,
    CriteriaSetFactory,
    CycleFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    UserFactory,
    appointed,
)

#: The small set's inputs that earn 3.6 of 4, 1.75 of 2 and 4 of 4 points.
GOOD = {
    "1.1": {"done": "9", "planned": "10"},
    "1.2": {"late": "1"},
    "2.1": {"arranged": "yes"},
}
POINTS = {"1.1": "3.6", "1.2": "1.75", "2.1": "4"}


@dataclass(slots=True)
class World:
    """A cycle under appraisal: its cohort, its units with submitted sheets, its people."""

    cycle: Cycle
    cohort: Cohort
    appraiser: User
    own_unit: Unit
    coordinator: User
    sheets: list[ScoreSheet] = field(default_factory=list)

    def item(self, sheet: int = 0, code: str = "1.1") -> ScoreItem:
        """One item of one of the sheets, read afresh."""
        items = ScoreItem.objects.select_related("criterion__set", "sheet__cycle", "sheet__unit")
        return items.get(sheet=self.sheets[sheet], criterion__code=code)

    def address(self, code: str = "1.1") -> str:
        """The matrix of one criterion."""
        return f"/appraisals/{self.cycle.code}/criteria/{self.cohort.criteria_set.code}/{code}/"


def world(units: int = 1, *, appraisal: str = "open", fields: str = "1 2") -> World:
    """Make a cycle whose ``units`` have submitted, an appraiser of ``fields``, a coordinator.

    The appraiser belongs to a unit of the same cohort that has submitted as well: ``own_unit``.
    """
    cycle = CycleFactory()
    phase(cycle, Phase.Kind.APPRAISAL, appraisal)
    cohort = CohortFactory(cycle=cycle, criteria_set=CriteriaSetFactory())
    own = UnitFactory(name="Sở Của Người Thẩm Định", code=f"OWN{cycle.pk}")
    made = World(
        cycle=cycle,
        cohort=cohort,
        appraiser=appointed(Role.APPRAISER, own),
        own_unit=own,
        coordinator=appointed(Role.COORDINATOR),
    )
    for code in fields.split():
        Assignment.objects.create(cycle=cycle, user=made.appraiser, field_code=code)
    for unit in UnitFactory.create_batch(units):
        made.sheets.append(submitted_sheet(cohort, unit))
    submitted_sheet(cohort, own)
    return made


def phase(cycle: Cycle, kind: str, standing: str) -> Phase:
    """A phase that is upcoming, open or over by the clock of this machine."""
    days = {"upcoming": (1, 30), "open": (-1, 30), "over": (-30, -1)}[standing]
    opens, closes = (datetime.now(UTC) + timedelta(days=day) for day in days)
    return PhaseFactory(cycle=cycle, kind=kind, opens_at=opens, closes_at=closes)


def submitted_sheet(
    cohort: Cohort, unit: Unit, inputs: dict[str, dict[str, str]] | None = None
) -> ScoreSheet:
    """A unit of the cohort with a submitted sheet: every leaf of the small set filled in well."""
    MembershipFactory(cohort=cohort, unit=unit)
    sheet = ScoreSheet.objects.create(cycle=cohort.cycle, unit=unit)
    leaves = cohort.criteria_set.criteria.filter(is_leaf=True).order_by("position")
    given = GOOD if inputs is None else inputs
    items = ScoreItem.objects.bulk_create(
        ScoreItem(sheet=sheet, criterion=leaf, inputs=given.get(leaf.code, {})) for leaf in leaves
    )
    revision = SheetRevision.objects.create(
        sheet=sheet, number=1, by="can-bo", content={}, sha256="0" * 64
    )
    ScoreLayer.objects.bulk_create(
        _layer(item, kind, revision) for item in items for kind in (Kind.SELF, Kind.COMPUTED)
    )
    ScoreSheet.objects.filter(pk=sheet.pk).update(state=State.SUBMITTED)
    sheet.refresh_from_db()
    return sheet


def declare(item: ScoreItem, points: Number) -> None:
    """Let the unit declare other points than the rule computes."""
    ScoreLayer.objects.create(
        item=item, kind=Kind.SELF, status=LayerStatus.SCORED, points=points, author="can-bo"
    )


def _layer(item: ScoreItem, kind: str, revision: SheetRevision) -> ScoreLayer:
    known = POINTS[item.criterion.code] if item.inputs else None
    return ScoreLayer(
        item=item,
        kind=kind,
        status=LayerStatus.MISSING if known is None else LayerStatus.SCORED,
        points=known,
        inputs=item.inputs,
        author="can-bo",
        office="officer DV",
        sheet_revision=revision,
    )


def appraiser_elsewhere() -> User:
    """An appraiser without any assignment."""
    return appointed(Role.APPRAISER)


def outsider() -> User:
    """Somebody without any role."""
    return UserFactory()
