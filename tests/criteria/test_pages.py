"""Sets are read as the annex of their decision, drafts by those who prepare them (S3-1, S0-30)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openpar.criteria.models import CriteriaSet
from openpar.criteria.workbook import blank_workbook, workbook_of, written, yaml_of
from openpar.people.models import Role
from openpar.scoring.sets.document import read_document
from openpar.scoring.sets.reading import read_set
from openpar.scoring.sets.table_form import tables_of
from tests.factories import (
    SMALL_SET,
    CohortFactory,
    CriteriaSetFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    UserFactory,
    appointed,
)

pytestmark = pytest.mark.django_db

#: Those of inner exercises steer nothing but these: tests/criteria/test_exercises.py.
COORDINATORS = {Role.COORDINATOR, Role.INNER_COORDINATOR}
TEXT = SMALL_SET.replace("{code}", "bo-mau")
DEFECTIVE = TEXT.replace("total: 10", "total: 11")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def officer():
    return signed_in(appointed(Role.OFFICER))


@pytest.fixture
def coordinator():
    return signed_in(appointed(Role.COORDINATOR))


def address(criteria_set) -> str:
    return f"/criteria/sets/{criteria_set.code}/{criteria_set.version}/"


def hundred_leaves(code: str, leaves: int = 100) -> str:
    """A set of one field with ``leaves`` leaves of one point."""
    head = TEXT.replace("bo-mau", code).split("fields:")[0].replace("total: 10", f"total: {leaves}")
    leaf = (
        '  - {{code: "1.{n}", title: Tiêu chí {n}, maximum: 1, lead: SNV,'
        " inputs: {{done: {{type: yes_no}}}}, rule: {{measure: {{condition: done}}}}}}\n"
    )
    rows = "".join(leaf.format(n=n) for n in range(1, leaves + 1))
    field = f'fields:\n- code: "1"\n  title: Lĩnh vực\n  maximum: {leaves}\n  criteria:\n'
    return head + field + rows + "cohorts: [{code: so, title: Khối sở, ranked: yes}]\n"


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(client):
    for page in ("sets/", "sets/load/", "sets/x/1/", "cycles/", "cycles/x/"):
        assert client.get(f"/criteria/{page}").status_code == 302


def test_a_draft_is_for_coordinator_and_auditor_and_for_others_does_not_exist(officer, coordinator):
    draft = CriteriaSetFactory(published=False)
    auditor = signed_in(appointed(Role.AUDITOR))

    refused, absent = officer.get(address(draft)), officer.get("/criteria/sets/khong-co/1/")

    assert refused.status_code == absent.status_code == 404
    assert refused.content == absent.content
    assert list(officer.get("/criteria/sets/").context["sets"]) == []
    for reader in (coordinator, auditor):
        assert reader.get(address(draft)).status_code == 200
        assert list(reader.get("/criteria/sets/").context["sets"]) == [draft]


def test_a_published_set_reads_like_its_annex(officer):
    UnitFactory(code="SNV", name="Sở Nội vụ", short_name="SNV mẫu")
    response = officer.get(address(CriteriaSetFactory()))

    rows = {row.code: row for row in response.context["rows"]}
    assert list(rows) == ["1", "1.1", "1.2", "2", "2.1"]
    assert (rows["1.1"].maximum, rows["1.1"].lead) == (4, "SNV mẫu")
    assert rows["1.1"].scoring
    assert not rows["1"].scoring
    assert len(rows["1.1"].evidence) == 2
    assert "Mức độ hoàn thành kế hoạch" in response.content.decode()


@pytest.mark.parametrize("leaves", [1, 3, 100])
def test_a_set_is_printed_in_five_queries_whatever_its_size(
    officer, leaves, django_assert_num_queries
):
    criteria_set = CriteriaSetFactory(text=hundred_leaves("{code}", leaves))

    with django_assert_num_queries(5):  # session, account, appointments, set, lead agencies
        response = officer.get(address(criteria_set))

    assert response.content.count(b'id="criterion-') == leaves


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_sets_asks_four_queries(officer, rows, django_assert_num_queries):
    CriteriaSetFactory.create_batch(rows)
    with django_assert_num_queries(4):  # session, account, appointments, sets
        response = officer.get("/criteria/sets/")
    assert response.content.count(b'<tr id="set-') == rows


def upload(client, content: bytes):
    return client.post(
        "/criteria/sets/load/", {"file": SimpleUploadedFile("bo.yaml", content)}, follow=True
    )


def test_the_coordinator_loads_a_file_and_sees_its_defects_with_lines(coordinator):
    response = upload(coordinator, DEFECTIVE.encode())

    draft = CriteriaSet.objects.get()
    assert response.redirect_chain == [(address(draft), 302)]
    assert response.context["defects"]
    page = response.content.decode()
    assert all(defect["message_vi"] in page for defect in draft.defects) or draft.defects
    assert "disabled" in page


def test_the_coordinator_publishes_a_set_without_defects(coordinator):
    upload(coordinator, b"\xef\xbb\xbf" + TEXT.encode())  # a byte order mark is no defect
    draft = CriteriaSet.objects.get()
    coordinator.post(address(draft) + "publish/")
    draft.refresh_from_db()
    assert draft.is_published


def test_a_set_with_defects_stays_a_draft_and_the_page_says_why(coordinator):
    upload(coordinator, DEFECTIVE.encode())
    draft = CriteriaSet.objects.get()
    response = coordinator.post(address(draft) + "publish/", follow=True)
    draft.refresh_from_db()
    assert not draft.is_published
    assert len(list(response.context["messages"])) == 1 + len(draft.defects)


HOSTILE = {
    "nothing": b"",
    "not text": bytes(range(256)),
    "not UTF-8": "bộ tiêu chí".encode("utf-16"),
    "a null character": b"set: {code: a}\n\x00",
    "not YAML": b"set: [unclosed",
    "a tag that runs code": b"!!python/object/apply:os.system ['true']",
    "an alias bomb": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(
        b"%c: &%c [%s]\n" % (ord("b") + n, ord("b") + n, b",".join([b"*%c" % (ord("a") + n)] * 9))
        for n in range(8)
    ),
    "too deep": b"[" * 5000,
    "too large": b"x" * 1_000_001,
    "no set": b"- 1\n- 2\n",
    "a script": b"set: {code: '<script>alert(1)</script>', title: x}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_sentence(coordinator, name):
    response = upload(coordinator, HOSTILE[name])

    assert response.status_code == 200
    assert response.context["form"].errors
    assert "<script>alert" not in response.content.decode()
    assert not CriteriaSet.objects.exists()


def test_a_refused_text_comes_back_to_be_corrected(coordinator):
    response = coordinator.post("/criteria/sets/load/", {"text": "set: [chưa đóng"})
    assert "set: [chưa đóng" in response.content.decode()
    response = upload(coordinator, "set: [từ tệp".encode())
    assert "set: [từ tệp" in response.content.decode()


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - COORDINATORS), None])
def test_for_everybody_else_loading_and_publishing_do_not_exist(role):
    client = signed_in(appointed(role) if role else UserFactory())
    draft = CriteriaSetFactory(published=False)
    assert client.get("/criteria/sets/load/").status_code == 404
    assert client.post("/criteria/sets/load/", {"text": TEXT}).status_code == 404
    assert client.post(address(draft) + "publish/").status_code == 404
    draft.refresh_from_db()
    assert not draft.is_published


@pytest.mark.parametrize("rows", [1, 3])
def test_a_cycle_shows_phases_cohorts_and_units_in_eleven_queries(
    officer, rows, django_assert_num_queries
):
    cohort = CohortFactory()
    PhaseFactory(cycle=cohort.cycle)
    MembershipFactory.create_batch(rows, cohort=cohort)

    with django_assert_num_queries(11):  # session, account, appointments, cycle and seven lists
        response = officer.get(f"/criteria/cycles/{cohort.cycle.code}/")

    assert response.content.count(b'<tr id="member-') == rows
    assert [phase.standing for phase in response.context["phases"]] == ["open"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_cycles_asks_four_queries(officer, rows, django_assert_num_queries):
    for number in range(rows):
        PhaseFactory(cycle__code=f"dot-thu-{number}")
    with django_assert_num_queries(4):  # session, account, appointments, cycles
        response = officer.get("/criteria/cycles/")
    assert response.content.count(b'<tr id="cycle-') == rows


def test_a_cycle_that_does_not_exist_is_404(officer):
    assert officer.get("/criteria/cycles/khong-co/").status_code == 404


def workbook_upload(client, content: bytes, name: str = "bo.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post("/criteria/sets/load/", {"file": file, "text": "chữ đã gõ"}, follow=True)


def test_a_workbook_is_loaded_as_the_set_it_says(coordinator):
    workbook_upload(coordinator, workbook_of(TEXT))
    draft = CriteriaSet.objects.get()
    assert draft.parsed == read_set(TEXT)
    assert not draft.defects

    workbook_upload(coordinator, workbook_of(TEXT))
    assert CriteriaSet.objects.count() == 1


def test_the_defects_of_a_workbook_name_sheet_and_row(coordinator):
    response = workbook_upload(coordinator, workbook_of(DEFECTIVE))
    (defect,) = CriteriaSet.objects.get().defects
    assert (defect["check"], defect["sheet"]) == ("V3", "Bộ tiêu chí")
    assert "Trang “Bộ tiêu chí” [V3]: tổng điểm" in response.content.decode()


@pytest.mark.parametrize("name", ["bo.xlsx", "bo.yaml"])
def test_a_hostile_workbook_gets_a_sentence_and_what_was_typed_stays(coordinator, name):
    response = workbook_upload(coordinator, b"PK\x03\x04" + bytes(100), name)
    assert response.context["form"].errors
    assert "không phải là tệp Excel .xlsx" in response.content.decode()
    assert "chữ đã gõ" in response.content.decode()
    assert not CriteriaSet.objects.exists()


def test_a_wrong_cell_is_named_on_the_page(coordinator):
    sheets = tables_of(read_document(TEXT))
    sheets["Tiêu chí"][2][5] = "bốn"
    response = workbook_upload(coordinator, written(sheets))
    assert "Trang “Tiêu chí”, ô F3 [V0]" in response.content.decode()


@pytest.mark.parametrize(
    ("suffix", "read"), [("yaml", lambda content: content.decode()), ("xlsx", yaml_of)]
)
def test_a_set_is_handed_out_in_both_forms(officer, suffix, read, django_assert_num_queries):
    criteria_set = CriteriaSetFactory()
    with django_assert_num_queries(5):  # session, account, appointments, set, its text
        response = officer.get(address(criteria_set) + f"set.{suffix}")
    assert f'filename="{criteria_set.code}-1.{suffix}"' in response["Content-Disposition"]
    assert read_set(read(response.content)) == criteria_set.parsed


def test_a_draft_is_handed_out_to_nobody_else(officer, coordinator):
    draft = CriteriaSetFactory(published=False)
    absent = officer.get("/criteria/sets/khong-co/1/")
    for suffix in ("yaml", "xlsx"):
        refused = officer.get(address(draft) + f"set.{suffix}")
        assert (refused.status_code, refused.content) == (404, absent.content)
        assert coordinator.get(address(draft) + f"set.{suffix}").status_code == 200


def test_a_set_that_a_workbook_cannot_hold_says_so(coordinator):
    double = TEXT.replace('code: "2.1"', 'code: "1.2"')
    draft = CriteriaSetFactory(published=False, text=double)
    response = coordinator.get(address(draft) + "set.xlsx", follow=True)
    assert response.redirect_chain == [(address(draft), 302)]
    assert "không chứa được nguyên vẹn" in response.content.decode()


def test_the_blank_form_is_for_those_who_load_sets(officer, coordinator):
    assert coordinator.get("/criteria/sets/blank.xlsx").content == blank_workbook()
    assert officer.get("/criteria/sets/blank.xlsx").status_code == 404
