"""Figures and evidence go on from the period before, and count once somebody has confirmed them."""

import pytest
from django.core.exceptions import PermissionDenied

from openpar.assessments import actions
from openpar.assessments.models import ScoreItem
from openpar.assessments.rows import rows_of, summary_of
from openpar.audit.models import Event
from openpar.people.models import Role
from tests.assessments.test_periods import begun, quarters
from tests.factories import appointed
from tests.factories_assessments import item_of, pdf, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def second():
    """The sheet of the second quarter; criterion 1.1 had figures and a plan in the first."""
    year, officer, first = begun()
    save(first, "1.1", officer, inputs={"done": "9", "planned": "10"})
    actions.attach(item_of(first, "1.1"), pdf(), by=officer, kind="plan", pages="1-3")
    period = quarters(year.cycle)[1]
    sheet = actions.open_sheet(year.cycle, year.unit, by=officer, period=period)
    sheet.officer, sheet.first = officer, first
    return sheet


def summary(sheet):
    items = list(ScoreItem.objects.filter(sheet=sheet).for_summary())
    rows = rows_of(sheet, items[0].criterion.set.parsed, items, may_edit=True)
    return summary_of(rows.values()), rows


def test_what_was_carried_says_from_where_and_counts_as_missing(second):
    left, rows = summary(second)
    assert rows["1.1"].item.inputs == {"done": "9", "planned": "10"}
    assert rows["1.1"].item.carried_from == second.first.period
    assert [row.node.code for row in left.carried] == ["1.1"]
    assert rows["1.1"] in left.unfilled


def test_the_same_revision_and_pages_are_pinned_again(second):
    before, after = (item_of(sheet, "1.1").uses.get() for sheet in (second.first, second))
    assert (after.revision_id, after.pages, after.code) == (
        before.revision_id, "1-3", before.code,
    )  # fmt: skip
    assert after.pk != before.pk


def test_confirming_once_is_enough_and_is_written_down(second):
    for _again in range(2):
        item = actions.confirm_carried(item_of(second, "1.1"), by=second.officer)
    assert (item.carried_from, item.inputs["done"]) == (None, "9")
    assert not summary(second)[0].carried
    event = Event.objects.get(action="assessments.confirmed")
    assert event.data["carried_from"] == str(second.first.period)


def test_changing_a_figure_confirms_the_criterion_and_explaining_it_does_not(second):
    save(second, "1.1", second.officer, explanation="Như quý trước")
    assert item_of(second, "1.1").carried_from is not None
    save(second, "1.1", second.officer, inputs={"done": "10", "planned": "10"})
    assert item_of(second, "1.1").carried_from is None


def test_the_button_of_the_row_confirms(client, second):
    client.force_login(second.officer)
    place = f"/assessments/{second.place}/{second.unit.code}/"
    assert "chờ xác nhận" in client.get(f"{place}?show=carried").content.decode()
    response = client.post(
        f"{place}criteria/1.1/save/",
        {"version": item_of(second, "1.1").version, "confirm": "yes"},
        headers={"HX-Request": "true"},
    )
    assert response.status_code == 200
    assert item_of(second, "1.1").carried_from is None


def test_another_unit_confirms_nothing(second):
    with pytest.raises(PermissionDenied):
        actions.confirm_carried(item_of(second, "1.1"), by=appointed(Role.OFFICER))


def test_a_criterion_without_figures_is_not_marked(second):
    assert item_of(second, "2.1").carried_from is None
