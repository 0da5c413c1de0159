"""A quarter scored by the unit itself: not yet due is blank, never zero (S4-9 … S4-13)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from openpar.appraisals.models import Assignment, DeskItem
from openpar.assessments import actions, permissions
from openpar.assessments.computed import figures_of_sheet
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.criteria.models import Period
from openpar.criteria.periods import Days, choose_periods, set_days
from openpar.people.models import Role
from openpar.results.inputs import gather
from openpar.scoring.marks import Status
from tests.factories import SMALL_SET, CycleFactory, appointed
from tests.factories_assessments import save, sheet_with_officer

pytestmark = pytest.mark.django_db
DUE_LATER = SMALL_SET.replace('  - code: "1.2"', '  - code: "1.2"\n    due: 2026-12-15', 1)
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def quarters(cycle) -> list[Period]:
    """The quarters of a cycle, each scored now."""
    coordinator = appointed(Role.COORDINATOR)
    chosen = choose_periods(cycle, [Period.Kind.QUARTER], by=coordinator)
    rows = [period for period in chosen if not period.is_year]
    return [
        set_days(row, Days(row.report_until, row.as_of, NOW - DAY, NOW + DAY), by=coordinator)
        for row in rows
    ]


def begun(text: str = DUE_LATER):
    """The year's sheet, its officer, and the unit's sheet of the first quarter."""
    year, officer = sheet_with_officer(text=text)
    first, *_others = quarters(year.cycle)
    sheet = actions.open_sheet(year.cycle, year.unit, by=officer, period=first)
    return year, officer, sheet


def marks(sheet):
    items = list(ScoreItem.objects.filter(sheet=sheet).for_sheet())
    figures = figures_of_sheet(sheet, items[0].criterion.set.parsed, items)
    return {item.criterion.code: figures.mark(item.criterion.code) for item in items}


def test_in_a_quarter_a_later_milestone_is_not_yet_due_and_in_the_year_it_counts():
    year, officer, quarter = begun()
    for sheet in (quarter, year):
        save(sheet, "1.2", officer, inputs={"late": "1"})
    assert marks(quarter)["1.2"].status is Status.NOT_YET_DUE
    assert marks(quarter)["1.2"].points is None  # blank, never zero
    assert marks(year)["1.2"].status is Status.SCORED


def test_a_sheet_belongs_to_one_period_and_a_unit_has_one_in_each():
    year, officer, quarter = begun()
    again = actions.open_sheet(year.cycle, year.unit, by=officer, period=quarter.period)
    assert again == quarter
    assert year.period.is_year
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreSheet.objects.create(cycle=year.cycle, unit=year.unit, period=quarter.period)


def test_a_period_of_another_cycle_takes_no_sheet():
    year, _officer, _quarter = begun()
    stranger = Period.objects.year_of(CycleFactory())
    with pytest.raises(IntegrityError, match="sheet_in_a_period_of_its_cycle"):
        move_and_check(year, stranger)


def move_and_check(sheet: ScoreSheet, period: Period) -> None:
    """Foreign keys are checked at the end of a transaction, or when asked."""
    with transaction.atomic(), connection.cursor() as cursor:
        ScoreSheet.objects.filter(pk=sheet.pk).update(period=period)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_figures_go_on_from_the_period_before_and_points_do_not():
    year, officer, first = begun()
    save(first, "1.1", officer, inputs={"done": "2", "planned": "10"}, explanation="Quý 1",
         self_points=1)  # fmt: skip
    second = quarters(year.cycle)[1]
    sheet = actions.open_sheet(year.cycle, year.unit, by=officer, period=second)
    item = sheet.items.get(criterion__code="1.1")
    assert item.inputs == {"done": "2", "planned": "10"}
    assert (item.self_points, item.explanation) == (None, "")


def test_the_period_itself_opens_and_closes_its_sheets():
    year, officer, quarter = begun()
    assert permissions.may_edit(officer, quarter)
    Period.objects.filter(pk=quarter.period_id).update(closes_at=NOW - DAY / 2)
    assert not permissions.may_edit(officer, quarter)
    assert permissions.may_edit(officer, year)
    with pytest.raises(PermissionDenied):
        save(quarter, "1.2", officer, inputs={"late": "1"})


def test_a_quarter_is_submitted_and_neither_appraised_nor_counted_in_the_index():
    year, officer, quarter = begun()
    actions.submit(quarter, by=officer)
    appraiser = appointed(Role.APPRAISER)
    Assignment.objects.create(cycle=year.cycle, user=appraiser, field_code="1")
    assert not DeskItem.objects.on_desk_of(appraiser).exists()
    assert not ScoreSheet.objects.visible_to(appraiser).exists()
    assert not permissions.may_read(appraiser, quarter)
    assert gather(year.cycle).revisions == {}
    actions.submit(year, by=officer)
    assert list(gather(year.cycle).revisions) == [year.unit.code]
    assert {item.sheet_id for item in DeskItem.objects.on_desk_of(appraiser)} == {year.pk}


def test_the_officer_finds_both_sheets_each_at_its_address(client):
    year, officer, _quarter = begun()
    client.force_login(officer)
    page = client.get("/assessments/").content.decode()
    base = f"/assessments/{year.cycle.code}"
    assert f"{base}/{year.unit.code}/" in page
    assert f"{base}.quarter-1/{year.unit.code}/" in page
    assert "quý 1" in client.get(f"{base}.quarter-1/{year.unit.code}/").content.decode()
    assert client.get(f"{base}.quarter-9/{year.unit.code}/").status_code == 404
    response = client.post(
        f"{base}.quarter-1/{year.unit.code}/criteria/1.2/save/",
        {"version": "1", "input-late": "2", "late": "2"},
    )
    assert response.status_code in (200, 302)
    started = client.post(f"{base}.quarter-2/{year.unit.code}/begin/", follow=True)
    assert started.status_code == 200
    assert ScoreSheet.objects.count() == 3
    assert client.post(f"{base}.quarter-9/{year.unit.code}/begin/").status_code == 404


def test_a_quarter_with_sheets_is_not_switched_off():
    year, _officer, _quarter = begun()
    with pytest.raises(Exception, match="phiếu"):
        choose_periods(year.cycle, [], by=appointed(Role.COORDINATOR))
