"""An amendment is a new version with a crosswalk: proposed, corrected, confirmed, frozen.

Design 5, S3-17.
"""

from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from openpar.audit.models import Event
from openpar.criteria import actions as sets
from openpar.criteria import crosswalk_actions as actions
from openpar.criteria.crosswalks import way_between
from openpar.criteria.models import Crosswalk, CrosswalkLine
from openpar.people.models import Role
from openpar.people.workbook_reading import sheets_of
from openpar.scoring.sets.crosswalk import Line, Relation
from tests.factories import SMALL_SET, UserFactory, appointed
from tests.naive.thawed_crosswalk import ThawedCrosswalk

pytestmark = pytest.mark.django_db

OLD = SMALL_SET.replace("{code}", "bo-mau")
#: Another maximum, a criterion less, a criterion more, another word in a title.
NEW = OLD.replace(
    "title: Mức độ hoàn thành kế hoạch\n    maximum: 4",
    "title: Mức độ hoàn thành kế hoạch năm\n    maximum: 3",
).replace("title: Thực hiện chế độ báo cáo\n    maximum: 2", "title: Tuyên truyền\n    maximum: 3")
KEEPERS = {Role.COORDINATOR, Role.INNER_COORDINATOR}


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR)


@pytest.fixture
def versions(coordinator):
    """Version 1 published, version 2 a draft."""
    old = sets.publish_set(sets.load_set(OLD, by=coordinator), by=coordinator)
    return old, sets.load_set(NEW, by=coordinator)


@pytest.fixture
def drawn(versions, coordinator) -> Crosswalk:
    return actions.draw_up(*versions, by=coordinator)


def lines(crosswalk) -> list[tuple]:
    return [(str(one.relation), one.old, one.new) for one in crosswalk.read().lines]


def frozen(crosswalk, coordinator) -> Crosswalk:
    """Confirmed, and the newer set published."""
    actions.move(crosswalk, "confirm", by=coordinator)
    sets.publish_set(crosswalk.new_set, by=coordinator)
    return Crosswalk.objects.with_sets().get(pk=crosswalk.pk)


# --- the actions --------------------------------------------------------------------------------


def test_the_program_proposes_a_line_for_every_criterion(drawn, coordinator):
    assert lines(drawn) == [
        ("reweighted", ("1.1",), ("1.1",)),
        ("dropped", ("1.2",), ()),
        ("new", (), ("1.2",)),
        ("kept", ("2.1",), ("2.1",)),
    ]
    assert drawn.lines.get(relation="reweighted").shares == [Fraction(3, 4)]
    assert actions.draw_up(drawn.old_set, drawn.new_set, by=coordinator) == drawn
    assert Event.objects.filter(action="criteria.crosswalk_drawn_up").count() == 1


def test_a_corrected_line_takes_its_leaves_and_leaves_the_others_a_line_each(drawn, coordinator):
    split = Line(
        Relation.SPLIT, ("1.2",), ("1.1", "1.2"), (Fraction(1, 3), Fraction(2, 3)), "Điều 2"
    )
    after = actions.put_line(drawn, split, by=coordinator, version=1)
    assert lines(after) == [
        ("dropped", ("1.1",), ()),
        ("split", ("1.2",), ("1.1", "1.2")),
        ("kept", ("2.1",), ("2.1",)),
    ]
    assert after.lines.get(relation="split").read() == split
    assert after.version == 2
    event = Event.objects.get(action="criteria.crosswalk_line_put")
    assert event.data["line"]["shares"] == ["1/3", "2/3"]
    assert len(event.data["replaced"]) == 3


def test_the_same_line_again_changes_nothing(drawn, coordinator):
    line = drawn.read().lines[0]
    assert actions.put_line(drawn, line, by=coordinator, version=9).version == 1
    assert not Event.objects.filter(action="criteria.crosswalk_line_put").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Line(Relation.SPLIT, ("1.1",), ("1.1", "1.2"), (1, 1)), "phải bằng 1"),
        (Line(Relation.KEPT, ("9.9",), ("1.2",), (1,)), "không có tiêu chí cũ nào"),
        (Line(Relation.KEPT, (), ("1.2",)), "cần một mã cũ"),
    ],
)
def test_a_line_that_contradicts_the_sets_is_refused_in_words(drawn, coordinator, line, said):
    with pytest.raises(ValidationError, match=said):
        actions.put_line(drawn, line, by=coordinator, version=1)
    assert Crosswalk.objects.get().version == 1


def test_who_corrects_what_another_corrected_meanwhile_is_told(drawn, coordinator):
    merged = Line(Relation.MERGED, ("1.1", "1.2"), ("1.1",))
    actions.put_line(drawn, merged, by=coordinator, version=1)
    with pytest.raises(actions.ChangedMeanwhileError):
        actions.put_line(drawn, Line(Relation.NEW, (), ("1.1",)), by=coordinator, version=1)


def test_confirmed_it_is_reopened_until_the_newer_set_is_published(drawn, coordinator):
    confirmed = actions.move(drawn, "confirm", by=coordinator)
    assert confirmed.is_confirmed
    with pytest.raises(PermissionDenied):
        actions.put_line(drawn, Line(Relation.DROPPED, ("1.1",)), by=coordinator, version=2)
    actions.move(drawn, "reopen", by=coordinator)
    after = frozen(drawn, coordinator)
    with pytest.raises(PermissionDenied):
        actions.move(after, "reopen", by=coordinator)


def test_moving_twice_is_moving_once(drawn, coordinator):
    for _ in range(2):
        actions.move(drawn, "confirm", by=coordinator)
    assert Event.objects.filter(action="criteria.crosswalk_confirmed").count() == 1


def test_a_crosswalk_with_a_leaf_in_no_line_is_not_confirmed(drawn, coordinator):
    CrosswalkLine.objects.filter(relation="new").delete()
    with pytest.raises(ValidationError, match="chưa có dòng"):
        actions.move(drawn, "confirm", by=coordinator)


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - KEEPERS), None])
def test_nobody_but_who_keeps_the_set_draws_up_corrects_or_confirms(drawn, role):
    person = appointed(role) if role else UserFactory()
    for act in (
        lambda: actions.draw_up(drawn.old_set, drawn.new_set, by=person),
        lambda: actions.put_line(drawn, Line(Relation.DROPPED, ("1.1",)), by=person, version=1),
        lambda: actions.move(drawn, "confirm", by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_coordinator_of_another_body_keeps_no_set_of_the_standing_body(drawn):
    with pytest.raises(PermissionDenied):
        actions.move(drawn, "confirm", by=appointed(Role.INNER_COORDINATOR))


# --- what the database keeps --------------------------------------------------------------------

CHANGES = {
    "a line": lambda one: one.lines.update(note="khác"),
    "a line more": lambda one: CrosswalkLine.objects.create(
        crosswalk=one, position=99, relation="new", new_codes=["9"]
    ),
    "a line less": lambda one: one.lines.filter(position=1).delete(),
    "its state": lambda one: Crosswalk.objects.filter(pk=one.pk).update(state="draft"),
    "deletion": lambda one: one.delete(),
}


def refused(change, crosswalk) -> bool:
    try:
        with transaction.atomic():
            change(crosswalk)
    except IntegrityError as error:
        return "what is published stays as it is" in str(error)
    return False


@pytest.mark.parametrize("change", CHANGES)
def test_confirmed_and_published_it_is_frozen(drawn, coordinator, change):
    assert refused(CHANGES[change], frozen(drawn, coordinator))


@pytest.mark.parametrize("change", CHANGES)
def test_a_crosswalk_frozen_by_its_state_alone_would_be_caught(drawn, coordinator, change):
    crosswalk = frozen(drawn, coordinator)
    with ThawedCrosswalk():
        assert not refused(CHANGES[change], crosswalk)


def test_one_crosswalk_of_two_sets_and_none_of_one(drawn):
    with pytest.raises(IntegrityError, match="one_crosswalk_of_two_sets"), transaction.atomic():
        Crosswalk.objects.create(old_set=drawn.old_set, new_set=drawn.new_set)
    with pytest.raises(IntegrityError, match="crosswalk_between_two_sets"), transaction.atomic():
        Crosswalk.objects.create(old_set=drawn.old_set, new_set=drawn.old_set)


def test_a_set_is_not_compared_with_itself(drawn, coordinator):
    with pytest.raises(ValidationError):
        actions.draw_up(drawn.old_set, drawn.old_set, by=coordinator)


def test_a_way_leads_over_the_versions_between(drawn, coordinator):
    second = frozen(drawn, coordinator).new_set
    third = sets.load_set(NEW.replace("title: Tuyên truyền", "title: Truyền thông"), by=coordinator)
    last = actions.draw_up(second, third, by=coordinator)
    assert way_between(drawn.old_set, third) is None  # not confirmed yet
    frozen(last, coordinator)
    way = way_between(drawn.old_set, third)
    assert way.to("1.1").shares == (Fraction(3, 4),)
    assert way.to("2.1").relation is Relation.KEPT
    assert way.to("1.2").relation is Relation.NEW


# --- the pages ----------------------------------------------------------------------------------


def address(crosswalk, rest: str = "") -> str:
    new, old = crosswalk.new_set, crosswalk.old_set
    return f"/criteria/sets/{new.code}/{new.version}/crosswalks/{old.code}/{old.version}/{rest}"


def test_a_coordinator_compares_corrects_and_confirms_in_the_browser(client, versions, coordinator):
    old, new = versions
    client.force_login(coordinator)
    begin = f"/criteria/sets/bo-mau/{new.version}/crosswalks/"
    assert b"crosswalks/" in client.get(f"/criteria/sets/bo-mau/{new.version}/").content
    page = client.post(begin, {"old_set": old.pk}, follow=True)
    found = Crosswalk.objects.get()
    assert [row.line.relation for row in page.context["changed"]] == [
        "reweighted", "dropped", "new",
    ]  # fmt: skip
    assert len(page.context["unchanged"]) == 1
    typed = {"relation": "split", "old": "1.1", "new": "1.1, 1.2", "shares": "1/2; 0,5",
             "note": "", "version": "1"}  # fmt: skip
    saved = client.post(address(found, "lines/new/1.1/"), typed)
    assert saved.status_code == 302
    assert found.lines.get(relation="split").shares == [Fraction(1, 2)] * 2
    assert client.post(address(found, "move/confirm/")).status_code == 302
    assert Crosswalk.objects.get().is_confirmed


def test_a_refused_line_comes_back_as_it_was_typed(client, drawn, coordinator):
    client.force_login(coordinator)
    typed = {"relation": "split", "old": "1.1", "new": "1.1, 1.2", "shares": "hai", "note": "Ghi",
             "version": "1"}  # fmt: skip
    page = client.post(address(drawn, "lines/new/1.1/"), typed)
    assert page.status_code == 422
    assert "“hai”" in page.content.decode()
    assert 'value="1.1, 1.2"' in page.content.decode()
    actions.put_line(
        drawn, Line(Relation.MERGED, ("1.1", "1.2"), ("1.1",)), by=coordinator, version=1
    )
    stale = client.post(address(drawn, "lines/new/1.1/"), typed | {"shares": "1/2; 1/2"})
    assert stale.status_code == 409
    assert "Ghi" in stale.content.decode()


def test_search_and_filter_show_what_was_asked(client, drawn, coordinator):
    client.force_login(coordinator)

    def shown(query: str) -> list:
        page = client.get(address(drawn) + query)
        return [row.line.relation for row in [*page.context["changed"], *page.context["unchanged"]]]

    assert shown("?q=tuyen+truyen") == ["new"]
    assert shown("?relation=kept") == ["kept"]
    assert shown("?q=khong-co-gi") == []


def test_a_draft_does_not_exist_for_others_and_confirmed_it_is_read_by_all(
    client, drawn, coordinator
):
    officer = appointed(Role.OFFICER)
    client.force_login(officer)
    absent = client.get(f"/criteria/sets/{drawn.new_set.code}/1/crosswalks/khong-co/1/")
    for rest in ("", "crosswalk.xlsx"):
        hidden = client.get(address(drawn, rest))
        assert (hidden.status_code, hidden.content) == (404, absent.content)
    frozen(drawn, coordinator)
    assert client.get(address(drawn)).status_code == 200
    assert client.post(address(drawn, "move/reopen/")).status_code == 404
    client.force_login(appointed(Role.AUDITOR))
    assert client.get(address(drawn)).status_code == 200


def test_a_confirmed_crosswalk_is_corrected_by_nobody(client, drawn, coordinator):
    frozen(drawn, coordinator)
    client.force_login(coordinator)
    assert client.get(address(drawn, "lines/new/1.1/")).status_code == 403
    assert client.post(address(drawn, "move/reopen/")).status_code == 403
    assert b"lines/new/" not in client.get(address(drawn)).content


def test_the_workbook_tells_old_and_new_beside_each_other(client, drawn, coordinator):
    client.force_login(coordinator)
    content = client.get(address(drawn, "crosswalk.xlsx")).content
    cells = sheets_of(content)["Đối chiếu"]
    assert cells[1][:7] == [
        "điều chỉnh điểm", "1.1", "Mức độ hoàn thành kế hoạch", "4",
        "1.1", "Mức độ hoàn thành kế hoạch năm", "3",
    ]  # fmt: skip


def test_a_hundred_leaves_cost_as_many_queries_as_three(
    client, drawn, coordinator, django_assert_num_queries
):
    client.force_login(coordinator)
    client.get(address(drawn))
    with django_assert_num_queries(5):  # session, person, roles, crosswalk with sets, lines
        client.get(address(drawn))
