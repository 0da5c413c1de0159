"""A set issued late in the year: what was scored by the old one is re-mapped (S3-17)."""

import threading
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, close_old_connections, connection, transaction

from openpar.assessments import actions, remapping
from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet, SheetRevision, State
from openpar.assessments.overview import own_work
from openpar.assessments.remapping_plan import plan_of
from openpar.audit.models import Event
from openpar.criteria import actions as sets
from openpar.criteria import duties
from openpar.criteria.models import Cycle, Duty, Period
from openpar.people.models import Role, User
from tests.factories import (
    CriteriaSetFactory,
    MembershipFactory,
    UserFactory,
    appointed,
)
from tests.factories_assessments import address, item_of, save
from tests.factories_remapping import DAY, NOW, World, newer
from tests.naive.hasty_remapping import hasty_remapping

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def world() -> World:
    return World()


def items(sheet) -> dict[str, ScoreItem]:
    rows = ScoreItem.objects.filter(sheet=sheet).select_related("criterion")
    return {item.criterion.code: item for item in rows.order_by("criterion__position")}


def test_the_year_begins_with_what_the_crosswalk_carries_and_no_points(world):
    world.take()
    found = items(world.year())
    assert list(found) == ["1.1", "1.2", "1.3", "2.9"]
    assert {item.criterion.set_id for item in found.values()} == {world.new.pk}
    assert found["1.1"].inputs == {"done": "9", "planned": "10"}
    assert found["1.1"].explanation == "Quý I"
    assert (found["1.2"].inputs, found["1.3"].inputs) == ({"late": "2"}, {})
    assert found["2.9"].inputs == {"arranged": "yes"}
    assert {item.self_points for item in found.values()} == {None}
    assert {item.carried_from for item in found.values()} == {world.quarter.period}
    uses = EvidenceUse.objects.filter(item__sheet=world.year())
    assert sorted(uses.values_list("code", flat=True)) == ["1.2-01", "1.3-01"]
    assert set(uses.values_list("revision")) == set(
        EvidenceUse.objects.filter(item__sheet=world.quarter).values_list("revision")
    )


def test_a_submitted_quarter_and_its_revision_never_change(world):
    def state():
        rows = ScoreItem.objects.filter(sheet=world.quarter).order_by("pk").values()
        revisions = SheetRevision.objects.values("sha256", "content")
        return list(rows), list(revisions), ScoreSheet.objects.values().get(pk=world.quarter.pk)

    before = state()
    world.take()
    assert state() == before


def test_the_begun_sheet_of_the_year_is_set_aside_whole_and_goes_on_as_a_new_one(world):
    begun = world.begin()
    save(begun, "1.2", world.officer, inputs={"late": "1"}, explanation="Cả năm")
    before = list(begun.items.order_by("pk").values())
    world.take()
    aside = ScoreSheet.with_set_aside.get(pk=begun.pk)
    assert aside.state == State.SET_ASIDE
    assert list(aside.items.order_by("pk").values()) == before
    assert world.year() != begun
    assert items(world.year())["1.2"].inputs == {"late": "1"}
    with pytest.raises(PermissionDenied):
        save(aside, "1.2", world.officer, inputs={"late": "5"})
    with pytest.raises(IntegrityError), transaction.atomic():
        aside.items.update(explanation="khác")


def test_an_open_period_goes_on_by_the_newer_set_and_a_closed_one_stays(world):
    first, second, *_others = world.quarters
    world.open(second, until=NOW + 9 * DAY)
    draft = world.begin(second)
    save(draft, "1.2", world.officer, inputs={"late": "3"})
    world.take()
    sheets = ScoreSheet.objects.filter(cycle=world.cycle)
    assert sheets.get(period=first) == world.quarter
    assert items(sheets.get(period=second))["1.2"].inputs == {"late": "3"}
    assert items(world.year())["1.2"].inputs == {"late": "3"}  # the newest figures


def test_a_draft_of_a_period_that_is_over_stays_as_it_is(world):
    _first, second, *_others = world.quarters
    world.open(second, until=NOW + DAY)
    draft = world.begin(second)
    Period.objects.filter(pk=second.pk).update(closes_at=NOW - DAY / 2)
    world.take()
    assert ScoreSheet.objects.get(period=second) == draft


def test_what_is_typed_for_the_same_period_of_an_unchanged_leaf_needs_no_second_look(world):
    begun = world.begin()
    save(begun, "2.1", world.officer, inputs={"arranged": "no"})
    world.take()
    found = items(world.year())
    assert found["2.9"].inputs == {"arranged": "no"}
    assert found["2.9"].carried_from is None
    assert found["1.1"].carried_from == begun.period  # another maximum: looked at again


def test_a_claim_stands_where_the_leaf_is_the_same(world):
    begun = world.begin()
    for code in ("1.2", "2.1"):
        save(begun, code, world.officer, claim_not_applicable=True, claim_ground="Không có")
    world.take()
    found = items(world.year())
    assert (found["2.9"].claim_not_applicable, found["2.9"].claim_ground) == (True, "Không có")
    assert not found["1.2"].claim_not_applicable


def test_the_dry_run_says_what_is_carried_and_what_is_asked_anew_and_writes_nothing(world):
    events = Event.objects.count()
    plan = plan_of(world.cohort, world.new)
    [unit] = plan.units
    [begun] = unit.begun
    assert (unit.replaced, begun.source, begun.carried) == ([], world.quarter, 4)
    assert [(start.fit.leaf.code, start.anew) for start in begun.anew] == [
        ("1.3", ("Số báo cáo bị trả lại",))
    ]
    assert begun.lost == ()
    assert [fit.unanswered for fit in plan.fits] == [[], [], ["Số báo cáo bị trả lại"], []]
    assert Event.objects.count() == events
    assert not ScoreSheet.objects.of_the_year().exists()


def test_one_event_says_it_and_doing_it_again_says_nothing_more(world):
    assert world.take() is not None
    assert world.take() is None
    event = Event.objects.get(action="assessments.remapped")
    assert event.data["cohort"] == "so"
    [told] = event.data["units"].values()
    assert told["begun"][0]["carried"] == 4


def test_who_answered_for_a_criterion_answers_for_what_became_of_it(world):
    contributor = appointed(Role.CONTRIBUTOR, world.member.unit)
    head = appointed(Role.HEAD, world.member.unit)
    leaf = world.old.criteria.get(code="1.2")
    duties.give(world.cycle, world.member.unit, contributor, [leaf], by=head)
    world.take()
    given = Duty.objects.filter(user=contributor, criterion__set=world.new)
    assert sorted(given.values_list("criterion__code", flat=True)) == ["1.2", "1.3"]


def test_a_submitted_sheet_of_the_year_keeps_its_set_and_is_named(world):
    world.submit_year()
    with pytest.raises(ValidationError, match=world.member.unit.name):
        world.take()
    world.cohort.refresh_from_db()
    assert world.cohort.criteria_set == world.old
    assert not Event.objects.filter(action="assessments.remapped").exists()


def test_no_way_leads_without_a_confirmed_crosswalk(world):
    other = CriteriaSetFactory()
    with pytest.raises(ValidationError) as refusal:
        remapping.take_newer_set(world.cohort, other, by=world.coordinator)
    assert len(refusal.value.messages) == 1


def test_a_draft_set_scores_nobody(world):
    draft = sets.load_set(newer(world.old.text) + "# lần nữa\n", by=world.coordinator)
    with pytest.raises(ValidationError):
        remapping.take_newer_set(world.cohort, draft, by=world.coordinator)


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - {Role.COORDINATOR}), None])
def test_nobody_but_who_steers_the_cycle_takes_a_newer_set(world, role):
    person = appointed(role) if role else UserFactory()
    with pytest.raises(PermissionDenied):
        remapping.take_newer_set(world.cohort, world.new, by=person)


def test_in_a_closed_cycle_nothing_is_re_mapped(world):
    Cycle.objects.filter(pk=world.cycle.pk).update(state=Cycle.State.CLOSED)
    with pytest.raises(PermissionDenied):
        world.take()


# --- the pages ----------------------------------------------------------------------------------


def newer_set_page(world) -> str:
    return f"/assessments/newer-set/{world.cycle.code}/so/"


def test_the_coordinator_tries_it_first_and_then_takes_it(client, world):
    client.force_login(world.coordinator)
    assert (
        newer_set_page(world).encode()
        in client.get(f"/criteria/cycles/{world.cycle.code}/").content
    )
    tried = client.get(newer_set_page(world), {"set": world.new.pk})
    assert [unit.begun[0].carried for unit in tried.context["plan"].units] == [4]
    assert not Event.objects.filter(action="assessments.remapped").exists()
    taken = client.post(newer_set_page(world), {"set": world.new.pk})
    assert taken.status_code == 302
    world.cohort.refresh_from_db()
    assert world.cohort.criteria_set == world.new
    strange = client.post(newer_set_page(world), {"set": 987654})
    assert strange.status_code == 422


def test_what_keeps_it_from_being_taken_stands_on_the_page(client, world):
    world.submit_year()
    client.force_login(world.coordinator)
    page = client.post(newer_set_page(world), {"set": world.new.pk})
    assert page.status_code == 422
    assert world.member.unit.name in page.context["refusal"][0]


def test_the_dry_run_asks_a_fixed_number_of_queries(client, world, django_assert_num_queries):
    def asked() -> None:
        client.get(newer_set_page(world), {"set": world.new.pk})

    client.force_login(world.coordinator)
    asked()
    with django_assert_num_queries(15):
        asked()
    for _number in range(3):
        member = MembershipFactory(cohort=world.cohort)
        officer = appointed(Role.OFFICER, member.unit)
        actions.open_sheet(world.cycle, member.unit, by=officer)
    with django_assert_num_queries(15):
        asked()


def test_for_who_does_not_steer_the_cycle_the_page_is_refused_or_absent(client, world):
    client.force_login(world.officer)
    assert client.get(newer_set_page(world)).status_code == 404
    client.force_login(appointed(Role.INNER_COORDINATOR))
    assert client.get(newer_set_page(world)).status_code in (403, 404)
    client.force_login(world.coordinator)
    Cycle.objects.filter(pk=world.cycle.pk).update(state=Cycle.State.CLOSED)
    assert client.get(newer_set_page(world)).status_code == 403


def test_scores_within_the_year_stand_re_mapped_beside_the_originals(client, world):
    world.take()
    client.force_login(world.officer)
    year = world.year()
    assert address(year, "remapped/").encode() in client.get(address(year)).content
    page = client.get(address(year, "remapped/"))
    [quarter] = page.context["earlier"]
    points = {
        line.node.code: (
            [one.mark.points for one in line.originals],
            line.mark and line.mark.points,
        )
        for line in quarter.lines
    }
    assert points == {
        "1.1": ([Fraction(18, 5)], Fraction(27, 10)),  # 9 of 10, of 4 and of 3 points
        "1.2": ([Fraction(3, 2)], 1),  # two thirds of what was split
        "1.3": ([Fraction(3, 2)], Fraction(1, 2)),
        "2.9": ([4], 4),
    }
    assert (quarter.before, quarter.after) == ((Fraction(91, 10), 10), (Fraction(41, 5), 10))


def test_the_re_mapped_scores_are_the_units_own(client, world):
    world.take()
    page = address(world.year(), "remapped/")
    client.force_login(appointed(Role.OFFICER))
    assert client.get(page).status_code == 404
    client.force_login(world.coordinator)
    assert client.get(page).status_code == 200


def test_the_page_of_re_mapped_scores_asks_a_fixed_number_of_queries(
    client, world, django_assert_num_queries
):
    world.begin()
    world.take()
    client.force_login(world.officer)
    page = address(world.year(), "remapped/")
    client.get(page)
    with django_assert_num_queries(10):
        client.get(page)


def test_a_form_of_the_old_sheet_never_lands_in_a_criterion_of_the_same_code(client, world):
    old = item_of(world.begin(), "1.1")
    world.take()
    client.force_login(world.officer)
    typed = {"item": old.pk, "version": old.version, "input-done": "1", "input-planned": "1"}
    answer = client.post(address(world.year(), "criteria/1.1/save/"), typed,
                         headers={"HX-Request": "true"})  # fmt: skip
    assert answer.status_code == 403
    assert 'value="1"' in answer.content.decode()  # what was typed is there
    assert items(world.year())["1.1"].inputs == {"done": "9", "planned": "10"}


def test_earlier_sheets_are_listed_by_their_own_set(client, world):
    world.take()
    client.force_login(world.officer)
    assert client.get("/assessments/").status_code == 200
    works = {work.period: work for work in own_work(User.objects.get(pk=world.officer.pk))}
    assert works[None].criteria_set == world.new
    assert works[world.quarters[0]].criteria_set == world.old
    assert works[world.quarters[0]].summary.leaves == 3


# --- races: a save in flight is carried over, or told ---------------------------------------------


def saved_while_taking(take) -> tuple[dict, dict, object]:
    """Hold a save open while the newer set is taken; return old and new figures, the outcome."""
    world = World()
    begun = world.begin()
    taken: list = []

    def other():
        close_old_connections()
        try:
            taken.append(take(world))
        except Exception as problem:
            taken.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        save(begun, "1.2", world.officer, inputs={"late": "7"})
        thread.start()
        thread.join(1)  # it has read by now, or waits for the lock
    thread.join(30)
    old = items(ScoreSheet.with_set_aside.get(pk=begun.pk))["1.2"].inputs
    return old, items(world.year())["1.2"].inputs, taken[0]


@pytest.mark.django_db(transaction=True)
def test_a_save_in_flight_is_in_the_new_sheet():
    old, new, plan = saved_while_taking(World.take)
    assert (old, new) == ({"late": "7"}, {"late": "7"})
    assert [unit.begun[0].period.is_year for unit in plan.units] == [True]


@pytest.mark.django_db(transaction=True)
def test_the_hasty_twin_that_reads_before_it_locks_loses_the_save():
    old, new, _plan = saved_while_taking(lambda one: hasty_remapping(one.cohort, one.new))
    assert (old, new) == ({"late": "7"}, {"late": "2"})


@pytest.mark.django_db(transaction=True)
def test_taken_by_two_at_once_it_is_taken_once():
    world = World()
    world.begin()

    def take(results):
        close_old_connections()
        try:
            results.append(world.take())
        finally:
            connection.close()

    results: list = []
    threads = [threading.Thread(target=take, args=(results,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(plan is not None for plan in results) == 1
    assert ScoreSheet.objects.of_the_year().count() == 1
    assert Event.objects.filter(action="assessments.remapped").count() == 1
