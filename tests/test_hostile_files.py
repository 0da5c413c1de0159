"""What people may send: bombs, macros, scripts, entities, floods of points (T40 … T50).

Each family is built anew (``tests/hostile_files``) and goes through the guards that every upload
passes; the sentence, the time and the memory are looked at.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from openpar import file_storage as storage
from openpar.file_active import Trait, pdf_traits
from openpar.file_content import RefusedFileError, check_content
from openpar.file_metadata import Hidden
from tests.factories_assessments import PDF, office_file, pdf
from tests.hostile_files import archives, documents, mixtures, pictures, portable_documents
from tests.hostile_files.documents import wide_workbook
from tests.naive.trusting_archive import trusting_unpack

MEBIBYTE = 1024 * 1024


@pytest.fixture
def judge(tmp_path):
    """Judge files in a process of its own: name -> bytes in, what came of it out."""

    def run(files: Mapping[str, bytes]) -> dict[str, object]:
        paths = []
        for name, content in files.items():
            paths.append(tmp_path / name)
            paths[-1].write_bytes(content)
        command = [sys.executable, "-m", "tests.hostile_files.measuring", *map(str, paths)]
        environment = os.environ | {"OPENPAR_DATA": str(tmp_path)}
        done = subprocess.run(command, capture_output=True, check=True, env=environment)
        return json.loads(done.stdout)

    return run


def checked(tmp_path, name: str, content: bytes):
    """Judge one file here."""
    path = tmp_path / "tep"
    path.write_bytes(content)
    return check_content(path, name)


def test_twelve_bombs_are_refused_before_anything_is_unpacked(judge):
    """T40."""
    bombs = {name: build() for name, build in archives.BOMBS.items()}
    assert len(bombs) == 12
    assert all(len(content) <= MEBIBYTE for content in bombs.values())

    found = judge(bombs)

    assert [name for name, said in found["files"].items() if "accepted" in said] == []
    assert max(said["seconds"] for said in found["files"].values()) < 2
    assert found["grown"] < 100 * MEBIBYTE


def test_the_sound_archive_beside_each_bomb_is_taken(tmp_path):
    """T40: one difference away from every bomb."""
    good = archives.docx({"word/media.bin": b"x" * 5000, "word/theme.xml": b"<a/>"})
    assert checked(tmp_path, "bao-cao.docx", good).traits == ()
    written = office_file("bang.xlsx", "xl/workbook.xml", "xl/styles.xml").read()
    assert checked(tmp_path, "bang.xlsx", written).media_type.endswith("sheet")


def test_the_trusting_twin_unpacks_the_bomb(tmp_path):
    """T40: the guard is what stops it."""
    assert trusting_unpack(archives.small_size()) > 30 * MEBIBYTE


def test_huge_workbooks_cost_neither_time_nor_memory(judge):
    """T41: refused from the directory, or taken without a cell being read."""
    books = {
        "phinh.xlsx": documents.swollen_workbook(),
        "nhieu-chu.xlsx": documents.many_texts(),
        "nhieu-kieu.xlsx": documents.many_styles(),
        "rong.xlsx": wide_workbook(16_384, 4),
        "dai.xlsx": wide_workbook(3, 30_000),
    }
    found = judge(books)
    said = {name: "refused" in one for name, one in found["files"].items()}
    assert said == {
        "phinh.xlsx": True, "nhieu-chu.xlsx": True, "nhieu-kieu.xlsx": True,
        "rong.xlsx": False, "dai.xlsx": False,
    }  # fmt: skip
    assert max(one["seconds"] for one in found["files"].values()) < 2
    assert found["grown"] < 150 * MEBIBYTE


@pytest.mark.parametrize("name", documents.ACTING)
def test_a_document_that_acts_is_refused(tmp_path, name):
    """T43: macros, templates and objects from elsewhere, commands in fields and cells."""
    with pytest.raises(RefusedFileError, match=r"macro|hỏng|không đúng là tệp"):
        checked(tmp_path, name, documents.ACTING[name]())


@pytest.mark.parametrize(
    ("name", "trait"),
    [
        ("du-lieu-ngoai.xlsx", Trait.EXTERNAL_DATA),
        ("lien-ket-so.xlsx", Trait.EXTERNAL_DATA),
        ("hinh-tu-xa.docx", Trait.EXTERNAL_LINK),
        ("bang-nhung.docx", Trait.EMBEDDED_OBJECT),
        ("cong-thuc.csv", Trait.FORMULA),
        ("nhi-phan-cu.doc", Trait.OLD_FORMAT),
    ],
)
def test_what_a_reader_should_know_is_told(tmp_path, name, trait):
    """T43: not refused, and never shown as clean."""
    assert trait in checked(tmp_path, name, documents.TELLING[name]()).traits


@pytest.mark.parametrize("name", portable_documents.ACTIVE)
def test_an_active_pdf_is_taken_and_told(tmp_path, name):
    """T44."""
    build, traits = portable_documents.ACTIVE[name]
    assert set(checked(tmp_path, name, build()).traits) >= traits


def test_a_quiet_pdf_is_told_to_be_nothing_else():
    assert pdf_traits(portable_documents.quiet()) == set()
    assert pdf_traits(PDF) == set()


def test_checking_a_pdf_leaves_its_bytes_alone(tmp_path, settings):
    """T44: a signature covers the bytes; looking must not change them."""
    settings.OPENPAR_DATA = tmp_path
    content = portable_documents.ACTIVE["kich-ban.pdf"][0]()
    stored = storage.receive(pdf(content=content))
    with storage.open_stored(stored.storage_name) as kept:
        assert kept.read() == content


@pytest.mark.parametrize("name", mixtures.ACTIVE_PAGES)
def test_no_page_that_runs_scripts_is_evidence(tmp_path, name):
    """T45: 20 payloads, refused by the list of what is accepted."""
    with pytest.raises(RefusedFileError):
        checked(tmp_path, name, mixtures.ACTIVE_PAGES[name]())


def test_every_entity_is_refused_without_a_look_elsewhere(judge):
    """T47: 24 files; nothing is resolved, nothing grows."""
    files = documents.entity_files()
    assert len(files) == 24
    found = judge(files)
    assert [name for name, said in found["files"].items() if "accepted" in said] == []
    assert "root:" not in json.dumps(found)
    assert max(said["seconds"] for said in found["files"].values()) < 1
    assert found["grown"] < 50 * MEBIBYTE


def test_floods_of_points_are_refused_from_the_header(judge):
    """T50."""
    found = judge({name: build() for name, build in pictures.FLOODS.items()})
    assert [name for name, said in found["files"].items() if "accepted" in said] == []
    assert max(said["seconds"] for said in found["files"].values()) < 1
    assert found["grown"] < 50 * MEBIBYTE


@pytest.mark.parametrize(
    ("name", "build", "hidden"),
    [
        ("anh.jpg", lambda: pictures.jpeg(location=True), {Hidden.LOCATION}),
        ("anh.jpg", lambda: pictures.jpeg(author=True), {Hidden.AUTHOR}),
        ("anh.jpg", pictures.jpeg, set()),
        ("anh.png", lambda: pictures.png(10, 10), set()),
        ("anh.tif", lambda: pictures.scan(3), set()),
        ("bao-cao.pdf", portable_documents.with_author, {Hidden.AUTHOR}),
        ("bao-cao.pdf", portable_documents.quiet, set()),
        (
            "bao-cao.docx",
            lambda: archives.docx(body=b"<w:document><w:ins/><w:t>x</w:t></w:document>".replace(
                b"<w:document>", b'<w:document xmlns:w="urn:w">')),
            {Hidden.TRACKED_CHANGES},
        ),
        (
            "bao-cao.docx",
            lambda: archives.docx({"docProps/core.xml": b'<a xmlns:dc="urn:d">'
                                   b"<dc:creator>Can bo mau 01</dc:creator></a>"}),
            {Hidden.AUTHOR},
        ),
        ("bao-cao.docx", lambda: archives.docx({"word/comments.xml": b"<a/>"}), {Hidden.COMMENTS}),
        ("bao-cao.docx", archives.docx, set()),
    ],
)  # fmt: skip
def test_what_a_file_carries_unseen_is_found(tmp_path, name, build, hidden):
    """T55."""
    assert set(checked(tmp_path, name, build()).hidden) == hidden
