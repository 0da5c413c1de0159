"""Who may appraise: assigned field, submitted sheet, open phase, never the own unit (S3-19)."""

import pytest
from django.core.exceptions import PermissionDenied

from openpar.appraisals import actions
from openpar.appraisals.models import DeskItem
from openpar.appraisals.permissions import Desk, may_appraise
from openpar.assessments.models import ScoreItem, ScoreSheet, State
from openpar.people.models import Role, User
from tests.factories import AppointmentFactory, appointed
from tests.factories_appraisals import appraiser_elsewhere, outsider, world
from tests.naive.own_unit_by_role import may_appraise_by_role

pytestmark = pytest.mark.django_db


def again(user: User) -> User:
    """The same person at the next request."""
    return User.objects.get(pk=user.pk)


def own_item(made) -> ScoreItem:
    items = ScoreItem.objects.select_related("criterion__set", "sheet__cycle", "sheet__unit")
    return items.get(sheet__unit=made.own_unit, criterion__code="1.1")


def test_an_appraiser_judges_an_assigned_field():
    made = world()
    assert may_appraise(made.appraiser, made.item())


def test_an_appraiser_without_the_field_may_not():
    made = world(fields="2")
    assert not may_appraise(made.appraiser, made.item(code="1.1"))
    assert not may_appraise(appraiser_elsewhere(), made.item())
    assert not may_appraise(outsider(), made.item())


@pytest.mark.parametrize("standing", ["upcoming", "over"])
def test_nobody_appraises_before_or_after_the_phase(standing):
    made = world(appraisal=standing)
    assert not may_appraise(made.appraiser, made.item())
    with pytest.raises(PermissionDenied):
        actions.appraise(made.item(), by=made.appraiser, points=3, reason="Lý do")


def test_a_sheet_that_is_not_submitted_is_not_appraised():
    made = world()
    ScoreSheet.objects.update(state=State.DRAFT)
    assert not may_appraise(made.appraiser, made.item())
    assert not DeskItem.objects.on_desk_of(made.appraiser).exists()


def test_nobody_appraises_the_own_unit():
    made = world()
    verdict = may_appraise(made.appraiser, own_item(made))
    assert not verdict
    assert verdict.reason
    with pytest.raises(PermissionDenied):
        actions.appraise(own_item(made), by=made.appraiser, points=3, reason="Lý do")


def test_the_check_by_role_alone_would_let_an_officer_of_two_units_through():
    """An appraiser of the standing body who is also an officer of a scored department."""
    made = world()
    unit = made.sheets[0].unit
    AppointmentFactory(user=made.appraiser, unit=unit, role=Role.OFFICER)
    person = again(made.appraiser)

    assert not may_appraise(person, made.item())
    assert may_appraise_by_role(person, made.item())


def test_the_desk_and_the_predicate_agree_for_everybody():
    made = world(2, fields="1")
    people = [
        made.appraiser,
        made.coordinator,
        appraiser_elsewhere(),
        outsider(),
        appointed(Role.OFFICER, made.sheets[0].unit),
        appointed(Role.APPRAISER, made.sheets[0].unit),
    ]
    items = list(ScoreItem.objects.select_related("criterion", "sheet__cycle", "sheet__unit"))
    for person in people:
        desk = Desk.of(person, made.cycle)
        seen = set(DeskItem.objects.on_desk_of(person).values_list("pk", flat=True))
        assert seen == {item.pk for item in items if desk.verdict(item)}
