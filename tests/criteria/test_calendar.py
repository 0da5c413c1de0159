"""Working days with Tết and make-up days as data; deadlines of n days (S0-12, S1-45, T30)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from openpar.audit.models import Event
from openpar.criteria.calendar import Calendar, remove_day, set_day
from openpar.criteria.models import Holiday
from openpar.people.models import Role
from tests.factories import UserFactory, appointed
from tests.naive.weekday_calendar import after_weekdays

TET = [date(2026, 2, 16) + timedelta(days=number) for number in range(5)]
#: The start of 2026 as the data of the product has it, and a make-up Saturday.
YEAR = Calendar(
    off=frozenset([date(2026, 1, 1), date(2026, 1, 2), *TET]),
    make_up=frozenset([date(2026, 1, 10)]),
)


@pytest.mark.parametrize(
    ("start", "count", "found"),
    [
        ("2025-12-31", 1, "2026-01-05"),  # over the new year, two days off and a weekend
        ("2026-01-08", 2, "2026-01-10"),  # Friday, then a Saturday that is worked
        ("2026-02-13", 1, "2026-02-23"),  # over the whole of Tết
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-03-02", 0, "2026-03-02"),  # none: the day itself
        ("2028-02-28", 1, "2028-02-29"),  # a leap day is worked (T30)
        ("2027-02-26", 1, "2027-03-01"),  # and no other year has one
    ],
)
def test_working_days_pass_over_weekends_and_days_off(start, count, found):
    assert YEAR.after(date.fromisoformat(start), count) == date.fromisoformat(found)


def test_the_twin_that_knows_only_weekdays_ends_in_the_middle_of_tet():
    assert after_weekdays(date(2026, 2, 13), 1) in TET
    assert YEAR.after(date(2026, 2, 13), 1) not in TET


@given(st.dates(date(2025, 1, 1), date(2029, 12, 31)), st.integers(0, 60))
def test_a_deadline_is_a_working_day_and_as_many_lie_up_to_it(start, count):
    found = YEAR.after(start, count)
    assert count == 0 or YEAR.is_working(found)
    assert YEAR.between(start + timedelta(days=1), found) == count


def test_a_deadline_is_five_in_the_afternoon_in_vietnam():
    assert YEAR.deadline(date(2026, 2, 13), 1) == datetime(2026, 2, 23, 10, 0, tzinfo=UTC)
    midnight = YEAR.deadline(date(2026, 12, 30), 1, at=time(23, 59, 59))
    assert midnight == datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)


def test_a_day_off_moves_on_and_a_working_day_stays():
    assert YEAR.on_or_after(date(2026, 2, 14)) == date(2026, 2, 23)
    assert YEAR.on_or_after(date(2026, 1, 10)) == date(2026, 1, 10)


def test_a_negative_number_of_days_is_refused():
    with pytest.raises(ValueError, match="-1"):
        YEAR.after(date(2026, 1, 5), -1)


@pytest.mark.usefixtures("days_of_2026")
def test_the_product_brings_the_days_of_2026_with_their_sources():
    calendar = Calendar.read()
    assert set(TET) <= calendar.off
    assert date(2026, 8, 22) in calendar.make_up
    assert 2026 in calendar.years
    assert not Holiday.objects.filter(source="").exists()


@pytest.mark.django_db
def test_a_day_is_entered_changed_and_taken_out_with_its_events():
    by = appointed(Role.COORDINATOR)
    set_day(date(2027, 2, 5), "off", "Tết Nguyên đán", "Thông báo mẫu", by=by)
    set_day(date(2027, 2, 5), "off", "Tết Nguyên đán Đinh Mùi", "Thông báo mẫu", by=by)
    assert Holiday.objects.get(day=date(2027, 2, 5)).title == "Tết Nguyên đán Đinh Mùi"
    remove_day(date(2027, 2, 5), by=by)
    remove_day(date(2027, 2, 5), by=by)

    actions = Event.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["criteria.holiday_set"] * 2 + ["criteria.holiday_removed"]
    assert "Tết Nguyên đán" in Event.objects.order_by("pk")[1].data["before"]


@pytest.mark.django_db
def test_a_make_up_day_is_a_weekend():
    with pytest.raises(ValidationError):
        set_day(date(2027, 2, 5), "make_up", "Làm bù", "", by=appointed(Role.COORDINATOR))


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.OPERATOR, None])
def test_nobody_but_the_coordinator_changes_the_calendar(role):
    person = appointed(role) if role else UserFactory()
    with pytest.raises(PermissionDenied):
        set_day(date(2027, 2, 5), "off", "Tết", "", by=person)
    with pytest.raises(PermissionDenied):
        remove_day(TET[0], by=person)
