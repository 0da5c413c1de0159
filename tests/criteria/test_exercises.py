"""Four nested exercises: the owner decides who steers and reads, never the role (S4-31, S0-18)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from openpar.audit.models import Event
from openpar.criteria import actions, exercises, lifecycle, opening, permissions
from openpar.criteria.cycles import CohortPlan, close_cycle, open_cycle
from openpar.criteria.models import CriteriaSet, Cycle, Matrix
from openpar.criteria.models.exercise import Exercise
from openpar.criteria.owning import Whose, scorable, usual
from openpar.criteria.responsibility_permissions import may_approve, may_see_matrix
from openpar.people.divisions import add_division
from openpar.people.models import Role, Unit, User
from tests.factories import (
    SMALL_SET,
    AppointmentFactory,
    CriteriaSetFactory,
    CycleFactory,
    UnitFactory,
    UserFactory,
    appointed,
)
from tests.factories_exercises import nested
from tests.naive.coordinator_of_everything import steers_by_role

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    """The same person at the next request."""
    return User.objects.get(pk=user.pk)


def everybody(made):
    return {
        "the province's coordinator": made.coordinator,
        "finance's coordinator": made.inner_coordinator,
        "coordinator of the province itself": appointed(Role.COORDINATOR, made.province),
        "home affairs' inner coordinator": appointed(Role.INNER_COORDINATOR, made.home_affairs),
        "coordinator elsewhere": appointed(Role.COORDINATOR),
        "auditor": appointed(Role.AUDITOR),
        "leader of finance": appointed(Role.LEADER, made.finance),
        "leader of the province": appointed(Role.LEADER, made.province),
        "officer of finance": appointed(Role.OFFICER, made.finance),
        "officer of a division": appointed(Role.OFFICER, made.divisions[0]),
        "operator": appointed(Role.OPERATOR),
        "nobody": UserFactory(),
    }


@pytest.mark.parametrize("let_in", [False, True])
def test_conditions_and_predicates_agree_for_everybody_and_every_cycle(let_in):
    made = nested()
    if let_in:
        Cycle.objects.filter(pk=made.inner.pk).update(also_read_by=made.home_affairs)
    CycleFactory()  # the whole installation's
    CycleFactory(exercise=Exercise.OWN_FILE, owner=made.province, standing_body=made.home_affairs)
    cycles = list(Cycle.objects.all())
    for who, user in everybody(made).items():
        for condition, predicate in (
            (exercises.steered_by, exercises.steers),
            (exercises.overseen_by, exercises.oversees),
            (exercises.led_by, exercises.leads),
        ):
            found = set(Cycle.objects.filter(condition(user)).values_list("pk", flat=True))
            told = {cycle.pk for cycle in cycles if predicate(user, cycle)}
            assert found == told, (who, condition.__name__)


def test_each_coordinator_steers_the_own_exercise_and_not_the_other():
    made = nested()
    assert exercises.steers(made.coordinator, made.outer)
    assert not exercises.steers(made.coordinator, made.inner)
    assert exercises.steers(made.inner_coordinator, made.inner)
    assert not exercises.steers(made.inner_coordinator, made.outer)


def test_the_twin_that_asks_for_the_role_alone_lets_both_steer_both():
    made = nested()
    assert steers_by_role(made.coordinator, made.inner)
    assert steers_by_role(made.inner_coordinator, made.outer)


@pytest.mark.parametrize("act", [
    lambda cycle, by: close_cycle(cycle, by=by),
    lambda cycle, by: permissions.may_extend(by, cycle).or_403(),
    lambda cycle, by: permissions.may_change_cycle(by, cycle).or_403(),
])  # fmt: skip
def test_the_other_coordinator_changes_nothing(act):
    made = nested()
    for cycle, stranger in ((made.inner, made.coordinator), (made.outer, made.inner_coordinator)):
        with pytest.raises(PermissionDenied):
            act(cycle, stranger)


def test_the_province_reads_along_only_where_the_department_lets_it():
    made = nested()
    assert not exercises.oversees(made.coordinator, made.inner)
    Cycle.objects.filter(pk=made.inner.pk).update(also_read_by=made.home_affairs)
    made.inner.refresh_from_db()
    assert exercises.oversees(made.coordinator, made.inner)
    assert not exercises.steers(made.coordinator, made.inner)


def test_an_inner_exercise_exists_for_those_concerned_only(client):
    made = nested()
    path = f"/criteria/cycles/{made.inner.code}/"
    seeing = {"finance's coordinator", "auditor", "leader of finance", "officer of finance",
              "officer of a division"}  # fmt: skip
    for who, user in everybody(made).items():
        client.force_login(user)
        answer = client.get(path)
        assert answer.status_code == (200 if who in seeing else 404), who
        if who not in seeing:
            assert answer.content == client.get("/criteria/cycles/khong-co/").content
    client.logout()
    assert client.get(path + "schedule/").status_code == 404
    assert made.inner.title not in client.get("/").text
    assert made.outer.title in client.get("/").text


def test_one_opens_the_exercise_of_the_own_body_only():
    made = nested()
    head = opening.Head("noi-bo", "Nội bộ", 2026, made.outer.as_of)
    criteria_set = CriteriaSetFactory()
    whose = Whose(Exercise.INSIDE_BODY, made.finance)
    for stranger in (made.coordinator, appointed(Role.INNER_COORDINATOR), UserFactory()):
        with pytest.raises(PermissionDenied):
            opening.begin_exercise(head, whose, criteria_set, "so", made.divisions, by=stranger)
    planned = opening.begin_exercise(
        head, whose, criteria_set, "so", made.divisions, by=made.inner_coordinator
    )
    assert planned.state == Cycle.State.PLANNED
    assert set(planned.memberships.values_list("unit__code", flat=True)) == {"STC.P1", "STC.P2"}
    event = Event.objects.get(action="criteria.cycle_planned")
    assert event.data["owner"] == "STC"
    assert event.data["exercise"] == "inside_body"


@pytest.mark.parametrize(("exercise", "sentence"), [
    (Exercise.INSIDE_BODY, "không trực thuộc"),
    (Exercise.OWN_FILE, "chỉ chấm chính tỉnh đó"),
    (Exercise.OVER_PROVINCES, "không phải là tỉnh"),
])  # fmt: skip
def test_an_exercise_scores_its_own_kind_of_unit_only(exercise, sentence):
    made = nested()
    by = made.coordinator if exercise != Exercise.INSIDE_BODY else made.inner_coordinator
    owner = made.province if exercise != Exercise.INSIDE_BODY else made.finance
    whose = Whose(exercise, owner, made.home_affairs)
    with pytest.raises(ValidationError, match=sentence):
        open_cycle(
            by=by, code="sai", title="Sai", year=2026, as_of=made.outer.as_of, phases={},
            cohorts=[CohortPlan("so", CriteriaSetFactory(), [UnitFactory()])], whose=whose,
        )  # fmt: skip
    assert not Cycle.objects.filter(code="sai").exists()


def test_an_exercise_of_a_body_has_an_owner_even_for_who_writes_past_the_actions():
    from django.db import IntegrityError, transaction  # noqa: PLC0415

    with pytest.raises(IntegrityError), transaction.atomic():
        CycleFactory(exercise=Exercise.OWN_FILE)


def test_the_standing_body_acts_for_its_superior():
    made = nested()
    assert usual(made.coordinator) == Whose(
        Exercise.INSIDE_PROVINCE, made.province, made.home_affairs
    )
    assert usual(made.inner_coordinator) == Whose(Exercise.INSIDE_BODY, made.finance)
    ministry = UnitFactory(code="BNV", kind=Unit.Kind.MINISTRY)
    assert usual(appointed(Role.COORDINATOR, ministry)).exercise == Exercise.OVER_PROVINCES


def test_the_scope_of_an_inner_exercise_offers_the_own_divisions():
    made = nested()
    assert set(scorable(made.inner)) == set(made.divisions)
    cycle = lifecycle.plan_cycle(
        by=made.inner_coordinator, code="moi", title="Mới", year=2026, as_of=made.inner.as_of
    )
    cohort = lifecycle.put_cohort(cycle, "so", CriteriaSetFactory(), by=made.inner_coordinator)
    with pytest.raises(ValidationError):
        lifecycle.place_units(cycle, [made.home_affairs], cohort, by=made.inner_coordinator)


# --- the own set


def test_the_set_of_an_inner_exercise_belongs_to_its_body():
    made = nested()
    text = SMALL_SET.replace("{code}", "bo-noi-bo")
    loaded = actions.load_set(text, by=made.inner_coordinator)
    assert loaded.owner == made.finance
    with pytest.raises(PermissionDenied):
        actions.publish_set(loaded, by=made.coordinator)
    actions.publish_set(loaded, by=made.inner_coordinator)

    def sees(user):
        return CriteriaSet.objects.visible_to(again(user)).filter(pk=loaded.pk).exists()

    assert sees(made.inner_coordinator)
    assert sees(appointed(Role.OFFICER, made.divisions[0]))
    assert sees(appointed(Role.AUDITOR))
    assert not sees(made.coordinator)
    assert not sees(appointed(Role.OFFICER, made.home_affairs))


def test_nobody_takes_over_the_code_of_anothers_set():
    made = nested()
    province_set = CriteriaSetFactory(code="bo-tinh")
    changed = SMALL_SET.replace("{code}", "bo-tinh").replace("maximum: 4", "maximum: 5", 1)
    with pytest.raises(ValidationError, match="bo-tinh"):
        actions.load_set(changed, by=made.inner_coordinator)
    with pytest.raises(PermissionDenied):
        actions.publish_set(CriteriaSetFactory(published=False), by=made.inner_coordinator)
    assert CriteriaSet.objects.filter(code="bo-tinh").get() == province_set


def test_a_taken_code_is_told_on_the_page_and_the_text_comes_back(client):
    made = nested()
    CriteriaSetFactory(code="bo-tinh")
    text = SMALL_SET.replace("{code}", "bo-tinh").replace("maximum: 4", "maximum: 5", 1)
    client.force_login(made.inner_coordinator)
    answer = client.post("/criteria/sets/load/", {"text": text})
    assert "bo-tinh" in answer.text
    assert "maximum: 5" in answer.text


# --- divisions


def test_a_body_enters_its_own_divisions_and_nobody_elses():
    made = nested()
    day = made.finance.valid_from
    made_one = add_division(
        made.finance, code="STC.P3", name="Phòng 3", valid_from=day, by=made.inner_coordinator
    )
    assert (made_one.kind, made_one.parent) == (Unit.Kind.DIVISION, made.finance)
    assert Event.objects.filter(action="people.unit_created", data__parent="STC").exists()
    for stranger in (appointed(Role.INNER_COORDINATOR), appointed(Role.OFFICER, made.finance)):
        with pytest.raises(PermissionDenied):
            add_division(made.finance, code="X1", name="X", valid_from=day, by=stranger)
    with pytest.raises(ValidationError):
        add_division(
            made.finance, code="STC.P3", name="Hai", valid_from=day, by=made.inner_coordinator
        )


# --- pages


def test_an_inner_exercise_is_begun_and_opened_in_the_browser_without_javascript(client):
    made = nested()
    criteria_set = CriteriaSetFactory()
    client.force_login(made.inner_coordinator)
    assert "Sở Tài chính" in client.get("/criteria/exercises/").text
    client.post(
        "/criteria/divisions/STC/",
        {"name": "Phòng Ngân sách", "code": "STC.NS", "valid_from": "2021-01-01"},
    )
    division = Unit.objects.get(code="STC.NS")
    path = "/criteria/exercises/inside_body/STC/"
    typed = {"title": "Nội bộ 2026", "code": "noi-bo-2026", "year": "2026", "as_of": "2026-12-31",
             "choice": f"{criteria_set.pk} so", "units": [division.pk]}  # fmt: skip
    refused = client.post(path, typed | {"units": []})
    assert refused.status_code == 422
    assert "Nội bộ 2026" in refused.text
    assert not Cycle.objects.filter(code="noi-bo-2026").exists()
    assert client.post(path, typed).url == "/criteria/cycles/noi-bo-2026/"
    assert client.get("/criteria/cycles/noi-bo-2026/").status_code == 200
    assert client.get("/criteria/cycles/noi-bo-2026/scope/").status_code == 200


@pytest.mark.parametrize("page", [
    "exercises/inside_body/STC/", "divisions/STC/", "exercises/own_file/UBND/",
])  # fmt: skip
def test_the_one_the_other_and_nobody(client, page):
    made = nested()
    mine = made.coordinator if "own_file" in page else made.inner_coordinator
    client.force_login(mine)
    assert client.get(f"/criteria/{page}").status_code == 200
    client.force_login(appointed(Role.INNER_COORDINATOR))
    hidden = client.get(f"/criteria/{page}")
    assert hidden.status_code == 404
    absent = client.get(f"/criteria/{page.replace('STC', 'KHONG').replace('UBND', 'KHONG')}")
    assert hidden.content == absent.content
    client.logout()
    assert client.get(f"/criteria/{page}").status_code == 302


@pytest.mark.parametrize("divisions", [1, 3])
def test_beginning_asks_the_same_number_of_queries(client, divisions, django_assert_num_queries):
    made = nested()
    for number in range(divisions):
        UnitFactory(code=f"STC.X{number}", kind=Unit.Kind.DIVISION, parent=made.finance)
    client.force_login(made.inner_coordinator)
    client.get("/criteria/exercises/inside_body/STC/")
    with django_assert_num_queries(8):
        client.get("/criteria/exercises/inside_body/STC/")


# --- several provinces in one installation


def test_a_division_acts_for_its_own_body_and_no_division_stands_in_a_provinces_scope():
    made = nested()
    by = appointed(Role.COORDINATOR, made.divisions[0])
    assert usual(by) == Whose(Exercise.INSIDE_BODY, made.finance, made.divisions[0])
    assert not set(scorable(made.outer)) & set(made.divisions)
    cohort = made.outer.cohorts.get()
    Cycle.objects.filter(pk=made.outer.pk).update(state=Cycle.State.PLANNED)
    with pytest.raises(ValidationError, match="do chính cơ quan của phòng chấm"):
        lifecycle.place_units(made.outer, made.divisions, cohort, by=made.coordinator)


def test_a_person_of_two_offices_steers_the_provinces_file_through_the_one_below_it():
    made = nested()
    by = appointed(Role.COORDINATOR, UnitFactory(code="KHAC"))
    AppointmentFactory(user=by, unit=made.home_affairs, role=Role.COORDINATOR)
    assert opening.standing_body(again(by), made.province) == made.home_affairs
    assert opening.standing_body(again(by), UnitFactory()) is None


@pytest.mark.parametrize("role", [Role.LEADER, Role.CHAIR, Role.MEMBER])
def test_leaders_and_councils_read_what_their_own_province_has_not_published_yet(role):
    made = nested()
    elsewhere = UnitFactory(code="UBND-KHAC", kind=Unit.Kind.PROVINCE)
    for unit, reads in ((made.province, True), (made.home_affairs, True), (elsewhere, False),
                        (UnitFactory(parent=elsewhere), False)):  # fmt: skip
        assert exercises.leads(appointed(role, unit), made.outer) == reads
    assert exercises.leads(appointed(role, elsewhere), CycleFactory())  # of the installation


def test_the_chair_of_another_province_neither_reads_nor_approves_a_matrix():
    made = nested()
    matrix = Matrix.objects.create(
        cycle=made.outer, state=Matrix.State.PROPOSED, proposed_by=made.coordinator
    )
    own = appointed(Role.CHAIR, made.province)
    stranger = appointed(Role.CHAIR, UnitFactory(kind=Unit.Kind.PROVINCE))
    assert may_approve(own, matrix)
    assert not may_approve(stranger, matrix)
    assert may_see_matrix(own, matrix)
    assert not may_see_matrix(stranger, matrix)
