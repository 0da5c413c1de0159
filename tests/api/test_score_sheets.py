"""Score sheets through the interface: read, save, clash, attach, submit (S0-16, S0-25, S3-15)."""

import pytest

from openpar.assessments.models import ScoreLayer, SheetRevision
from openpar.audit.models import Event
from openpar.people.models import Role
from tests.api.calling import Program
from tests.factories import PhaseFactory, appointed
from tests.factories_assessments import item_of, pdf, save, sheet_with_officer

pytestmark = pytest.mark.django_db
GIVEN = {"version": 1, "inputs": {"done": "9", "planned": "10"}}


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def sheet_and_program():
    sheet, officer = sheet_with_officer()
    return sheet, Program(officer)


def path_of(sheet, rest=""):
    return f"/score-sheets/{sheet.cycle.code}/{sheet.unit.code}{rest}"


def test_saving_answers_with_points_as_exact_text_and_why(sheet_and_program):
    sheet, program = sheet_and_program
    answer = program.put(path_of(sheet, "/items/1.1"), GIVEN)
    got = answer.json()
    assert (answer.status_code, got["computed_points"], got["version"]) == (200, "3.6", 2)
    assert got["inputs"] == {"done": "9", "planned": "10"}
    assert any("9" in sentence for sentence in got["sentences"])
    assert Event.objects.filter(action="assessments.saved").count() == 1


def test_a_stale_version_gets_both_values(sheet_and_program):
    sheet, program = sheet_and_program
    save(sheet, "1.1", program.user, inputs={"done": "8", "planned": "10"})
    answer = program.put(path_of(sheet, "/items/1.1"), GIVEN)
    got = answer.json()
    assert answer.status_code == 409
    assert got["current"]["inputs"] == {"done": "8", "planned": "10"}
    assert got["sent"]["inputs"] == {"done": "9", "planned": "10"}
    assert got["vi"] != got["en"]
    assert item_of(sheet, "1.1").inputs == {"done": "8", "planned": "10"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"inputs": {"done": "9,5"}}, "done"),
        ({"inputs": {"unknown": "1"}}, "unknown"),
        ({"self_points": "99", "explanation": "vì"}, "self_points"),
        ({"self_points": 3.6}, "self_points"),
        ({"self_points": "1/0"}, "self_points"),
        ({"claim_not_applicable": True}, "claim_ground"),
        ({"version": "1"}, "version"),
        ({"points": "4"}, "points"),
    ],
)
def test_what_cannot_be_accepted_names_its_field(sheet_and_program, change, field):
    sheet, program = sheet_and_program
    answer = program.put(path_of(sheet, "/items/1.1"), GIVEN | change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert item_of(sheet, "1.1").version == 1


def test_seen_but_not_allowed_is_403_with_the_reason_in_both_languages(sheet_and_program):
    sheet, _program = sheet_and_program
    answer = Program(appointed(Role.COORDINATOR)).put(path_of(sheet, "/items/1.1"), GIVEN)
    assert answer.status_code == 403
    assert "đơn vị" in answer.json()["vi"]
    assert "unit" in answer.json()["en"]
    assert item_of(sheet, "1.1").inputs == {}


def test_once_the_phase_is_over_nothing_is_saved():
    sheet, officer = sheet_with_officer(open_now=False)
    answer = Program(officer).put(path_of(sheet, "/items/1.1"), GIVEN)
    assert answer.status_code == 403
    PhaseFactory(cycle=sheet.cycle)
    assert Program(officer).put(path_of(sheet, "/items/1.1"), GIVEN).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_strangers_item_is_absent_byte_for_byte(sheet_and_program, method):
    sheet, _program = sheet_and_program
    stranger = Program(appointed(Role.OFFICER))
    hidden = stranger.send(method, path_of(sheet, "/items/1.1"), GIVEN)
    absent = stranger.send(method, "/score-sheets/khong/CO/items/9", GIVEN)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_a_file_is_pinned_and_a_false_one_is_refused(sheet_and_program):
    sheet, program = sheet_and_program
    path = path_of(sheet, "/items/1.1/files")
    attached = program.upload(path, file=pdf(), kind="plan", pages="2–3")
    assert attached.status_code == 201
    assert attached.json()["code"] == "1.1-01"
    false = program.upload(path, file=pdf("gia.pdf", b"MZ no document"), kind="plan")
    assert false.status_code == 422
    assert false.json()["errors"][0]["field"] == "file"
    assert item_of(sheet, "1.1").uses.count() == 1


def test_submitting_asks_for_confirmation_then_gives_one_receipt(sheet_and_program):
    sheet, program = sheet_and_program
    version = program.get(path_of(sheet)).json()["version"]
    asked = program.post(path_of(sheet, "/submit"), {"version": version})
    assert (asked.status_code, asked.json()["errors"][0]["field"]) == (422, "confirm")
    stale = program.post(path_of(sheet, "/submit"), {"version": version + 1, "confirm": True})
    assert stale.status_code == 409
    sent = {"version": version, "confirm": True}
    receipts = [program.post(path_of(sheet, "/submit"), sent).json() for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert SheetRevision.objects.get().sha256 == receipts[0]["sha256"]
    assert program.get(path_of(sheet, "/receipts/1")).json() == receipts[0]


def test_the_unit_does_not_see_judgements_before_publication(sheet_and_program):
    sheet, program = sheet_and_program
    item = item_of(sheet, "1.1")
    ScoreLayer.objects.create(
        item=item, kind="appraised", status="scored", points=2, author="nguoi-cham"
    )
    seen = program.get(path_of(sheet, "/items/1.1")).json()
    assert [layer["kind"] for layer in seen["layers"]] == []
    PhaseFactory(cycle=sheet.cycle, kind="publication")
    published = program.get(path_of(sheet, "/items/1.1")).json()
    assert [layer["points"] for layer in published["layers"]] == ["2"]


def test_reading_a_sheet_asks_a_fixed_number_of_queries(
    sheet_and_program, django_assert_num_queries
):
    sheet, program = sheet_and_program
    program.get(path_of(sheet, "/items"))  # the set is parsed once per process
    with django_assert_num_queries(10):
        program.get(path_of(sheet, "/items"))
