"""The self-assessment report in the form of Decree 30/2020/NĐ-CP, from a frozen sheet (S0-23)."""

import hashlib
import io
import zipfile

import docx
import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from openpar.assessments import actions
from openpar.assessments.models import ScoreSheet, Signature
from openpar.assessments.narrating import StaleNarrativeError, write_narrative
from openpar.audit.models import Event
from openpar.people.models import Role
from openpar.reports.self_assessment import points_of, self_assessment_letter
from openpar.reports.subject import capacity_of, place_of, subject_of
from openpar.reports.word import word_of
from tests.factories import UnitFactory, appointed
from tests.factories_assessments import save, set_of_leaves, sheet_with_officer
from tests.naive.last_writer_wins import write_narrative_unasked

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted():
    """A sheet of three leaves: one scored with a word, one claimed, one without its document."""
    sheet, officer = sheet_with_officer(text=set_of_leaves(3))
    save(sheet, "1.1", officer, inputs={"done": "8", "planned": "10"}, explanation="Có <b> & 'x'")
    ground = "Đơn vị không có nhiệm vụ này"
    save(sheet, "1.2", officer, claim_not_applicable=True, claim_ground=ground)
    save(sheet, "1.3", officer, inputs={"done": "1", "planned": "4"}, explanation="Sẽ bổ sung")
    write_narrative(sheet, by=officer, version=0, difficulties="Đường xa", proposals="")
    revision = actions.submit(whole(sheet), by=officer)
    return whole(sheet), officer, revision


def whole(sheet):
    return ScoreSheet.objects.for_page().get(pk=sheet.pk)


def letter_of(sheet, revision):
    subject = subject_of(sheet, None, fingerprint="AAAA-BBBB-CCCC-DDDD")
    criteria_set = sheet.items.first().criterion.set.parsed
    return self_assessment_letter(revision.content, criteria_set, subject)


def text_of(content):
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def address(sheet, rest=""):
    return f"/reports/self-assessment/{sheet.cycle.code}/{sheet.unit.code}/{rest}"


def test_the_report_has_its_three_parts_and_the_table_as_an_annex(submitted):
    sheet, _officer, revision = submitted
    said = text_of(word_of(letter_of(sheet, revision)))
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "I. KẾT QUẢ", "II. GIẢI TRÌNH",
                 "III. KHÓ KHĂN", "PHỤ LỤC", sheet.unit.name.upper()):  # fmt: skip
        assert part in said
    assert "Tổng điểm tự đánh giá: 1,05 điểm trên 2 điểm được chấm." in said
    assert "Đề nghị không áp dụng: Đơn vị không có nhiệm vụ này" in said
    assert "Còn thiếu báo cáo. Sẽ bổ sung" in said
    assert "Đường xa" in said
    assert "Có <b> & 'x'" in said


def test_what_is_not_scored_is_never_printed_as_zero():
    base = {"self_points": None, "claim_not_applicable": False}
    assert points_of(base | {"computed": None}) is None
    assert points_of(base | {"computed": {"status": "not yet due", "points": None}}) is None
    assert points_of(base | {"computed": {"status": "scored", "points": "0"}}) == 0
    claimed = base | {"claim_not_applicable": True, "computed": {"points": "1"}}
    assert points_of(claimed) is None


def test_word_and_pdf_say_the_same_and_bear_the_fingerprint(client, submitted):
    sheet, officer, _revision = submitted
    client.force_login(officer)
    word = client.get(address(sheet, "submitted/1.docx"))
    pdf = client.get(address(sheet, "submitted/1.pdf"))
    assert word.status_code == pdf.status_code == 200
    printed = pypdfium2.PdfDocument(pdf.content)
    text = "\n".join(page.get_textpage().get_text_range() for page in printed)
    assert "Tổng điểm tự đánh giá: 1,05 điểm" in text
    assert "Mã đối chiếu: " in text
    assert "Tổng điểm tự đánh giá: 1,05 điểm" in text_of(word.content)


def test_the_table_stands_on_a_page_across_and_the_text_on_an_upright_one(client, submitted):
    sheet, officer, _revision = submitted
    client.force_login(officer)
    printed = pypdfium2.PdfDocument(client.get(address(sheet, "submitted/1.pdf")).content)
    sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in printed]
    assert sizes[0] == (210, 297)
    assert sizes[-1] == (297, 210)


def test_a_submission_is_handed_on_as_one_package_with_report_table_and_hashes(client, submitted):
    sheet, officer, _revision = submitted
    client.force_login(officer)
    response = client.get(address(sheet, "package/1/"))
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as package:
        assert set(package.namelist()) == {"bang-cham-diem.xlsx", "bao-cao-1.docx", "SHA256SUMS"}
        lines = package.read("SHA256SUMS").decode().splitlines()
        sums = dict(reversed(line.split("  ")) for line in lines)
        for name, digest in sums.items():
            assert hashlib.sha256(package.read(name)).hexdigest() == digest
    assert Event.objects.filter(action="assessments.file_exported").count() == 1
    client.force_login(appointed(Role.OFFICER))
    assert client.get(address(sheet, "package/1/")).status_code == 404


def test_a_draft_has_no_report_and_the_page_says_when_there_will_be_one(client):
    sheet, officer = sheet_with_officer()
    client.force_login(officer)
    page = client.get(address(sheet))
    assert page.status_code == 200
    assert "docx" not in page.content.decode()
    assert client.get(address(sheet, "submitted/1.docx")).status_code == 404
    assert client.get(address(sheet, "sent/1.docx")).status_code == 404


def test_part_three_is_written_with_its_event_and_two_writers_lose_nothing(client):
    sheet, officer = sheet_with_officer()
    other = appointed(Role.HEAD, sheet.unit)
    client.force_login(officer)
    second = Client()
    second.force_login(other)
    sent = {"difficulties": "Một", "proposals": "", "version": "0"}
    assert client.post(address(sheet), sent).status_code == 302
    late = second.post(address(sheet), sent | {"difficulties": "Hai"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Một" in page
    assert "Hai" in page
    assert sheet.narrative.difficulties == "Một"
    event = Event.objects.get(action="assessments.narrative_written")
    assert event.data["changed"]["difficulties"] == {"from": "", "to": "Một"}


def test_writing_without_a_version_is_caught():
    sheet, officer = sheet_with_officer()
    write_narrative(sheet, by=officer, version=0, difficulties="Một", proposals="")
    with pytest.raises(StaleNarrativeError):
        write_narrative(sheet, by=officer, version=0, difficulties="Hai", proposals="")
    write_narrative_unasked(sheet, "Hai")
    sheet.narrative.refresh_from_db()
    assert sheet.narrative.difficulties != "Một", "the naive writer loses what was written"


def test_after_submission_part_three_stays_as_it_was_printed(submitted):
    sheet, officer, _revision = submitted
    with pytest.raises(PermissionDenied):
        write_narrative(sheet, by=officer, version=1, difficulties="Khác", proposals="")


@pytest.mark.parametrize(("role", "status"), [
    (Role.HEAD, 200), (Role.COORDINATOR, 200), (Role.AUDITOR, 200), (Role.LEADER, 404),
])  # fmt: skip
def test_who_sees_the_whole_sheet_sees_its_report(client, submitted, role, status):
    sheet, _officer, _revision = submitted
    own = role == Role.HEAD
    client.force_login(appointed(role, sheet.unit) if own else appointed(role))
    assert client.get(address(sheet)).status_code == status
    assert client.get(address(sheet, "submitted/1.docx")).status_code == status
    stranger = appointed(Role.OFFICER)
    client.force_login(stranger)
    assert client.get(address(sheet)).status_code == 404
    assert client.get(address(sheet, "submitted/1.docx")).status_code == 404


@pytest.mark.parametrize("rest", ["submitted/1.exe", "submitted/9.pdf", "other/1.docx"])
def test_what_is_not_there_is_not_found(client, submitted, rest):
    sheet, officer, _revision = submitted
    client.force_login(officer)
    assert client.get(address(sheet, rest)).status_code == 404


def test_the_lines_over_the_signature_follow_who_signs():
    department = UnitFactory(kind="department")
    deputy = Signature(capacity=Signature.Capacity.FOR_THE_HEAD, job_title="Phó Giám đốc")
    assert capacity_of(department, None) == ("Giám đốc",)
    assert capacity_of(department, deputy) == ("KT. Giám đốc", "Phó Giám đốc")


@pytest.mark.parametrize(("name", "kind", "place"), [
    ("Ủy ban nhân dân xã Đường Hoa", "commune", "Đường Hoa"),
    ("Phường Hạ Long", "ward", "Hạ Long"),
    ("Đặc khu Vân Đồn", "special_zone", "Vân Đồn"),
])  # fmt: skip
def test_a_commune_draws_up_its_documents_where_it_is(name, kind, place):
    assert place_of(UnitFactory(name=name, kind=kind)) == place


@pytest.mark.parametrize("leaves", [3, 60])
def test_the_page_asks_the_same_queries_however_long_the_sheet(
    client, leaves, django_assert_num_queries
):
    sheet, officer = sheet_with_officer(text=set_of_leaves(leaves))
    client.force_login(officer)
    client.get(address(sheet))
    with django_assert_num_queries(8):
        client.get(address(sheet))


def test_endless_decimals_keep_to_their_column_and_what_has_no_points_is_no_zero():
    """4 ÷ 11 is 0,3636; a field in which nothing is scored has a dash (the head signs a paper)."""
    two_fields = set_of_leaves(1).replace("total: 1,", "total: 2,").replace(
        "cohorts:",
        "- code: \"2\"\n  title: Lĩnh vực hai\n  maximum: 1\n  criteria:\n"
        "  - {code: \"2.1\", title: Kiểm tra, maximum: 1, inputs: {checks: {type: count}},"
        " rule: {measure: {value: checks}, map: {line: {target: 3}}}}\ncohorts:",
    )  # fmt: skip
    sheet, officer = sheet_with_officer(text=two_fields)
    save(sheet, "1.1", officer, inputs={"done": "4", "planned": "11"}, explanation="Sẽ bổ sung")
    revision = actions.submit(whole(sheet), by=officer)
    letter = letter_of(whole(sheet), revision)
    rows = {row.cells[0]: row.cells for row in letter.annexes[0].table.rows}
    assert rows["1.1"][3] == rows["1"][3] == "0,3636"
    assert (rows["2"][3], rows["2.1"][3]) == ("–", "–")
