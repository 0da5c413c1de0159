"""Notices: sent once to whom the rules reach, opened, confirmed, replaced (S0-4, S0-6)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from openpar.audit.models import Event
from openpar.messages.actions import notices
from openpar.messages.models import (
    Address,
    Attachment,
    Confirmation,
    Delivery,
    Notice,
    Opening,
    Scope,
)
from openpar.people.models import Role, Unit
from tests.factories import UnitFactory, appointed
from tests.factories_messages import draft, in_days, sent, written
from tests.naive.frozen_recipients import deliver_to_nobody_new

pytestmark = pytest.mark.django_db


def units_of(notice: Notice) -> list[str]:
    return sorted(notice.deliveries.values_list("unit__code", flat=True))


def actions_of(notice: Notice) -> list[str]:
    return [event.action for event in Event.objects.about(notice).order_by("pk")]


@pytest.mark.parametrize(
    ("rules", "reached"),
    [
        (((Scope.KIND.value, "ward"),), ["P1"]),
        (((Scope.BLOCK.value, "Khối tổng hợp"),), ["S1", "S2"]),
        (((Scope.UNIT.value, "S2"),), ["S2"]),
        (((Scope.KIND.value, "ward"), (Scope.UNIT.value, "S1")), ["P1", "S1"]),
        (((Scope.BLOCK.value, "Khối tổng hợp"), (Scope.UNIT.value, "S1")), ["S1", "S2"]),
    ],
)
def test_a_notice_reaches_the_units_its_rules_name_each_once(rules, reached):
    UnitFactory(code="P1", kind=Unit.Kind.WARD)
    UnitFactory(code="S1", block="Khối tổng hợp")
    UnitFactory(code="S2", block="Khối tổng hợp")
    UnitFactory(code="S3", block="Khối tổng hợp", valid_to=date(2024, 6, 30))

    assert units_of(sent(rules=rules)) == reached


def test_sending_records_how_many_and_by_which_rules():
    UnitFactory(code="S1")
    notice = sent(rules=((Scope.UNIT.value, "S1"),))

    event = Event.objects.about(notice).newest_first()[0]
    assert event.action == "messages.notice_sent"
    assert (event.data["units"], event.data["rules"]) == (1, ["unit:S1"])


def test_a_notice_that_reaches_nobody_is_not_sent():
    notice = written(rules=((Scope.BLOCK.value, "Khối không có"),))
    with pytest.raises(ValidationError, match="không đến đơn vị nào"):
        notices.send_notice(notice, by=notice.author)
    notice.refresh_from_db()
    assert notice.state == Notice.State.DRAFT


def test_a_deadline_that_has_passed_by_the_database_clock_stops_the_sending():
    notice = written(confirm_by=in_days(1))
    Notice.objects.filter(pk=notice.pk).update(confirm_by=Now())
    with pytest.raises(ValidationError, match="đã qua"):
        notices.send_notice(notice, by=notice.author)


def test_a_unit_that_joins_the_block_later_receives_the_notice():
    UnitFactory(code="S1", block="Khối tổng hợp")
    notice = sent(rules=((Scope.BLOCK.value, "Khối tổng hợp"),))
    UnitFactory(code="S2", block="Khối tổng hợp")
    UnitFactory(code="S3", block="Khối văn hóa")

    assert notices.deliver_to_newcomers() == 1
    assert notices.deliver_to_newcomers() == 0
    assert units_of(notice) == ["S1", "S2"]
    assert notice.deliveries.get(later=True).unit.code == "S2"
    assert actions_of(notice)[-1] == "messages.notice_delivered_later"


def test_a_frozen_list_alone_would_forget_the_new_unit():
    UnitFactory(code="S1", block="Khối tổng hợp")
    notice = sent(rules=((Scope.BLOCK.value, "Khối tổng hợp"),))
    UnitFactory(code="S2", block="Khối tổng hợp")
    assert deliver_to_nobody_new() == 0
    assert units_of(notice) == ["S1"]


def test_a_unit_that_leaves_the_block_keeps_what_it_was_sent():
    unit = UnitFactory(code="S1", block="Khối tổng hợp")
    notice = sent(rules=((Scope.BLOCK.value, "Khối tổng hợp"),))
    Unit.objects.filter(pk=unit.pk).update(block="")
    notices.deliver_to_newcomers()
    assert units_of(notice) == ["S1"]


def test_what_is_withdrawn_or_replaced_reaches_no_new_unit():
    UnitFactory()
    withdrawn, replaced = sent(), sent()
    notices.withdraw_notice(withdrawn, reason="Nhầm", by=withdrawn.author)
    newer = notices.follow_notice(replaced, by=replaced.author)
    notices.send_notice(newer, by=newer.author)
    UnitFactory(code="MOI")

    notices.deliver_to_newcomers()
    reached = Delivery.objects.filter(unit__code="MOI").values_list("notice", flat=True)
    assert list(reached) == [newer.pk]


@pytest.mark.parametrize(
    "changes", [{"title": "Khác"}, {"body": "Khác"}, {"state": "draft"}, {"confirm_by": None}]
)
def test_a_sent_notice_cannot_be_changed_even_past_the_program(changes):
    UnitFactory()
    notice = sent()
    with pytest.raises(IntegrityError, match="only its state moves on"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(**changes)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        Address.objects.create(notice=notice, scope=Scope.UNIT, value="X")
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        Delivery.objects.filter(notice=notice).update(later=True)
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        Attachment.objects.create(notice=notice, file_name="a.pdf", storage_name="a", size=1)
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("DELETE FROM notices_notice WHERE id = %s", [notice.pk])


def test_changing_sending_and_discarding_a_sent_notice_is_refused_with_the_reason():
    UnitFactory()
    notice = sent()
    for act in (
        lambda: notices.change_notice(notice, draft(), seen=0, by=notice.author),
        lambda: notices.send_notice(notice, by=notice.author),
        lambda: notices.discard_notice(notice, by=notice.author),
    ):
        with pytest.raises(PermissionDenied, match="không sửa được nữa"):
            act()


def test_two_people_at_one_draft_the_second_is_told():
    notice = written()
    colleague = appointed(Role.COORDINATOR)
    notices.change_notice(notice, draft(title="Của người thứ nhất"), seen=0, by=notice.author)
    with pytest.raises(notices.StaleDraft):
        notices.change_notice(notice, draft(title="Của người thứ hai"), seen=0, by=colleague)
    notice.refresh_from_db()
    assert notice.title == "Của người thứ nhất"


def test_a_new_version_points_back_and_replaces_the_old_at_its_sending():
    UnitFactory()
    old = sent()
    newer = notices.follow_notice(old, by=old.author)
    assert notices.follow_notice(old, by=old.author) == newer  # one at a time
    old.refresh_from_db()
    assert old.state == Notice.State.SENT

    notices.send_notice(newer, by=newer.author)
    old.refresh_from_db()
    newer.refresh_from_db()
    assert (old.state, newer.state, newer.version) == ("replaced", "sent", 2)
    assert newer.follows == old
    with pytest.raises(PermissionDenied, match="còn hiệu lực"):
        notices.follow_notice(old, by=old.author)


def test_withdrawing_needs_a_reason_and_keeps_the_text():
    UnitFactory()
    notice = sent()
    with pytest.raises(ValidationError, match="lý do"):
        notices.withdraw_notice(notice, reason="  ", by=notice.author)
    notices.withdraw_notice(notice, reason="Gửi nhầm đối tượng", by=notice.author)
    notice.refresh_from_db()
    assert (notice.state, notice.withdrawn_reason) == ("withdrawn", "Gửi nhầm đối tượng")
    assert actions_of(notice)[-1] == "messages.notice_withdrawn"


def test_opening_is_noted_once_a_person_and_confirming_once_a_unit():
    unit = UnitFactory(code="S1")
    officer, head = appointed(Role.OFFICER, unit), appointed(Role.HEAD, unit)
    notice = sent()
    for _time in range(2):
        notices.open_notice(notice, by=officer)
    notices.open_notice(notice, by=head)
    first = notices.confirm_notice(notice, unit, by=officer)

    assert notices.confirm_notice(notice, unit, by=head) == first
    assert Opening.objects.filter(notice=notice, unit=unit).count() == 2
    assert Confirmation.objects.get(notice=notice, unit=unit).user == officer
    told = [name.removeprefix("messages.notice_") for name in actions_of(notice)]
    assert told == ["drafted", "sent", "opened", "opened", "confirmed"]


def test_a_confirmation_after_the_deadline_is_kept_as_late():
    unit = UnitFactory()
    officer = appointed(Role.OFFICER, unit)
    notice = written(confirm_by=in_days(1))
    Notice.objects.filter(pk=notice.pk).update(confirm_by=Now(), state="sent", sent_at=Now())
    Delivery.objects.create(notice=notice, unit=unit)
    assert notices.confirm_notice(notice, unit, by=officer).late
    assert Event.objects.about(notice).newest_first()[0].data["late"] is True


def test_who_does_not_work_for_the_unit_confirms_nothing():
    unit, other = UnitFactory(), UnitFactory()
    notice = sent()
    with pytest.raises(PermissionDenied, match="xác nhận thay đơn vị"):
        notices.confirm_notice(notice, unit, by=appointed(Role.OFFICER, other))
    with pytest.raises(PermissionDenied, match="xác nhận thay đơn vị"):
        notices.confirm_notice(notice, unit, by=appointed(Role.APPRAISER, unit))


def test_a_notice_without_a_deadline_asks_for_no_confirmation():
    unit = UnitFactory()
    notice = sent(confirm_by=None)
    with pytest.raises(PermissionDenied, match="không yêu cầu xác nhận"):
        notices.confirm_notice(notice, unit, by=appointed(Role.OFFICER, unit))


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.COORDINATOR}))
def test_nobody_but_the_coordinator_writes_a_notice(role):
    with pytest.raises(PermissionDenied):
        notices.write_notice(draft(), by=appointed(role))
    assert not Notice.objects.exists()
