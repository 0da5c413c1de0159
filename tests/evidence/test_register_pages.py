"""The pages of the register: found without marks, filtered by flags, silent on other units."""

import io
from datetime import date

import openpyxl
import pytest

from openpar.assessments import actions as sheets
from openpar.evidence import actions
from openpar.evidence.actions import Description
from openpar.evidence.flags import FLAGS
from openpar.evidence.models import Document, Finding, LockedFile, Revision
from openpar.people.models import Role
from tests.factories import appointed
from tests.factories_assessments import PDF, item_of, pdf, sheet_with_officer

pytestmark = pytest.mark.django_db
REGISTER = "/evidence/"


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def officer():
    return appointed(Role.OFFICER)


def entered(officer, name: str, mark: str = "", **described) -> Document:
    """A document of the officer's unit whose bytes end with ``mark``."""
    unit = officer.units(*Role)[0]
    file = pdf(content=PDF + f"%{mark or name}".encode())
    revision, _known = actions.upload(file, owner=unit, by=officer)
    given = {"abstract": name} | described
    return actions.describe(revision.document, Description(**given), by=officer)


def titles(client, **asked) -> list[str]:
    """The documents that the list shows, by their abstract."""
    page = client.get(REGISTER, asked)
    assert page.status_code == 200
    return [row.abstract for row in page.context["list"].page.object_list]


def test_a_document_is_found_by_its_words_without_marks(client, officer):
    plan = Description(number="12", symbol="KH-UBND", issuer="Sở Nội vụ")
    entered(officer, "Kế hoạch cải cách hành chính năm 2026", number="12", symbol="KH-UBND")
    entered(officer, "Báo cáo sáu tháng", issuer="Sở Tài chính")
    assert plan.number
    client.force_login(officer)

    assert titles(client, q="ke hoach 12/KH") == ["Kế hoạch cải cách hành chính năm 2026"]
    assert titles(client, q="CẢI CÁCH hanh") == ["Kế hoạch cải cách hành chính năm 2026"]
    assert titles(client, q="so tai chinh") == ["Báo cáo sáu tháng"]
    assert titles(client, q="khong co") == []
    assert len(titles(client)) == 2


def test_the_list_is_filtered_and_sorted(client, officer):
    entered(officer, "Cũ", date=date(2025, 3, 1), kind="plan")
    entered(officer, "Mới", date=date(2026, 3, 1), kind="report")
    client.force_login(officer)
    assert titles(client, year="2025") == ["Cũ"]
    assert titles(client, kind="report") == ["Mới"]
    assert titles(client, sort="day") == ["Cũ", "Mới"]
    assert titles(client, sort="-day") == ["Mới", "Cũ"]
    assert titles(client, use="used") == []
    assert titles(client, use="unused", year="khong phai so") == ["Mới", "Cũ"]


def test_used_documents_show_where_by_their_code(client):
    sheet, officer = sheet_with_officer()
    use = sheets.attach(item_of(sheet, "1.1"), pdf(), by=officer, kind="report")
    document = use.revision.document
    client.force_login(officer)
    assert titles(client, use="used") == titles(client, criterion="1.1") == [document.abstract]
    assert titles(client, criterion="1.2") == []
    page = client.get(f"/evidence/documents/{document.pk}/").content.decode()
    assert use.code == "1.1-01"
    assert "1.1-01" in page

    sheets.detach(use, by=officer)
    assert titles(client, use="used") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_queries(client, officer, rows, django_assert_num_queries):
    for number in range(rows):
        entered(officer, f"Tài liệu {number}")
    client.force_login(officer)
    client.get(REGISTER)
    with django_assert_num_queries(9):
        client.get(REGISTER)


def flags_shown(client, document) -> set[str]:
    page = client.get(f"/evidence/documents/{document.pk}/")
    return {flag.name for flag in page.context["flags"]}


def test_each_flag_is_told_filtered_by_and_never_takes_points(client, officer):
    """Every row of the table is met by a document, and a filter finds exactly that one."""
    other = appointed(Role.OFFICER)
    whole = {"number": "1", "symbol": "BC", "date": date(2026, 1, 2)}
    made = {
        "undescribed": entered(officer, "undescribed"),
        "other_issuer": entered(officer, "other_issuer", issuer="Bộ Mẫu", **whole),
        "same_elsewhere": entered(officer, "same_elsewhere", **whole),
        "expired": entered(officer, "expired", effective_to=date(2020, 1, 1), **whole),
    }
    entered(other, "của đơn vị khác", mark="same_elsewhere", **whole)
    for name, subject in (
        ("unreadable", "text"), ("unsigned", "signature"), ("near_same", "near_same"),
        ("active_content", "content"), ("personal_data", "personal"), ("hidden_data", "metadata"),
    ):  # fmt: skip
        made[name] = entered(officer, name, **whole)
        newest = made[name].revisions.get()
        Finding.objects.update_or_create(
            revision=newest, subject=subject, defaults={"verdict": "flagged"}
        )
    made["locked"] = entered(officer, "locked", **whole)
    LockedFile.objects.create(revision=made["locked"].revisions.get(), mark="MẬT")

    client.force_login(officer)
    for name, document in made.items():
        assert titles(client, flag=name) == [name], name
        assert flags_shown(client, document) == {name}, name
    assert set(FLAGS) - set(made) == {"removed", "outside_period", "link_broken"}


def test_a_use_for_another_year_and_an_expired_certificate_are_told(client):
    """S1-23: a certificate must hold on the last day of the period."""
    sheet, officer = sheet_with_officer()
    use = sheets.attach(item_of(sheet, "1.1"), pdf(), by=officer, kind="report")
    document, year = use.revision.document, sheet.cycle.year
    about = {"number": "1", "symbol": "BC"}
    client.force_login(officer)

    def described(**given):
        actions.describe(document, Description(**about | given), by=officer)
        return flags_shown(client, document)

    assert described(date=date(year, 3, 1)) == set()
    assert described(date=date(year - 1, 3, 1)) == {"outside_period"}
    until = {"date": date(year, 3, 1), "effective_to": date(year, 11, 30)}
    assert described(**until) == set()
    assert described(kind="certificate", **until) == {"expired"}


def test_the_other_unit_of_the_same_file_is_told_to_nobody_but_who_oversees_both(client, officer):
    """T05."""
    other = appointed(Role.OFFICER)
    unit = other.units(*Role)[0]
    entered(other, "TÀI LIỆU CỦA ĐƠN VỊ KIA", mark="chung")
    document = entered(officer, "Của tôi", mark="chung")
    client.force_login(officer)
    for address in (REGISTER, f"/evidence/documents/{document.pk}/"):
        page = client.get(address).content.decode()
        assert "Trùng tệp với đơn vị khác" in page
        assert unit.name not in page
        assert "TÀI LIỆU CỦA ĐƠN VỊ KIA" not in page
    assert titles(client, flag="same_elsewhere") == ["Của tôi"]

    client.force_login(appointed(Role.COORDINATOR))
    assert set(titles(client, flag="same_elsewhere")) == {"Của tôi", "TÀI LIỆU CỦA ĐƠN VỊ KIA"}


def test_the_workbook_holds_what_the_list_shows_and_no_formula(client, officer):
    """T57."""
    entered(officer, "=HYPERLINK(1)", issuer="+cmd")
    client.force_login(officer)
    answer = client.get(REGISTER, {"as": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    texts = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert [cell.data_type for cell in texts] == ["s"]


def test_files_are_dropped_several_at_once_without_javascript(client, officer):
    client.force_login(officer)
    files = [pdf("a.pdf"), pdf("b.pdf", PDF + b"%b"), pdf("c.pdf", b"<html></html>")]
    answer = client.post(
        "/evidence/upload/", {"files": files, "unit": officer.units(*Role)[0].pk}, follow=True
    )
    page = answer.content.decode()
    assert Revision.objects.count() == 2
    assert "“b.pdf” đã vào sổ" in page
    assert "không đúng là tệp" in page


def test_a_program_hears_of_each_file(client, officer):
    client.force_login(officer)
    unit = officer.units(*Role)[0].pk
    asked = {"headers": {"Accept": "application/json"}}
    send = lambda file: client.post(  # noqa: E731
        "/evidence/upload/", {"files": file, "unit": unit}, **asked
    )
    stored, known, refused = send(pdf()), send(pdf("lai.pdf")), send(pdf(content=b"x"))
    outcomes = [answer.json()["files"][0]["outcome"] for answer in (stored, known, refused)]
    assert outcomes == ["stored", "known", "refused"]
    assert [answer.status_code for answer in (stored, known, refused)] == [200, 200, 422]
    assert "đã có trong sổ: dùng lại" in known.json()["files"][0]["sentence"]


def test_nobody_writes_to_another_units_register(client, officer):
    stranger = appointed(Role.OFFICER)
    document = entered(officer, "Của tôi")
    client.force_login(stranger)
    unit = officer.units(*Role)[0].pk
    client.post("/evidence/upload/", {"files": pdf("x.pdf", PDF + b"%x"), "unit": unit})
    assert Revision.objects.count() == 1
    for rest in ("", "describe/", "check/"):
        assert client.get(f"/evidence/documents/{document.pk}/{rest}").status_code == 404
    assert client.post(f"/evidence/documents/{document.pk}/revise/").status_code == 404
    absent = client.get("/evidence/documents/987654/")
    assert absent.content == client.get(f"/evidence/documents/{document.pk}/").content


def test_describing_a_stale_page_shows_both_and_keeps_what_was_typed(client, officer):
    document = entered(officer, "Kế hoạch")
    client.force_login(officer)
    address = f"/evidence/documents/{document.pk}/describe/"
    typed = {"number": "12", "abstract": "Kế hoạch", "secrecy": "normal", "version": 1}
    stale = client.post(address, typed)
    assert stale.status_code == 409
    assert "Có người vừa ghi thông tin" in stale.content.decode()
    assert 'value="12"' in stale.content.decode()
    assert client.post(address, typed | {"version": document.version}).status_code == 302
    document.refresh_from_db()
    assert document.number == "12"


def test_links_and_inspections_are_entered_on_their_pages(client, officer):
    client.force_login(officer)
    unit = officer.units(*Role)[0].pk
    link = {"unit": unit, "address": "https://cchc.example/tin", "checked_on": "05/01/2026",
            "result": "as_described", "abstract": "Trang tin"}  # fmt: skip
    wrong = client.post("/evidence/links/new/", link | {"address": "khong phai"})
    assert wrong.status_code == 422
    answer = client.post("/evidence/links/new/", link)
    assert answer.status_code == 302
    again = client.post(
        f"{answer['Location']}check/", link | {"result": "unreachable", "note": "Lỗi 404"}
    )
    assert again.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "không mở được" in page
    assert "Trang không đúng mô tả" in page

    minutes = {"unit": unit, "minutes_number": "05/BB", "inspected_on": "02/03/2026",
               "inspectors": "Tổ thẩm định", "finding": "Đúng hạn", "secrecy": "secret",
               "abstract": "Kế hoạch mật"}  # fmt: skip
    answer = client.post("/evidence/inspections/new/", minutes)
    assert answer.status_code == 302
    assert "Tối mật" in client.get(answer["Location"]).content.decode()


def test_a_file_is_locked_by_hand_and_waits_in_the_queue(client, officer):
    document = entered(officer, "Kế hoạch")
    client.force_login(officer)
    revision = document.revisions.get()
    client.post(f"/evidence/revisions/{revision.pk}/lock/")
    assert client.get(f"/evidence/revisions/{revision.pk}/").status_code == 403
    queue = client.get("/evidence/locked/").content.decode()
    assert "Là tài liệu mật: gỡ bỏ" in queue
    assert "Không phải: mở khóa" not in queue
    locked = LockedFile.objects.get()
    client.post(f"/evidence/locked/{locked.pk}/remove/", {"reason": "Gửi nhầm"})
    locked.refresh_from_db()
    assert locked.state == "removed"
    assert client.get(f"/evidence/documents/{document.pk}/").status_code == 200
