"""The officer's pages: what is asked, what is missing, what it earns (S0-16, S3-16)."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openpar.assessments import actions
from openpar.assessments.models import SheetRevision
from openpar.criteria.models import Phase
from openpar.people.models import Role
from tests.factories import appointed
from tests.factories_assessments import (
    address,
    item_of,
    pdf,
    save,
    set_of_leaves,
    sheet_with_officer,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def signed_in(client):
    """A sheet whose officer is signed in."""
    sheet, officer = sheet_with_officer()
    client.force_login(officer)
    return sheet, officer


def post(client, sheet, code="1.1", *, htmx=True, **typed):
    """Send one row as a browser does; ``input_done`` stands for ``input-done``."""
    data = {"version": item_of(sheet, code).version}
    data |= {name.replace("input_", "input-"): text for name, text in typed.items()}
    headers = HTMX if htmx else {}
    return client.post(address(sheet, f"criteria/{code}/save/"), data, headers=headers)


def test_my_work_tells_what_is_done_left_missing_and_until_when(client, signed_in):
    sheet, officer = signed_in
    save(sheet, "1.1", officer, inputs={"done": "9", "planned": "10"})

    page = client.get("/assessments/").content.decode()

    assert sheet.unit.name in page
    assert 'stat-value">1<span class="stat-of"> / 3' in page
    assert "29 ngày" in page
    assert 'stat-value">1</dd>' in page  # the plan of 1.1 is not attached


def test_a_unit_that_has_not_begun_begins_with_one_press(client):
    sheet, officer = sheet_with_officer()
    cycle, unit = sheet.cycle, sheet.unit
    sheet.items.all().delete()
    sheet.delete()
    client.force_login(officer)
    assert "Chưa bắt đầu" in client.get("/assessments/").content.decode()

    response = client.post(f"/assessments/{cycle.code}/{unit.code}/begin/")

    assert response["Location"] == f"/assessments/{cycle.code}/{unit.code}/"
    assert client.get(response["Location"]).status_code == 200


def test_the_standing_body_sees_every_unit(client, signed_in):
    sheet, officer = signed_in
    actions.submit(sheet, by=officer)
    client.force_login(appointed(Role.COORDINATOR))
    page = client.get("/assessments/").content.decode()
    assert sheet.unit.name in page
    assert "Đã gửi" in page


def test_typing_changes_points_and_explanation_at_once(client, signed_in):
    sheet, _officer = signed_in

    response = post(client, sheet, input_done="9", input_planned="10")

    page = response.content.decode()
    assert response.status_code == 200
    assert "3,60" in page
    assert "90%" in page
    assert 'id="summary"' in page
    assert "hx-swap-oob" in page
    assert item_of(sheet, "1.1").inputs == {"done": "9", "planned": "10"}


def test_numbers_are_read_as_vietnamese_write_them(client, signed_in):
    sheet, _officer = signed_in
    post(client, sheet, input_done="1.234", input_planned="2.468")
    assert item_of(sheet, "1.1").inputs == {"done": "1234", "planned": "2468"}


def test_without_javascript_the_row_is_a_form_that_comes_back_to_its_place(client, signed_in):
    sheet, _officer = signed_in
    response = post(client, sheet, htmx=False, input_done="9", input_planned="10")
    item = item_of(sheet, "1.1")
    assert response.status_code == 302
    assert response["Location"] == f"{address(sheet)}#item-{item.pk}"


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("chín", "không phải là số"),
        ("-1", "không thể âm"),
        ("1,5", "số nguyên"),
        ("1.5", "hai cách"),
    ],
)
def test_a_bad_figure_gets_a_sentence_and_stays_while_the_rest_is_saved(
    client, signed_in, htmx, typed, sentence
):
    sheet, _officer = signed_in

    response = post(client, sheet, htmx=htmx, input_done=typed, input_planned="10")

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'value="{typed}"' in page
    assert 'aria-invalid="true"' in page
    assert item_of(sheet, "1.1").inputs == {"planned": "10"}


def test_an_option_that_does_not_exist_is_refused(client, signed_in):
    sheet, _officer = signed_in
    response = post(client, sheet, "2.1", input_arranged="có lẽ")
    assert response.status_code == 422
    assert "“có lẽ” không có trong các lựa chọn" in response.content.decode()
    assert item_of(sheet, "2.1").inputs == {}


def test_points_above_the_maximum_are_refused(client, signed_in):
    sheet, _officer = signed_in
    response = post(client, sheet, self_points="4,5", explanation="Vì sao không")
    assert response.status_code == 422
    assert "nhiều nhất 4 điểm" in response.content.decode()


def test_a_departure_waits_for_its_explanation_and_figures_are_saved_meanwhile(client, signed_in):
    sheet, _officer = signed_in
    typed = {"input_done": "9", "input_planned": "10", "self_points": "4"}

    refused = post(client, sheet, **typed)
    item = item_of(sheet, "1.1")
    assert refused.status_code == 422
    assert (item.inputs, item.self_points) == ({"done": "9", "planned": "10"}, None)
    assert 'value="4"' in refused.content.decode()

    post(client, sheet, **typed, explanation="Hai nhiệm vụ đã xong trước hạn")
    assert item_of(sheet, "1.1").self_points == 4


def test_a_claim_without_a_ground_is_refused_and_with_one_is_kept(client, signed_in):
    sheet, _officer = signed_in
    assert post(client, sheet, "1.2", claim="yes").status_code == 422
    assert post(client, sheet, "1.2", claim="yes", ground="Không có").status_code == 200
    item = item_of(sheet, "1.2")
    assert (item.claim_not_applicable, item.claim_ground) == (True, "Không có")


@pytest.mark.parametrize("htmx", [True, False])
def test_two_people_at_one_row_both_values_are_shown_and_nothing_typed_is_lost(
    client, signed_in, htmx
):
    sheet, officer = signed_in
    save(sheet, "1.1", officer, inputs={"done": "7", "planned": "10"})

    response = client.post(
        address(sheet, "criteria/1.1/save/"),
        {"version": 1, "input-done": "9", "input-planned": "10"},
        headers=HTMX if htmx else {},
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert "“7”" in page
    assert "“9”" in page
    assert 'value="9"' in page
    assert 'name="version" value="2"' in page
    assert item_of(sheet, "1.1").inputs["done"] == "7"


def test_files_are_attached_taken_off_and_refused_on_the_row(client, signed_in):
    sheet, _officer = signed_in
    page = post(client, sheet, **{"files-plan": [pdf("ke-hoach.pdf")]}).content.decode()
    assert "ke-hoach.pdf" in page
    use = item_of(sheet, "1.1").uses.get()

    fake = pdf("gia.pdf", b"<html><p>x</p></html>")
    response = post(client, sheet, **{"files-plan": [fake]})
    assert response.status_code == 422
    assert "gia.pdf" in response.content.decode()

    assert post(client, sheet, detach=str(use.pk)).status_code == 200
    assert item_of(sheet, "1.1").uses.count() == 0


def test_when_the_phase_closes_while_typing_the_row_says_so_and_keeps_the_text(client, signed_in):
    sheet, _officer = signed_in
    Phase.objects.update(
        opens_at=Phase.objects.get().opens_at - timedelta(days=90),
        closes_at=Phase.objects.get().opens_at - timedelta(days=60),
    )

    response = post(client, sheet, input_done="9", input_planned="10")

    page = response.content.decode()
    assert response.status_code == 403
    assert 'value="9"' in page
    assert "chưa đến hoặc đã qua giai đoạn tự đánh giá" in page
    assert item_of(sheet, "1.1").inputs == {}


def test_survey_leaves_are_shown_locked_with_the_reason(client):
    text = (
        set_of_leaves(1)
        .replace("total: 1", "total: 3")
        .replace("  maximum: 1\n  criteria", "  maximum: 3\n  criteria")
        .replace(
            "cohorts:",
            """  - code: "1.2"
    title: Mức độ hài lòng của người dân
    maximum: 2
    source: survey
    rule: {measure: {survey: q1}, map: {line: {target: 1}}}
cohorts:""",
        )
    )
    sheet, officer = sheet_with_officer(text=text)
    client.force_login(officer)

    page = client.get(address(sheet)).content.decode()

    assert "điều tra xã hội học" in page
    refused = client.post(
        address(sheet, "criteria/1.2/save/"), {"version": 1, "self_points": "2"}, headers=HTMX
    )
    assert refused.status_code == 403


def test_submission_lists_what_is_missing_asks_once_and_gives_the_receipt(client, signed_in):
    sheet, officer = signed_in
    save(sheet, "1.2", officer, inputs={"late": "0"})
    page = client.get(address(sheet, "submit/")).content.decode()
    assert "Mức độ hoàn thành kế hoạch" in page
    version = item_of(sheet, "1.1").sheet.version

    assert client.post(address(sheet, "submit/"), {"version": version}).status_code == 422
    done = client.post(address(sheet, "submit/"), {"version": version, "confirm": "yes"})
    again = client.post(address(sheet, "submit/"), {"version": version, "confirm": "yes"})

    assert done["Location"] == again["Location"] == address(sheet, "receipts/1/")
    receipt = client.get(done["Location"]).content.decode()
    revision = SheetRevision.objects.get()
    assert revision.sha256 in receipt
    assert officer.display_name in receipt
    assert "2,00" in receipt


def test_a_sheet_that_changed_since_it_was_read_is_shown_again(client, signed_in):
    sheet, officer = signed_in
    version = item_of(sheet, "1.1").sheet.version
    save(sheet, "1.2", officer, inputs={"late": "0"})
    response = client.post(address(sheet, "submit/"), {"version": version, "confirm": "yes"})
    assert response.status_code == 409
    assert not SheetRevision.objects.exists()


def test_one_criterion_shows_rule_figures_layers_and_evidence(client, signed_in):
    sheet, officer = signed_in
    why = "Báo cáo năm gửi sau"
    save(sheet, "1.1", officer, inputs={"done": "9", "planned": "10"}, explanation=why)
    actions.attach(item_of(sheet, "1.1"), pdf(), by=officer)
    actions.submit(sheet, by=officer)
    page = client.get(address(sheet, "criteria/1.1/")).content.decode()
    assert "3,60" in page
    assert "ke-hoach.pdf" in page
    assert page.count("90%") >= 2  # the sentences of now, and those of the computed layer


@pytest.mark.parametrize("leaves", [1, 100])
def test_the_sheet_asks_the_same_number_of_queries(client, leaves, django_assert_num_queries):
    sheet, officer = sheet_with_officer(text=set_of_leaves(leaves))
    actions.attach(item_of(sheet, "1.1"), pdf(), by=officer, kind="report")
    client.force_login(officer)
    client.get(address(sheet))  # the set is parsed once in a process

    with django_assert_num_queries(12):
        response = client.get(address(sheet))

    assert (
        response.content.count(b'class="item') - response.content.count(b'class="item-') == leaves
    )


@pytest.mark.parametrize("leaves", [1, 100])
def test_saving_a_row_asks_the_same_number_of_queries(client, leaves):
    sheet, officer = sheet_with_officer(text=set_of_leaves(leaves))
    client.force_login(officer)
    client.get(address(sheet))
    item = item_of(sheet, "1.1")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.post(
            address(sheet, "criteria/1.1/save/"),
            {"version": item.version, "input-done": "9", "input-planned": "10"},
            headers=HTMX,
        )

    assert response.status_code == 200
    assert len(queries) == 12, [query["sql"][:90] for query in queries]


@pytest.mark.parametrize("units", [1, 3])
def test_the_standing_bodys_table_asks_the_same_number_of_queries(
    client, units, django_assert_num_queries
):
    for _ in range(units):
        sheet_with_officer()
    client.force_login(appointed(Role.COORDINATOR))
    with django_assert_num_queries(5):
        client.get("/assessments/")


def test_two_people_who_change_different_fields_of_a_row_both_keep_theirs(client, signed_in):
    sheet, officer = signed_in
    page = client.get(address(sheet)).content.decode()
    was = html.unescape(re.search(r'name="was" value="([^"]*)"', page)[1])
    save(sheet, "1.1", officer, explanation="Đã giải trình ở máy khác")

    response = client.post(
        address(sheet, "criteria/1.1/save/"),
        {"version": 1, "was": was, "input-done": "9", "input-planned": "10", "explanation": ""},
        headers=HTMX,
    )

    item = item_of(sheet, "1.1")
    assert response.status_code == 200
    assert item.inputs == {"done": "9", "planned": "10"}
    assert item.explanation == "Đã giải trình ở máy khác"


def test_where_both_changed_a_field_only_that_one_is_in_question(client, signed_in):
    sheet, officer = signed_in
    page = client.get(address(sheet)).content.decode()
    was = html.unescape(re.search(r'name="was" value="([^"]*)"', page)[1])
    save(sheet, "1.1", officer, inputs={"done": "7"}, explanation="Đã giải trình ở máy khác")

    response = client.post(
        address(sheet, "criteria/1.1/save/"),
        {"version": 1, "was": was, "input-done": "9", "input-planned": "", "explanation": ""},
        headers=HTMX,
    )

    page = response.content.decode()
    assert response.status_code == 409
    assert page.count("<li>Số nhiệm vụ") == 1
    assert "“7”" in page
    assert ">Đã giải trình ở máy khác</textarea>" in page


def test_in_english_the_sheet_speaks_english(client, signed_in):
    sheet, officer = signed_in
    save(sheet, "1.1", officer, inputs={"done": "1234", "planned": "2000"})
    client.cookies["django_language"] = "en"

    page = client.get(address(sheet)).content.decode()

    assert "Sample set for departments" in page
    assert 'value="1,234"' in page
    for vietnamese in ("Cách chấm điểm", "Giải trình", "Tài liệu kiểm chứng", "Còn phải nhập"):
        assert vietnamese not in page
