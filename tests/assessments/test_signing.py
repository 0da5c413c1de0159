"""Through the head and out: sent up, returned with remarks, signed, the report brought (S0-23)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from openpar.assessments import actions, signed_report, signing
from openpar.assessments.differences import between
from openpar.assessments.models import ScoreItem, SentUp, Signature, SignedReport, State
from openpar.assessments.signed_report import About, compare
from openpar.criteria.clock import database_now, day_of
from openpar.people.models import Role
from tests.evidence.files import letter
from tests.factories import appointed
from tests.factories_assessments import PDF, address, pdf, save
from tests.factories_life import bring, fill, life

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def about(day=None):
    return About("12", "BC-SNV", day or day_of(database_now()))


def test_a_sheet_that_lies_with_the_head_is_changed_by_nobody_even_past_the_program():
    made = life()
    bring(made, State.WITH_HEAD)
    with pytest.raises(PermissionDenied, match="trình lãnh đạo"):
        fill(made, "2")
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreItem.objects.filter(sheet=made.sheet).update(explanation="lách")


def test_the_head_signs_what_was_sent_up_and_exactly_that_is_submitted():
    made = life()
    sheet = bring(made, State.SIGNED)
    revision = actions.submit(sheet, by=made.officer)
    sent = SentUp.objects.get()
    assert (revision.content, revision.sha256) == (sent.content, sent.sha256)
    assert revision.signature.capacity == Signature.Capacity.HEAD
    assert revision.signature.by == made.head.get_username()


def test_a_deputy_signs_for_the_head_and_the_sheet_says_so():
    made = life()
    sheet = bring(made, State.WITH_HEAD)
    signature = signing.sign(sheet, by=made.deputy)
    assert signature.capacity == Signature.Capacity.FOR_THE_HEAD
    assert signature.by == made.deputy.get_username()


def test_nobody_signs_for_another_unit():
    made = life()
    sheet = bring(made, State.WITH_HEAD)
    with pytest.raises(PermissionDenied, match="người đứng đầu đơn vị"):
        signing.sign(sheet, by=appointed(Role.DEPUTY))


def test_the_head_returns_with_remarks_and_sees_next_time_what_changed():
    made = life()
    sheet = bring(made, State.WITH_HEAD)
    with pytest.raises(ValidationError, match="Nêu nội dung"):
        signing.return_inside(sheet, by=made.head)
    signing.return_inside(sheet, by=made.head, overall="Rà lại", remarks={"1.2": "Sai số"})
    sheet = made.fresh()
    assert sheet.state == State.DRAFT
    assert [(one.item and one.item.criterion.code, one.text) for one in
            signing.newest_remarks(sheet)] == [(None, "Rà lại"), ("1.2", "Sai số")]  # fmt: skip
    fill(made, "3")
    signing.send_up(sheet, by=made.officer)
    before, after = SentUp.objects.order_by("number")
    criteria_set = sheet.items.first().criterion.set.parsed
    changed = between(before.content, after.content, criteria_set)
    assert [one.code for one in changed] == ["1.2"]
    assert ("1", "3") in [(one.before, one.after) for one in changed[0].changes]


def test_an_officer_takes_a_sheet_back_only_until_it_is_signed():
    made = life()
    sheet = bring(made, State.WITH_HEAD)
    signing.take_back(sheet, by=made.officer)
    assert made.fresh().state == State.DRAFT
    sheet = bring(made, State.SIGNED)
    with pytest.raises(PermissionDenied):
        signing.take_back(sheet, by=made.officer)
    signing.return_inside(sheet, by=made.head, overall="Sửa lại")
    assert made.fresh().state == State.DRAFT


def test_the_signed_report_comes_first_where_the_cycle_asks_for_it():
    made = life(report=True)
    sheet = bring(made, State.SIGNED)
    with pytest.raises(PermissionDenied, match="báo cáo đã ký"):
        actions.submit(sheet, by=made.officer)
    signed_report.bring(sheet, pdf("bao-cao.pdf"), by=made.officer, about=about())
    revision = actions.submit(sheet, by=made.officer)
    assert (revision.report.number, revision.report.symbol) == ("12", "BC-SNV")
    assert revision.report.verdict == SignedReport.Verdict.UNREADABLE


def test_a_report_of_an_earlier_signature_is_none_of_the_present_one():
    made = life(report=True)
    sheet = bring(made, State.SIGNED)
    signed_report.bring(sheet, pdf("bao-cao.pdf"), by=made.officer, about=about())
    signing.return_inside(sheet, by=made.head, overall="Sửa lại")
    sheet = bring(made, State.SIGNED)
    with pytest.raises(PermissionDenied, match="báo cáo đã ký"):
        actions.submit(sheet, by=made.officer)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (About("", "BC-SNV", None), "number"),
        (About("12", " ", None), "symbol"),
    ],
)
def test_a_report_needs_number_symbol_and_a_day_that_has_come(given, field):
    made = life(report=True)
    sheet = bring(made, State.SIGNED)
    given = About(given.number, given.symbol, day_of(database_now()))
    with pytest.raises(ValidationError) as refusal:
        signed_report.bring(sheet, pdf(), by=made.officer, about=given)
    assert field in refusal.value.message_dict
    tomorrow = day_of(database_now()) + timedelta(days=1)
    with pytest.raises(ValidationError):
        signed_report.bring(sheet, pdf(), by=made.officer, about=about(tomorrow))
    assert not SignedReport.objects.exists()


def printed(sent, points="1,75"):
    return f"BÁO CÁO\n1.1 Kế hoạch –\n1.2 Chế độ báo cáo {points}\n2.1\n{sent.fingerprint}"


def test_the_figures_of_the_report_are_held_against_the_sheet():
    bring(life(), State.WITH_HEAD)
    sent = SentUp.objects.get()
    assert compare(printed(sent), sent).verdict == SignedReport.Verdict.EQUAL
    changed = compare(printed(sent, "2,00"), sent)
    assert changed.verdict == SignedReport.Verdict.DIFFERS
    assert changed.differences == ({"criterion": "1.2", "expected": "1.75"},)
    foreign = printed(sent).replace(sent.fingerprint, "0000-0000-0000-0000")
    assert compare(foreign, sent).verdict == SignedReport.Verdict.DIFFERS
    assert compare("một bản chụp không có chữ", sent).verdict == SignedReport.Verdict.UNREADABLE
    assert compare(None, sent).verdict == SignedReport.Verdict.UNREADABLE


def test_points_between_two_roundings_are_the_same_as_the_report_prints_them():
    """1,00625 stands as 1,0063 in the report: half up, as numbers are written everywhere."""
    bring(life(), State.WITH_HEAD)
    sent = SentUp.objects.get()
    for item in sent.content["items"]:
        if item["criterion"] == "1.2":
            item["self_points"] = "1.00625"
    assert compare(printed(sent, "1,0063"), sent).verdict == SignedReport.Verdict.EQUAL


def test_an_uploaded_report_is_read_at_once_and_compared():
    made = life(report=True)
    sheet = bring(made, State.SIGNED)
    sent = SentUp.objects.get()
    for points, verdict in (("1,75", "equal"), ("2,00", "differs")):
        said = letter(body=f"1.2 Chế độ báo cáo {points}<br>{sent.fingerprint}")
        file = pdf("bao-cao.pdf", said)
        report = signed_report.bring(sheet, file, by=made.officer, about=about())
        assert report.verdict == verdict


def test_a_sheet_without_document_or_word_does_not_go_up_and_the_list_says_which(client):
    made = life()
    save(made.sheet, "1.1", made.officer, inputs={"done": "9", "planned": "10"})
    client.force_login(made.officer)
    data = {"move": "send_up", "confirm": "yes", "version": made.fresh().version}
    refused = client.post(address(made.sheet, "submit/"), data)
    assert refused.status_code == 422
    assert "Phải xử lý trước khi gửi" in refused.content.decode()
    assert made.fresh().state == State.DRAFT
    save(made.sheet, "1.1", made.officer, explanation="Tài liệu gửi sau")
    data["version"] = made.fresh().version
    assert client.post(address(made.sheet, "submit/"), data).status_code == 302
    assert made.fresh().state == State.WITH_HEAD


def test_the_way_on_pages_from_the_officer_through_a_deputy_to_the_receipt(client):
    made = life(report=True)
    client.force_login(made.officer)
    version = made.fresh().version
    client.post(address(made.sheet, "submit/"),
                {"move": "send_up", "confirm": "yes", "version": version})  # fmt: skip

    client.force_login(made.deputy)
    page = client.get(address(made.sheet, "sign/")).content.decode()
    assert "Ký duyệt thay (KT.)" in page
    back = client.post(address(made.sheet, "sign/"), {"move": "return_inside"})
    assert back.status_code == 422
    signed = client.post(address(made.sheet, "sign/"),
                         {"move": "sign", "version": made.fresh().version})  # fmt: skip
    assert signed.status_code == 302

    client.force_login(made.officer)
    assert client.get(address(made.sheet, "report/")).status_code == 200
    day = day_of(database_now()).isoformat()
    sent = {"number": "12", "symbol": "BC-SNV", "date": day, "file": pdf("bao-cao.pdf")}
    assert client.post(address(made.sheet, "report/"), sent).status_code == 302
    version = made.fresh().version
    client.post(address(made.sheet, "submit/"),
                {"move": "submit", "confirm": "yes", "version": version})  # fmt: skip
    receipt = client.get(address(made.sheet, "receipts/1/")).content.decode()
    assert "ký thay người đứng đầu (KT.)" in receipt
    assert "12/BC-SNV" in receipt
    report = SignedReport.objects.get()
    file = client.get(address(made.sheet, f"report/{report.pk}/"))
    assert b"".join(file.streaming_content) == PDF


@pytest.mark.parametrize("page", ["sign/", "people/", "differences/"])
def test_pages_of_the_way_the_one_the_other_and_nobody(client, page):
    made = life()
    bring(made, State.SUBMITTED)
    client.force_login(made.head)
    assert client.get(address(made.sheet, page)).status_code == 200
    client.force_login(appointed(Role.HEAD))
    hidden = client.get(address(made.sheet, page))
    absent = client.get(f"/assessments/khong-co/{made.sheet.unit.code}/{page}")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    client.logout()
    assert client.get(address(made.sheet, page)).status_code == 302
