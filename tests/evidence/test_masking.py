"""S1-56: who sees personal data in a file, and what others see and get."""

import shutil

import pytest

from openpar.evidence import reading
from openpar.evidence.models import RevisionReading
from openpar.people.models import Role
from tests.evidence import files
from tests.evidence.files import letter, registered, scan
from tests.evidence.test_viewer import address, black_share, picture_of
from tests.factories import appointed

pytestmark = pytest.mark.django_db
CITIZEN = "001085012345"
needs_recognition = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="no tesseract (apt-get install tesseract-ocr-vie)"
)


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def officer():
    return appointed(Role.OFFICER)


def filed(officer, name="ke-hoach.pdf", content=None):
    body = files.PERSON + " Số tài khoản: 1234567890. Thư: mau@tinh.example. " + files.BODY[:900]
    made = registered(officer, name, content or letter(body=body))
    reading.read(made.pk)
    return made


@pytest.mark.parametrize(
    ("role", "everything"),
    [(Role.COORDINATOR, True), (Role.AUDITOR, False)],
)
def test_the_officer_and_the_coordinator_see_all_and_the_auditor_a_mask(
    client, officer, role, everything
):
    revision = filed(officer)
    for reader, sees in ((officer, True), (appointed(role), everything)):
        client.force_login(reader)
        shown = client.get(address(revision)).content.decode()
        for hidden in (CITIZEN, "0912 345 678", "1234567890", "mau@tinh.example"):
            assert (hidden in shown) == sees, (reader, hidden)
        assert ("đã che dữ liệu cá nhân" in shown) != sees


def test_the_setting_gives_a_role_full_sight_or_takes_it(client, officer, settings):
    revision = filed(officer)
    settings.FULL_SIGHT = ("auditor",)
    for role, sees in ((Role.AUDITOR, True), (Role.COORDINATOR, False)):
        client.force_login(appointed(role))
        assert (CITIZEN in client.get(address(revision)).content.decode()) == sees


@pytest.mark.parametrize(
    "made",
    [letter, pytest.param(scan, marks=needs_recognition)],
)
def test_boxes_cover_the_words_on_the_picture(client, officer, made):
    revision = filed(officer, content=made(body=files.PERSON + files.BODY[:600]))
    client.force_login(officer)
    plain = picture_of(client.get(address(revision, "pages/1/")))
    client.force_login(appointed(Role.AUDITOR))
    covered = picture_of(client.get(address(revision, "pages/1/")))

    assert black_share(covered) > black_share(plain) + 0.001
    boxes = RevisionReading.objects.get().texts.get(number=1).boxes
    for left, top, right, bottom in boxes:
        middle = ((left + right) / 2 * covered.width, (top + bottom) / 2 * covered.height)
        assert covered.getpixel(tuple(map(int, middle))) < 60


def test_who_sees_a_mask_does_not_get_the_bytes(client, officer):
    revision = filed(officer)
    client.force_login(appointed(Role.AUDITOR))
    refused = client.get(address(revision, ""))
    assert refused.status_code == 403
    assert "dữ liệu cá nhân" in refused.content.decode()

    client.force_login(officer)
    handed = client.get(address(revision, ""))
    assert b"".join(handed.streaming_content).startswith(b"%PDF")


def test_a_file_without_personal_data_is_handed_to_everybody_who_may_see_it(client, officer):
    revision = filed(officer, content=letter())
    client.force_login(appointed(Role.AUDITOR))
    handed = client.get(address(revision, ""))
    assert b"".join(handed.streaming_content).startswith(b"%PDF")


def test_what_is_not_read_yet_is_not_shown_where_it_would_have_to_be_masked(client, officer):
    revision = registered(officer, "ke-hoach.pdf", letter())
    client.force_login(appointed(Role.AUDITOR))
    assert "sẽ hiện khi đã che được" in client.get(address(revision)).content.decode()
    assert client.get(address(revision, "pages/1/")).status_code == 404
    assert client.get(address(revision, "")).status_code == 403


def test_searching_for_a_hidden_number_finds_nothing_and_tells_nothing(client, officer):
    revision = filed(officer)
    client.force_login(appointed(Role.AUDITOR))
    viewers = [
        client.get(f"{address(revision)}?q={number}", headers={"HX-Request": "true"})
        for number in (CITIZEN, "009999999999")
    ]
    known, unknown = (one.content.decode() for one in viewers)
    assert known.replace(CITIZEN, "…") == unknown.replace("009999999999", "…")
