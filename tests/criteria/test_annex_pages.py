"""From a decision's annex to a draft set in the browser, without a programmer (S1-2, S3-33)."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openpar.audit.models import Event
from openpar.criteria import annex_actions
from openpar.criteria.annex_mapping import Mapping
from openpar.criteria.annex_set import Decided
from openpar.criteria.models import AnnexImport, CriteriaSet
from openpar.people.models import Role
from openpar.scoring.sets.check import check_set
from tests.criteria.annex_files import BROKEN, CA_MAU, department_rows, excel, word
from tests.factories import UnitFactory, UserFactory, appointed

pytestmark = pytest.mark.django_db
HEAD = {
    "code": "so-2026", "title": "Bộ tiêu chí mẫu cấp sở", "level": "department",
    "cohort": "Khối sở", "number": "01/QĐ-MAU", "date": "15/01/2026", "issuer": "UBND tỉnh Mẫu",
    "in_force": "",
}  # fmt: skip


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def coordinator():
    return signed_in(appointed(Role.COORDINATOR, UnitFactory(code="SNV", name="Sở Nội vụ")))


def upload(client, content, name="phu-luc.docx"):
    return client.post("/criteria/annexes/", {"file": SimpleUploadedFile(name, content)})


def begun(client, content=None, name="phu-luc.docx") -> AnnexImport:
    upload(client, content or word(department_rows()), name)
    return AnnexImport.objects.latest("pk")


def page(annex, step):
    return f"/criteria/annexes/{annex.pk}/{step}/"


def mapping_data(response) -> dict:
    form = response.context["form"]
    data = {name: form[name].value() for name in form.fields}
    return data | {"version": response.context["annex"].version}


def everything_accepted(response) -> dict:
    data = {"version": response.context["annex"].version}
    for leaf in response.context["leaves"]:
        data[f"wording_{leaf.key}"] = leaf.text
        if leaf.is_understood:
            data[f"choice_{leaf.key}"] = "accepted"
    return data


def test_forty_leaves_go_from_the_word_file_to_a_draft_in_five_steps(coordinator):
    content = word(department_rows())
    response = upload(coordinator, content)
    annex = AnnexImport.objects.get()
    assert response.url == page(annex, "columns")
    response = coordinator.post(
        page(annex, "columns"), mapping_data(coordinator.get(page(annex, "columns")))
    )
    assert response.url == page(annex, "tree")
    assert coordinator.get(page(annex, "tree")).context["tree"].problem_count == 0
    shown = coordinator.get(page(annex, "rules"))
    assert (shown.context["leaf_count"], shown.context["open_count"]) == (40, 32)
    response = coordinator.post(page(annex, "rules"), everything_accepted(shown) | {"go_on": "1"})
    assert response.url == page(annex, "save")
    annex.refresh_from_db()
    response = coordinator.post(page(annex, "save"), HEAD | {"version": annex.version})

    made = CriteriaSet.objects.get()
    assert response.url == f"/criteria/sets/so-2026/{made.version}/"
    assert check_set(made.parsed) == []
    assert (made.total, sum(1 for _leaf in made.parsed.leaves())) == (40, 40)
    first = next(made.parsed.leaves())
    assert (first.code, first.lead, first.guide) == ("I.1.1", "SNV", "Có: 1; không: 0")
    assert [one.title for one in first.evidence] == ["Kế hoạch", "báo cáo"]
    assert "I.3.1" in made.parsed.note
    annex.refresh_from_db()
    assert (annex.state, annex.criteria_set) == ("saved", made)
    saved = Event.objects.get(action="criteria.annex_saved")
    assert saved.data["file_sha256"] == hashlib.sha256(content).hexdigest()
    assert len(saved.data["to_complete"]) == 8


def test_an_undecided_rule_keeps_the_set_from_being_saved_and_nothing_is_half_loaded(coordinator):
    annex = begun(coordinator, word(CA_MAU))
    response = coordinator.post(page(annex, "save"), HEAD | {"version": annex.version})
    assert response.status_code == 200
    assert "1.1.1" in response.content.decode()
    assert response.context["form"]["title"].value() == HEAD["title"]
    assert not CriteriaSet.objects.exists()
    annex.refresh_from_db()
    assert annex.state == "open"


def test_a_new_wording_is_read_again_before_it_can_be_accepted(coordinator):
    annex = begun(coordinator)
    leaf = next(
        one for one in coordinator.get(page(annex, "rules")).context["leaves"]
        if not one.is_understood
    )  # fmt: skip
    said = {
        f"wording_{leaf.key}": "Tốt: 1; khá: 0,5; còn lại: 0",
        f"choice_{leaf.key}": "accepted",
        "version": annex.version,
    }
    coordinator.post(page(annex, "rules"), said)
    shown = coordinator.get(page(annex, "rules"))
    now = next(one for one in shown.context["leaves"] if one.key == leaf.key)
    assert (now.found.template, now.is_open) == ("options", True)
    coordinator.post(page(annex, "rules"), said | {"version": shown.context["annex"].version})
    shown = coordinator.get(page(annex, "rules"))
    now = next(one for one in shown.context["leaves"] if one.key == leaf.key)
    assert now.decided.choice == "accepted"


def test_broken_rows_are_corrected_one_by_one_and_the_problems_go(coordinator):
    annex = begun(coordinator, excel(BROKEN), "a.xlsx")
    shown = coordinator.get(page(annex, "tree"))
    before = shown.context["tree"].problem_count
    row = next(one.number for one in shown.context["rows"] if one.code == "1.2")
    assert coordinator.get(page(annex, "tree") + f"?row={row}").context["form"] is not None
    refused = coordinator.post(
        page(annex, "tree") + f"?row={row}", {"maximum": "hai", "version": annex.version}
    )
    assert refused.context["form"].errors
    coordinator.post(
        page(annex, "tree") + f"?row={row}", {"maximum": "1,5", "version": annex.version}
    )
    assert coordinator.get(page(annex, "tree")).context["tree"].problem_count == before - 1


def test_an_annex_with_broken_sums_becomes_a_draft_that_says_so(coordinator):
    annex = begun(coordinator, word(BROKEN))
    shown = coordinator.get(page(annex, "rules"))
    coordinator.post(page(annex, "rules"), everything_accepted(shown))
    annex.refresh_from_db()
    coordinator.post(page(annex, "save"), HEAD | {"version": annex.version})
    made = CriteriaSet.objects.get()
    assert "V3" in {defect["check"] for defect in made.defects}


def test_two_people_at_one_import_never_overwrite_each_other(coordinator):
    annex = begun(coordinator)
    other = signed_in(appointed(Role.COORDINATOR))
    data = mapping_data(coordinator.get(page(annex, "columns")))
    other.post(page(annex, "columns"), data | {"heading": 3})
    response = coordinator.post(page(annex, "columns"), data | {"heading": 2})

    assert response.status_code == 409
    annex.refresh_from_db()
    assert annex.mapping["heading"] == 3
    assert response.context["form"]["heading"].value() == "2"


def test_what_was_decided_on_a_stale_page_stays_on_it(coordinator):
    annex = begun(coordinator)
    said = everything_accepted(coordinator.get(page(annex, "rules")))
    person = appointed(Role.COORDINATOR)
    annex_actions.map_columns(
        annex, Mapping.from_data(annex.mapping), version=annex.version, by=person
    )
    response = coordinator.post(page(annex, "rules"), said)
    assert response.status_code == 409
    assert response.context["open_count"] == 0
    annex.refresh_from_db()
    assert annex.decisions == {}


def test_another_person_goes_on_the_next_day(coordinator):
    annex = begun(coordinator)
    other = signed_in(appointed(Role.COORDINATOR))
    listed = other.get("/criteria/annexes/")
    assert page(annex, "columns") in listed.content.decode()
    assert other.get(page(annex, "rules")).status_code == 200


def test_a_given_up_or_saved_import_is_gone_from_the_steps(coordinator):
    annex = begun(coordinator)
    coordinator.post(page(annex, "abandon"), {"version": annex.version})
    annex.refresh_from_db()
    assert annex.state == "abandoned"
    assert coordinator.get(page(annex, "rules")).status_code == 404
    with pytest.raises(PermissionDenied):
        annex_actions.decide(
            annex, {"1-0": Decided()}, version=annex.version, by=appointed(Role.COORDINATOR)
        )


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - {Role.COORDINATOR}), None])
def test_for_everybody_else_annexes_do_not_exist(role, coordinator):
    annex = begun(coordinator, word(CA_MAU))
    client = signed_in(appointed(role) if role else UserFactory())
    for step in ("columns", "tree", "rules", "save"):
        refused, absent = client.get(page(annex, step)), client.get("/criteria/annexes/0/tree/")
        assert refused.status_code == absent.status_code == 404
        assert refused.content == absent.content
        assert client.post(page(annex, step), {"version": 1}).status_code == 404
    assert upload(client, word(CA_MAU)).status_code == 404
    assert client.post(page(annex, "abandon"), {"version": 1}).status_code == 404
    annex.refresh_from_db()
    assert (annex.state, annex.version) == ("open", 1)


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(client):
    for step in ("", "1/columns/", "1/tree/", "1/rules/", "1/save/"):
        assert client.get(f"/criteria/annexes/{step}").status_code == 302


@pytest.mark.parametrize("step", ["columns", "tree", "rules", "save"])
def test_each_step_asks_the_same_queries_whatever_the_size(
    coordinator, step, django_assert_num_queries
):
    for rows in (CA_MAU, department_rows()):
        annex = begun(coordinator, word(rows))
        with django_assert_num_queries(4):  # session, account, appointments, import
            coordinator.get(page(annex, step))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_four_queries(coordinator, rows, django_assert_num_queries):
    for _row in range(rows):
        begun(coordinator, word(CA_MAU))
    with django_assert_num_queries(4):  # session, account, appointments, imports
        response = coordinator.get("/criteria/annexes/")
    assert response.content.count(b'<tr id="annex-') == rows


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf", "a.exe.docx"])
def test_a_hostile_file_gets_a_sentence_and_leaves_nothing(coordinator, name):
    for content in (b"PK\x03\x04" + b"\x00" * 50, b"<html>", b"\xd0\xcf\x11\xe0"):
        response = upload(coordinator, content, name)
        assert response.status_code == 200
        assert response.context["form"].errors
    assert not AnnexImport.objects.exists()


def test_markup_and_formulas_in_cells_stay_text(coordinator):
    rows = [("1", "<script>alert(1)</script>", "1", '=HYPERLINK("x")', "{{ 7 }}", "")]
    annex = begun(coordinator, word(rows))
    for step in ("columns", "tree", "rules"):
        shown = coordinator.get(page(annex, step)).content.decode()
        assert "<script>alert" not in shown
