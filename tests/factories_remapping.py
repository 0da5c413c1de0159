"""A unit that has scored a quarter, and a newer set issued late in the year."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from openpar.assessments import actions, remapping
from openpar.assessments.models import ScoreSheet
from openpar.criteria import actions as sets
from openpar.criteria import crosswalk_actions
from openpar.criteria.models import Period
from openpar.criteria.periods import Days, choose_periods, set_days
from openpar.people.models import Role
from openpar.scoring.sets.crosswalk import Line, Relation
from tests.factories import (
    SMALL_SET,
    CohortFactory,
    CriteriaSetFactory,
    MembershipFactory,
    PhaseFactory,
    appointed,
)
from tests.factories_assessments import item_of, pdf, save

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
#: 1.1 worth 3 of 4, 1.2 split into the same figure and a new one, 2.1 under another code.
PARTS = """  - code: "1.2"
    title: Thực hiện chế độ báo cáo định kỳ
    maximum: 2
    inputs:
      late: {type: count, unit: báo cáo, title: Số báo cáo gửi chậm}
    rule: {measure: {value: late}, map: {deduct: {each: 0.25}}}
  - code: "1.3"
    title: Chất lượng báo cáo
    maximum: 1
    inputs:
      returned: {type: count, unit: báo cáo, title: Số báo cáo bị trả lại}
    rule: {measure: {value: returned}, map: {deduct: {each: 0.25}}}
- code: "2\""""


def newer(text: str) -> str:
    """The small set as it is amended."""
    head, rest = text.split('  - code: "1.2"')
    tail = rest.split('- code: "2"')[1].replace('code: "2.1"', 'code: "2.9"')
    return head.replace("maximum: 4\n    inputs", "maximum: 3\n    inputs") + PARTS + tail


class World:
    """A unit with a submitted first quarter and a begun sheet of the year, and a newer set."""

    def __init__(self) -> None:
        self.coordinator = appointed(Role.COORDINATOR)
        text = SMALL_SET.replace("{code}", "bo-nam")
        self.old = CriteriaSetFactory(text=text)
        self.member = MembershipFactory(cohort=CohortFactory(criteria_set=self.old))
        self.cohort, self.cycle = self.member.cohort, self.member.cycle
        PhaseFactory(cycle=self.cycle)
        self.officer = appointed(Role.OFFICER, self.member.unit)
        chosen = choose_periods(self.cycle, [Period.Kind.QUARTER], by=self.coordinator)
        self.quarters = [one for one in chosen if not one.is_year]
        self.open(self.quarters[0], until=NOW + DAY)
        self.quarter = self.begin(self.quarters[0])
        save(self.quarter, "1.1", self.officer, inputs={"done": "9", "planned": "10"},
             explanation="Quý I")  # fmt: skip
        save(self.quarter, "1.2", self.officer, inputs={"late": "2"})
        save(self.quarter, "2.1", self.officer, inputs={"arranged": "yes"})
        actions.attach(item_of(self.quarter, "1.2"), pdf(), by=self.officer, kind="report")
        self.revision = actions.submit(self.quarter, by=self.officer)
        self.new = sets.load_set(newer(text), by=self.coordinator)
        crosswalk = crosswalk_actions.draw_up(self.old, self.new, by=self.coordinator)
        split = Line(Relation.SPLIT, ("1.2",), ("1.2", "1.3"), (Fraction(2, 3), Fraction(1, 3)))
        crosswalk_actions.put_line(crosswalk, split, by=self.coordinator, version=1)
        self.crosswalk = crosswalk_actions.move(crosswalk, "confirm", by=self.coordinator)
        self.new = sets.publish_set(self.new, by=self.coordinator)

    def open(self, period: Period, until: datetime) -> None:
        days = Days(period.report_until, period.as_of, NOW - DAY, until)
        set_days(period, days, by=self.coordinator)

    def begin(self, period: Period | None = None) -> ScoreSheet:
        return actions.open_sheet(self.cycle, self.member.unit, by=self.officer, period=period)

    def submit_year(self) -> None:
        sheet = self.begin()
        save(sheet, "1.1", self.officer, explanation="Kế hoạch lưu tại đơn vị")
        actions.submit(sheet, by=self.officer)

    def take(self):
        return remapping.take_newer_set(self.cohort, self.new, by=self.coordinator)

    def year(self) -> ScoreSheet:
        return ScoreSheet.objects.of_the_year().get(cycle=self.cycle)
