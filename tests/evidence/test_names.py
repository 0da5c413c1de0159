"""Names that try to become more than a name, through form, interface and folder (T46)."""

import io
import unicodedata
import zipfile
from email.message import Message

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from openpar import file_storage as storage
from openpar.evidence.folders import read_folder
from openpar.evidence.models import Revision
from openpar.file_content import RefusedFileError, clean_name
from openpar.people.models import Role
from tests.api.calling import Program
from tests.factories import appointed
from tests.factories_assessments import PDF
from tests.hostile_files.names import NAMES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path / "data"
    return tmp_path


@pytest.fixture
def officer():
    return appointed(Role.OFFICER)


def body_of(name: str, content: bytes, **fields: object) -> bytes:
    """A form as a hostile program writes it: the name of the file as it is."""
    lines = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="'
    lines.append(head.encode() + name.encode("utf-8", "surrogatepass"))
    lines.append(b'"\r\nContent-Type: application/pdf\r\n\r\n' + content + b"\r\n")
    return b"".join(lines) + f"--{BOUNDARY}--\r\n".encode()


def outside(store) -> list[str]:
    """Files of the test's folder that do not lie in the store, or under a name that was sent."""
    kept = {name for name, _moment in storage.stored_names()}
    return [str(path) for path in store.rglob("*") if path.is_file() and path.name not in kept]


def test_every_name_becomes_one_name_or_a_sentence():
    assert len(NAMES) == 45
    for sent, kept in NAMES.items():
        if kept is None:
            with pytest.raises(RefusedFileError):
                clean_name_and_kind(sent)
        else:
            assert clean_name_and_kind(sent) == unicodedata.normalize("NFC", kept), sent


def clean_name_and_kind(name: str) -> str:
    cleaned = clean_name(name)
    storage.kind_of(cleaned)
    return cleaned


def test_by_form_and_interface_no_name_leaves_the_store(client, officer, store):
    client.force_login(officer)
    program, unit = Program(officer), officer.units(*Role)[0]
    for number, name in enumerate(NAMES):
        content = PDF + b"%%%d" % number
        body = body_of(name, content, unit=unit.pk)
        client.generic("POST", "/evidence/upload/", body, MULTIPART_CONTENT)
        program.upload("/documents", file=SimpleUploadedFile(name, content), unit=unit.code)
    assert outside(store) == []
    for revision in Revision.objects.all():
        assert "/" not in revision.file_name
        assert "\n" not in revision.file_name
        answer = client.get(f"/evidence/revisions/{revision.pk}/")
        head = Message()
        head["content-disposition"] = answer["Content-Disposition"]
        assert head.get_filename() == revision.file_name
        assert head.get_content_disposition() == "attachment"
        b"".join(answer.streaming_content)


def test_by_a_folder_no_name_leaves_the_store(store):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, name in enumerate(NAMES):
            archive.writestr(zipfile.ZipInfo(name.replace("\x00", "_")), PDF + b"%%%d" % number)
    entries = read_folder(buffer, buffer.tell())
    assert [one.file_name for one in entries if "/" in one.file_name] == []
    assert outside(store) == []


def test_two_ways_to_write_one_name_are_two_files(officer):
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "Quyết định số 12.pdf")
        storage.receive(SimpleUploadedFile(name, PDF + form.encode()))
    assert len(list(storage.stored_names())) == 2
