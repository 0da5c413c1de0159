"""A unit stays itself while facts change by date; the register never contradicts itself (M1)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from openpar.audit.models import Event
from openpar.people import units
from openpar.people.models import Role, ServicePoint, Unit, UnitPeriod
from openpar.people.tasks import derive_facts
from tests.factories import UnitFactory, appointed

pytestmark = pytest.mark.django_db
LONG_AGO = date(2022, 1, 1)
LATER = date(2098, 1, 1)


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR, UnitFactory(code="SNV"))


def sentences(refusal) -> str:
    return " ".join(refusal.value.messages)


def test_a_new_unit_is_entered_with_its_event(coordinator):
    unit = units.create_unit(
        Unit(code="STP", name="Sở Tư pháp", kind="department", valid_from=LONG_AGO), by=coordinator
    )
    event = Event.objects.about(unit).get()
    assert (event.action, event.data["name"], event.actor) == (
        "people.unit_created", "Sở Tư pháp", coordinator.username,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("electronic_code", "h01.02", "chữ hoa"),
        ("electronic_code", "H01-02", "35 ký tự"),
        ("electronic_code", "H" * 36, "35"),
        ("administrative_code", "1234", "5 chữ số"),
        ("administrative_code", "0000A", "5 chữ số"),
        ("code", "SỞ NỘI VỤ", "không dấu"),
        ("name", "", "để trắng"),
        ("kind", "no-such", "hợp lệ"),
    ],
)
def test_a_wrong_code_is_refused_with_what_to_write(coordinator, field, value, says):
    unit = Unit(code="STP", name="Sở Tư pháp", kind="department", valid_from=LONG_AGO)
    setattr(unit, field, value)
    with pytest.raises(ValidationError) as refusal:
        units.create_unit(unit, by=coordinator)
    assert list(refusal.value.message_dict) == [field]
    assert says in sentences(refusal)


@pytest.mark.parametrize(
    "column", [{"administrative_code": "1234"}, {"electronic_code": "h01"}, {"kind": "planet"},
               {"administrative_class": "IV"}],
)  # fmt: skip
def test_the_database_keeps_wrong_facts_out_whoever_writes_them(column):
    unit = UnitFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(**column)


@pytest.mark.parametrize(
    ("column", "code"), [("administrative_code", "00004"), ("electronic_code", "H01.02")]
)
def test_two_units_in_force_never_share_a_code_but_a_successor_may_keep_it(column, code):
    UnitFactory(**{column: code}, valid_to=date(2025, 6, 30))
    UnitFactory(**{column: code})
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitFactory(**{column: code})


def test_what_was_true_before_a_change_stays_true_of_its_time(coordinator):
    unit = UnitFactory(name="Sở Tài nguyên và Môi trường", kind="department")
    new = {"name": "Sở Nông nghiệp và Môi trường", "block": "Khối kinh tế"}
    changed = units.change_unit(
        unit, new, from_day=date(2025, 3, 1), by=coordinator, decision="NQ 01/2025"
    )

    assert [(p.name, p.valid_from, p.valid_to) for p in unit.periods.all()] == [
        ("Sở Tài nguyên và Môi trường", date(2020, 1, 1), date(2025, 2, 28)),
        ("Sở Nông nghiệp và Môi trường", date(2025, 3, 1), None),
    ]
    assert (changed.name, changed.code) == ("Sở Nông nghiệp và Môi trường", unit.code)
    assert [u.name_then for u in Unit.objects.as_on(date(2024, 1, 1)).filter(pk=unit.pk)] == [
        "Sở Tài nguyên và Môi trường"
    ]
    event = Event.objects.about(unit).get()
    assert event.data["changes"]["block"] == ["", "Khối kinh tế"]
    assert Unit.objects.matching("nong nghiep").get() == unit


def test_a_change_from_a_later_day_waits_and_is_derived_when_its_day_comes(coordinator):
    unit = UnitFactory(name="Xã Mẫu", kind="commune")
    units.change_unit(unit, {"kind": "ward"}, from_day=LATER, by=coordinator)
    unit.refresh_from_db()
    assert unit.kind == "commune"

    # The day comes: the periods are moved around the database's today.
    UnitPeriod.objects.filter(valid_to__isnull=False).update(valid_to=date(2021, 12, 31))
    UnitPeriod.objects.filter(valid_to__isnull=True).update(valid_from=LONG_AGO)
    assert Unit.objects.derive_facts() == 1
    unit.refresh_from_db()
    assert unit.kind == "ward"
    assert Unit.objects.derive_facts() == 0


def test_the_clock_brings_a_change_into_force(coordinator):
    unit = UnitFactory(name="Sở Cũ")
    units.change_unit(unit, {"name": "Sở Mới"}, from_day=LONG_AGO, by=coordinator)
    Unit.objects.filter(pk=unit.pk).update(name="Sở Cũ")  # as on the eve
    derive_facts(timestamp=0)
    unit.refresh_from_db()
    assert unit.name == "Sở Mới"


def test_facts_written_past_the_program_are_found_and_rebuilt(coordinator):
    unit = UnitFactory(name="Sở Cũ")
    units.change_unit(unit, {"name": "Sở Mới"}, from_day=LONG_AGO, by=coordinator)
    Unit.objects.filter(pk=unit.pk).update(name="Sở Bị Sửa")
    assert [(u.name, p.name) for u, p in Unit.objects.adrift()] == [("Sở Bị Sửa", "Sở Mới")]
    Unit.objects.derive_facts()
    unit.refresh_from_db()
    assert (unit.name, unit.search) == ("Sở Mới", f"so moi {unit.code.lower()}")


def test_a_slip_is_corrected_from_the_first_day_of_its_period(coordinator):
    unit = UnitFactory(name="Sở Tư phap")
    units.change_unit(unit, {"name": "Sở Tư pháp"}, from_day=unit.valid_from, by=coordinator)
    assert [p.name for p in unit.periods.all()] == ["Sở Tư pháp"]


def test_the_same_facts_again_change_nothing_and_leave_no_event(coordinator):
    unit = UnitFactory(name="Sở Tư pháp")
    units.change_unit(unit, {"name": "Sở Tư pháp"}, from_day=LONG_AGO, by=coordinator)
    assert not Event.objects.about(unit).exists()


def test_periods_of_a_unit_never_overlap_whoever_writes_them():
    unit = UnitFactory()
    facts = {"unit": unit, "name": "A", "kind": "department"}
    UnitPeriod.objects.create(**facts, valid_from=LONG_AGO)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitPeriod.objects.create(**facts, valid_from=date(2023, 1, 1))
    UnitPeriod.objects.create(**facts, valid_from=date(2020, 1, 1), valid_to=date(2021, 12, 31))
    UnitPeriod.objects.create(**facts | {"unit": UnitFactory()}, valid_from=LONG_AGO)


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2025, 7, 1)])
def test_a_change_outside_the_time_of_the_unit_is_refused(coordinator, day):
    unit = UnitFactory(valid_to=date(2025, 6, 30))
    with pytest.raises(ValidationError, match="2020"):
        units.change_unit(unit, {"name": "X"}, from_day=day, by=coordinator)


def test_a_unit_never_stands_below_itself(coordinator):
    province = UnitFactory(kind="province")
    department = UnitFactory(parent=province)
    with pytest.raises(ValidationError, match="cấp dưới"):
        units.change_unit(province, {"parent": department}, from_day=LONG_AGO, by=coordinator)


def test_a_superior_that_has_ended_is_refused(coordinator):
    ended = UnitFactory(kind="district", valid_to=date(2025, 6, 30))
    with pytest.raises(ValidationError, match="01/07/2025"):
        units.change_unit(
            UnitFactory(), {"parent": ended}, from_day=date(2025, 7, 1), by=coordinator
        )


def test_closing_ends_the_unit_and_its_period(coordinator):
    unit = UnitFactory()
    units.change_unit(unit, {"name": "Sở Mới"}, from_day=LONG_AGO, by=coordinator)
    closed = units.close_unit(unit, last_day=date(2025, 2, 28), by=coordinator, decision="QĐ 1")
    assert (closed.valid_to, unit.periods.last().valid_to) == (date(2025, 2, 28),) * 2
    assert Event.objects.newest_first()[0].action == "people.unit_closed"
    with pytest.raises(ValidationError, match="28/02/2025"):
        units.close_unit(unit, last_day=date(2025, 3, 1), by=coordinator)


def test_a_unit_with_living_units_below_is_not_closed(coordinator):
    province = UnitFactory(kind="province")
    UnitFactory(name="Sở Còn", parent=province)
    with pytest.raises(ValidationError, match="Sở Còn"):
        units.close_unit(province, last_day=date(2025, 6, 30), by=coordinator)


def test_a_unit_that_changes_later_cannot_end_before(coordinator):
    unit = UnitFactory()
    units.change_unit(unit, {"name": "Sở Mới"}, from_day=LATER, by=coordinator)
    with pytest.raises(ValidationError, match="01/01/2098"):
        units.close_unit(unit, last_day=LATER - timedelta(days=9), by=coordinator)


def test_a_service_point_is_linked_to_its_unit(coordinator):
    """S4-25."""
    unit = UnitFactory(kind="ward")
    centre = ServicePoint(
        unit=unit, kind="centre", name="Trung tâm Phục vụ hành chính công", valid_from=LONG_AGO
    )
    point = units.open_service_point(centre, by=coordinator)
    twin = ServicePoint(unit=unit, kind="one_stop", name=point.name, valid_from=LONG_AGO)
    with pytest.raises(ValidationError, match="điểm phục vụ"):
        units.open_service_point(twin, by=coordinator)
    units.close_service_point(point, last_day=date(2024, 1, 1), by=coordinator)
    with pytest.raises(ValidationError, match="01/01/2024"):
        units.close_service_point(point, last_day=date(2024, 1, 2), by=coordinator)
    assert [e.action for e in Event.objects.about(point).newest_first()] == [
        "people.service_point_closed",
        "people.service_point_opened",
    ]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.APPRAISER, Role.OPERATOR])
def test_only_the_coordinator_changes_the_register(role):
    person = appointed(role)
    unit = UnitFactory()
    point = ServicePoint(unit=unit, kind="centre", name="X", valid_from=LONG_AGO)
    for act in (
        lambda: units.create_unit(Unit(code="X", valid_from=LONG_AGO), by=person),
        lambda: units.change_unit(unit, {"name": "X"}, from_day=LONG_AGO, by=person),
        lambda: units.close_unit(unit, last_day=LONG_AGO, by=person),
        lambda: units.open_service_point(point, by=person),
        lambda: units.close_service_point(point, last_day=LONG_AGO, by=person),
    ):
        with pytest.raises(PermissionDenied, match="điều phối"):
            act()
    assert not Event.objects.exists()
