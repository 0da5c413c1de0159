"""Reading real files: text layer, scans, pictures, office documents, tables, plain text."""

import shutil
import zlib

import pikepdf
import pytest
from django.test import TestCase
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from openpar.evidence import derived, extracting, locking, pages, reading, tasks
from openpar.evidence.models import (
    Finding,
    LockedFile,
    ReadPage,
    RevisionReading,
    Subject,
    Verdict,
)
from openpar.people.models import Role
from tests.evidence import files
from tests.evidence.files import letter, open_document, photo, registered, scan, sheet, word
from tests.factories import appointed
from tests.factories_assessments import PDF

pytestmark = pytest.mark.django_db
needs_recognition = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="no tesseract (apt-get install tesseract-ocr-vie)"
)
needs_conversion = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="no soffice (apt-get install libreoffice-writer-nogui)"
)
State, Problem = RevisionReading.State, RevisionReading.Problem


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def officer():
    return appointed(Role.OFFICER)


def read(officer, name: str, content: bytes) -> RevisionReading:
    return reading.read(registered(officer, name, content).pk)


def text_of(done: RevisionReading) -> str:
    return "\n".join(done.texts.values_list("text", flat=True))


def test_a_letter_with_a_text_layer_is_read_and_says_what_it_is(officer):
    done = read(officer, "ke-hoach.pdf", letter())

    assert (done.state, done.problem) == (State.READ, Problem.NONE)
    assert (done.number, done.symbol, str(done.day)) == ("12", "KH-SNV", "2026-03-05")
    assert (done.issuer, done.abstract) == ("SỞ NỘI VỤ", "Cải cách hành chính năm 2026")
    assert done.pages == done.texts.count() == 2
    assert done.drawable
    assert {page.source for page in done.texts.all()} == {ReadPage.Source.LAYER}


@needs_recognition
@pytest.mark.parametrize(("name", "made"), [("quet.pdf", scan), ("anh.png", photo)])
def test_a_scan_is_recognised_in_vietnamese(officer, name, made):
    done = read(officer, name, made(body=files.PERSON + files.BODY[:600]))

    assert (done.state, done.problem) == (State.READ, Problem.NONE)
    assert (done.number, done.symbol, str(done.day)) == ("12", "KH-SNV", "2026-03-05")
    assert done.abstract == "Cải cách hành chính năm 2026"
    page = done.texts.get()
    assert page.source == ReadPage.Source.RECOGNISED
    assert len(page.boxes) >= 2  # the citizen number, and the phone in three words
    assert all(0 <= side <= 1 for box in page.boxes for side in box)


@needs_conversion
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ke-hoach.docx", word("Kế hoạch cải cách", "Sở Mẫu thực hiện")),
        ("ke-hoach.odt", open_document("Kế hoạch cải cách", "Sở Mẫu thực hiện")),
        ("bang.xlsx", sheet(["Kế hoạch cải cách", ""], ["Sở Mẫu", "7"])),
    ],
)
def test_an_office_document_is_read_and_shown_as_the_pdf_it_becomes(officer, name, content):
    done = read(officer, name, content)

    assert (done.state, done.problem, done.drawable) == (State.READ, Problem.NONE, True)
    assert "Kế hoạch cải cách" in text_of(done)
    assert extracting.draw(done.revision, 1).exists()


@needs_conversion
def test_words_of_a_cell_that_is_too_narrow_are_found_all_the_same(officer):
    done = read(officer, "bang.xlsx", sheet(["Số hồ sơ giải quyết đúng hạn", "12"]))

    assert "đúng hạn" not in text_of(done)
    assert RevisionReading.objects.matching("dung han").exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.docx", word("Kế hoạch cải cách"), "Kế hoạch cải cách"),
        ("a.odt", open_document("Kế hoạch cải cách"), "Kế hoạch cải cách"),
        ("a.xlsx", sheet(["Kế hoạch", "12"]), "Kế hoạch\t12"),
        ("a.csv", "mã,tên\n1,Sở Mẫu\n".encode(), "1,Sở Mẫu"),
        ("a.txt", "Sở Mẫu báo cáo".encode("utf-16"), "Sở Mẫu báo cáo"),
    ],
)
def test_words_are_read_on_a_machine_without_an_office_program(
    officer, monkeypatch, tmp_path, name, content, words
):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = read(officer, name, content)

    assert done.state == State.READ
    assert words in text_of(done)
    assert not done.drawable


@pytest.mark.parametrize(("name", "made"), [("quet.pdf", scan), ("anh.png", photo)])
def test_without_recognition_a_scan_cannot_be_read_here_and_nobody_is_to_blame(
    officer, monkeypatch, tmp_path, name, made
):
    content = made()
    monkeypatch.setenv("PATH", str(tmp_path))
    done = read(officer, name, content)

    assert (done.state, done.problem) == (State.UNREADABLE, Problem.NO_RECOGNITION)
    assert done.drawable  # it can be looked at all the same
    found = Finding.objects.get(revision=done.revision, subject=Subject.TEXT)
    assert found.verdict == Verdict.UNDETERMINED


def test_a_locked_a_damaged_and_an_empty_file_say_so(officer, tmp_path):
    locked = tmp_path / "locked.pdf"
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    blank = tmp_path / "blank.pdf"
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(blank)

    problems = [
        read(officer, "a.pdf", content).problem
        for content in (locked.read_bytes(), PDF, blank.read_bytes())
    ]
    assert problems == [Problem.LOCKED, Problem.DAMAGED, Problem.EMPTY]


def test_a_picture_of_too_many_points_is_refused_from_its_header(tmp_path):
    header, file = photo(), tmp_path / "to.png"
    sides = (60_000).to_bytes(4) * 2
    chunk = b"IHDR" + sides + header[24:29]
    file.write_bytes(header[:12] + chunk + zlib.crc32(chunk).to_bytes(4) + header[33:])
    with pytest.raises(pages.Unreadable, match="huge"):
        pages.opened_picture(file, "image/png")


def test_reading_twice_changes_nothing(officer):
    first = read(officer, "ke-hoach.pdf", letter())
    assert reading.read(first.revision_id) is None
    assert RevisionReading.objects.count() == 1
    assert ReadPage.objects.count() == 2


def test_a_newer_reader_reads_anew(officer):
    done = read(officer, "ke-hoach.pdf", letter())
    RevisionReading.objects.update(reader=0, abstract="cũ")
    assert [one.pk for one in reading.waiting()] == [done.revision_id]

    again = reading.read(done.revision_id)

    assert (again.pk, again.abstract) == (done.pk, "Cải cách hành chính năm 2026")
    assert not reading.waiting().exists()


def test_what_was_interrupted_is_read_again_but_not_for_ever(officer):
    revision = registered(officer, "ke-hoach.pdf", letter())
    for attempt in range(1, reading.MOST_ATTEMPTS + 1):  # the worker dies each time
        begun = reading._begun(revision.pk)
        assert begun.attempts == attempt
        assert [one.pk for one in reading.waiting()] == [revision.pk]

    done = reading.read(revision.pk)

    assert (done.state, done.problem) == (State.UNREADABLE, Problem.INTERRUPTED)
    assert not reading.waiting().exists()


def test_registering_orders_the_reading_in_the_same_transaction(officer):
    revision = registered(officer, "ke-hoach.pdf", letter())
    orders = ProcrastinateJob.objects.filter(task_name=tasks.read_revision.name)
    assert [order.args["revision_id"] for order in orders] == [revision.pk]


def test_personal_data_is_found_and_is_in_no_index(officer):
    done = read(officer, "ke-hoach.pdf", letter(body=files.PERSON + files.BODY))

    found = Finding.objects.get(revision=done.revision, subject=Subject.PERSONAL)
    assert (found.verdict, found.detail) == (
        Verdict.FLAGGED,
        {"found": ["citizen number", "phone"]},
    )
    matching = RevisionReading.objects.matching
    assert matching("ke hoach cai cach").exists()
    assert matching("12/KH-SNV").exists()
    assert not matching("001085012345").exists()
    assert not matching("ke hoach khong co").exists()


@pytest.mark.parametrize(
    "made", [letter, pytest.param(scan, marks=needs_recognition)], ids=["text", "scan"]
)
def test_a_mark_of_secrecy_locks_the_file_and_nothing_of_its_text_is_kept(officer, made):
    done = read(officer, "bao-cao.pdf", made(mark="MẬT", body=files.BODY[:500]))

    assert LockedFile.objects.get().mark == "MẬT"
    assert (done.state, done.problem) == (State.UNREADABLE, Problem.SECRET)
    assert not ReadPage.objects.exists()
    assert not RevisionReading.objects.matching("ke hoach").exists()
    assert reading.read(done.revision_id) is None


def test_a_file_that_is_released_is_read_after_all(officer):
    done = read(officer, "bao-cao.pdf", letter(mark="MẬT"))
    LockedFile.objects.update(
        state=LockedFile.State.RELEASED, decided_by="dieu-phoi", decided_at=timezone.now()
    )

    assert [one.pk for one in reading.waiting()] == [done.revision_id]
    assert reading.read(done.revision_id).state == State.READ
    assert RevisionReading.objects.matching("ke hoach").exists()


def test_what_was_read_before_somebody_locked_the_file_is_forgotten(officer):
    done = read(officer, "bao-cao.pdf", letter())
    assert extracting.draw(done.revision, 1).exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        locking.lock(done.revision, "MẬT", by=officer)

    assert not ReadPage.objects.exists()
    assert not derived.picture_of(done.revision.sha256, 1).exists()
