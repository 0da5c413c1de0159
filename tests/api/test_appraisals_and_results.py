"""Appraisal and results through the interface: matrix, points, clash, runs, figures (S0-30)."""

import pytest

from openpar.assessments.models import Kind
from openpar.people.models import Role
from openpar.results.models import Run
from tests.api.calling import Program
from tests.factories import appointed
from tests.factories_appraisals import declare, phase, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return world(units=2)


@pytest.fixture
def appraiser(made):
    return Program(made.appraiser)


def matrix_of(made, code="1.1"):
    return f"/appraisals/{made.cycle.code}/criteria/{made.cohort.criteria_set.code}/{code}"


def test_the_matrix_shows_points_side_by_side_without_the_own_unit(made, appraiser):
    got = appraiser.get(matrix_of(made)).json()
    assert (got["part"], got["whole"]) == (0, 2)
    assert {row["self_points"] for row in got["rows"]} == {"3.6"}
    assert made.own_unit.code not in {row["unit"] for row in got["rows"]}


@pytest.mark.parametrize("units", [1, 5])
def test_the_matrix_asks_the_same_queries_for_any_number_of_units(units, django_assert_num_queries):
    made = world(units=units)
    program = Program(made.appraiser)
    program.get(matrix_of(made))
    with django_assert_num_queries(10):
        program.get(matrix_of(made))


def test_points_are_set_with_a_reason_and_a_second_look_is_a_clash(made, appraiser):
    path = f"/appraisals/items/{made.item().pk}"
    unexplained = appraiser.post(path, {"points": "3", "seen": 0})
    assert (unexplained.status_code, unexplained.json()["errors"][0]["field"]) == (422, "reason")
    sent = {"points": "3", "reason": "Thiếu báo cáo", "seen": 0}
    layer = appraiser.post(path, sent)
    assert (layer.status_code, layer.json()["points"]) == (201, "3")
    clash = appraiser.post(path, sent | {"points": "2"})
    assert clash.status_code == 409
    assert (clash.json()["current"]["points"], clash.json()["sent"]["points"]) == ("3", "2")


def test_an_item_of_the_own_unit_is_absent(made, appraiser):
    own = made.own_unit.sheets.get().items.first()
    given = {"points": "1", "reason": "x", "seen": 0}
    hidden = appraiser.post(f"/appraisals/items/{own.pk}", given)
    absent = appraiser.post("/appraisals/items/999999", given)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_a_closed_phase_is_403_with_the_reason():
    made = world(appraisal="over")
    answer = Program(made.appraiser).post(
        f"/appraisals/items/{made.item().pk}", {"decision": "recognise", "seen": 0}
    )
    assert answer.status_code == 403
    assert "phase" in answer.json()["en"]


def test_recognising_leaves_what_needs_a_reason(made, appraiser):
    declare(made.item(0), 4)
    assert appraiser.post(matrix_of(made) + "/recognise").json() == {"count": 1}
    assert made.item(1).layers.filter(kind=Kind.APPRAISED).exists()
    assert not made.item(0).layers.filter(kind=Kind.APPRAISED).exists()


def test_a_run_is_computed_printed_and_opened_to_its_trace(made):
    coordinator = Program(made.coordinator)
    run = coordinator.post(f"/results/{made.cycle.code}/compute")
    assert run.status_code == 201
    path = run["Location"].removeprefix("/api/v1")
    assert coordinator.get(path).json() == run.json()
    row = coordinator.get(path + "/units").json()["items"][0]
    assert (row["points"], row["applicable_maximum"], row["index"]) == ("9.35", "10", "93.5")
    unit = coordinator.get(f"{path}/units/{row['unit']}").json()
    assert [mark["points"] for mark in unit["marks"]] == ["3.6", "1.75", "4"]
    figure = coordinator.get(f"{path}/units/{row['unit']}/criteria/1.1").json()
    assert figure["inputs"] == {"done": "9", "planned": "10"}
    assert figure["explanation"]
    assert [layer["kind"] for layer in figure["layers"]] == ["self", "computed"]


def test_who_may_not_compute_finds_nothing(made):
    for role in (Role.OFFICER, Role.AUDITOR, Role.LEADER, Role.OPERATOR):
        program = Program(appointed(role))
        assert program.post(f"/results/{made.cycle.code}/compute").status_code == 404
    assert not Run.objects.exists()


def test_a_unit_reads_its_own_row_from_publication_on_and_nobody_elses(made):
    coordinator = Program(made.coordinator)
    coordinator.post(f"/results/{made.cycle.code}/compute")
    mine, other = made.sheets[0].unit, made.sheets[1].unit
    head = Program(appointed(Role.HEAD, mine))
    path = f"/results/{made.cycle.code}/1/units/"
    assert head.get(path + mine.code).status_code == 404
    phase(made.cycle, "publication", "open")
    assert head.get(path + mine.code).status_code == 200
    hidden, absent = head.get(path + other.code), head.get(path + "KHONG-CO")
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert [row["unit"] for row in head.get("/results/own").json()["items"]] == [mine.code]


@pytest.mark.parametrize("units", [1, 5])
def test_the_table_asks_the_same_queries_for_any_number_of_units(units, django_assert_num_queries):
    made = world(units=units)
    program = Program(made.coordinator)
    program.post(f"/results/{made.cycle.code}/compute")
    with django_assert_num_queries(5):
        program.get(f"/results/{made.cycle.code}/1/units")
