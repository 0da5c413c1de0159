"""The viewer: pictures of pages, what was read beside them, for exactly those who may download."""

import io

import pikepdf
import pytest
from PIL import Image

from openpar.audit.models import Event
from openpar.evidence import actions, reading, viewing
from openpar.evidence.models import Document, LockedFile, RevisionReading
from openpar.people.models import Role
from tests.evidence import files
from tests.evidence.files import letter, registered, word
from tests.factories import appointed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def officer():
    return appointed(Role.OFFICER)


@pytest.fixture
def revision(officer):
    made = registered(officer, "ke-hoach.pdf", letter(body=files.PERSON + files.BODY))
    reading.read(made.pk)
    return made


def address(revision, rest="view/"):
    return f"/evidence/revisions/{revision.pk}/{rest}"


def picture_of(response) -> Image.Image:
    return Image.open(io.BytesIO(response.content)).convert("L")


def black_share(picture: Image.Image) -> float:
    """The share of the points that are as dark as a curtain."""
    return sum(picture.histogram()[:60]) / (picture.width * picture.height)


def test_the_officer_sees_a_page_as_a_picture_beside_what_was_read(client, officer, revision):
    client.force_login(officer)
    shown = client.get(address(revision)).content.decode()

    assert f'src="{address(revision, "pages/1/")}"' in shown
    assert "Trang 1/2" in shown
    assert "Văn bản ghi khác với sổ" in shown
    picture = client.get(address(revision, "pages/1/"))
    assert picture["Content-Type"] == "image/webp"
    assert picture["Cache-Control"] == "private, no-store"
    assert picture["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert picture_of(picture).size == (910, 1287)  # A4 at 110 dots an inch


@pytest.mark.parametrize("pages", [1, 2])
def test_a_page_asks_the_same_number_of_queries_for_every_page(
    client, officer, revision, pages, django_assert_num_queries
):
    client.force_login(officer)
    client.get(address(revision))
    with django_assert_num_queries(10):
        client.get(f"{address(revision)}?page={pages}")


def test_the_text_is_searched_without_marks_over_all_pages(client, officer, revision):
    client.force_login(officer)
    shown = client.get(f"{address(revision)}?q=nhiem+vu+thu+40").content.decode()
    assert "Tìm thấy ở 1 trang" in shown
    assert "page=2#viewer" in shown


def test_pages_that_do_not_exist_are_absent(client, officer, revision):
    client.force_login(officer)
    for wanted in ("view/?page=3", "view/?page=0", "pages/0/", "pages/3/"):
        assert client.get(address(revision, wanted)).status_code == 404, wanted


@pytest.mark.parametrize("rest", ["view/", "pages/1/", ""])
def test_who_may_not_download_may_not_look(client, officer, revision, rest):
    stranger = appointed(Role.OFFICER)
    client.force_login(stranger)
    hidden = client.get(address(revision, rest))
    absent = client.get(f"/evidence/revisions/987654/{rest}")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content

    client.logout()
    assert client.get(address(revision, rest)).status_code == 302

    client.force_login(officer)
    LockedFile.objects.create(revision=revision, mark="MẬT")
    refused = client.get(address(revision, rest))
    assert refused.status_code == 403
    assert "MẬT" in refused.content.decode()


def test_rights_are_asked_at_every_picture(client, officer, revision):
    client.force_login(officer)
    assert client.get(address(revision, "pages/1/")).status_code == 200
    officer.appointments.update(valid_to="2021-01-01")
    assert client.get(address(revision, "pages/1/")).status_code == 404


def test_a_file_that_is_not_read_yet_can_be_looked_at_by_who_sees_all(client, officer):
    revision = registered(officer, "ke-hoach.pdf", letter())
    client.force_login(officer)
    shown = client.get(address(revision)).content.decode()
    assert "đang đọc" in shown
    assert "Trang 1/2" in shown
    assert 'hx-trigger="every 3s"' in shown
    assert client.get(address(revision, "pages/2/")).status_code == 200


def test_a_file_without_pages_shows_its_words_and_why(client, officer, monkeypatch, tmp_path):
    revision = registered(officer, "ke-hoach.docx", word("Kế hoạch <b>cải cách</b>"))
    monkeypatch.setenv("PATH", str(tmp_path))
    reading.read(revision.pk)
    client.force_login(officer)
    shown = client.get(address(revision)).content.decode()
    assert "Không hiện được từng trang" in shown
    assert "&lt;b&gt;cải cách&lt;/b&gt;" in shown
    assert client.get(address(revision, "pages/1/")).status_code == 404


def test_nothing_of_an_active_document_reaches_the_browser(client, officer, tmp_path):
    active = tmp_path / "active.pdf"
    with pikepdf.open(io.BytesIO(letter())) as made:
        made.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS="app.alert('đã chạy')"
        )
        made.save(active)
    revision = registered(officer, "ke-hoach.pdf", active.read_bytes())
    reading.read(revision.pk)
    client.force_login(officer)
    assert b"app.alert" not in client.get(address(revision)).content
    assert client.get(address(revision, "pages/1/"))["Content-Type"] == "image/webp"


def test_one_click_takes_over_what_the_document_says_and_leaves_an_event(client, officer, revision):
    client.force_login(officer)
    shown = client.post(address(revision, "take-over/"), {"field": ["number", "date"]}, follow=True)

    document = Document.objects.get(pk=revision.document_id)
    assert (document.number, str(document.date), document.symbol) == ("12", "2026-03-05", "")
    assert "Đã lấy theo văn bản" in shown.content.decode()
    assert Event.objects.filter(action="evidence.described").count() == 1
    rest = viewing.differences(document, RevisionReading.objects.get())
    assert [one.name for one in rest] == ["symbol", "issuer", "abstract"]


def test_nothing_is_ever_taken_over_by_itself_or_by_a_stranger(client, officer, revision):
    assert Document.objects.get().number == ""
    client.force_login(appointed(Role.OFFICER))
    taken = client.post(address(revision, "take-over/"), {"field": "number"})
    assert taken.status_code == 404
    client.force_login(appointed(Role.COORDINATOR))
    assert client.post(address(revision, "take-over/"), {"field": "number"}).status_code == 404
    assert Document.objects.get().number == ""


@pytest.mark.parametrize("typed", ["12", "012"])
def test_the_same_in_other_letters_is_no_difference(officer, revision, typed):
    document = Document.objects.get()
    actions.describe(
        document,
        actions.Description(
            number=typed,
            symbol="kh-snv",
            issuer="Sở Nội vụ",
            abstract="CẢI CÁCH HÀNH CHÍNH NĂM 2026.",
            date=RevisionReading.objects.get().day,
        ),
        by=officer,
    )
    document.refresh_from_db()
    assert viewing.differences(document, RevisionReading.objects.get()) == []
