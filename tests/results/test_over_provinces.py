"""A ministry over 34 provinces: the same engine, pages and number of queries (S3-2)."""

import pytest

from openpar.assessments.models import ScoreSheet
from openpar.criteria.models import Cycle
from openpar.criteria.models.exercise import Exercise
from openpar.people.models import Role, Unit
from openpar.results.actions import compute
from tests.factories import CohortFactory, CriteriaSetFactory, CycleFactory, UnitFactory, appointed
from tests.factories_appraisals import GOOD, submitted_sheet

pytestmark = pytest.mark.django_db

PROVINCES = 34


def over_provinces(count: int) -> Cycle:
    ministry = UnitFactory(code="BNV", name="Bộ Nội vụ", kind=Unit.Kind.MINISTRY)
    cycle = CycleFactory(exercise=Exercise.OVER_PROVINCES, owner=ministry)
    cohort = CohortFactory(cycle=cycle, criteria_set=CriteriaSetFactory())
    for number in range(count):
        province = UnitFactory(code=f"T{number:02}", kind=Unit.Kind.PROVINCE)
        late = GOOD | {"1.2": {"late": str(number % 8)}}
        submitted_sheet(cohort, province, late)
    return cycle


def test_thirty_four_provinces_are_ranked_by_the_engine_that_ranks_departments():
    cycle = over_provinces(PROVINCES)
    run = compute(cycle, by=appointed(Role.COORDINATOR, cycle.owner))
    results = list(run.unit_results.select_related("unit").order_by("rank", "unit__code"))
    assert len(results) == PROVINCES
    assert all(result.unit.kind == Unit.Kind.PROVINCE for result in results)
    first = [result.unit.code for result in results if result.rank == 1]
    assert first == [f"T{number:02}" for number in range(PROVINCES) if number % 8 == 0]
    assert results[-1].rank == PROVINCES - 3  # four provinces share the last place: 07 15 23 31


@pytest.mark.parametrize("count", [1, PROVINCES])
def test_the_table_asks_the_same_number_of_queries(client, count, django_assert_num_queries):
    cycle = over_provinces(count)
    coordinator = appointed(Role.COORDINATOR, cycle.owner)
    compute(cycle, by=coordinator)
    client.force_login(coordinator)
    path = f"/results/{cycle.code}/1/"
    client.get(path)
    with django_assert_num_queries(6):
        assert client.get(path).status_code == 200


def test_a_provinces_coordinator_sees_the_own_sheet_only_through_the_own_office():
    cycle = over_provinces(2)
    province = Unit.objects.get(code="T00")
    coordinator = appointed(Role.COORDINATOR, UnitFactory(parent=province))
    assert not ScoreSheet.objects.visible_to(coordinator).exists()
    officer = appointed(Role.OFFICER, province)
    assert ScoreSheet.objects.visible_to(officer).get().unit == province
    assert ScoreSheet.objects.visible_to(appointed(Role.COORDINATOR, cycle.owner)).count() == 2
