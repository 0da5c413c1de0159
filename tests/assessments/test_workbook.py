"""A sheet goes out as a workbook, is filled in without a connection and comes back (S0-29)."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openpar.assessments.models import ScoreItem
from openpar.assessments.sheet_workbook import AT, HEADER_ROW, SHEET
from openpar.assessments.workbook_reading import LARGEST_FILE
from openpar.audit.models import Event
from openpar.people.models import Role
from tests.factories import appointed
from tests.factories_assessments import address, item_of, save, set_of_leaves, sheet_with_officer
from tests.naive.overwriting_workbook import overwrite

pytestmark = pytest.mark.django_db

SETTINGS = """set:
  {code: "{code}", title: Bộ mẫu, level: department, total: 6, kind: example}
not_applicable: reduce_max
fields:
- code: "1"
  title: Lĩnh vực mẫu
  maximum: 6
  criteria:
  - code: "1.1"
    title: Tỷ lệ hồ sơ trả đúng hạn
    maximum: 2
    inputs: {share: {type: percent, title: Tỷ lệ đúng hạn}}
    rule: {measure: {value: share}, map: {line: {target: 1}}}
  - code: "1.2"
    title: Ban hành kế hoạch
    maximum: 2
    inputs:
      issued: {type: yes_no, title: Đã ban hành}
      day: {type: date, title: Ngày ban hành}
    rule: {measure: {condition: issued}}
  - code: "1.3"
    title: Kiểm tra
    maximum: 2
    inputs: {done: {type: count, title: Số cuộc kiểm tra}}
    rule: {measure: {value: done}, map: {line: {target: 4}}}
cohorts:
- {code: so, title: Khối sở, ranked: yes, classes: [{title: Tốt, from: 0}]}
"""


@pytest.fixture
def made(client):
    sheet, officer = sheet_with_officer(text=set_of_leaves(3))
    client.force_login(officer)
    return sheet, officer


def downloaded(client, sheet):
    response = client.get(address(sheet, "workbook/"))
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content))


def line_of(book, key):
    page = book[SHEET]
    return next(row for row in page.iter_rows(min_row=HEADER_ROW + 2) if row[0].value == key)


def fill(book, key, **cells):
    for name, value in cells.items():
        line_of(book, key)[AT[name]].value = value


def uploaded(client, sheet, book):
    held = io.BytesIO()
    book.save(held)
    file = SimpleUploadedFile("phieu.xlsx", held.getvalue())
    return client.post(address(sheet, "upload/"), {"file": file})


def confirmed(client, sheet, trial, **more):
    tried = trial.context["tried"]
    return client.post(address(sheet, "upload/"), {"tried": tried, "confirmed": "1", **more})


def test_what_was_filled_in_elsewhere_is_shown_first_and_then_saved(client, made):
    sheet, officer = made
    book = downloaded(client, sheet)
    fill(book, "1.1|done", value="8", explanation="Theo báo cáo số 12")
    fill(book, "1.1|planned", value=10)
    trial = uploaded(client, sheet, book)
    assert trial.status_code == 200
    assert item_of(sheet, "1.1").inputs == {}, "a trial stores nothing"
    done = confirmed(client, sheet, trial)
    assert done.status_code == 302
    item = item_of(sheet, "1.1")
    assert item.inputs == {"done": "8", "planned": "10"}
    assert item.explanation == "Theo báo cáo số 12"
    event = Event.objects.get(action="assessments.workbook_applied")
    assert event.data["criteria"] == ["1.1"]
    assert event.actor == officer.username


def test_the_same_file_twice_changes_nothing_the_second_time(client, made):
    sheet, _officer = made
    book = downloaded(client, sheet)
    fill(book, "1.2|done", value="3")
    confirmed(client, sheet, uploaded(client, sheet, book))
    version = item_of(sheet, "1.2").version
    again = uploaded(client, sheet, downloaded(client, sheet))
    assert again.context["changes"] == []
    assert item_of(sheet, "1.2").version == version


def test_one_wrong_cell_and_nothing_is_saved_with_its_place_named(client, made):
    sheet, _officer = made
    book = downloaded(client, sheet)
    fill(book, "1.1|done", value="8")
    fill(book, "1.2|done", value="tám")
    cell = line_of(book, "1.2|done")[AT["value"]].coordinate
    trial = uploaded(client, sheet, book)
    assert trial.status_code == 422
    assert cell in trial.content.decode()
    assert confirmed(client, sheet, trial).status_code == 422
    assert item_of(sheet, "1.1").inputs == {}


def test_what_somebody_saved_meanwhile_holds_until_the_officer_chooses(client, made):
    sheet, officer = made
    book = downloaded(client, sheet)
    fill(book, "1.1|done", value="8")
    save(sheet, "1.1", officer, inputs={"done": "9"})
    trial = uploaded(client, sheet, book)
    assert trial.context["waiting"] == 1
    confirmed(client, sheet, trial)
    assert item_of(sheet, "1.1").inputs == {"done": "9"}
    confirmed(client, sheet, trial, take="1.1")
    assert item_of(sheet, "1.1").inputs == {"done": "8"}


def test_a_file_that_writes_over_what_was_saved_meanwhile_is_caught(client, made):
    sheet, officer = made
    book = downloaded(client, sheet)
    fill(book, "1.1|done", value="8")
    save(sheet, "1.1", officer, inputs={"done": "9"})
    overwrite(item_of(sheet, "1.1"), {"done": "8"}, by=officer)
    assert item_of(sheet, "1.1").inputs != {"done": "9"}, "the naive import loses the figure"


def test_other_fields_of_the_same_row_are_merged(client, made):
    sheet, officer = made
    book = downloaded(client, sheet)
    fill(book, "1.1|done", value="8")
    save(sheet, "1.1", officer, inputs={"planned": "20"})
    confirmed(client, sheet, uploaded(client, sheet, book))
    assert item_of(sheet, "1.1").inputs == {"done": "8", "planned": "20"}


def test_words_days_and_percentages_come_back_as_they_were_meant(client):
    sheet, officer = sheet_with_officer(text=SETTINGS)
    client.force_login(officer)
    book = downloaded(client, sheet)
    fill(book, "1.1|share", value="85,5")
    fill(book, "1.2|issued", value="Có")
    fill(book, "1.2|day", value="15/01/2026")
    trial = uploaded(client, sheet, book)
    assert trial.status_code == 200, [c.errors for c, _ in trial.context["changes"]]
    confirmed(client, sheet, trial)
    assert item_of(sheet, "1.1").inputs == {"share": "85.5%"}
    assert item_of(sheet, "1.2").inputs == {"issued": "yes", "day": "2026-01-15"}


def test_a_percentage_that_the_spreadsheet_turned_into_a_fraction_is_asked_about(client):
    sheet, officer = sheet_with_officer(text=SETTINGS)
    client.force_login(officer)
    book = downloaded(client, sheet)
    fill(book, "1.1|share", value=0.85)
    trial = uploaded(client, sheet, book)
    assert trial.status_code == 422
    assert "85%" in trial.content.decode()


def test_a_claim_needs_no_more_than_its_ground(client, made):
    sheet, _officer = made
    book = downloaded(client, sheet)
    fill(book, "1.3|done", ground="Đơn vị không có nhiệm vụ này")
    confirmed(client, sheet, uploaded(client, sheet, book))
    item = item_of(sheet, "1.3")
    assert item.claim_not_applicable
    assert item.claim_ground == "Đơn vị không có nhiệm vụ này"


def test_the_file_of_another_unit_is_refused_in_words(client, made):
    sheet, _officer = made
    other, officer = sheet_with_officer(text=set_of_leaves(3))
    client.force_login(officer)
    trial = uploaded(client, other, downloaded_by_its_head(sheet))
    assert trial.status_code == 422
    assert sheet.unit.code in trial.content.decode()
    assert not ScoreItem.objects.filter(sheet=other).exclude(inputs={}).exists()


def downloaded_by_its_head(sheet):
    other = Client()
    other.force_login(appointed(Role.HEAD, sheet.unit))
    return downloaded(other, sheet)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n", b"\x00" * 100])
def test_what_is_no_workbook_is_refused_in_words(client, made, content):
    sheet, _officer = made
    file = SimpleUploadedFile("phieu.xlsx", content or b" ")
    response = client.post(address(sheet, "upload/"), {"file": file})
    assert response.status_code == 422
    assert "field-errors" in response.content.decode() or "errorlist" in response.content.decode()


@pytest.mark.parametrize("tried", ["", "{", "[1]", '[["1.1"]]', '[["1.1","1","",1,2,3]]', "null"])
def test_rows_that_did_not_come_from_the_page_are_refused(client, made, tried):
    sheet, _officer = made
    response = client.post(address(sheet, "upload/"), {"tried": tried, "confirmed": "1"})
    assert response.status_code == 422


def test_who_may_not_see_the_sheet_finds_neither_page_and_who_may_not_edit_is_told_why(
    client, made
):
    sheet, _officer = made
    stranger = appointed(Role.OFFICER)
    client.force_login(stranger)
    for page in ("workbook/", "upload/"):
        assert client.get(address(sheet, page)).status_code == 404
    coordinator = appointed(Role.COORDINATOR)
    client.force_login(coordinator)
    assert client.get(address(sheet, "upload/")).status_code == 200
    assert client.post(address(sheet, "upload/"), {"tried": "[]"}).status_code == 403


def test_a_text_that_looks_like_a_formula_stays_text(client, made):
    sheet, officer = made
    save(sheet, "1.1", officer, explanation='=HYPERLINK("http://mau.invalid")')
    line = line_of(downloaded(client, sheet), "1.1|done")
    cell = line[AT["explanation"]]
    assert cell.data_type == "s"
    assert cell.value.startswith("=HYPERLINK")


def test_only_what_the_unit_fills_in_is_open(client, made):
    sheet, _officer = made
    book = downloaded(client, sheet)
    page = book[SHEET]
    assert page.protection.sheet
    line = line_of(book, "1.1|planned")
    assert not line[AT["value"]].protection.locked
    assert line[AT["title"]].protection.locked
    assert line[AT["explanation"]].protection.locked, "the explanation stands on the first line"


@pytest.mark.parametrize("leaves", [5, 60])
def test_a_long_sheet_is_downloaded_with_the_same_queries(
    client, leaves, django_assert_num_queries
):
    sheet, officer = sheet_with_officer(text=set_of_leaves(leaves))
    client.force_login(officer)
    client.get(address(sheet, "workbook/"))
    with django_assert_num_queries(10):
        client.get(address(sheet, "workbook/"))


def test_a_file_beyond_the_size_of_any_sheet_is_refused_unread(client, made):
    sheet, _officer = made
    file = SimpleUploadedFile("phieu.xlsx", b"PK\x03\x04" + b"0" * LARGEST_FILE)
    response = client.post(address(sheet, "upload/"), {"file": file})
    assert response.status_code == 422
    assert "5 MB" in response.content.decode()
