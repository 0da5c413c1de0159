"""A province's own file for the ministry: shared out, explained, merged, handed on (S0-18)."""

import hashlib
import io
import zipfile

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from openpar.appraisals.actions import assign
from openpar.appraisals.models import DeskItem
from openpar.appraisals.permissions import may_appraise
from openpar.assessments import actions, merged_file, permissions, sharing
from openpar.assessments.canonical import declared_points
from openpar.assessments.completeness import IncompleteError
from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet, State
from openpar.assessments.shares import leads_of, parts_of
from openpar.audit.models import Event
from openpar.criteria.models import Criterion, Matrix, Phase, Responsibility
from openpar.evidence.models import Revision
from openpar.file_storage import remove
from openpar.people.models import Role, Unit, User
from openpar.scoring.numbers import parse_number
from tests.factories import (
    SMALL_SET,
    CohortFactory,
    CriteriaSetFactory,
    CycleFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    appointed,
)
from tests.factories_assessments import address, item_of, pdf, save
from tests.factories_exercises import nested, own_file, with_leads
from tests.naive.share_by_sheet import may_edit_any_part

pytestmark = pytest.mark.django_db

TEXT = with_leads(SMALL_SET.replace("    lead: SNV\n", ""))
HOW = "Theo báo cáo số 12/BC-MAU, 9 trên 10 nhiệm vụ hoàn thành."


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def filled(made):
    """Every criterion filled in and explained by its lead unit."""
    save(made.sheet, "1.1", made.officer, inputs={"done": "9", "planned": "10"}, explanation=HOW)
    save(made.sheet, "2.1", made.officer, inputs={"arranged": "yes"}, explanation=HOW)
    save(made.sheet, "1.2", made.other_officer, inputs={"late": "1"}, explanation=HOW)
    return ScoreSheet.objects.select_related("cycle", "unit").get(pk=made.sheet.pk)


def test_criteria_go_to_the_lead_units_that_the_set_names():
    made = own_file(TEXT)
    leads = dict(made.sheet.items.values_list("criterion__code", "lead__code"))
    assert leads == {"1.1": "SNV", "1.2": "STP", "2.1": "SNV"}


def test_the_responsibility_matrix_outranks_the_set_and_hands_down():
    made = own_file(TEXT)
    matrix = Matrix.objects.create(cycle=made.cycle)
    field = Criterion.objects.get(set__cohorts__cycle=made.cycle, code="1")
    Responsibility.objects.create(
        matrix=matrix, criterion=field, unit=made.justice, part=Responsibility.Part.LEAD
    )
    leaves = Criterion.objects.filter(set__cohorts__cycle=made.cycle, is_leaf=True)
    leads = leads_of(made.cycle, leaves)
    assert {leaf.code: leads[leaf.pk].code for leaf in leaves if leaf.pk in leads} == {
        "1.1": "STP", "1.2": "STP",
    }  # fmt: skip


def test_a_lead_unit_sees_and_fills_in_its_own_criteria_only(client):
    made = own_file(TEXT)
    assert set(ScoreItem.objects.visible_to(made.other_officer)) == {item_of(made.sheet, "1.2")}
    client.force_login(made.other_officer)
    page = client.get(address(made.sheet)).text
    assert "Thực hiện chế độ báo cáo" in page
    assert "Mức độ hoàn thành kế hoạch" not in page
    assert client.get(address(made.sheet, "criteria/1.1/")).status_code == 404
    hidden = client.post(address(made.sheet, "criteria/1.1/save/"), {"version": 1})
    absent = client.post("/assessments/khong-co/UBND/criteria/1.1/save/", {"version": 1})
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    saved = client.post(
        address(made.sheet, "criteria/1.2/save/"),
        {"version": 1, "input-late": "1", "explanation": HOW},
        headers={"HX-Request": "true"},
    )
    assert saved.status_code == 200
    assert item_of(made.sheet, "1.2").inputs == {"late": "1"}
    assert "Tiêu chí cơ quan bạn chủ trì" in client.get("/assessments/").text


def test_the_twin_that_asks_for_the_sheet_would_let_a_lead_unit_into_anothers_part():
    made = own_file(TEXT)
    item = item_of(made.sheet, "1.1")
    assert may_edit_any_part(made.other_officer, item)
    assert not permissions.may_edit_item(made.other_officer, item)
    with pytest.raises(PermissionDenied):
        actions.save_item(item, by=made.other_officer, version=1, inputs={}, explanation="x")
    with pytest.raises(PermissionDenied):
        actions.attach(item, pdf(), by=made.other_officer)


def test_who_sees_which_part_agrees_between_queryset_and_predicate():
    made = own_file(TEXT)
    people = [
        made.officer, made.other_officer, made.coordinator, appointed(Role.AUDITOR),
        appointed(Role.OFFICER), appointed(Role.OFFICER, made.province),
    ]  # fmt: skip
    for user in people:
        sheet = ScoreSheet.objects.select_related("cycle").get(pk=made.sheet.pk)
        seen = ScoreSheet.objects.visible_to(user).filter(pk=sheet.pk).exists()
        assert seen == bool(permissions.may_read(user, sheet))
        assert set(ScoreItem.objects.visible_to(user)) == {
            item for item in sheet.items.for_row() if permissions.may_read_item(user, item)
        }


def test_only_the_coordinator_says_who_leads_and_the_new_lead_goes_on(client):
    made = own_file(TEXT)
    save(made.sheet, "1.2", made.other_officer, inputs={"late": "1"}, explanation=HOW)
    item = item_of(made.sheet, "1.2")
    for stranger in (made.officer, appointed(Role.COORDINATOR), appointed(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            sharing.assign_lead(item, made.standing_body, by=stranger)
    client.force_login(made.coordinator)
    path = address(made.sheet, "leads/")
    assert client.post(path, {"item": item.pk, "lead": made.standing_body.pk}).status_code == 302
    assert Event.objects.get(action="assessments.lead_assigned").data["after"] == "SNV"
    assert item_of(made.sheet, "1.2").inputs == {"late": "1"}
    stale = item  # read before the lead changed: asked again once the sheet is locked
    with pytest.raises(PermissionDenied):
        actions.save_item(stale, by=made.other_officer, version=2, inputs={}, explanation="x")
    save(made.sheet, "1.2", made.officer, inputs={"late": "2"}, explanation=HOW)


def test_a_file_goes_out_with_every_calculation_explained(client):
    made = own_file(TEXT)
    filled(made)
    save(made.sheet, "1.2", made.other_officer, explanation="")
    client.force_login(made.coordinator)
    with pytest.raises(IncompleteError, match=r"1\.2"):
        actions.submit(made.sheet, by=made.coordinator)
    refused = client.post(address(made.sheet, "submit/"), {"confirm": "yes"})
    assert refused.status_code == 422
    assert "1.2" in refused.text
    made.sheet.refresh_from_db()
    assert made.sheet.state == State.DRAFT
    save(made.sheet, "1.2", made.other_officer, explanation=HOW)
    answer = client.post(address(made.sheet, "submit/"), {"confirm": "yes"})
    assert answer.url == address(made.sheet, "receipts/1/")


def test_who_fills_in_does_not_submit_and_who_submits_does_not_fill_in():
    made = own_file(TEXT)
    sheet = filled(made)
    for officer in (made.officer, made.other_officer, appointed(Role.OFFICER, made.province)):
        with pytest.raises(PermissionDenied):
            actions.submit(sheet, by=officer)
    assert not permissions.may_edit_item(made.coordinator, item_of(sheet, "1.1"))
    revision = actions.submit(sheet, by=made.coordinator)
    assert {item["criterion"]: item["lead"] for item in revision.content["items"]} == {
        "1.1": "SNV", "1.2": "STP", "2.1": "SNV",
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        save(sheet, "1.2", made.other_officer, explanation="sau khi gửi")


# --- evidence that has been filed


def test_filed_evidence_is_pinned_as_the_same_revision(client):
    made = own_file(TEXT)
    inside = nested_sheet_of(made)
    use = actions.attach(item_of(inside, "1.2"), pdf("bao-cao.pdf"), by=made.other_officer)
    client.force_login(made.other_officer)
    page = client.get(address(made.sheet, "criteria/1.2/reuse/")).text
    assert "bao-cao.pdf" in page
    assert "bao-cao.pdf" in client.get(address(made.sheet, "criteria/1.2/reuse/?q=cao+BÁO")).text
    assert (
        client.get(address(made.sheet, "criteria/1.2/reuse/?q=bao")).text.count(
            f'value="{use.revision_id}"'
        )
        == 1
    )  # on a sheet and in the register: once
    assert "bao-cao.pdf" not in client.get(
        address(made.sheet, "criteria/1.2/reuse/?q=khong+co")
    ).text  # fmt: skip
    path = address(made.sheet, "criteria/1.2/reuse/")
    assert client.post(path, {"revision": use.revision_id}).status_code == 302
    assert client.post(path, {"revision": use.revision_id}).status_code == 302  # once is enough
    pinned = EvidenceUse.objects.get(item=item_of(made.sheet, "1.2"))
    assert pinned.revision_id == use.revision_id
    assert Revision.objects.count() == 1
    event = Event.objects.get(action="assessments.evidence_reused")
    assert event.data["sha256"] == use.revision.sha256


def nested_sheet_of(made):
    """The justice department's own sheet in the province's inner cycle."""
    cycle = CycleFactory(owner=made.province, standing_body=made.standing_body)
    cohort = CohortFactory(cycle=cycle, criteria_set=CriteriaSetFactory())
    MembershipFactory(cohort=cohort, unit=made.justice)
    PhaseFactory(cycle=cycle)
    return actions.open_sheet(cycle, made.justice, by=made.other_officer)


def test_nobody_pins_a_file_that_is_not_theirs_to_read(client):
    made = own_file(TEXT)
    inside = nested_sheet_of(made)
    use = actions.attach(item_of(inside, "1.2"), pdf(), by=made.other_officer)
    client.force_login(made.officer)
    assert "ke-hoach.pdf" not in client.get(address(made.sheet, "criteria/1.1/reuse/")).text
    path = address(made.sheet, "criteria/1.1/reuse/")
    hidden = client.post(path, {"revision": use.revision_id})
    absent = client.post(path, {"revision": 987654})
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    with pytest.raises(PermissionDenied):
        sharing.reuse(item_of(made.sheet, "1.1"), use.revision, by=made.officer)
    assert not EvidenceUse.objects.filter(item__sheet=made.sheet).exists()


# --- the merged file


def test_the_merged_file_holds_table_evidence_index_and_hashes(client):
    made = own_file(TEXT)
    use = actions.attach(item_of(made.sheet, "1.2"), pdf("=cmd.pdf"), by=made.other_officer)
    sheet = filled(made)
    save(sheet, "1.2", made.other_officer, explanation="=HYPERLINK(1)")
    revision = actions.submit(sheet, by=made.coordinator)
    client.force_login(made.coordinator)
    answer = client.get(address(sheet, "file/1/"))
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        names = archive.namelist()
        sums = dict(
            line.split("  ", 1)[::-1] for line in archive.read("SHA256SUMS").decode().splitlines()
        )
        assert {n: hashlib.sha256(archive.read(n)).hexdigest() for n in sums} == sums
        assert set(names) == {*sums, "SHA256SUMS"}
        table = archive.read(merged_file.WORKBOOK)
    assert use.revision.sha256 in sums.values()
    book = openpyxl.load_workbook(io.BytesIO(table))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert all(cell.data_type in ("s", "n") for cell in cells)  # text or empty: nothing runs
    assert "=HYPERLINK(1)" in [cell.value for cell in cells]
    receipt = client.get(address(sheet, f"receipts/{revision.number}/")).text
    assert hashlib.sha256(table).hexdigest() in receipt
    assert Event.objects.get(action="assessments.file_exported").data["workbook"] in receipt


def test_the_same_submission_always_gives_the_same_bytes():
    made = own_file(TEXT)
    revision = actions.submit(filled(made), by=made.coordinator)
    parsed = made.sheet.items.first().criterion.set.parsed
    first, second = (merged_file.archive(revision, parsed) for _time in range(2))
    with first, second:
        assert first.read() == second.read()


@pytest.mark.parametrize("page", ["leads/", "file/1/", "external/"])
def test_the_whole_file_is_for_who_puts_it_together(client, page):
    made = own_file(TEXT)
    actions.submit(filled(made), by=made.coordinator)
    client.force_login(made.coordinator)
    whole = client.get(address(made.sheet, page))
    assert whole.status_code == 200
    b"".join(whole)  # reads a file to its end, which closes it
    client.force_login(made.other_officer)
    part = client.get(address(made.sheet, page))
    assert part.status_code == 403
    assert "Toàn bộ hồ sơ do người tổng hợp xem" in part.text
    client.force_login(appointed(Role.OFFICER))
    hidden = client.get(address(made.sheet, page))
    assert hidden.status_code == 404
    assert hidden.content == client.get(f"/assessments/khong-co/UBND/{page}").content
    client.logout()
    assert client.get(address(made.sheet, page)).status_code == 302


def test_an_ordinary_sheet_has_no_lead_units(client):
    made = nested()
    client.force_login(made.coordinator)
    assert client.get(address(made.sheets["STC"], "leads/")).status_code == 404
    assert not permissions.may_assign_leads(made.coordinator, made.sheets["STC"])


@pytest.mark.parametrize("units", [1, 3])
def test_the_board_asks_the_same_number_of_queries(client, units, django_assert_num_queries):
    made = own_file(TEXT)
    for number in range(units):
        unit = UnitFactory(code=f"SX{number}", kind=Unit.Kind.DEPARTMENT, parent=made.province)
        item = item_of(made.sheet, ["1.1", "1.2", "2.1"][number])
        sharing.assign_lead(item, unit, by=made.coordinator)
    client.force_login(made.coordinator)
    client.get(address(made.sheet, "leads/"))
    with django_assert_num_queries(12):
        client.get(address(made.sheet, "leads/"))


def test_the_workbook_sums_as_the_receipt_does_and_names_figures_by_their_titles():
    made = own_file(TEXT)
    sheet = filled(made)
    save(
        sheet, "1.2", made.other_officer, claim_not_applicable=True, claim_ground="Không phát sinh"
    )
    revision = actions.submit(sheet, by=made.coordinator)
    parsed = made.sheet.items.first().criterion.set.parsed
    book = openpyxl.load_workbook(io.BytesIO(merged_file.workbook(revision, parsed)))
    rows = {row[0] or row[1]: row for row in book.worksheets[0].iter_rows(values_only=True)}
    assert rows["1.1"][2:6] == (
        4, "Số nhiệm vụ hoàn thành: 9; Số nhiệm vụ theo kế hoạch: 10", 3.6, 3.6,
    )  # fmt: skip
    assert rows["1.2"][4:7] == (1.75, "", "Không phát sinh")
    assert rows["Tổng cộng"][5] == float(declared_points(revision.content)) == 7.6


def test_a_file_missing_from_the_store_is_told_and_no_half_archive_goes_out(client):
    made = own_file(TEXT)
    use = actions.attach(item_of(made.sheet, "1.2"), pdf(), by=made.other_officer)
    actions.submit(filled(made), by=made.coordinator)
    remove(use.revision.storage_name)
    client.force_login(made.coordinator)
    assert client.get(address(made.sheet, "file/1/")).status_code == 404
    assert not Event.objects.filter(action="assessments.file_exported").exists()


# --- whose criteria, and whose eyes


def test_a_set_names_lead_units_by_code_and_another_provinces_does_not_slip_in():
    other = UnitFactory(code="UBND-KHAC", kind=Unit.Kind.PROVINCE)
    UnitFactory(code="SKHAC", parent=other)
    made = own_file(TEXT.replace("lead: STP", "lead: SKHAC"))
    assert item_of(made.sheet, "1.2").lead is None


def test_criteria_are_led_by_units_directly_below_the_province():
    made = own_file(TEXT)
    item = item_of(made.sheet, "1.2")
    for stranger in (UnitFactory(), made.province, UnitFactory(parent=made.justice)):
        with pytest.raises(ValidationError, match="trực thuộc"):
            sharing.assign_lead(item, stranger, by=made.coordinator)
    assert item_of(made.sheet, "1.2").lead == made.justice


def test_nobody_appraises_what_the_own_unit_fills_in():
    made = own_file(TEXT)
    appraiser = appointed(Role.APPRAISER, made.justice)
    PhaseFactory(cycle=made.cycle, kind=Phase.Kind.APPRAISAL)
    assign(made.cycle, appraiser, "1", by=made.coordinator)
    actions.submit(filled(made), by=made.coordinator)
    theirs, own = item_of(made.sheet, "1.1"), item_of(made.sheet, "1.2")
    again = User.objects.get(pk=appraiser.pk)
    assert may_appraise(again, theirs)
    assert "đơn vị của mình" in may_appraise(again, own).reason
    assert permissions.may_read_item(again, theirs)
    assert not permissions.may_read_item(again, own)
    assert set(ScoreItem.objects.visible_to(again)) == {theirs}
    assert set(DeskItem.objects.on_desk_of(again).values_list("pk", flat=True)) == {theirs.pk}


@pytest.mark.parametrize("others", [1, 40])
def test_a_lead_units_page_asks_the_same_however_many_criteria_others_lead(
    client, others, django_assert_num_queries
):
    more = "".join(
        f'  - {{code: "1.{n}", title: Việc {n}, maximum: 0, source: appraisal, lead: SNV, inputs: '
        "{d: {type: count, title: x}}, rule: {measure: {value: d}, map: {line: {target: 1}}}}\n"
        for n in range(3, 3 + others)
    )
    made = own_file(TEXT.replace('- code: "2"\n', f'{more}- code: "2"\n'))
    assert made.sheet.items.count() == 3 + others
    client.force_login(made.other_officer)
    client.get(address(made.sheet))
    with django_assert_num_queries(11):
        client.get(address(made.sheet))


def test_points_of_a_part_are_those_of_the_sheet_and_stand_on_the_first_page_too(client):
    made = own_file(TEXT)
    filled(made)
    (part,) = parts_of(made.officer)
    assert (part.summary.points, part.summary.leaves) == (parse_number("7.6"), 2)
    client.force_login(made.officer)
    assert "Tiêu chí cơ quan bạn chủ trì" in client.get("/").text
    assert parts_of(made.coordinator) == []


@pytest.mark.django_db(transaction=True)
def test_the_merged_file_is_handed_out_and_told_outside_any_other_transaction(client):
    made = own_file(TEXT)
    actions.submit(filled(made), by=made.coordinator)
    client.force_login(made.coordinator)
    answer = client.get(address(made.sheet, "file/1/"))
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert Event.objects.filter(action="assessments.file_exported").count() == 1
