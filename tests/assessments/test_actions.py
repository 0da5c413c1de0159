"""What a unit does with its sheet: saving, attaching, submitting (S0-16, S3-15, S3-16)."""

from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from openpar.assessments import actions, moving
from openpar.assessments.canonical import digest
from openpar.assessments.models import (
    EvidenceUse,
    Kind,
    ScoreItem,
    ScoreLayer,
    SheetRevision,
    newest_layer,
)
from openpar.audit.models import Event
from openpar.criteria.models import Membership
from openpar.evidence.models import Revision
from openpar.file_content import RefusedFileError
from openpar.people.models import Role
from tests.factories import UnitFactory, appointed
from tests.factories_assessments import PDF, item_of, pdf, save, sheet_with_officer

pytestmark = pytest.mark.django_db

FULL = {"done": "9", "planned": "10"}


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def events() -> list[str]:
    found = Event.objects.filter(action__startswith="assessments.").order_by("pk")
    return [event.action for event in found]


def test_a_sheet_begins_once_with_one_item_for_each_leaf():
    sheet, officer = sheet_with_officer()

    again = actions.open_sheet(sheet.cycle, sheet.unit, by=officer)

    assert again.pk == sheet.pk
    codes = sheet.items.order_by("criterion__position").values_list("criterion__code", flat=True)
    assert list(codes) == ["1.1", "1.2", "2.1"]
    assert events() == ["assessments.opened"]


def test_all_sheets_of_a_cycle_can_be_begun_at_once():
    sheet, _officer = sheet_with_officer()
    coordinator = appointed(Role.COORDINATOR)
    assert [each.pk for each in actions.open_sheets(sheet.cycle, by=coordinator)] == [sheet.pk]


def test_a_unit_outside_the_cycle_has_no_sheet():
    sheet, _officer = sheet_with_officer()
    outsider = appointed(Role.OFFICER)
    with pytest.raises(Membership.DoesNotExist):
        actions.open_sheet(sheet.cycle, outsider.units(Role.OFFICER)[0], by=outsider)


def test_saving_keeps_exact_text_counts_the_version_and_tells_the_log():
    sheet, officer = sheet_with_officer()

    item = save(sheet, "1.1", officer, inputs=FULL, explanation="  Đã hoàn thành  ")

    item.refresh_from_db()
    assert (item.inputs, item.explanation, item.version) == (FULL, "Đã hoàn thành", 2)
    event = Event.objects.get(action="assessments.saved")
    assert event.actor == officer.username
    assert event.data["changed"]["inputs"] == {"from": {}, "to": FULL}


def test_saving_what_is_already_there_changes_nothing():
    sheet, officer = sheet_with_officer()
    save(sheet, "1.1", officer, inputs=FULL)
    version = item_of(sheet, "1.1").sheet.version

    item = item_of(sheet, "1.1")
    stale = item.version - 1
    actions.save_item(item, by=officer, version=stale, inputs=FULL, explanation="")

    again = item_of(sheet, "1.1")
    assert (again.version, again.sheet.version) == (2, version)
    assert events().count("assessments.saved") == 1


def test_a_stale_row_is_refused_with_the_row_as_it_stands():
    sheet, officer = sheet_with_officer()
    item = item_of(sheet, "1.1")
    save(sheet, "1.1", officer, inputs=FULL)

    with pytest.raises(actions.StaleVersionError) as refusal:
        actions.save_item(
            item, by=officer, version=1, inputs={"done": "8", "planned": "10"}, explanation=""
        )

    assert refusal.value.current.inputs == FULL
    assert item_of(sheet, "1.1").inputs == FULL


@pytest.mark.parametrize("inputs", [{"stranger": "1"}, {"done": "chín"}, {"done": "-1"}])
def test_a_figure_that_the_set_does_not_accept_is_refused(inputs):
    sheet, officer = sheet_with_officer()
    with pytest.raises(ValidationError):
        save(sheet, "1.1", officer, inputs=inputs)
    assert item_of(sheet, "1.1").inputs == {}


def test_points_equal_to_the_computed_ones_follow_the_figures():
    sheet, officer = sheet_with_officer()
    item = save(sheet, "1.1", officer, inputs=FULL, self_points=Fraction(18, 5))
    assert item.self_points is None


def test_points_that_depart_need_an_explanation():
    sheet, officer = sheet_with_officer()
    with pytest.raises(actions.UnexplainedError):
        save(sheet, "1.1", officer, inputs=FULL, self_points=4)
    assert item_of(sheet, "1.1").self_points is None

    save(
        sheet, "1.1", officer, inputs=FULL, self_points=4, explanation="Có hai việc hoàn thành sớm"
    )
    assert item_of(sheet, "1.1").self_points == 4


def test_a_claim_needs_a_ground():
    sheet, officer = sheet_with_officer()
    with pytest.raises(ValidationError):
        save(sheet, "1.2", officer, claim_not_applicable=True, claim_ground="  ")
    item = save(sheet, "1.2", officer, claim_not_applicable=True, claim_ground="Không có báo cáo")
    assert item.claim_ground == "Không có báo cáo"


def test_a_file_is_registered_pinned_and_coded():
    sheet, officer = sheet_with_officer()

    use = actions.attach(item_of(sheet, "1.1"), pdf(), by=officer, kind="plan", pages="1-3")

    assert (use.code, use.pages, use.revision.document.kind) == ("1.1-01", "1-3", "plan")
    assert use.revision.document.owner == sheet.unit
    assert events()[-1] == "assessments.attached"


def test_the_same_bytes_are_kept_once(tmp_path):
    sheet, officer = sheet_with_officer()
    first = actions.attach(item_of(sheet, "1.1"), pdf(), by=officer, kind="plan")
    again = actions.attach(item_of(sheet, "1.1"), pdf("ten-khac.pdf"), by=officer, kind="plan")
    other = actions.attach(item_of(sheet, "1.2"), pdf(), by=officer, kind="plan")

    assert again.pk == first.pk
    assert other.revision_id == first.revision_id
    assert Revision.objects.count() == 1
    assert len([path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]) == 1


def test_evidence_codes_go_on_after_a_file_is_taken_off():
    sheet, officer = sheet_with_officer()
    uses = [
        actions.attach(item_of(sheet, "1.1"), pdf(content=PDF + mark), by=officer)
        for mark in (b"%1", b"%2")
    ]
    actions.detach(uses[0], by=officer)
    third = actions.attach(item_of(sheet, "1.1"), pdf(content=PDF + b"%3"), by=officer)

    assert [use.code for use in EvidenceUse.objects.order_by("pk")] == ["1.1-02", "1.1-03"]
    assert third.code == "1.1-03"
    assert Revision.objects.count() == 3  # the register keeps what was taken off
    assert "assessments.detached" in events()


def test_a_refused_file_leaves_nothing():
    sheet, officer = sheet_with_officer()
    with pytest.raises(RefusedFileError):
        actions.attach(item_of(sheet, "1.1"), pdf(content=b"<html></html>"), by=officer)
    assert not EvidenceUse.objects.exists()
    assert "assessments.attached" not in events()


def test_submitting_freezes_a_revision_with_its_hash_and_the_first_two_layers():
    sheet, officer = sheet_with_officer()
    save(sheet, "1.1", officer, inputs=FULL)
    save(sheet, "1.2", officer, claim_not_applicable=True, claim_ground="Không có báo cáo")
    save(sheet, "2.1", officer, inputs={"arranged": "no"}, self_points=2, explanation="Mới bố trí")
    actions.attach(item_of(sheet, "1.1"), pdf(), by=officer, kind="plan")

    revision = actions.submit(sheet, by=officer)

    assert revision.number == 1
    assert revision.sha256 == digest(revision.content)
    frozen = {item["criterion"]: item for item in revision.content["items"]}
    assert frozen["1.1"]["computed"] == {"status": "scored", "points": "3.6"}
    assert frozen["1.1"]["evidence"][0]["code"] == "1.1-01"
    layers = {
        (layer.item.criterion.code, layer.kind): (layer.status, layer.points)
        for layer in ScoreLayer.objects.select_related("item__criterion")
    }
    assert layers == {
        ("1.1", "self"): ("scored", Fraction(18, 5)),
        ("1.1", "computed"): ("scored", Fraction(18, 5)),
        ("1.2", "self"): ("not applicable", None),
        ("1.2", "computed"): ("missing", None),
        ("2.1", "self"): ("scored", 2),
        ("2.1", "computed"): ("scored", 0),
    }
    assert {layer.sheet_revision_id for layer in ScoreLayer.objects.all()} == {revision.pk}
    assert events()[-1] == "assessments.submitted"


def test_submitting_twice_gives_the_same_receipt():
    sheet, officer = sheet_with_officer()
    first = actions.submit(sheet, by=officer)
    second = actions.submit(sheet, by=officer)
    assert first.pk == second.pk
    assert SheetRevision.objects.count() == 1
    assert events().count("assessments.submitted") == 1


def test_a_sheet_that_changed_since_it_was_read_is_not_submitted():
    sheet, officer = sheet_with_officer()
    read = item_of(sheet, "1.1").sheet.version
    save(sheet, "1.1", officer, inputs=FULL, explanation="Kế hoạch lưu tại đơn vị")
    with pytest.raises(moving.ChangedMeanwhileError):
        actions.submit(sheet, by=officer, version=read)
    actions.submit(sheet, by=officer, version=read + 1)


def test_after_submission_nothing_of_the_sheet_changes():
    sheet, officer = sheet_with_officer()
    use = actions.attach(item_of(sheet, "1.1"), pdf(), by=officer)
    actions.submit(sheet, by=officer)

    with pytest.raises(PermissionDenied, match="đã gửi"):
        save(sheet, "1.1", officer, inputs=FULL)
    with pytest.raises(PermissionDenied, match="đã gửi"):
        actions.attach(item_of(sheet, "1.1"), pdf(content=PDF + b"%2"), by=officer)
    with pytest.raises(PermissionDenied, match="đã gửi"):
        actions.detach(use, by=officer)
    assert item_of(sheet, "1.1").inputs == {}


@pytest.mark.parametrize("statement", [
    "UPDATE assessments_scorelayer SET points = '9'",
    "DELETE FROM assessments_scorelayer",
    "UPDATE assessments_sheetrevision SET content = '{}'",
    "DELETE FROM assessments_sheetrevision",
    "UPDATE assessments_scoreitem SET self_points = '4'",
    "DELETE FROM assessments_evidenceuse",
    "TRUNCATE assessments_scorelayer CASCADE",
])  # fmt: skip
def test_what_was_submitted_never_changes_even_past_the_program(statement):
    sheet, officer = sheet_with_officer()
    actions.attach(item_of(sheet, "1.1"), pdf(), by=officer)
    actions.submit(sheet, by=officer)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
            cursor.execute(statement)


def test_a_layer_has_points_exactly_where_it_is_scored():
    sheet, _officer = sheet_with_officer()
    item = item_of(sheet, "1.1")
    for status, points in (("scored", None), ("missing", 0)):
        with pytest.raises(DatabaseError, match="points_exactly"), transaction.atomic():
            ScoreLayer.objects.create(
                item=item, kind=Kind.COMPUTED, status=status, points=points, author="thử"
            )


def test_the_newest_valid_layer_holds():
    layers = [
        ScoreLayer(pk=1, kind="self", status="scored", points=3),
        ScoreLayer(pk=2, kind="computed", status="scored", points=2),
    ]
    assert newest_layer(layers).pk == 2
    layers.append(ScoreLayer(pk=3, kind="appraised", status="scored", points=1))
    layers.append(ScoreLayer(pk=4, kind="appraised", status="scored", points=Fraction(3, 2)))
    assert newest_layer(layers).pk == 4
    assert newest_layer([ScoreLayer(pk=5, kind="computed", status="missing"), layers[0]]).pk == 1
    assert newest_layer([]) is None


def test_a_stranger_does_nothing_with_the_sheet():
    sheet, _officer = sheet_with_officer()
    stranger = appointed(Role.OFFICER, UnitFactory())
    for attempt in (
        lambda: save(sheet, "1.1", stranger, inputs=FULL),
        lambda: actions.attach(item_of(sheet, "1.1"), pdf(), by=stranger),
        lambda: actions.submit(sheet, by=stranger),
        lambda: actions.open_sheet(sheet.cycle, sheet.unit, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert ScoreItem.objects.filter(version__gt=1).count() == 0
    assert events() == ["assessments.opened"]


@pytest.mark.parametrize(
    ("code", "declared", "field", "sentence"),
    [
        ("1.1", {"inputs": {"done": "9,5"}}, "done", "dấu phẩy thập phân"),
        ("1.1", {"inputs": {"done": "-1"}}, "done", "số âm"),
        ("1.1", {"self_points": 5, "explanation": "vì"}, "self_points", "nhiều nhất 4 điểm"),
        ("1.1", {"self_points": -1, "explanation": "vì"}, "self_points", "ít nhất 0 điểm"),
    ],
)
def test_what_the_set_cannot_accept_is_refused_whoever_asks(code, declared, field, sentence):
    sheet, officer = sheet_with_officer()
    with pytest.raises(ValidationError) as refusal:
        save(sheet, code, officer, **declared)
    assert sentence in refusal.value.message_dict[field][0]
    assert item_of(sheet, code).version == 1
