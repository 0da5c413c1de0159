"""Two units side by side, every object of theirs filled with a marker, and one person a role."""

from dataclasses import dataclass, field

from openpar.appraisals.actions import appraise
from openpar.appraisals.models import Assignment
from openpar.assessments import actions as sheets
from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet
from openpar.criteria.models import Cohort, Cycle, Phase
from openpar.people.models import Appointment, Role, Unit, User
from openpar.results.actions import compute
from tests.factories import (
    AppointmentFactory,
    CohortFactory,
    CriteriaSetFactory,
    CycleFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    UserFactory,
    appointed,
)
from tests.factories_appraisals import GOOD
from tests.factories_assessments import item_of, pdf, save

FIELD, LEAF = "1", "1.1"


@dataclass(slots=True)
class Side:
    """One unit with its sheet, evidence, people; ``marker`` stands in every text of theirs."""

    unit: Unit
    sheet: ScoreSheet
    officer: User
    head: User
    marker: str
    cohort: Cohort

    @property
    def things(self) -> dict[str, object]:
        """What addresses may name of this side."""
        use = EvidenceUse.objects.filter(item__sheet=self.sheet).first()
        return {
            "cycle": self.cohort.cycle.code,
            "set": self.cohort.criteria_set.code,
            "unit": self.unit.code,
            "item": ScoreItem.objects.get(sheet=self.sheet, criterion__code=LEAF).pk,
            "use": use.pk,
            "revision": use.revision_id,
            "document": use.revision.document_id,
            "username": self.officer.username,
            "appointment": Appointment.objects.get(user=self.officer).pk,
        }


@dataclass(slots=True)
class World:
    """Unit A and unit B of one cycle, unit C of another, and one person for each role."""

    a: Side
    b: Side
    c: Side
    people: dict[str, User] = field(default_factory=dict)


def make_world() -> World:
    """Both sheets are submitted, one item of each is appraised, a run is computed."""
    first, second = _cycle(), _cycle()
    made = World(_side(first, "A"), _side(first, "B"), _side(second, "C"))
    made.people = {role: appointed(role) for role in Role}
    made.people[Role.OFFICER], made.people[Role.HEAD] = made.a.officer, made.a.head
    AppointmentFactory(
        user=UserFactory(display_name="Người của A"), unit=made.a.unit, role=Role.CONTRIBUTOR
    )
    appraiser = made.people[Role.APPRAISER]
    for cohort in (first, second):
        Assignment.objects.create(cycle=cohort.cycle, user=appraiser, field_code=FIELD)
    for side in (made.a, made.b, made.c):
        reason = f"Lý do thẩm định {side.marker}"
        appraise(item_of(side.sheet, LEAF), by=appraiser, points=1, reason=reason)
    for cohort in (first, second):
        compute(cohort.cycle, by=made.people[Role.COORDINATOR])
    return made


def all_seeing() -> User:
    """A person who may open every page: all roles at once, in a unit that nobody scores."""
    person, unit = UserFactory(display_name="Người giữ mọi vai trò"), UnitFactory()
    for role in Role:
        AppointmentFactory(user=person, unit=unit, role=role)
    for cycle in Cycle.objects.all():
        Assignment.objects.create(cycle=cycle, user=person, field_code=FIELD)
    return person


def _cycle() -> Cohort:
    cycle: Cycle = CycleFactory()
    for kind in (Phase.Kind.SELF_ASSESSMENT, Phase.Kind.APPRAISAL):
        PhaseFactory(cycle=cycle, kind=kind)
    return CohortFactory(cycle=cycle, criteria_set=CriteriaSetFactory())


def _side(cohort: Cohort, letter: str) -> Side:
    marker = f"DAUHIEU{letter}KHONGAIDUOCTHAY"
    unit = UnitFactory(code=f"DV-{letter}", name=f"Sở Mẫu {letter}")
    MembershipFactory(cohort=cohort, unit=unit)
    officer = appointed(Role.OFFICER, unit, username=f"cb-{letter.lower()}",
                        display_name=f"Cán bộ {marker}")  # fmt: skip
    head = appointed(Role.HEAD, unit, display_name=f"Người đứng đầu {marker}")
    sheet = sheets.open_sheet(cohort.cycle, unit, by=officer)
    for code, inputs in GOOD.items():
        save(sheet, code, officer, inputs=inputs, explanation=f"Giải trình {marker}")
    sheets.attach(item_of(sheet, LEAF), pdf(f"{marker}.pdf"), by=officer)
    sheets.submit(sheet, by=officer)
    return Side(unit, sheet, officer, head, marker, cohort)
