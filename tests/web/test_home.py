"""The home page: what is published and nothing else, and where each role's work begins."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from openpar.criteria.models import Phase
from openpar.people.models import Role, Unit
from openpar.results.models import Run, UnitResult
from tests.factories import (
    CohortFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    appointed,
)
from tests.naive.eager_portal import eager_runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory(cycle__title="Chỉ số cải cách hành chính năm mẫu")


def publication(cohort, *, opens_in: int) -> Phase:
    moment = datetime.now(UTC) + timedelta(days=opens_in)
    return PhaseFactory(
        cycle=cohort.cycle,
        kind=Phase.Kind.PUBLICATION,
        opens_at=moment,
        closes_at=moment + timedelta(days=30),
    )


def computed(cohort, units: list[Unit], *, number: int = 1, provisional: bool = False) -> Run:
    run = Run.objects.create(
        cycle=cohort.cycle,
        number=number,
        set_hashes={},
        inputs_hash="0" * 64,
        files={},
        version="0",
        by="ai-do",
        provisional=provisional,
    )
    UnitResult.objects.bulk_create(
        UnitResult(
            run=run,
            unit=unit,
            cohort=cohort,
            position=place,
            points=Fraction(19087 - place, 200),
            applicable_maximum=100,
            index=Fraction(19087 - place, 200),
            index_published=f"{95 - place}.44",
            rank=place,
            class_title="Tốt",
            status="known",
            fields={},
        )
        for place, unit in enumerate(units, start=1)
    )
    return run


def test_with_nothing_published_the_page_says_so(client, cohort):
    response = client.get("/")

    assert response.status_code == 200
    assert "Chưa có bảng xếp hạng nào được công bố" in response.text


def test_the_public_page_leads_to_the_schedule_of_an_open_cycle(client, cohort):
    PhaseFactory(cycle=cohort.cycle)
    address = f"/criteria/cycles/{cohort.cycle.code}/schedule/"

    assert f'href="{address}"' in client.get("/").text
    assert client.get(address).status_code == 200


def test_a_published_ranking_is_read_without_an_account(client, cohort):
    publication(cohort, opens_in=-1)
    run = computed(cohort, [UnitFactory(name="Sở Mẫu Một"), UnitFactory(name="Sở Mẫu Hai")])

    for path in ("/", f"/rankings/{run.cycle.code}/"):
        text = client.get(path).text
        assert text.index("Sở Mẫu Một") < text.index("Sở Mẫu Hai")
        assert "94,44" in text


def test_a_provisional_run_or_one_before_its_day_is_not_shown(client, cohort):
    unit = UnitFactory(name="Sở Mẫu Một")
    publication(cohort, opens_in=1)
    early = computed(cohort, [unit])
    other = CohortFactory()
    publication(other, opens_in=-1)
    computed(other, [unit], provisional=True)

    assert "Sở Mẫu Một" not in client.get("/").text
    hidden = client.get(f"/rankings/{early.cycle.code}/")
    assert hidden.status_code == 404
    assert hidden.content == client.get("/rankings/khong-co/").content
    assert len(eager_runs()) == 2


def test_the_newest_run_that_is_not_provisional_is_the_published_one(client, cohort):
    publication(cohort, opens_in=-1)
    computed(cohort, [UnitFactory(name="Sở Cũ")], number=1)
    computed(cohort, [UnitFactory(name="Sở Đúng")], number=2)
    computed(cohort, [UnitFactory(name="Sở Nháp")], number=3, provisional=True)

    text = client.get("/").text
    assert "Sở Đúng" in text
    assert "Sở Cũ" not in text
    assert "Sở Nháp" not in text


@pytest.mark.parametrize("units", [1, 3])
def test_the_public_page_asks_the_same_number_of_questions(
    client, cohort, units, django_assert_num_queries
):
    publication(cohort, opens_in=-1)
    computed(cohort, UnitFactory.create_batch(units))

    with django_assert_num_queries(4):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize(
    ("role", "queries"),
    [
        (Role.OFFICER, 10),
        (Role.APPRAISER, 7),
        (Role.COORDINATOR, 6),
        (Role.LEADER, 6),
        (Role.OPERATOR, 5),
    ],
)
def test_each_role_starts_with_a_fixed_number_of_questions(
    client, cohort, role, queries, units, django_assert_num_queries
):
    members = MembershipFactory.create_batch(units, cohort=cohort)
    PhaseFactory(cycle=cohort.cycle)
    client.force_login(appointed(role, unit=members[0].unit))

    with django_assert_num_queries(queries):
        response = client.get("/")

    assert response.status_code == 200
    assert "Chỉ số cải cách hành chính năm mẫu" in response.text


def test_the_navigation_shows_what_the_role_uses(client):
    def names(role):
        client.force_login(appointed(role))
        return [entry.label for entry in client.get("/").context["navigation"]]

    assert "Thẩm định" in names(Role.APPRAISER)
    assert "Phiếu tự đánh giá" not in names(Role.APPRAISER)
    assert "Phiếu tự đánh giá" in names(Role.OFFICER)
    assert "Nhật ký" in names(Role.AUDITOR)
    assert "Nhật ký" not in names(Role.OFFICER)


def test_every_page_of_the_navigation_exists_and_opens_for_its_roles(client):
    for role in Role.values:
        client.force_login(appointed(role))
        for entry in client.get("/").context["navigation"]:
            assert client.get(entry.url).status_code == 200, (role, entry.url)


def test_who_holds_no_appointment_is_told_whom_to_ask(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("moi", password="x"))
    assert "Bạn chưa được phân công vai trò" in client.get("/").text
