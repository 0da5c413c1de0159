"""What comes into the register: files once, within the quota; links, inspections, locked files."""

import hashlib
import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from openpar.audit.models import Event
from openpar.evidence import actions, locking, statements
from openpar.evidence.actions import Description
from openpar.evidence.models import (
    Document,
    Form,
    Inspection,
    LinkCheck,
    LockedFile,
    Revision,
)
from openpar.file_content import RefusedFileError
from openpar.file_storage import open_stored, stored_names
from openpar.people.models import Role
from tests.factories import appointed
from tests.factories_assessments import PDF, pdf
from tests.hostile_files import archives, portable_documents
from tests.naive.generous_quota import GenerousQuota

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def officer():
    return appointed(Role.OFFICER)


def unit_of(user):
    return user.units(*Role)[0]


def uploaded(officer, file=None, **options):
    revision, _known = actions.upload(file or pdf(), owner=unit_of(officer), by=officer, **options)
    return revision


def word(*lines: str):
    """A Word document whose header holds these lines."""
    paragraphs = "".join(f"<w:p><w:t>{line}</w:t></w:p>" for line in lines)
    header = f'<w:hdr xmlns:w="urn:w">{paragraphs}</w:hdr>'.encode()
    return pdf("bao-cao.docx", archives.docx({"word/header1.xml": header}))


def test_the_same_bytes_come_in_once_and_are_recognised(officer):
    first = uploaded(officer)
    again, known = actions.upload(pdf("ten-khac.pdf"), owner=unit_of(officer), by=officer)

    assert (again, known) == (first, True)
    assert Document.objects.count() == 1
    assert len(list(stored_names())) == 1


def test_another_unit_has_its_own_document_of_the_same_bytes(officer):
    other = appointed(Role.OFFICER)
    assert uploaded(officer).document != uploaded(other).document


def test_what_is_seen_on_arrival_is_noted(officer):
    build, _traits = portable_documents.ACTIVE["kich-ban.pdf"]
    revision = uploaded(officer, pdf(content=build()))
    found = {each.subject: (each.verdict, each.detail) for each in revision.findings.all()}
    assert found["content"] == ("flagged", {"found": ["script"]})
    assert found["metadata"] == ("fine", {"found": []})


def test_a_full_register_says_how_much_there_is(officer, settings):
    settings.UNIT_MAX_BYTES = len(PDF) + 10
    uploaded(officer)
    with pytest.raises(RefusedFileError, match="Sổ tài liệu của đơn vị đã đầy"):
        uploaded(officer, pdf(content=PDF + b"%2"))
    assert len(list(stored_names())) == 1


def _in_parallel(act, count: int) -> list[str]:
    """Run ``act(number)`` in threads; return what each came to."""
    outcomes: list[str] = []

    def run(number: int) -> None:
        try:
            act(number)
            outcomes.append("stored")
        except RefusedFileError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_the_quota_is_exact_when_files_arrive_at_the_same_time(settings):
    """T49: room for two of six."""
    settings.UNIT_MAX_BYTES = 2 * (len(PDF) + 2)
    officer = appointed(Role.OFFICER)
    outcomes = _in_parallel(
        lambda number: uploaded(officer, pdf(content=PDF + b"%%%d" % number)), 6
    )
    assert outcomes == ["refused"] * 4 + ["stored"] * 2
    assert actions.used_by(unit_of(officer)) <= settings.UNIT_MAX_BYTES
    assert len(list(stored_names())) == Revision.objects.count() == 2


def test_the_generous_twin_lets_both_past_the_quota():
    """T49: who looks before taking turns counts what is not there yet."""
    quota = GenerousQuota(most=10)
    first, second = quota.ask(8), quota.ask(8)
    quota.add(first)
    quota.add(second)
    assert quota.used > quota.most


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_twice_at_once_is_one_document():
    officer = appointed(Role.OFFICER)
    _in_parallel(lambda _number: uploaded(officer), 4)
    assert Document.objects.count() == Revision.objects.count() == 1
    assert len(list(stored_names())) == 1


def test_the_book_is_kept_by_version_and_says_what_changed(officer):
    document = uploaded(officer).document
    first = Description(number="12", symbol="KH-SNV", abstract="Kế hoạch CCHC")
    described = actions.describe(document, first, by=officer, version=1)
    assert (str(described), described.version) == ("12/KH-SNV", 2)
    assert Event.objects.get(action="evidence.described").data["changed"]["number"]["to"] == "12"

    with pytest.raises(actions.ChangedMeanwhileError):
        actions.describe(document, Description(number="13"), by=officer, version=1)
    same = actions.describe(document, first, by=officer, version=1)
    assert same.version == 2  # nothing changes, nothing is stale


@pytest.mark.parametrize(
    ("description", "field"),
    [
        (Description(secrecy="secret"), "secrecy"),
        (
            Description(effective_from=date(2026, 2, 1), effective_to=date(2026, 1, 1)),
            "effective_to",
        ),
    ],
)
def test_what_no_entry_can_say_is_refused(officer, description, field):
    document = uploaded(officer).document
    with pytest.raises(ValidationError) as refused:
        actions.describe(document, description, by=officer)
    assert field in refused.value.message_dict


def test_a_newer_file_is_another_one(officer):
    first = uploaded(officer)
    second = actions.revise(first.document, pdf(content=PDF + b"%2"), by=officer)
    assert [each.pk for each in first.document.revisions.order_by("pk")] == [first.pk, second.pk]
    with pytest.raises(ValidationError, match="đúng là tệp"):
        actions.revise(first.document, pdf(content=PDF + b"%2"), by=officer)
    assert len(list(stored_names())) == 2


def test_a_link_is_what_a_person_found_there(officer):
    """S1-24; T67: nothing asks for the page."""
    link = LinkCheck(
        address="http://169.254.169.254/latest", checked_on=date(2026, 1, 5), result="as_described"
    )
    revision = statements.register_link(
        link, Description(abstract="Trang tin CCHC"), owner=unit_of(officer), by=officer
    )
    with open_stored(revision.storage_name) as file:
        text = file.read().decode()
    assert text.splitlines() == [
        "Địa chỉ: http://169.254.169.254/latest", "Ngày kiểm tra: 05/01/2026",
        "Kết quả: mở được, nội dung đúng như mô tả",
    ]  # fmt: skip
    assert revision.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert revision.document.form == Form.LINK
    assert "evidence.link_checked" in Event.objects.values_list("action", flat=True)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "gopher://x/", "javascript:alert(1)"])
def test_a_link_leads_to_a_page(officer, address):
    link = LinkCheck(address=address, checked_on=date(2026, 1, 5), result="as_described")
    with pytest.raises(ValidationError):
        statements.register_link(link, Description(), owner=unit_of(officer), by=officer)
    assert not Document.objects.exists()
    assert list(stored_names()) == []


def test_a_classified_document_is_minutes_and_no_file(officer):
    minutes = Inspection(
        minutes_number="05/BB", inspected_on=date(2026, 3, 2),
        inspectors="Tổ thẩm định", finding="Đã ban hành đúng hạn.",
    )  # fmt: skip
    description = Description(abstract="Kế hoạch (mật)", secrecy="confidential")
    revision = statements.register_inspection(
        minutes, description, owner=unit_of(officer), by=officer
    )
    assert revision.document.secrecy == "confidential"
    assert revision.media_type == "text/plain"

    with pytest.raises(ValidationError):
        statements.register_inspection(
            Inspection(inspected_on=minutes.inspected_on), description,
            owner=unit_of(officer), by=officer,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "mark"),
    [
        (("UBND TỈNH MẪU", "MẬT"), "MẬT"),
        (("TỐI MẬT", "Số: 12/BC"), "TỐI MẬT"),
        (("TUYỆT MẬT",), "TUYỆT MẬT"),
        (("QUY CHẾ BẢO MẬT",), ""),
        (("Mật độ dân số",), ""),
    ],
)
def test_a_mark_of_secrecy_locks_a_file_as_it_arrives(officer, lines, mark):
    """T55."""
    revision = uploaded(officer, word(*lines))
    locked = LockedFile.objects.filter(revision=revision).first()
    assert (locked.mark if locked else "") == mark


@pytest.fixture
def locked(officer):
    return LockedFile.objects.get(revision=uploaded(officer, word("MẬT")))


def test_a_locked_file_is_handed_to_nobody(client, officer, locked):
    address = f"/evidence/revisions/{locked.revision_id}/"
    for person in (officer, appointed(Role.COORDINATOR), appointed(Role.AUDITOR)):
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == 403
        assert "MẬT" in answer.content.decode()


def test_removing_takes_the_bytes_and_keeps_the_hash(
    officer, locked, django_capture_on_commit_callbacks
):
    with open_stored(locked.revision.storage_name) as file:
        content = file.read()
    with django_capture_on_commit_callbacks(execute=True):
        locking.decide(locked, "remove", by=officer, reason="Văn bản mật, đã gửi nhầm")
    assert list(stored_names()) == []
    for person in (officer, appointed(Role.OFFICER)):
        with pytest.raises(RefusedFileError, match="tài liệu mật"):
            uploaded(person, pdf("bao-cao.docx", content))
    assert Event.objects.filter(action="evidence.file_removed").count() == 1


def test_only_the_standing_body_releases_and_not_for_the_own_unit(client, officer, locked):
    with pytest.raises(PermissionDenied, match="cơ quan thường trực"):
        locking.decide(locked, "release", by=officer, reason="Không mật")
    own = appointed(Role.COORDINATOR, unit_of(officer))
    with pytest.raises(PermissionDenied, match="đơn vị mình"):
        locking.decide(locked, "release", by=own, reason="Không mật")

    coordinator = appointed(Role.COORDINATOR)
    with pytest.raises(ValidationError):
        locking.decide(locked, "release", by=coordinator, reason=" ")
    locking.decide(locked, "release", by=coordinator, reason="Chữ trong tiêu đề")
    client.force_login(officer)
    answer = client.get(f"/evidence/revisions/{locked.revision_id}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)
    with pytest.raises(PermissionDenied):
        locking.decide(locked, "remove", by=officer, reason="Nghĩ lại")


def test_every_move_of_the_queue_is_in_the_table():
    assert {(move.source, move.target) for move in locking.MOVES.values()} == {
        ("locked", "released"), ("locked", "removed"),
    }  # fmt: skip
