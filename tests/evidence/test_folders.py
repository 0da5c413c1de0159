"""A folder of last year's evidence becomes documents after a trial, whole or not at all (S3-33)."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openpar.audit.models import Event
from openpar.evidence import folder_actions
from openpar.evidence.folders import code_of
from openpar.evidence.models import Document, EvidenceFolder
from openpar.people.models import Role
from tests.factories import UnitFactory, UserFactory, appointed
from tests.factories_assessments import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def kept(tmp_path) -> list[Path]:
    return [one for one in (tmp_path / "evidence").rglob("*") if one.is_file()]


def packed(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def officer(unit):
    return signed_in(appointed(Role.OFFICER, unit))


def send(client, unit, content):
    file = SimpleUploadedFile("minh-chung.zip", content)
    return client.post("/evidence/folders/", {"file": file, "unit": unit.pk})


FOLDER = {
    "2025/1.2.3_kế hoạch.pdf": PDF,
    "2025/TC 2.1/bao-cao.pdf": PDF + b"\n%1",
    "2025/khac.pdf": PDF + b"\n%2",
    "2025/Thumbs.db": b"x",
}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("1.2.3_a.pdf", "1.2.3"), ("a/II.4.1 - b.pdf", "II.4.1"), ("TC 2.1/x/y.pdf", "2.1"),
        ("1.2.3.pdf", "1.2.3"), ("I.1.a_x.pdf", "I.1.a"), ("2025/khac.pdf", ""),
        ("12.05.2025 cong van.pdf", ""),
    ],
)  # fmt: skip
def test_the_code_stands_at_the_beginning_of_a_name_or_folder(path, code):
    assert code_of(path) == code


def test_a_folder_is_tried_then_registered_with_its_codes(officer, unit):
    send(officer, unit, packed(FOLDER))
    folder = EvidenceFolder.objects.get()
    shown = officer.get(f"/evidence/folders/{folder.pk}/")
    assert [entry.code for entry in shown.context["entries"]] == ["1.2.3", "2.1", ""]
    assert (shown.context["errors"], Document.objects.count()) == (0, 0)

    officer.post(f"/evidence/folders/{folder.pk}/register/")

    assert sorted(Document.objects.values_list("criterion_code", flat=True)) == ["", "1.2.3", "2.1"]
    assert Event.objects.filter(action="evidence.received").count() == 3
    assert Event.objects.get(action="evidence.folder_registered").data["registered"] == 3
    with pytest.raises(PermissionDenied):
        folder_actions.register_folder(folder, by=appointed(Role.OFFICER, unit))


def test_what_the_unit_has_already_is_not_registered_twice(officer, unit):
    for _time in range(2):
        send(officer, unit, packed(FOLDER | {"3.1_copy.pdf": PDF}))
        folder = EvidenceFolder.objects.latest("pk")
        officer.post(f"/evidence/folders/{folder.pk}/register/")
    assert Document.objects.count() == 3


def test_one_refused_file_keeps_every_file_out(officer, unit):
    send(officer, unit, packed(FOLDER | {"1.1_tool.exe": b"MZ", "1.2_fake.pdf": b"<html>"}))
    folder = EvidenceFolder.objects.get()
    assert officer.get(f"/evidence/folders/{folder.pk}/").context["errors"] == 2
    officer.post(f"/evidence/folders/{folder.pk}/register/")
    assert not Document.objects.exists()
    folder.refresh_from_db()
    assert folder.state == "tried"


def test_a_folder_given_up_leaves_nothing_in_the_store(officer, unit, tmp_path):
    send(officer, unit, packed(FOLDER))
    assert len(kept(tmp_path)) == 3
    folder = EvidenceFolder.objects.get()
    officer.post(f"/evidence/folders/{folder.pk}/abandon/")
    assert kept(tmp_path) == []
    assert officer.get(f"/evidence/folders/{folder.pk}/").status_code == 404


HOSTILE = {
    "no archive": b"PDF",
    "a damaged archive": packed(FOLDER)[:-40],
    "a bomb": packed({"1.1_a.txt": b"0" * 50_000_000}),
    "too many files": packed({f"{n}.txt": b"x" for n in range(501)}),
    "nothing": packed({}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_gets_a_sentence_and_leaves_nothing(officer, unit, tmp_path, name):
    response = send(officer, unit, HOSTILE[name])
    assert response.context["form"].errors
    assert not EvidenceFolder.objects.exists()
    assert kept(tmp_path) == []


def test_no_name_of_an_archive_becomes_a_path(officer, unit, tmp_path):
    send(officer, unit, packed({"../../../etc/1.1_x.pdf": PDF, "/1.2_y.pdf": PDF + b"\n%1"}))
    entries = folder_actions.entries_of(EvidenceFolder.objects.get())
    assert [entry.file_name for entry in entries] == ["1.1_x.pdf", "1.2_y.pdf"]
    assert all(tmp_path in one.parents for one in kept(tmp_path))


def test_another_units_folder_does_not_exist(officer, unit):
    send(officer, unit, packed(FOLDER))
    folder = EvidenceFolder.objects.get()
    for person in (appointed(Role.OFFICER), appointed(Role.COORDINATOR), UserFactory()):
        stranger = signed_in(person)
        for step in ("", "register/", "abandon/"):
            call = stranger.post if step else stranger.get
            assert call(f"/evidence/folders/{folder.pk}/{step}").status_code == 404
    other = signed_in(appointed(Role.HEAD))
    assert send(other, unit, packed(FOLDER)).context["form"].errors
    assert Client().get("/evidence/folders/").status_code == 302
    assert not Document.objects.exists()


@pytest.mark.parametrize("files", [1, 30])
def test_the_trial_asks_five_queries(officer, unit, files, django_assert_num_queries):
    send(officer, unit, packed({f"1.{n}_a.pdf": PDF + b"\n%%%d" % n for n in range(files)}))
    folder = EvidenceFolder.objects.get()
    with django_assert_num_queries(5):  # session, account, appointments, folder, known hashes
        officer.get(f"/evidence/folders/{folder.pk}/")
