"""Pages of notices: who sees what, in a fixed number of queries; hostile text stays text (S0-6)."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from openpar.messages.actions import notices
from openpar.messages.models import Delivery, Notice, Opening, Scope
from openpar.people.models import Role, Unit
from tests.factories import UnitFactory, UserFactory, appointed
from tests.factories_assessments import pdf
from tests.factories_messages import in_days, sent, written

pytestmark = pytest.mark.django_db
HOSTILE = """
<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) ![y](https://x.example/z.png)

[y]: javascript:alert(1)
<a href="javascript:alert(1)" onclick="alert(1)">z</a>

| a | b |
|---|---|
| <b onmouseover=alert(1)>c</b> | `</code><script>` |
"""


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def unit():
    return UnitFactory(code="S1", name="Sở Mẫu Một")


@pytest.fixture
def officer(unit):
    return signed_in(appointed(Role.OFFICER, unit))


@pytest.fixture
def coordinator():
    return signed_in(appointed(Role.COORDINATOR, UnitFactory(code="SNV")))


@pytest.fixture
def notice(unit):
    return sent(rules=((Scope.UNIT.value, "S1"),))


def form(**changes):
    return {"title": "Tập huấn", "kind": "notice", "body": "Nội dung", "everybody": "on"} | changes


def test_the_officer_of_the_unit_reads_and_confirms_it(officer, notice, unit):
    address = f"/messages/notices/{notice.pk}/"
    assert "<strong>nghiên cứu</strong>" in officer.get(address).text
    assert Opening.objects.filter(notice=notice, unit=unit).count() == 1

    response = officer.post(address + "confirm/", {"unit": "S1"}, follow=True)
    assert "đã xác nhận lúc" in response.text


def test_for_another_unit_and_for_nobody_the_notice_does_not_exist(notice, unit):
    other = signed_in(appointed(Role.OFFICER, UnitFactory()))
    absent = other.get("/messages/notices/999999/")
    for address in ("", "confirm/", "files/1/"):
        method = other.post if address == "confirm/" else other.get
        assert method(f"/messages/notices/{notice.pk}/{address}").status_code == 404
    assert other.get(f"/messages/notices/{notice.pk}/").content == absent.content
    assert notice.title not in other.get("/messages/notices/").text
    assert Client().get(f"/messages/notices/{notice.pk}/").status_code == 302
    assert not Opening.objects.exists()


def test_a_draft_does_not_exist_for_units_and_auditors(officer, unit):
    draft = written(rules=((Scope.UNIT.value, "S1"),))
    for client in (officer, signed_in(appointed(Role.AUDITOR))):
        assert client.get(f"/messages/notices/{draft.pk}/").status_code == 404
        assert draft.title not in client.get("/messages/notices/").text


def test_the_head_may_not_confirm_for_another_unit(notice):
    other = UnitFactory(code="S2")
    head = signed_in(appointed(Role.HEAD, other))
    Delivery.objects.create(notice=notice, unit=other)
    address = f"/messages/notices/{notice.pk}/confirm/"
    refused = head.post(address, {"unit": "S1"})
    assert refused.status_code == 403
    assert "xác nhận thay đơn vị" in refused.text
    assert head.post(address, {"unit": "KHONG-CO"}).status_code == 404


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - {Role.COORDINATOR}), None])
def test_for_everybody_else_writing_does_not_exist(role, notice):
    client = signed_in(appointed(role) if role else UserFactory())
    assert client.get("/messages/notices/new/").status_code == 404
    assert client.post("/messages/notices/new/", form()).status_code == 404
    for act in ("send", "discard", "attach", "withdraw", "follow"):
        assert client.post(f"/messages/notices/{notice.pk}/{act}/").status_code == 404
    assert Notice.objects.count() == 1


def test_the_coordinator_writes_attaches_previews_and_sends(coordinator, unit):
    response = coordinator.post("/messages/notices/new/", form(confirm_by="31/12/2099 16:30"))
    draft = Notice.objects.get()
    assert response.url == f"/messages/notices/{draft.pk}/draft/"
    coordinator.post(f"/messages/notices/{draft.pk}/attach/", {"file": pdf("Quy chế.pdf")})
    preview = coordinator.get(response.url).text
    assert "Quy chế.pdf" in preview
    assert "31/12/2099 16:30" in preview
    assert "Hôm nay đến 2 đơn vị." in preview

    coordinator.post(f"/messages/notices/{draft.pk}/send/")
    draft.refresh_from_db()
    assert draft.state == Notice.State.SENT
    file = draft.attachments.get()
    reader = signed_in(appointed(Role.HEAD, unit))
    given = reader.get(f"/messages/notices/{draft.pk}/files/{file.pk}/")
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert b"".join(given.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"confirm_by": "mai"}, "không phải là ngày"),
        ({"about": "https://elsewhere.example/"}, "từ dấu gạch chéo đầu tiên"),
        ({"about": "//elsewhere.example/"}, "từ dấu gạch chéo đầu tiên"),
        ({"units": "SNV, KHONG-CO"}, "KHONG-CO"),
        ({"kinds": "khong-co"}, "khong-co"),
        ({"body": ""}, "Trường này"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_and_keeps_the_words(coordinator, changes, sentence):
    response = coordinator.post(
        "/messages/notices/new/", form(title="Giữ lại tiêu đề này", **changes)
    )
    assert response.status_code == 200
    assert "Giữ lại tiêu đề này" in response.text
    assert sentence in response.text
    assert not Notice.objects.exists()


def test_a_stale_draft_shows_both_texts(coordinator):
    draft = written(body="Bản của người khác")
    notices.change_notice(
        draft,
        notices.Draft("T", "Bản mới của người khác", "notice", "", None, (("everybody", ""),)),
        seen=0,
        by=draft.author,
    )
    address = f"/messages/notices/{draft.pk}/draft/"
    response = coordinator.post(address, form(body="Bản của tôi", changed="0"))
    assert "Bản của tôi" in response.text
    assert "Bản mới của người khác" in response.text
    again = coordinator.post(address, form(body="Bản của tôi", changed="1"))
    assert again.status_code == 302
    draft.refresh_from_db()
    assert draft.body == "Bản của tôi"


def test_hostile_markdown_gives_no_script(officer, unit):
    notice = sent(body=HOSTILE, title="<script>alert(2)</script>")
    text = officer.get(f"/messages/notices/{notice.pk}/").text
    article = text[text.index('<article class="panel prose">') : text.index("</article>")]
    for bad in ("<script", "<img", '<a href="javascript', "<a onclick", "<b "):
        assert bad not in article
    assert "&lt;script&gt;alert(1)" in article
    assert "<script>alert(2)" not in text
    assert '<table class="table">' in article


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_asks_five_queries(officer, unit, rows, django_assert_num_queries):
    for _number in range(rows):
        sent(rules=((Scope.UNIT.value, "S1"),))
    with django_assert_num_queries(5):  # session, account, appointments, count, notices
        response = officer.get("/messages/notices/")
    assert response.content.count(b'<tr id="notice-') == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_coordinator_s_list_asks_five_queries(coordinator, rows, django_assert_num_queries):
    UnitFactory.create_batch(rows)
    for _number in range(rows):
        sent()
    with django_assert_num_queries(5):
        response = coordinator.get("/messages/notices/")
    assert response.content.count(b'<tr id="notice-') == rows


@pytest.mark.parametrize("units", [1, 3])
def test_a_notice_that_was_opened_asks_six_queries(units, django_assert_num_queries):
    reader = UserFactory()
    for place in UnitFactory.create_batch(units):
        reader.appointments.create(unit=place, role=Role.OFFICER, valid_from="2020-01-01")
    client = signed_in(reader)
    notice = sent()
    client.get(f"/messages/notices/{notice.pk}/")
    with django_assert_num_queries(6):  # … notice, deliveries, files
        response = client.get(f"/messages/notices/{notice.pk}/")
    assert response.text.count('name="unit"') == units


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_units_asks_seven_queries(coordinator, rows, django_assert_num_queries):
    UnitFactory.create_batch(rows, block="Khối mẫu")
    notice = sent(rules=((Scope.BLOCK.value, "Khối mẫu"),))
    with django_assert_num_queries(7):  # … notice, count, rows of the page, their answers
        response = coordinator.get(f"/messages/notices/{notice.pk}/units/")
    assert response.content.count(b'<tr id="unit-') == rows


def test_the_coordinator_filters_who_has_not_confirmed_and_exports_it(coordinator):
    first, second = UnitFactory(code="S1", name="=cmd|' /C calc'!A0"), UnitFactory(code="S2")
    notice = sent(rules=((Scope.UNIT.value, "S1"), (Scope.UNIT.value, "S2")))
    officer = appointed(Role.OFFICER, second)
    notices.open_notice(notice, by=officer)
    notices.confirm_notice(notice, second, by=officer)
    address = f"/messages/notices/{notice.pk}/units"

    def shown(answer):
        page = coordinator.get(f"{address}/", {"answer": answer}).context["list"].page
        return [delivery.unit.code for delivery in page]

    assert shown("unopened") == shown("unconfirmed") == ["S1"]
    assert shown("confirmed") == ["S2"]
    assert shown("late") == []
    nobody = coordinator.get(f"{address}/", {"q": "khong co"})
    assert nobody.context["list"].page.object_list == []

    export = coordinator.get(f"{address}/", {"answer": "unconfirmed", "as": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(export.content)).active
    cells = [list(row) for row in sheet.iter_rows(min_row=5)]
    assert [row[1].value for row in cells] == ["S1"]
    assert (cells[0][0].value, cells[0][0].data_type) == (first.name, "s")


def test_the_counter_says_how_many_wait_and_falls_when_one_is_opened(officer, unit):
    waiting = [sent(rules=((Scope.UNIT.value, "S1"),)) for _number in range(2)]
    notices.withdraw_notice(sent(), reason="Nhầm", by=appointed(Role.COORDINATOR))

    def counter():
        entries = officer.get("/").context["navigation"]
        return next(entry.waiting for entry in entries if entry.url == "/messages/notices/")

    assert counter() == 2
    assert waiting[0].title in officer.get("/").text
    officer.get(f"/messages/notices/{waiting[0].pk}/")
    assert counter() == 1
    assert signed_in(UserFactory()).get("/").status_code == 200


def test_the_counter_costs_no_query(officer, unit, django_assert_num_queries):
    for _number in range(2):  # session, account, appointments with the count, the page's own
        with django_assert_num_queries(4):
            officer.get("/people/my-roles/")
        sent(rules=((Scope.UNIT.value, "S1"),))


def test_a_withdrawn_and_a_replaced_notice_say_so(officer, unit):
    withdrawn, old = sent(), sent(confirm_by=in_days(1))
    notices.withdraw_notice(withdrawn, reason="Gửi nhầm đối tượng", by=withdrawn.author)
    newer = notices.follow_notice(old, by=old.author)
    notices.send_notice(newer, by=newer.author)

    assert "Gửi nhầm đối tượng" in officer.get(f"/messages/notices/{withdrawn.pk}/").text
    assert "Bản mới đã thay thế" in officer.get(f"/messages/notices/{old.pk}/").text
    assert "Bản này thay thế" in officer.get(f"/messages/notices/{newer.pk}/").text


def test_who_is_appointed_today_no_more_sees_nothing_at_the_next_request(unit):
    reader = appointed(Role.OFFICER, unit)
    notice = sent()
    client = signed_in(reader)
    assert client.get(f"/messages/notices/{notice.pk}/").status_code == 200
    reader.appointments.update(valid_to="2024-12-31")
    assert client.get(f"/messages/notices/{notice.pk}/").status_code == 404


def test_a_merged_unit_s_people_see_nothing_more(unit):
    client = signed_in(appointed(Role.OFFICER, unit))
    notice = sent()
    Unit.objects.filter(pk=unit.pk).update(valid_to="2024-12-31")
    assert client.get(f"/messages/notices/{notice.pk}/").status_code == 404
