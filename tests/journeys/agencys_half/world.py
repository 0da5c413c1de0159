"""Where the agency's half begins: an open cycle with two cohorts, a quarter and the year."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from openpar.criteria.models import Matrix, Period, Phase, Responsibility
from openpar.criteria.periods import Days, choose_periods, set_days
from openpar.people.models import Role
from tests.factories import (
    CohortFactory,
    CriteriaSetFactory,
    CycleFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    appointed,
)

CODE = "tinh-mau-2026"
QUARTER = f"/assessments/{CODE}.quarter-1/STC/"
YEAR = f"/assessments/{CODE}/STC/"

#: Sixteen points in six criteria; the figures of 2.2 come from the agency that leads it.
SET = (Path(__file__).parent / "set.yaml").read_text(encoding="utf-8")


def arrange() -> None:
    """Make units, people and the running cycle, in which heads sign and reports are uploaded."""
    cycle = CycleFactory(
        code=CODE, title="Chỉ số cải cách hành chính tỉnh Mẫu năm 2026",
        signed_by_head=True, report_required=True,
    )  # fmt: skip
    coordinator = appointed(Role.COORDINATOR, UnitFactory(code="SNV"), username="dieu-phoi")
    _open_a_quarter(cycle, coordinator)
    PhaseFactory(cycle=cycle)
    criteria_set = CriteriaSetFactory(text=SET)
    province = UnitFactory(code="UB", name="Ủy ban nhân dân tỉnh Mẫu", kind="province")
    finance = UnitFactory(code="STC", name="Sở Tài chính", parent=province)
    board = UnitFactory(code="BDT", name="Ban Dân tộc", parent=province)
    for unit, cohort, title in ((finance, "so", "Khối sở"), (board, "dac-thu", "Đặc thù")):
        MembershipFactory(
            unit=unit,
            cohort=CohortFactory(
                cycle=cycle, code=cohort, title=title, criteria_set=criteria_set
            ),
        )  # fmt: skip
    technology = UnitFactory(code="SKHCN", name="Sở Khoa học và Công nghệ")
    led = criteria_set.criteria.get(code="2.2")
    Responsibility.objects.create(
        matrix=Matrix.objects.create(cycle=cycle), criterion=led, unit=technology, part="lead"
    )
    for unit, role, name in (
        (finance, Role.OFFICER, "can-bo-stc"), (finance, Role.HEAD, "giam-doc-stc"),
        (finance, Role.DEPUTY, "pho-giam-doc-stc"),
        (board, Role.OFFICER, "can-bo-bdt"), (board, Role.HEAD, "truong-ban-bdt"),
        (technology, Role.OFFICER, "can-bo-skhcn"),
    ):  # fmt: skip
        appointed(role, unit, username=name)
    appointed(Role.CONTRIBUTOR, finance, username="chuyen-vien-stc", display_name="Chuyên viên mẫu")


def _open_a_quarter(cycle, coordinator) -> None:
    periods = choose_periods(cycle, [Period.Kind.QUARTER], by=coordinator)
    first = next(one for one in periods if (one.kind, one.number) == (Period.Kind.QUARTER, 1))
    now, week = datetime.now(UTC), timedelta(days=7)
    days = Days(first.report_until, first.as_of, now - week, now + week)
    set_days(first, days, by=coordinator)


def self_assessment() -> Phase:
    """The phase in which the year's sheets are filled in."""
    return Phase.objects.get(cycle__code=CODE, kind=Phase.Kind.SELF_ASSESSMENT)
