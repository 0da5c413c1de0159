"""Appraising: a layer beside the others, with a reason where it departs (S0-27, S3-18)."""

from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from openpar.appraisals import actions
from openpar.appraisals.models import Assignment
from openpar.assessments.models import Kind, LayerStatus, ScoreItem, ScoreLayer, ScoreSheet, State
from openpar.audit.models import Event
from openpar.people.models import Role
from tests.factories import appointed
from tests.factories_appraisals import declare, world

pytestmark = pytest.mark.django_db


def appraised(item):
    return list(ScoreLayer.objects.filter(item=item, kind=Kind.APPRAISED).order_by("pk"))


def test_recognised_points_become_a_layer_that_pins_the_submitted_sheet():
    made = world()
    layer = actions.appraise(made.item(), by=made.appraiser, points=Fraction("3.6"), reason="")

    assert (layer.kind, layer.points, layer.reason) == (Kind.APPRAISED, Fraction("3.6"), "")
    assert layer.sheet_revision == made.sheets[0].revisions.get()
    assert layer.author == made.appraiser.username
    assert layer.office == f"appraiser {made.own_unit.code}"


def test_an_appraisal_is_recorded_with_self_and_computed_points():
    made = world()
    actions.appraise(made.item(), by=made.appraiser, points=3, reason="Thiếu báo cáo")

    event = Event.objects.get(action="appraisals.appraised")
    assert event.data == {
        "criterion": "1.1",
        "unit": made.sheets[0].unit.code,
        "points": 3,
        "self_points": "18/5",
        "computed_points": "18/5",
        "reason": "Thiếu báo cáo",
    }


def test_a_departure_without_a_reason_is_refused_and_nothing_is_written():
    made = world()
    with pytest.raises(ValidationError) as refusal:
        actions.appraise(made.item(), by=made.appraiser, points=3, reason="   ")

    assert list(refusal.value.message_dict) == ["reason"]
    assert appraised(made.item()) == []
    assert not Event.objects.filter(action__startswith="appraisals.").exists()


def test_agreeing_with_the_unit_against_the_rule_still_needs_a_reason():
    made = world()
    declare(made.item(), 4)
    with pytest.raises(ValidationError):
        actions.appraise(made.item(), by=made.appraiser, points=4, reason="")
    actions.appraise(made.item(), by=made.appraiser, points=4, reason="Có giải trình")
    assert [layer.points for layer in appraised(made.item())] == [4]


@pytest.mark.parametrize("points", [Fraction("4.01"), -1])
def test_points_outside_the_criterion_are_refused(points):
    made = world()
    with pytest.raises(ValidationError) as refusal:
        actions.appraise(made.item(), by=made.appraiser, points=points, reason="Lý do")
    assert list(refusal.value.message_dict) == ["points"]


@pytest.mark.parametrize("points", [4, 0])
def test_the_maximum_and_the_minimum_themselves_can_be_given(points):
    made = world()
    actions.appraise(made.item(), by=made.appraiser, points=points, reason="Lý do")
    assert appraised(made.item())[0].points == points


def test_an_empty_cell_is_not_a_zero():
    made = world()
    with pytest.raises(ValidationError) as refusal:
        actions.appraise(made.item(), by=made.appraiser, points=None, reason="Lý do")
    assert list(refusal.value.message_dict) == ["points"]


def test_an_accepted_claim_is_a_status_without_points():
    made = world()
    claim(made)
    with pytest.raises(ValidationError):
        actions.appraise(made.item(), by=made.appraiser, points=None, reason="")
    layer = actions.appraise(made.item(), by=made.appraiser, points=None, reason="Không phát sinh")
    assert (layer.status, layer.points) == (LayerStatus.NOT_APPLICABLE, None)


def claim(made):
    ScoreSheet.objects.update(state=State.DRAFT)
    ScoreItem.objects.filter(pk=made.item().pk).update(
        claim_not_applicable=True, claim_ground="Không có nhiệm vụ"
    )
    ScoreSheet.objects.update(state=State.SUBMITTED)


def test_an_earlier_appraisal_stays_beside_the_later_one():
    made = world()
    actions.appraise(made.item(), by=made.appraiser, points=3, reason="Lần một")
    actions.appraise(made.item(), by=made.appraiser, points=2, reason="Lần hai")

    assert [(layer.points, layer.reason) for layer in appraised(made.item())] == [
        (3, "Lần một"),
        (2, "Lần hai"),
    ]
    assert Event.objects.filter(action="appraisals.reappraised").count() == 1


def test_an_appraisal_layer_can_be_neither_changed_nor_deleted():
    made = world()
    layer = actions.appraise(made.item(), by=made.appraiser, points=3, reason="Lý do")
    for change in (
        lambda: ScoreLayer.objects.filter(pk=layer.pk).update(points="4"),
        lambda: ScoreLayer.objects.filter(pk=layer.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_somebody_who_looked_before_a_colleague_saved_is_told():
    made = world()
    first = actions.appraise(made.item(), by=made.appraiser, points=3, reason="Lý do", seen=0)
    with pytest.raises(actions.StaleAppraisal) as stale:
        actions.appraise(made.item(), by=made.appraiser, points=2, reason="Lý do", seen=0)
    assert stale.value.newest == first
    actions.appraise(made.item(), by=made.appraiser, points=2, reason="Lý do", seen=first.pk)


def test_bulk_recognition_takes_what_agrees_and_leaves_the_rest():
    made = world(3)
    declare(made.item(1), 4)
    actions.appraise(made.item(2), by=made.appraiser, points=2, reason="Đã xem")

    layers = actions.recognise([made.item(at) for at in range(3)], by=made.appraiser)

    assert [layer.item_id for layer in layers] == [made.item(0).pk]
    assert [layer.points for layer in appraised(made.item(2))] == [2]


def test_bulk_recognition_with_the_own_unit_among_the_rows_does_nothing_at_all():
    made = world(2)
    own = ScoreItem.objects.get(sheet__unit=made.own_unit, criterion__code="1.1")
    with pytest.raises(PermissionDenied):
        actions.recognise([made.item(), own], by=made.appraiser)
    assert not ScoreLayer.objects.filter(kind=Kind.APPRAISED).exists()


def test_a_field_is_assigned_once_and_only_to_an_appraiser():
    made = world(fields="1")
    for _ in range(2):
        actions.assign(made.cycle, made.appraiser, "2", by=made.coordinator)
    assert Assignment.objects.filter(user=made.appraiser, field_code="2").count() == 1
    assert Event.objects.filter(action="appraisals.assigned").count() == 1
    with pytest.raises(ValidationError):
        actions.assign(made.cycle, made.appraiser, "9", by=made.coordinator)
    with pytest.raises(ValidationError):
        actions.assign(made.cycle, appointed(Role.OFFICER), "1", by=made.coordinator)
    with pytest.raises(PermissionDenied):
        actions.assign(made.cycle, made.appraiser, "1", by=made.appraiser)
