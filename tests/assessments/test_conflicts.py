"""T34: two editors at one criterion, two hundred times; nothing is lost, nothing is overwritten."""

import random

import pytest

from openpar.assessments import actions
from openpar.assessments.models import ScoreItem
from openpar.people.models import Role
from tests.factories import appointed
from tests.factories_assessments import address, item_of, sheet_with_officer
from tests.naive.lost_update import overwriting_save

pytestmark = pytest.mark.django_db
CONFLICTS = 200


def conflicts(save, seed: int) -> int:
    """Let two people save one row in turn, each sometimes from a stale page; count what one wrote
    and the other replaced without having seen it."""
    chance = random.Random(seed)
    sheet, first = sheet_with_officer()
    people = (first, appointed(Role.OFFICER, sheet.unit))
    stale = [item_of(sheet, "1.1"), item_of(sheet, "1.1")]
    lost = 0
    for number in range(1, CONFLICTS + 1):
        who = chance.randrange(2)
        item = stale[who]
        stored = ScoreItem.objects.get(pk=item.pk)
        typed = {"done": str(number), "planned": "1000"}
        try:
            save(item, by=people[who], version=item.version, inputs=typed, explanation="")
            lost += stored.inputs != item.inputs  # it stood there, and the writer never saw it
        except actions.StaleVersionError as refusal:
            lost += refusal.current.inputs != stored.inputs  # what is stored would be hidden
        if chance.random() < 0.5:
            stale[who] = item_of(sheet, "1.1")
    return lost


@pytest.mark.parametrize("seed", [1, 34])
def test_of_two_hundred_conflicts_none_loses_what_somebody_saved(seed):
    print(f"seed {seed}")  # noqa: T201
    assert conflicts(actions.save_item, seed) == 0


def test_the_overwriting_twin_loses_updates():
    assert conflicts(overwriting_save, 34) > 20


def test_saving_over_the_other_value_after_seeing_it_is_an_event(client):
    sheet, officer = sheet_with_officer()
    other = appointed(Role.OFFICER, sheet.unit)
    item = item_of(sheet, "1.1")
    actions.save_item(item, by=other, version=1, inputs={"done": "7"}, explanation="")
    client.force_login(officer)
    path, htmx = address(sheet, "criteria/1.1/save/"), {"HX-Request": "true"}
    refused = client.post(path, {"version": 1, "input-done": "9"}, headers=htmx)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert all(text in page for text in ("“7”", "“9”", 'value="9"', "Chưa lưu được hết"))

    forced = client.post(path, {"version": 2, "input-done": "9"}, headers=htmx)

    assert forced.status_code == 200
    assert item_of(sheet, "1.1").inputs == {"done": "9"}
