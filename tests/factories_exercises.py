"""A province that scores its departments, one of which scores its own divisions (S4-31)."""

from dataclasses import dataclass, field
from datetime import date

from openpar.assessments import actions
from openpar.assessments.models import ScoreSheet
from openpar.criteria.models import Cycle, Phase
from openpar.criteria.models.exercise import Exercise
from openpar.people.models import Role, Unit, User
from tests.factories import (
    CohortFactory,
    CriteriaSetFactory,
    CycleFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    appointed,
)


@dataclass(slots=True)
class Nested:
    """The people and cycles of two nested exercises: ``outer`` of the province, ``inner`` of the
    finance department ``finance`` over its ``divisions``."""

    province: Unit
    home_affairs: Unit
    finance: Unit
    divisions: list[Unit]
    outer: Cycle
    inner: Cycle
    coordinator: User
    inner_coordinator: User
    sheets: dict[str, ScoreSheet] = field(default_factory=dict)


def nested() -> Nested:
    """Both cycles are open for self-assessment; the sheets of finance and of a division begun."""
    province = UnitFactory(code="UBND", name="Ủy ban nhân dân tỉnh mẫu", kind=Unit.Kind.PROVINCE)
    home_affairs = UnitFactory(code="SNV", name="Sở Nội vụ", parent=province)
    finance = UnitFactory(code="STC", name="Sở Tài chính", parent=province)
    divisions = [
        UnitFactory(code=f"STC.P{n}", name=f"Phòng {n}", kind=Unit.Kind.DIVISION, parent=finance)
        for n in (1, 2)
    ]
    outer = CycleFactory(owner=province, standing_body=home_affairs)
    inner = CycleFactory(exercise=Exercise.INSIDE_BODY, owner=finance)
    made = Nested(
        province, home_affairs, finance, divisions, outer, inner,
        appointed(Role.COORDINATOR, home_affairs), appointed(Role.INNER_COORDINATOR, finance),
    )  # fmt: skip
    for cycle, units in ((outer, [finance, home_affairs]), (inner, divisions)):
        cohort = CohortFactory(cycle=cycle, criteria_set=CriteriaSetFactory())
        PhaseFactory(cycle=cycle)
        for unit in units:
            MembershipFactory(cohort=cohort, unit=unit)
    for cycle, unit in ((outer, finance), (inner, divisions[0])):
        officer = appointed(Role.OFFICER, unit)
        made.sheets[unit.code] = actions.open_sheet(cycle, unit, by=officer)
    return made


@dataclass(slots=True)
class OwnFile:
    """A province's own file: two lead units with their officers, the sheet begun."""

    province: Unit
    standing_body: Unit
    justice: Unit
    cycle: Cycle
    sheet: ScoreSheet
    coordinator: User
    officer: User
    other_officer: User


#: The small set with lead units: 1.1 and 2.1 of SNV, 1.2 of STP.
LEADS = {"1.1": "SNV", "1.2": "STP", "2.1": "SNV"}


def with_leads(text: str) -> str:
    """Return the small set with the lead units of ``LEADS``."""
    for code, lead in LEADS.items():
        text = text.replace(f'code: "{code}"', f'code: "{code}"\n    lead: {lead}')
    return text


def own_file(text: str, *, open_now: bool = True) -> OwnFile:
    """An open cycle of the kind ``own_file`` over a province, by a set with lead units."""
    province = UnitFactory(code="UBND", name="Ủy ban nhân dân tỉnh mẫu", kind=Unit.Kind.PROVINCE)
    body = UnitFactory(code="SNV", name="Sở Nội vụ", parent=province)
    justice = UnitFactory(code="STP", name="Sở Tư pháp", parent=province)
    cycle = CycleFactory(
        exercise=Exercise.OWN_FILE, owner=province, standing_body=body, as_of=date(2026, 12, 31)
    )
    cohort = CohortFactory(cycle=cycle, criteria_set=CriteriaSetFactory(text=text))
    MembershipFactory(cohort=cohort, unit=province)
    if open_now:
        PhaseFactory(cycle=cycle, kind=Phase.Kind.SELF_ASSESSMENT)
    coordinator = appointed(Role.COORDINATOR, body)
    return OwnFile(
        province, body, justice, cycle,
        actions.open_sheet(cycle, province, by=coordinator),
        coordinator, appointed(Role.OFFICER, body), appointed(Role.OFFICER, justice),
    )  # fmt: skip
