"""Everything that stands before the first score, in a real browser: units, people, set, cycle."""

import pytest

from openpar.people.models import Role
from tests.factories import SMALL_SET, CriteriaSetFactory, UnitFactory, appointed
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
#: The set of the communes, published before.
COMMUNE_SET = (
    SMALL_SET.replace("level: department", "level: commune")
    .replace("- code: so\n", "- code: xa\n")
    .replace("Khối sở", "Khối xã")
    .replace("cấp sở", "cấp xã")
)


@pytest.fixture
def scene(tmp_path, settings):
    """A standing body with its coordinator, and a department whose name was typed wrongly."""
    settings.OPENPAR_DATA = tmp_path
    UnitFactory(code="STP", name="Sở Tư phap")
    appointed(Role.COORDINATOR, UnitFactory(code="SNV", name="Sở Nội vụ"), username="dieu-phoi")
    CriteriaSetFactory(text=COMMUNE_SET)


def test_journey_before_the_first_score(page, scene):
    """From two workbooks and an annex to a running cycle (M1, M3, S0-12, S0-22, S1-2, S3-33)."""
    units_come_from_excel(page)
    accounts_come_from_excel(page)
    two_units_become_one(page)
    an_annex_becomes_a_published_set(page)
    a_cycle_opens_with_two_cohorts(page)
    one_unit_is_extended_by_two_persons(page)
    the_phase_opens_and_an_officer_begins(page)
    the_phase_ends_and_a_late_save_is_refused(page)
    the_extended_unit_may_still_save(page)
