"""Who answers for what: agencies at four depths without holes, persons inside a unit.

S0-7, S1-44, S1-60, S4-5, S4-8.
"""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from openpar.audit.models import Event
from openpar.criteria import duties
from openpar.criteria import responsibility_actions as actions
from openpar.criteria.models import Criterion, Cycle, Duty, Matrix
from openpar.criteria.responsibilities import lines_of, part_of
from openpar.people.models import Role, Unit
from openpar.people.workbook_reading import sheets_of
from tests.factories import (
    SMALL_SET,
    CohortFactory,
    CriteriaSetFactory,
    MembershipFactory,
    UnitFactory,
    UserFactory,
    appointed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    person = appointed(Role.COORDINATOR)
    client.force_login(person)
    return person


@pytest.fixture
def cycle() -> Cycle:
    """A cycle whose set names SNV and STP; only SNV exists."""
    for code, name in (("SNV", "Sở Nội vụ"), ("STC", "Sở Tài chính")):
        UnitFactory(code=code, name=name)
    text = SMALL_SET.replace("    lead: SNV\n", "    lead: SNV\n    cooperating: [STP]\n", 1)
    return CohortFactory(criteria_set=CriteriaSetFactory(text=text)).cycle


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def node(cycle: Cycle, code: str) -> Criterion:
    return Criterion.objects.select_related("set").get(set__cohorts__cycle=cycle, code=code)


def drawn(cycle: Cycle, by) -> Matrix:
    return actions.draw_up(cycle, by=by)[0]


def say(matrix: Matrix, code: str, by, lead: str = "", *cooperating: str) -> None:
    actions.set_responsibility(
        matrix, node(matrix.cycle, code), by=by, lead=unit(lead) if lead else None,
        cooperating=[unit(one) for one in cooperating],
    )  # fmt: skip


def in_effect(matrix: Matrix) -> dict[str, tuple[str, tuple[str, ...], str]]:
    return {
        line.criterion.code: (
            line.lead.code if line.lead else "",
            tuple(one.code for one in line.cooperating),
            line.lead_from,
        )
        for one in lines_of(matrix.cycle, matrix)
        for line in one.lines
    }


def whole(cycle: Cycle, by) -> Matrix:
    matrix = drawn(cycle, by)
    for code in [one.criterion.code for one in lines_of(cycle, matrix)[0].holes]:
        say(matrix, code, by, "SNV")
    return matrix


def test_the_matrix_begins_with_what_the_sets_name_and_tells_unknown_codes(cycle, coordinator):
    matrix, unknown = actions.draw_up(cycle, by=coordinator)
    assert unknown == ["STP"]
    assert in_effect(matrix)["1.1"] == ("SNV", (), "")


def test_drawing_up_again_overwrites_nothing(cycle, coordinator):
    matrix = drawn(cycle, coordinator)
    say(matrix, "1.1", coordinator, "STC")
    drawn(cycle, coordinator)
    assert in_effect(matrix)["1.1"][0] == "STC"


def test_what_is_said_of_a_field_holds_below_until_something_else_is_said(cycle, coordinator):
    matrix = drawn(cycle, coordinator)
    say(matrix, "1", coordinator, "STC", "SNV")
    found = in_effect(matrix)
    assert found["1.1"] == ("SNV", (), "")  # said at the leaf; it does not cooperate with itself
    assert found["1.2"] == ("STC", ("SNV",), "1")


def test_a_leaf_that_nobody_leads_is_a_hole_and_stops_the_proposal(cycle, coordinator):
    matrix = drawn(cycle, coordinator)
    holes = [line.criterion.code for line in lines_of(cycle, matrix)[0].holes]
    assert "1.1" not in holes
    assert "1.2" in holes
    with pytest.raises(ValidationError, match=r"Không để trống"):
        actions.move(matrix, "propose", by=coordinator)


def test_another_person_approves_by_a_decision_and_the_matrix_is_closed_to_change(
    cycle, coordinator
):
    matrix = actions.move(whole(cycle, coordinator), "propose", by=coordinator)
    with pytest.raises(PermissionDenied):
        actions.move(matrix, "approve", by=coordinator, decision="QĐ 1")
    chair = appointed(Role.CHAIR)
    with pytest.raises(ValidationError, match="quyết định"):
        actions.move(matrix, "approve", by=chair)
    matrix = actions.move(matrix, "approve", by=chair, decision="QĐ 15/QĐ-UBND")
    assert (matrix.state, matrix.decision) == ("approved", "QĐ 15/QĐ-UBND")
    with pytest.raises(PermissionDenied, match="rút về"):
        say(matrix, "1.2", coordinator, "STC")
    actions.move(matrix, "take_back", by=coordinator, decision="thay đổi tổ chức")
    say(matrix, "1.2", coordinator, "STC")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.OPERATOR, Role.MEMBER])
def test_nobody_else_draws_up_or_approves(cycle, coordinator, role):
    person = appointed(role)
    with pytest.raises(PermissionDenied):
        actions.draw_up(cycle, by=person)
    matrix = actions.move(whole(cycle, coordinator), "propose", by=coordinator)
    with pytest.raises(PermissionDenied):
        actions.move(matrix, "approve", by=person, decision="QĐ 1")


def test_the_lead_does_not_cooperate_with_itself(cycle, coordinator):
    matrix = drawn(cycle, coordinator)
    with pytest.raises(ValidationError, match="không đồng thời"):
        say(matrix, "1.2", coordinator, "SNV", "SNV")


def test_an_agency_sees_what_it_leads_apart_from_where_it_cooperates(client, cycle, coordinator):
    matrix = whole(cycle, coordinator)
    say(matrix, "2.1", coordinator, "STC", "SNV")
    parts = part_of(lines_of(cycle, matrix), unit("SNV"))
    assert ("2.1", "cooperating") in [(line.criterion.code, part) for _set, line, part in parts]
    page = client.get(f"/criteria/cycles/{cycle.code}/responsibilities/units/SNV/")
    assert [line.criterion.code for line in page.context["cooperates"]] == ["2.1"]


def test_the_matrix_is_edited_proposed_and_exported_in_the_browser(client, cycle, coordinator):
    address = f"/criteria/cycles/{cycle.code}/responsibilities/"
    told = client.post(f"{address}draw-up/", follow=True)
    criteria_set = node(cycle, "1").set
    client.post(
        f"{address}sets/{criteria_set.code}/{criteria_set.version}/1/",
        {"lead": "so noi vu", "cooperating": "stc"},
    )
    matrix = Matrix.objects.get()
    refused = client.post(f"{address}move/propose/")
    rows = sheets_of(client.get(f"{address}export/").content)[criteria_set.code]

    assert "STP" in told.text
    assert in_effect(matrix)["1.2"] == ("SNV", ("STC",), "1")
    assert refused.status_code == 422
    assert [rows[3][0], unit("SNV").code] == ["1.2", "SNV"]
    assert rows[3][2:5] == ["Sở Nội vụ", "Sở Tài chính", "1"]


def test_a_wrong_code_comes_back_with_what_was_typed(client, cycle, coordinator):
    drawn(cycle, coordinator)
    one = node(cycle, "1.2")
    address = f"/criteria/cycles/{cycle.code}/responsibilities/sets/{one.set.code}/1/1.2/"
    response = client.post(address, {"lead": "", "cooperating": "STC, XYZ"})
    assert response.status_code == 422
    assert "XYZ" in response.text


def test_a_draft_does_not_exist_for_the_units_an_approved_matrix_does(client, cycle, coordinator):
    matrix = actions.move(whole(cycle, coordinator), "propose", by=coordinator)
    client.force_login(appointed(Role.OFFICER))
    address = f"/criteria/cycles/{cycle.code}/responsibilities/"
    assert client.get(address).status_code == 404
    actions.move(matrix, "approve", by=appointed(Role.CHAIR), decision="QĐ 1")
    assert client.get(address).status_code == 200


def test_the_page_asks_eight_queries_whatever_is_said(
    client, cycle, coordinator, django_assert_num_queries
):
    whole(cycle, coordinator)
    with django_assert_num_queries(8):  # session, account, roles, cycle, matrix, sets, nodes, said
        client.get(f"/criteria/cycles/{cycle.code}/responsibilities/")


# --- my criteria ----------------------------------------------------------------------------------


@pytest.fixture
def member(cycle):
    return MembershipFactory(cohort=cycle.cohorts.get())


@pytest.fixture
def head(client, member):
    person = appointed(Role.HEAD, member.unit)
    client.force_login(person)
    return person


def test_the_head_gives_criteria_to_persons_and_each_sees_the_own_list(client, member, head):
    worker, other = (appointed(Role.CONTRIBUTOR, member.unit) for _ in range(2))
    address = f"/criteria/cycles/{member.cycle.code}/units/{member.unit.code}/duties/"
    client.post(address, {"person": worker.pk, "criteria": [node(member.cycle, "1").pk]})
    client.post(address, {"person": other.pk, "criteria": [node(member.cycle, "2.1").pk]})

    client.force_login(worker)
    shown = client.get("/criteria/my-criteria/").context["duties"]
    assert [duty.criterion.code for duty in shown] == ["1"]
    assert {leaf[3] for leaf in duties.assigned_leaves(worker)} == {"1.1", "1.2"}
    assert Event.objects.filter(action="criteria.duties_given").count() == 2


def test_a_duty_is_taken_away_again(client, member, head):
    worker = appointed(Role.CONTRIBUTOR, member.unit)
    duty = duties.give(member.cycle, member.unit, worker, [node(member.cycle, "1.1")], by=head)[0]
    place = f"/criteria/cycles/{member.cycle.code}/units/{member.unit.code}"
    address = f"{place}/duties/{duty.pk}/take/"
    client.post(address)
    assert not Duty.objects.exists()
    assert client.post(address).status_code == 404


def test_only_the_head_of_the_unit_gives_and_only_to_its_own_people(member, head):
    worker = appointed(Role.CONTRIBUTOR, member.unit)
    chosen = [node(member.cycle, "1.1")]
    for person in (worker, appointed(Role.HEAD), appointed(Role.COORDINATOR)):
        with pytest.raises(PermissionDenied):
            duties.give(member.cycle, member.unit, worker, chosen, by=person)
    with pytest.raises(ValidationError, match="không làm phiếu"):
        duties.give(member.cycle, member.unit, UserFactory(), chosen, by=head)


def test_criteria_of_another_set_are_not_given(member, head):
    other = CriteriaSetFactory().criteria.select_related("set").get(code="1.1")
    with pytest.raises(ValidationError, match="không dùng để chấm"):
        duties.give(member.cycle, member.unit, head, [other], by=head)


def test_duties_of_another_unit_do_not_exist(client, member):
    address = f"/criteria/cycles/{member.cycle.code}/units/{member.unit.code}/duties/"
    client.force_login(appointed(Role.HEAD))
    assert client.get(address).status_code == 404
    assert client.post(address, {}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_my_criteria_asks_four_queries_however_many(
    client, member, head, count, django_assert_num_queries
):
    codes = ["1.1", "1.2", "2.1"][:count]
    chosen = [node(member.cycle, code) for code in codes]
    duties.give(member.cycle, member.unit, head, chosen, by=head)
    with django_assert_num_queries(4):  # session, account, roles, duties
        page = client.get("/criteria/my-criteria/")
    assert page.content.count(b'<li id="duty-') == count
