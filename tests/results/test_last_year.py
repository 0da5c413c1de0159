"""What a unit got the last time stands in its next sheet: only what was published (S0-30)."""

from fractions import Fraction

import pytest

from openpar.assessments.models import ScoreLayer
from openpar.criteria.models import Crosswalk, CrosswalkLine, Cycle, Phase
from openpar.results.last_year import points_of
from openpar.results.models import Mark, PastResult, Run, UnitResult
from tests.factories import CohortFactory, CriteriaSetFactory, MembershipFactory, PhaseFactory
from tests.factories_assessments import address, item_of, sheet_with_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    return sheet_with_officer()[0]


def result_of_2025(sheet, *, published: bool = True, points: str = "1.5") -> Run:
    """A run of the year before in which 1.1 lost points for a reason; return it."""
    last = CohortFactory(criteria_set=CriteriaSetFactory())
    Cycle.objects.filter(pk=last.cycle_id).update(year=2025)
    MembershipFactory(cohort=last, unit=sheet.unit)
    if published:
        PhaseFactory(cycle=last.cycle, kind=Phase.Kind.PUBLICATION)
    run = Run.objects.create(
        cycle=last.cycle, number=1, set_hashes={}, inputs_hash="0" * 64, files={}, version="1",
        by="thử",
    )  # fmt: skip
    UnitResult.objects.create(
        run=run, unit=sheet.unit, cohort=last, position=1, applicable_maximum=4, status="known",
        fields={},
    )  # fmt: skip
    layer = ScoreLayer.objects.create(
        item=item_of(sheet, "1.1"), kind="appraised", status="scored", points=Fraction(points),
        reason="Hai nhiệm vụ chậm", author="thử",
    )  # fmt: skip
    Mark.objects.create(
        run=run, unit=sheet.unit, criterion=last.criteria_set.criteria.get(code="1.1"),
        status="scored", points=Fraction(points), maximum=4, layer="appraised",
        score_layer=layer, inputs={},
    )  # fmt: skip
    return run


def test_published_points_and_their_reason_come_back(client, sheet):
    result_of_2025(sheet)
    past = points_of(sheet)["1.1"]
    assert (past.year, past.points, past.maximum) == (2025, Fraction(3, 2), 4)
    assert (past.reason, past.is_cut) == ("Hai nhiệm vụ chậm", True)


def test_what_is_not_published_stays_hidden(sheet):
    run = result_of_2025(sheet, published=False)
    assert points_of(sheet) == {}
    PhaseFactory(cycle=run.cycle, kind=Phase.Kind.PUBLICATION)
    assert "1.1" in points_of(sheet)


def test_a_document_serves_where_no_cycle_was_published(sheet):
    PastResult.objects.create(
        unit=sheet.unit, year=2024, index="80", source="Quyết định", scores={"1.1": "0.75"}
    )
    assert (points_of(sheet)["1.1"].points, points_of(sheet)["1.1"].year) == (Fraction(3, 4), 2024)
    result_of_2025(sheet)
    assert points_of(sheet)["1.1"].year == 2025


def test_points_of_another_unit_are_not_taken(sheet):
    result_of_2025(sheet)
    assert points_of(sheet_with_officer()[0]) == {}


def test_a_confirmed_crosswalk_says_which_criterion_is_which(sheet):
    run = result_of_2025(sheet)
    old = run.marks.get().criterion.set
    crosswalk = Crosswalk.objects.create(old_set=old, new_set=item_of(sheet, "1.1").criterion.set)
    CrosswalkLine.objects.create(
        crosswalk=crosswalk, position=1, relation="reworded", old_codes=["1.1"], new_codes=["2.1"]
    )
    assert list(points_of(sheet)) == ["1.1"]  # a draft is not relied on
    Crosswalk.objects.update(state=Crosswalk.State.CONFIRMED)
    assert list(points_of(sheet)) == ["2.1"]


def test_the_row_shows_them(client):
    sheet, officer = sheet_with_officer()
    result_of_2025(sheet)
    client.force_login(officer)
    page = client.get(address(sheet)).content.decode()
    assert "Năm 2025: 1,50/4 – Hai nhiệm vụ chậm" in " ".join(page.split())


def test_one_query_serves_the_whole_sheet(sheet, django_assert_num_queries):
    result_of_2025(sheet)
    with django_assert_num_queries(1):
        points_of(sheet)
