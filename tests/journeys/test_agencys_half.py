"""The agency's half of a cycle, in a real browser: from the first quarter to a supplement."""

import pytest

from tests.journeys.agencys_half.figures import the_lead_agency_gives_its_figures
from tests.journeys.agencys_half.quarter import (
    the_quarter_is_filled_in_and_submitted,
    the_year_begins_with_the_quarters_figures,
)
from tests.journeys.agencys_half.scoring import the_points_are_those_of_the_command
from tests.journeys.agencys_half.second_unit import the_second_cohorts_unit_submits
from tests.journeys.agencys_half.sharing import (
    the_head_gives_a_criterion_to_a_section,
    the_officer_sees_what_is_left,
    the_section_fills_it_in_and_says_so,
)
from tests.journeys.agencys_half.signing import (
    the_head_returns_it_with_a_remark,
    the_officer_corrects_and_a_deputy_signs,
    the_signed_report_goes_with_it,
)
from tests.journeys.agencys_half.supplement import (
    it_adds_a_document_and_submits_anew,
    the_difference_is_exactly_that_document,
    the_unit_asks_and_is_granted,
)
from tests.journeys.agencys_half.supporting import (
    a_document_of_the_register_is_used_again,
    a_missing_document_stands_in_the_way_until_explained,
    a_workbook_goes_out_and_comes_back,
    the_officer_claims_that_a_criterion_does_not_apply,
)
from tests.journeys.agencys_half.world import arrange

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def scene(tmp_path, settings):
    """A running cycle of two cohorts, a quarter and the year, which heads sign."""
    settings.OPENPAR_DATA = tmp_path / "data"
    arrange()


def test_journey_agencys_half(page, scene, tmp_path):
    """From the quarter's sheet to a receipt that names the one before (M4, S0-16 … S0-31)."""
    the_quarter_is_filled_in_and_submitted(page)
    the_year_begins_with_the_quarters_figures(page)
    the_lead_agency_gives_its_figures(page)
    the_head_gives_a_criterion_to_a_section(page)
    the_section_fills_it_in_and_says_so(page)
    the_officer_sees_what_is_left(page)
    the_officer_claims_that_a_criterion_does_not_apply(page)
    a_document_of_the_register_is_used_again(page)
    a_workbook_goes_out_and_comes_back(page)
    a_missing_document_stands_in_the_way_until_explained(page)
    the_head_returns_it_with_a_remark(page)
    the_officer_corrects_and_a_deputy_signs(page)
    the_signed_report_goes_with_it(page)
    the_second_cohorts_unit_submits(page)
    the_unit_asks_and_is_granted(page)
    it_adds_a_document_and_submits_anew(page)
    the_difference_is_exactly_that_document(page)
    the_points_are_those_of_the_command(page, tmp_path / "round")
