"""The register in a real browser: many files at once, none lost; one click to use one again."""

from datetime import date

import pytest
from playwright.sync_api import expect

from openpar.assessments.models import EvidenceUse
from openpar.evidence import actions
from openpar.evidence.actions import Description
from openpar.evidence.models import LockedFile, Revision
from openpar.people.models import Role
from tests.factories_assessments import PDF, address, pdf, sheet_with_officer
from tests.hostile_files import mixtures, portable_documents
from tests.hostile_files.pictures import jpeg
from tests.web.axe import check_page
from tests.web.pictures import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLANS = (
    ("Kế hoạch cải cách hành chính năm 2026 của Sở Mẫu, kèm phụ lục phân công nhiệm vụ", "12",
     "KH-SM", "plan", 1),
    ("Báo cáo kết quả thực hiện công tác cải cách hành chính 6 tháng đầu năm", "145", "BC-SM",
     "report", 7),
    ("Quyết định ban hành quy chế tiếp nhận và trả kết quả tại Bộ phận Một cửa", "89", "QĐ-UBND",
     "decision", 3),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def work(client, live_server):
    """A sheet and its officer, signed in on whatever page is given."""
    sheet, officer = sheet_with_officer()

    def sign_in(page):
        client.force_login(officer)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([cookie | {"url": live_server.url}])
        client.get("/evidence/")  # the first page of a process compiles its templates
        return sheet, officer

    return sign_in


def payload(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def filled(officer) -> None:
    """Some documents as a unit has them, with flags of several kinds."""
    unit = officer.units(*Role)[0]
    for place, (abstract, number, symbol, kind, month) in enumerate(PLANS):
        active = portable_documents.ACTIVE["kich-ban.pdf"][0]() if place == 1 else PDF
        file = pdf(f"{symbol}.pdf", active + b"%%%d" % place)
        revision, _known = actions.upload(file, owner=unit, by=officer)
        issuer = "UBND tỉnh Mẫu" if place == 2 else unit.name
        book = Description(
            number=number, symbol=symbol, date=date(2026, month, 12), issuer=issuer, kind=kind,
            abstract=abstract,
        )  # fmt: skip
        actions.describe(revision.document, book, by=officer)
    photo = pdf("anh-bo-phan-mot-cua.jpg", jpeg(location=True))
    actions.upload(photo, owner=unit, by=officer)


def test_many_files_at_once_each_with_its_own_answer(page, work):
    _sheet, officer = work(page)
    filled(officer)
    page.goto("/evidence/")
    check_page(page)
    picture(page, "so-tai-lieu")
    page.reload()

    page.locator("[data-uploads] input[type=file]").set_input_files([
        payload("bao-cao-quy-1.pdf", PDF + b"%q1"),
        payload("trung.pdf", PDF + b"%0"),
        payload("gia-mao.pdf", b"<html><script>alert(1)</script></html>"),
    ])  # fmt: skip
    lines = page.locator(".upload")
    expect(lines).to_have_count(3)
    expect(page.locator(".upload[data-outcome=stored]")).to_contain_text("đã vào sổ")
    expect(page.locator(".upload[data-outcome=known]")).to_contain_text("dùng lại")
    expect(page.locator(".upload[data-outcome=refused]")).to_contain_text("không đúng là tệp")
    expect(page.locator("#register-list")).to_contain_text("bao-cao-quy-1.pdf")
    check_page(page)
    picture(page, "so-tai-lieu-gui-tep")


def test_a_broken_connection_and_a_reload_lose_no_file(page, work):
    """S0-29: what is not sent stays in the browser until it is."""
    work(page)
    page.goto("/evidence/")
    page.route("**/evidence/upload/", lambda route: route.fulfill(status=408))
    page.locator("[data-uploads] input[type=file]").set_input_files(
        [payload("mot.pdf", PDF + b"%1"), payload("hai.pdf", PDF + b"%2")]
    )
    expect(page.locator(".upload[data-outcome=lost]")).to_have_count(2)
    expect(page.locator(".upload").first).to_contain_text("Không mất gì")

    page.reload()
    expect(page.locator(".upload[data-outcome=lost]")).to_have_count(2)
    page.unroute("**/evidence/upload/")
    page.locator(".upload", has_text="mot.pdf").get_by_role("button", name="Gửi lại").click()
    expect(page.locator(".upload[data-outcome=stored]")).to_have_count(1)
    page.reload()
    expect(page.locator(".upload[data-outcome=stored]")).to_have_count(1)
    page.reload()
    expect(page.locator(".upload")).to_have_count(0)
    assert Revision.objects.count() == 2


def test_evidence_is_chosen_from_the_register_by_one_click(phone_page, work):
    sheet, officer = work(phone_page)
    filled(officer)
    phone_page.goto(address(sheet, "criteria/1.1/evidence/"))
    check_page(phone_page)
    phone_page.locator("#q").fill("ke hoach 12")
    phone_page.locator("#q").press("Enter")
    phone_page.locator(".choice button").first.click()
    expect(phone_page.locator(".used")).to_contain_text("1.1-01")
    picture(phone_page, "so-tai-lieu-chon-dien-thoai")
    phone_page.locator("[name=pages]").fill("2, 5–7")
    phone_page.get_by_role("button", name="Lưu trang").click()
    expect(phone_page.locator("#messages")).to_contain_text("Đã lưu")
    assert EvidenceUse.objects.get().pages == "2, 5–7"
    check_page(phone_page)


def test_files_drop_on_a_row_of_the_sheet_and_the_row_shows_them(page, work):
    sheet, _officer = work(page)
    page.goto(address(sheet))
    place = page.locator(".item [data-uploads]").first
    place.locator("input[type=file]").set_input_files([payload("bao-cao.pdf", PDF + b"%r")])
    expect(page.locator(".files").first).to_contain_text("bao-cao.pdf")
    assert EvidenceUse.objects.count() == 1


def test_a_document_tells_what_to_look_at_in_the_dark(page, work):
    _sheet, officer = work(page)
    filled(officer)
    page.emulate_media(color_scheme="dark")
    report = Revision.objects.order_by("pk")[1]
    page.goto(f"/evidence/documents/{report.document_id}/")
    expect(page.locator("main")).to_contain_text("Có nội dung tự chạy")
    check_page(page)
    picture(page, "so-tai-lieu-toi")
    LockedFile.objects.create(revision=report, mark="MẬT")
    page.goto("/evidence/locked/")
    check_page(page)
    picture(page, "so-tai-lieu-khoa")


def test_nothing_of_a_file_that_is_two_things_runs(page, work, client):
    """T42: refused, or handed out so that no script runs."""
    _sheet, officer = work(page)
    unit = officer.units(*Role)[0]
    for name, build in mixtures.POLYGLOTS.items():
        sent = {"files": pdf(name, build()), "unit": unit.pk}
        client.post("/evidence/upload/", sent, headers={"Accept": "application/json"})
    assert 3 <= Revision.objects.count() < len(mixtures.POLYGLOTS)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto("/evidence/")
    for revision in Revision.objects.all():
        with page.expect_download() as download:
            page.evaluate("address => { location.href = address }",
                          f"/evidence/revisions/{revision.pk}/")  # fmt: skip
        assert download.value.suggested_filename == revision.file_name
    assert dialogs == []
    assert page.title() != "chay roi"
