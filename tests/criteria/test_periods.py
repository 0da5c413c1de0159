"""Quarters, six and nine months, the year: two cut-offs each, a switch (S4-9 … S4-13)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from openpar.audit.models import Event
from openpar.criteria.models import Cycle, Period
from openpar.criteria.periods import Days, choose_periods, set_days, usual_days
from openpar.people.models import Role
from tests.factories import CycleFactory, appointed

pytestmark = pytest.mark.django_db
Kind = Period.Kind
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR)


@pytest.mark.parametrize(
    ("year", "kind", "number", "report_until", "as_of"),
    [
        (2026, Kind.QUARTER, 1, "2026-03-14", "2026-03-31"),
        (2026, Kind.SIX_MONTHS, 1, "2026-06-14", "2026-06-30"),
        (2026, Kind.NINE_MONTHS, 1, "2026-09-14", "2026-09-30"),
        (2028, Kind.MONTH, 2, "2028-02-14", "2028-02-29"),  # a leap day (T30)
        (2027, Kind.MONTH, 2, "2027-02-14", "2027-02-28"),
        (2026, Kind.QUARTER, 4, "2026-12-14", "2026-12-31"),  # and the end of the year
    ],
)
def test_reports_close_on_the_14th_and_the_index_on_the_last_day(
    year, kind, number, report_until, as_of
):
    days = usual_days(year, kind, number)
    assert (days.report_until.isoformat(), days.as_of.isoformat()) == (report_until, as_of)


def test_scoring_within_the_year_is_switched_on_and_off(coordinator):
    cycle = CycleFactory()
    chosen = choose_periods(cycle, [Kind.QUARTER, Kind.SIX_MONTHS], by=coordinator)
    assert [str(period) for period in chosen] == [
        "quý 1", "quý 2", "sáu tháng", "quý 3", "quý 4", "năm",
    ]  # fmt: skip
    assert choose_periods(cycle, [Kind.QUARTER, Kind.SIX_MONTHS], by=coordinator) == chosen
    assert [str(period) for period in choose_periods(cycle, [], by=coordinator)] == ["năm"]
    assert Event.objects.filter(action="criteria.periods_chosen").count() == 2


def test_a_kind_of_period_comes_once_with_a_number_that_fits():
    cycle = CycleFactory()
    days = {"report_until": date(2026, 3, 14), "as_of": date(2026, 3, 31)}
    Period.objects.year_of(cycle)
    assert Period.objects.year_of(cycle).report_until == date(2026, 12, 14)
    with pytest.raises(IntegrityError, match="period_number_fits_its_kind"):
        Period.objects.create(cycle=cycle, kind=Kind.QUARTER, number=5, **days)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"as_of": date(2026, 3, 1)}, "as_of"),
        ({"opens_at": NOW}, "closes_at"),
        ({"opens_at": NOW, "closes_at": NOW}, "closes_at"),
    ],
)
def test_days_out_of_order_are_refused(coordinator, changes, field):
    quarter = choose_periods(CycleFactory(), [Kind.QUARTER], by=coordinator)[0]
    given = {"report_until": date(2026, 3, 14), "as_of": date(2026, 3, 31)} | changes
    with pytest.raises(ValidationError) as refusal:
        set_days(quarter, Days(**given), by=coordinator)
    assert list(refusal.value.error_dict) == [field]


def test_once_scoring_has_begun_a_period_only_closes_later(coordinator):
    quarter = choose_periods(CycleFactory(), [Kind.QUARTER], by=coordinator)[0]
    cut_offs = (quarter.report_until, quarter.as_of)
    set_days(quarter, Days(*cut_offs, NOW - DAY, NOW + DAY), by=coordinator)
    for wrong in (
        Days(*cut_offs, NOW, NOW + DAY),
        Days(*cut_offs, NOW - DAY, NOW + DAY / 2),
        Days(quarter.report_until, date(2026, 4, 30), NOW - DAY, NOW + DAY),
    ):
        with pytest.raises(ValidationError):
            set_days(quarter, wrong, by=coordinator)
    set_days(quarter, Days(*cut_offs, NOW - DAY, NOW + 2 * DAY), by=coordinator)
    assert Period.objects.open_now(quarter.pk)


def test_the_year_is_scored_in_its_phases(coordinator):
    year = Period.objects.year_of(CycleFactory())
    with pytest.raises(ValidationError):
        set_days(year, Days(year.report_until, year.as_of, NOW, NOW + DAY), by=coordinator)


def test_in_a_closed_cycle_no_period_is_scored(coordinator):
    cycle = CycleFactory()
    quarter = choose_periods(cycle, [Kind.QUARTER], by=coordinator)[0]
    days = Days(quarter.report_until, quarter.as_of, NOW - DAY, NOW + DAY)
    set_days(quarter, days, by=coordinator)
    Cycle.objects.update(state=Cycle.State.CLOSED)
    assert not Period.objects.open_now(quarter.pk)
    with pytest.raises(PermissionDenied):
        choose_periods(cycle, [], by=coordinator)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.LEADER])
def test_nobody_but_the_coordinator_sets_periods(role):
    cycle = CycleFactory()
    with pytest.raises(PermissionDenied):
        choose_periods(cycle, [Kind.QUARTER], by=appointed(role))
    with pytest.raises(PermissionDenied):
        set_days(
            Period.objects.year_of(cycle), usual_days(2026, Kind.QUARTER, 1), by=appointed(role)
        )


def test_periods_are_chosen_and_dated_in_the_browser(client, coordinator):
    client.force_login(coordinator)
    cycle = CycleFactory()
    base = f"/criteria/cycles/{cycle.code}/periods/"
    client.post(base, {"kinds": ["quarter"]})
    quarter = cycle.periods.in_order().first()
    typed = {"report_until": "2026-03-14", "as_of": "2026-03-31"}
    wrong = client.post(f"{base}{quarter.pk}/", typed | {"opens_at": "2026-03-20T08:00:00"})
    assert wrong.context["form"].errors["closes_at"]
    moments = {"opens_at": "2026-03-20T08:00:00", "closes_at": "2026-03-31T17:00:00"}
    client.post(f"{base}{quarter.pk}/", typed | moments)
    page = client.get(f"/criteria/cycles/{cycle.code}/").content.decode()
    assert "17:00, 31/03/2026 (GMT+7)" in page
    assert client.get(base).context["form"]["kinds"].value() == ["quarter"]
