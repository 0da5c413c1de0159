"""The appraiser's pages: rows, counts, refusals, and nothing of the own unit anywhere (S0-25)."""

import pytest

from openpar.appraisals import actions
from openpar.appraisals.models import Assignment
from openpar.assessments.models import Kind, ScoreItem, ScoreLayer
from openpar.criteria.models import Phase
from openpar.people.models import Role
from tests.factories import UnitFactory, appointed
from tests.factories_appraisals import declare, phase, submitted_sheet, world

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def made(client):
    made = world()
    client.force_login(made.appraiser)
    return made


def own_item(made) -> ScoreItem:
    return ScoreItem.objects.get(sheet__unit=made.own_unit, criterion__code="1.1")


def save(client, item, **typed):
    given = {"points": "", "reason": "", "seen": "0", "view": "criterion", "decision": "save"}
    headers = typed.pop("headers", HTMX)
    return client.post(f"/appraisals/items/{item.pk}/", given | typed, headers=headers)


def addresses(made) -> list[str]:
    cycle, unit = made.cycle.code, made.sheets[0].unit.code
    return [
        "/appraisals/",
        f"/appraisals/{cycle}/fields/1/",
        made.address(),
        f"/appraisals/{cycle}/fields/1/units/{unit}/",
        f"/appraisals/items/{made.item().pk}/",
    ]


def test_every_page_opens_for_the_appraiser(client, made):
    assert [client.get(address).status_code for address in addresses(made)] == [200] * 5


def test_without_signing_in_every_page_leads_to_the_sign_in(client):
    for address in addresses(world()):
        assert client.get(address).status_code == 302


def test_an_appraiser_of_another_field_finds_nothing_there(client):
    made = world(fields="1")
    client.force_login(appointed(Role.APPRAISER))
    assert [client.get(address).status_code for address in addresses(made)] == [200] + [404] * 4
    assert save(client, made.item(), points="3", reason="Lý do").status_code == 404


def test_an_officer_has_no_appraisal_pages(client, made):
    client.force_login(appointed(Role.OFFICER, made.sheets[0].unit))
    assert [client.get(address).status_code for address in addresses(made)] == [404] * 5


def test_a_page_not_for_this_person_is_byte_equal_to_one_that_does_not_exist(client, made):
    hidden = client.get(f"/appraisals/items/{own_item(made).pk}/")
    absent = client.get("/appraisals/items/999999999/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_the_own_unit_is_in_no_row_no_count_and_no_page(client, made):
    for address in addresses(made):
        body = client.get(address).content.decode()
        assert made.own_unit.name not in body.split("<main")[1]
    work = client.get("/appraisals/").context["works"][0]
    assert [(field.units, field.whole) for field in work.fields] == [(1, 2), (1, 1)]
    assert client.get(made.address()).context["whole"] == 1
    unit = f"/appraisals/{made.cycle.code}/fields/1/units/{made.own_unit.code}/"
    assert client.get(unit).status_code == 404
    assert save(client, own_item(made), points="3", reason="Lý do").status_code == 404


def test_flipping_a_figure_of_the_own_unit_changes_no_byte(client, made):
    """Side channel: what is hidden must not shine through sorting, counts or progress."""
    before = [strip(client.get(address)) for address in addresses(made)]
    declare(own_item(made), 0)
    ScoreLayer.objects.create(
        item=own_item(made), kind=Kind.APPRAISED, status="scored", points=1, author="khac"
    )
    assert [strip(client.get(address)) for address in addresses(made)] == before


def strip(response) -> str:
    """The page without its one-time tokens."""
    lines = response.content.decode().splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def test_saving_with_htmx_returns_the_fresh_row(client, made):
    response = save(client, made.item(), points="3,25", reason="Thiếu báo cáo")

    assert response.status_code == 200
    assert response.templates[0].name == "appraisals/_row.html"
    layer = ScoreLayer.objects.get(kind=Kind.APPRAISED)
    assert (str(layer.points), layer.reason) == ("13/4", "Thiếu báo cáo")
    assert "−0,35" in response.content.decode()


def test_saving_without_javascript_comes_back_to_the_row(client, made):
    item = made.item()
    response = save(client, item, points="3", reason="Lý do", headers={})
    assert response.url == f"{made.address()}#row-{item.pk}"
    response = save(client, item, points="2", reason="Lý do", view="unit", seen="", headers={})
    assert response.url.startswith(f"/appraisals/{made.cycle.code}/fields/1/units/")


@pytest.mark.parametrize("headers", [HTMX, {}])
@pytest.mark.parametrize(
    ("points", "reason", "field"),
    [("3", "", "reason"), ("9", "Lý do", "points"), ("ba", "Lý do", "points"), ("", "x", "points")],
)
def test_a_refused_row_keeps_what_was_typed(client, made, points, reason, field, headers):
    response = save(client, made.item(), points=points, reason=reason, headers=headers)

    assert response.status_code == 422
    row = response.context["row"]
    assert list(row.refused) == [field]
    assert (row.typed_points, row.typed_reason) == (points, reason)
    assert not ScoreLayer.objects.filter(kind=Kind.APPRAISED).exists()


def test_a_colleague_who_was_quicker_is_named_and_nothing_typed_is_lost(client, made):
    colleague = appointed(Role.APPRAISER, UnitFactory(), display_name="Cán bộ mẫu nhanh tay")
    Assignment.objects.create(cycle=made.cycle, user=colleague, field_code="1")
    first = actions.appraise(made.item(), by=colleague, points=2, reason="Đã xem")

    response = save(client, made.item(), points="3", reason="Lý do của tôi")

    assert response.status_code == 409
    body = response.content.decode()
    assert "Cán bộ mẫu nhanh tay" in body
    assert "Lý do của tôi" in body
    again = save(client, made.item(), points="3", reason="Lý do của tôi", seen=str(first.pk))
    assert again.status_code == 200


def test_recognise_takes_the_self_points_in_one_click(client, made):
    response = save(client, made.item(), decision="recognise")
    assert response.status_code == 200
    assert str(ScoreLayer.objects.get(kind=Kind.APPRAISED).points) == "18/5"


def test_after_the_phase_the_rows_are_read_only_with_the_reason(client):
    made = world(appraisal="over")
    client.force_login(made.appraiser)
    page = client.get(made.address()).content.decode()
    assert "<input" not in page.split("<tbody>")[1].split("</tbody>")[0]


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_phase_that_closes_under_the_hand_loses_nothing_typed(client, headers):
    made = world(appraisal="over")
    client.force_login(made.appraiser)
    response = save(client, made.item(), points="3", reason="Gõ dở câu này", headers=headers)

    assert response.status_code == 403
    body = response.content.decode()
    assert "Gõ dở câu này" in body
    assert "Kỳ đánh giá này chưa đến hoặc đã qua giai đoạn thẩm định." in body
    assert not ScoreLayer.objects.filter(kind=Kind.APPRAISED).exists()


def test_bulk_recognition_asks_first_and_then_takes_what_agrees(client):
    made = world(3)
    declare(made.item(2), 4)
    client.force_login(made.appraiser)
    address = f"{made.address()}recognise/"

    asked = client.post(address)
    assert (len(asked.context["ready"]), len(asked.context["left"])) == (2, 1)
    assert not ScoreLayer.objects.filter(kind=Kind.APPRAISED).exists()

    done = client.post(address, {"confirm": "yes"})
    assert done.url == made.address()
    assert ScoreLayer.objects.filter(kind=Kind.APPRAISED).count() == 2


@pytest.mark.parametrize("units", [1, 3])
def test_the_matrix_asks_a_fixed_number_of_queries(client, units, django_assert_num_queries):
    made = world(units)
    client.force_login(made.appraiser)
    with django_assert_num_queries(11):
        # session, account, appointments, cycle, criterion, phase, assignments, items, layers,
        # uses, the criteria of the field
        response = client.get(made.address())
    assert response.content.count(b'<tr id="row-') == units


def test_the_matrix_of_250_units_asks_no_more(client, django_assert_max_num_queries):
    made = world()
    for unit in UnitFactory.create_batch(249):
        submitted_sheet(made.cohort, unit)
    client.force_login(made.appraiser)
    with django_assert_max_num_queries(12):
        response = client.get(made.address())
    assert response.content.count(b'<tr id="row-') == 250


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [(0, 9), (1, 10), (3, 11), (4, 10)])
def test_the_other_pages_ask_a_fixed_number_too(
    client, units, page, queries, django_assert_num_queries
):
    made = world(units)
    client.force_login(made.appraiser)
    address = addresses(made)[page]
    with django_assert_num_queries(queries):
        client.get(address)


def test_the_coordinator_assigns_a_field(client):
    made = world(fields="1")
    client.force_login(made.coordinator)
    address = f"/appraisals/{made.cycle.code}/assignments/"
    assert client.get(address).status_code == 200
    response = client.post(address, {"user": made.appraiser.pk, "field_code": "2"})
    assert response.url == address
    assert Assignment.objects.filter(user=made.appraiser, field_code="2").exists()
    client.force_login(made.appraiser)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("standing", "sees"), [(None, False), ("upcoming", False), ("open", True), ("over", True)]
)
def test_the_scored_unit_sees_appraised_points_only_from_publication_on(client, standing, sees):
    made = world()
    actions.appraise(made.item(), by=made.appraiser, points=1, reason="Lý do chưa công bố")
    if standing:
        phase(made.cycle, Phase.Kind.PUBLICATION, standing)
    client.force_login(appointed(Role.OFFICER, made.sheets[0].unit))

    sheet = f"/assessments/{made.cycle.code}/{made.sheets[0].unit.code}/"
    body = client.get(f"{sheet}criteria/1.1/").content.decode()

    assert ("Lý do chưa công bố" in body) == sees
    assert (made.appraiser.display_name in body) == sees
    assert "Lý do chưa công bố" not in client.get(sheet).content.decode()
