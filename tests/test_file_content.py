"""What a file really is decides, not what it is called (S1-8, S4-14)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from openpar import file_content as content
from openpar import file_storage as storage
from openpar.file_content import RefusedFileError, clean_name
from tests.factories_assessments import PDF, office_file, pdf
from tests.naive.trusting_storage import trusting_receive

EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 200
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path
    return tmp_path / "evidence"


def left_in(store) -> list[str]:
    return [path.name for path in store.rglob("*") if path.is_file()]


def test_a_real_pdf_is_kept_under_a_random_name_with_the_hash_of_its_bytes(store):
    stored = storage.receive(pdf("Kế hoạch số 12.pdf"))

    assert stored.file_name == "Kế hoạch số 12.pdf"
    assert stored.media_type == "application/pdf"
    assert stored.size == len(PDF)
    with storage.open_stored(stored.storage_name) as file:
        assert file.read() == PDF
    assert left_in(store) == [stored.storage_name]
    assert "hoạch" not in stored.storage_name


@pytest.mark.parametrize(
    ("name", "member", "media_type"),
    [
        ("bao-cao.docx", "word/document.xml", "wordprocessingml.document"),
        ("bang.xlsx", "xl/workbook.xml", "spreadsheetml.sheet"),
        ("trinh-chieu.pptx", "ppt/presentation.xml", "presentationml.presentation"),
    ],
)
def test_an_office_document_is_known_by_its_main_part(name, member, media_type):
    stored = storage.receive(office_file(name, member))
    assert stored.media_type.endswith(media_type)


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("bao-cao.pdf", EXECUTABLE, r"không đúng là tệp \.pdf"),
        ("bao-cao.pdf", HTML, r"không đúng là tệp \.pdf"),
        ("anh.png", PDF, r"không đúng là tệp \.png"),
        ("bao-cao.pdf", b"", "rỗng"),
        ("ghi-chu.txt", HTML, r"không đúng là tệp \.txt"),
        ("bao-cao.exe", EXECUTABLE, r"Không nhận tệp loại \.exe"),
        ("trang.html", HTML, r"Không nhận tệp loại \.html"),
        ("bao-cao.exe.pdf", PDF, "phần mở rộng thứ hai"),
        ("bao-cao.pdf.js", PDF, r"Không nhận tệp loại \.js"),
        ("khong-duoi", PDF, "không có phần mở rộng"),
        (".pdf", PDF, "không có phần mở rộng"),
        ("bao-cao\u202efdp.exe.pdf", PDF, "ký tự ẩn"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_a_sentence(store, name, body, sentence):
    file = SimpleUploadedFile("x", body)
    file._name = name
    with pytest.raises(RefusedFileError, match=sentence):
        storage.receive(file)
    assert left_in(store) == []


@pytest.mark.parametrize(
    ("name", "members", "sentence"),
    [
        ("bao-cao.docx", ["payload.exe"], "hỏng hoặc không phải"),
        ("bao-cao.docx", ["word/document.xml", "word/vbaProject.bin"], "macro"),
        ("bang.xlsx", ["word/document.xml"], "hỏng hoặc không phải|không đúng là tệp"),
    ],
)
def test_a_container_is_opened_before_it_is_believed(store, name, members, sentence):
    with pytest.raises(RefusedFileError, match=sentence):
        storage.receive(office_file(name, *members))
    assert left_in(store) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\can-bo\\..\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("/etc/cron.d/x.pdf", "x.pdf"),
        ("a\x00b\x1f.pdf", "ab.pdf"),
        ("tên: có <dấu>?.pdf", "tên_ có _dấu__.pdf"),
        ("   nhiều   khoảng trắng.pdf ", "nhiều khoảng trắng.pdf"),
        ("1726.QĐ-UBND.signed.pdf", "1726.QĐ-UBND.signed.pdf"),
    ],
)
def test_a_name_keeps_nothing_but_the_name(typed, kept):
    assert clean_name(typed) == kept


def test_a_long_name_is_shortened_before_its_extension():
    name = clean_name("đ" * 400 + ".pdf")
    assert len(name) == content.LONGEST_NAME + 1
    assert name.endswith("đ.pdf")


def test_a_file_over_the_limit_is_dropped_at_the_limit(store, settings):
    settings.EVIDENCE_MAX_BYTES = 100
    read = []

    class Endless(SimpleUploadedFile):
        def chunks(self, chunk_size=None):
            while True:
                read.append(1)
                yield b"%PDF-1.4 " + b"x" * 31

    with pytest.raises(RefusedFileError, match="lớn hơn"):
        storage.receive(Endless("lon.pdf", b"x"))
    assert len(read) == 3  # 40 bytes each: stopped within the third chunk
    assert left_in(store) == []


def test_without_libmagic_every_file_is_refused_and_the_sentence_says_why(store, monkeypatch):
    monkeypatch.setattr(content, "magic", None)
    assert not content.recognition_available()
    with pytest.raises(RefusedFileError, match="libmagic"):
        storage.receive(pdf())
    assert left_in(store) == []


def test_the_trusting_twin_takes_an_executable_for_a_pdf():
    """S4-14: the checks above would pass unseen if nobody could fail them."""
    assert trusting_receive(SimpleUploadedFile("bao-cao.pdf", EXECUTABLE)) == "application/pdf"
