"""A crosswalk through the interface: every line, its shares, and what changed (design 5)."""

import pytest

from openpar.criteria import actions as sets
from openpar.criteria import crosswalk_actions as actions
from openpar.people.models import Role
from tests.api.calling import Program
from tests.factories import SMALL_SET, appointed

pytestmark = pytest.mark.django_db
OLD = SMALL_SET.replace("{code}", "bo-mau")
PATH = "/criteria-sets/bo-mau/2/crosswalks/bo-mau/1"


@pytest.fixture
def coordinator():
    person = appointed(Role.COORDINATOR)
    old = sets.publish_set(sets.load_set(OLD, by=person), by=person)
    new = sets.load_set(OLD.replace("each: 0.25", "each: 0.5"), by=person)
    actions.draw_up(old, new, by=person)
    return person


def test_a_program_reads_what_changed_in_both_languages(coordinator, django_assert_num_queries):
    program = Program(coordinator)
    program.get(PATH)
    with django_assert_num_queries(5):  # token, its last use, roles, crosswalk with sets, lines
        answer = program.get(PATH).json()
    assert answer["state"] == "draft"
    line = answer["lines"][1]
    assert (line["relation"], line["shares"]) == ("reworded", ["1"])
    assert line["old"] == [{"code": "1.2", "title": "Thực hiện chế độ báo cáo", "maximum": "2"}]
    [changed] = line["differences"]
    assert changed["field"] == "rule"
    assert "0,25" in changed["vi"]
    assert "0.25" in changed["en"]


def test_a_draft_is_hidden_and_a_confirmed_one_between_published_sets_is_read(coordinator):
    officer = Program(appointed(Role.OFFICER))
    absent = officer.get(PATH.replace("/2/", "/9/"))
    assert (officer.get(PATH).status_code, absent.status_code) == (404, 404)
    found = actions.Crosswalk.objects.with_sets().get()
    actions.move(found, "confirm", by=coordinator)
    assert officer.get(PATH).status_code == 404  # the newer set is a draft
    sets.publish_set(found.new_set, by=coordinator)
    assert officer.get(PATH).json()["state"] == "confirmed"
