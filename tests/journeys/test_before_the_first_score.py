"""Everything that stands before the first score, in a real browser: units, people, set, cycle."""

import pytest

from openpar.people.models import Role, Unit
from tests.factories import SMALL_SET, CriteriaSetFactory, UnitFactory, appointed
from tests.factories_exercises import with_leads
from tests.journeys.before_first_score.annex import an_annex_becomes_a_published_set
from tests.journeys.before_first_score.cycle import (
    a_cycle_opens_with_two_cohorts,
    one_unit_is_extended_by_two_persons,
)
from tests.journeys.before_first_score.deadline import (
    the_extended_unit_may_still_save,
    the_phase_ends_and_a_late_save_is_refused,
    the_phase_opens_and_an_officer_begins,
)
from tests.journeys.before_first_score.inner import (
    a_department_begins_an_inner_exercise,
    a_division_scores_itself_and_submits,
    who_coordinates_inside_sees_it_and_the_province_does_not,
)
from tests.journeys.before_first_score.own_file import (
    a_lead_unit_fills_in_and_explains_its_part,
    the_ministrys_points_come_back_beside_the_own_ones,
    the_parts_are_put_together_and_submitted,
    the_provinces_file_is_opened_and_shared_out,
)
from tests.journeys.before_first_score.quarter import (
    a_quarter_is_scored_within_the_year,
    the_year_carries_the_quarter_on,
    what_falls_due_later_is_not_due_in_the_quarter,
)
from tests.journeys.before_first_score.register import (
    accounts_come_from_excel,
    two_units_become_one,
    units_come_from_excel,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
DECEMBER = "    title: Bố trí công chức một cửa\n"
#: The set of the communes, published before; one criterion falls due in December.
COMMUNE_SET = (
    SMALL_SET.replace("level: department", "level: commune")
    .replace("- code: so\n", "- code: xa\n")
    .replace("Khối sở", "Khối xã")
    .replace("cấp sở", "cấp xã")
    .replace(DECEMBER, f"{DECEMBER}    due: 2026-12-15\n")
)
#: The ministry's set of the provinces; who leads which criterion stands in it.
PROVINCE_SET = (
    with_leads(SMALL_SET.replace("    lead: SNV\n", ""))
    .replace("level: department", "level: province")
    .replace("Khối sở", "Khối tỉnh")
    .replace("cấp sở", "cấp tỉnh")
    .replace("    evidence: [{kind: plan}, {kind: report, required: no}]\n", "")
)


@pytest.fixture
def scene(tmp_path, settings):
    """A province, its standing body with the coordinator, a department with a mistyped name."""
    settings.OPENPAR_DATA = tmp_path
    UnitFactory(code="STP", name="Sở Tư phap")
    province = UnitFactory(code="UB", name="UBND tỉnh Mẫu", kind=Unit.Kind.PROVINCE)
    standing_body = UnitFactory(code="SNV", name="Sở Nội vụ", parent=province)
    appointed(Role.COORDINATOR, standing_body, username="dieu-phoi")
    CriteriaSetFactory(text=COMMUNE_SET)
    CriteriaSetFactory(text=PROVINCE_SET)


def test_journey_before_the_first_score(page, scene):
    """From two workbooks and an annex to a running cycle (M1, M3, S0-12, S0-22, S1-2, S3-33)."""
    units_come_from_excel(page)
    accounts_come_from_excel(page)
    two_units_become_one(page)
    an_annex_becomes_a_published_set(page)
    a_cycle_opens_with_two_cohorts(page)
    a_quarter_is_scored_within_the_year(page)
    one_unit_is_extended_by_two_persons(page)
    what_falls_due_later_is_not_due_in_the_quarter(page)
    the_year_carries_the_quarter_on(page)
    the_phase_opens_and_an_officer_begins(page)
    the_phase_ends_and_a_late_save_is_refused(page)
    the_extended_unit_may_still_save(page)
    a_department_begins_an_inner_exercise(page)
    a_division_scores_itself_and_submits(page)
    who_coordinates_inside_sees_it_and_the_province_does_not(page)
    the_provinces_file_is_opened_and_shared_out(page)
    a_lead_unit_fills_in_and_explains_its_part(page)
    the_parts_are_put_together_and_submitted(page)
    the_ministrys_points_come_back_beside_the_own_ones(page)
