"""What every request passes: who, how often, from where, what for (design 12; T01, T08, T14)."""

import pytest
from django.test import Client
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern
from ninja import NinjaAPI

from openpar.api.interface import API
from openpar.api.serving import addresses
from openpar.people.access import declared, undeclared
from openpar.people.models import Role
from openpar.people.models.unit import UnitQuerySet
from openpar.people.tokens import revoke_token
from tests.api.calling import PREFIX, Program
from tests.factories import PASSWORD, UnitFactory, appointed
from tests.naive.undeclared_operation import router as undeclared_router

pytestmark = pytest.mark.django_db
UNIT = {"code": "SKHM", "name": "Sở Mẫu", "kind": "department", "valid_from": "2026-01-01"}


@pytest.fixture
def coordinator():
    return Program(appointed(Role.COORDINATOR))


def test_every_operation_declares_who_may_use_it():
    operations = [
        operation
        for router in API._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(operations) > 25
    assert [one for one in operations if declared(one.view_func) is None] == []
    assert undeclared(URLResolver(RegexPattern(r"^/"), list(addresses(API)))) == []


def test_an_undeclared_operation_is_found_even_beside_a_declared_one():
    api = NinjaAPI(urls_namespace="twin", docs_url=None, openapi_url=None)
    api.add_router("", undeclared_router)
    assert undeclared(URLResolver(RegexPattern(r"^/"), list(addresses(api)))) == ["secrets"]


@pytest.mark.parametrize("header", ["", "Bearer openpar_khong-co", "Basic YTpi", "Bearer"])
def test_who_is_unknown_gets_401_in_both_languages(client, header):
    answer = client.get(f"{PREFIX}/units", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert set(answer.json()) == {"status", "vi", "en", "errors"}
    assert answer.json()["vi"] != answer.json()["en"]


def test_a_wrong_token_is_refused_even_with_a_session(client):
    client.force_login(appointed(Role.COORDINATOR))
    assert client.get(f"{PREFIX}/units").status_code == 200
    answer = client.get(f"{PREFIX}/units", headers={"Authorization": "Bearer openpar_sai"})
    assert answer.status_code == 401


def test_a_revoked_token_is_refused_at_the_very_next_request(coordinator):
    assert coordinator.get("/me").status_code == 200
    revoke_token(coordinator.token, by=coordinator.user)
    assert coordinator.get("/me").status_code == 401


def test_a_role_that_ended_is_gone_at_the_very_next_request(coordinator):
    assert coordinator.get("/events").status_code == 200
    coordinator.user.appointments.update(valid_to="2020-01-02")
    assert coordinator.get("/events").status_code == 404


def test_a_token_that_reads_does_not_write(coordinator):
    reader = Program(coordinator.user, scope="read")
    answer = reader.post("/units", UNIT)
    assert answer.status_code == 403
    assert answer.json()["en"] == "This token only reads. Make one that may write."
    assert coordinator.post("/units", UNIT).status_code == 201


def test_a_session_writes_only_with_the_token_of_its_pages():
    client = Client(enforce_csrf_checks=True)
    person = appointed(Role.COORDINATOR)
    page = client.get("/sign-in/")
    client.post("/sign-in/", {
        "username": person.username,
        "password": PASSWORD,
        "csrfmiddlewaretoken": page.context["csrf_token"],
    })  # fmt: skip
    sent = {"data": UNIT, "content_type": "application/json"}
    assert client.post(f"{PREFIX}/units", **sent).status_code == 403
    with_token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    assert client.post(f"{PREFIX}/units", **sent, headers=with_token).status_code == 201


def test_requests_beyond_the_minute_wait(settings, coordinator):
    settings.API_REQUESTS_PER_MINUTE = 2
    assert [coordinator.get("/me").status_code for _ in range(3)] == [200, 200, 429]
    answer = coordinator.get("/me")
    assert answer["Retry-After"] == "60"
    assert Program(coordinator.user).get("/me").status_code == 200  # counted by token


def test_absent_and_forbidden_and_unknown_are_one_answer_byte_for_byte():
    officer = Program(appointed(Role.OFFICER))
    absent = [
        officer.get("/units/KHONG-CO"),
        officer.get("/events"),
        officer.get("/khong/co/gi"),
        officer.get("/score-sheets/khong-co/KHONG-CO"),
    ]
    assert {answer.status_code for answer in absent} == {404}
    assert len({answer.content for answer in absent}) == 1


def test_whoever_may_not_use_an_operation_learns_nothing_of_its_shape():
    officer = Program(appointed(Role.OFFICER))
    assert officer.post("/units", {"nonsense": 1}).status_code == 404
    assert officer.get("/events", nonsense=1).status_code == 404


def test_an_unknown_parameter_is_refused_by_name(coordinator):
    answer = coordinator.get("/units", knd="department")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "knd"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"kind": "kingdom"}, "kind"),
        ({"valid_from": "31/12/2026"}, "valid_from"),
        ({"valid_from": 5}, "valid_from"),
        ({"name": "a\x00b"}, "name"),
        ({"id": 7}, "id"),
        ({"parent": "KHONG-CO"}, "parent"),
        ({"code": "có dấu"}, "code"),
    ],
)
def test_bad_input_names_its_field_in_both_languages(coordinator, change, field):
    answer = coordinator.post("/units", UNIT | change)
    assert answer.status_code == 422
    problem = answer.json()["errors"][0]
    assert problem["field"] == field
    assert problem["vi"] != problem["en"]


@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', "null"])
def test_a_body_that_is_no_object_is_refused(coordinator, body):
    answer = coordinator.client.post(
        f"{PREFIX}/units", body, content_type="application/json", headers=coordinator.headers
    )
    assert answer.status_code == 422


def test_a_list_goes_on_where_the_cursor_stands_while_it_grows(coordinator):
    UnitFactory.create_batch(5)
    seen, cursor = [], ""
    while cursor is not None:
        given = coordinator.get("/units", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [row["code"] for row in given.json()["items"]]
        cursor = given.json()["next"]
        UnitFactory(code=f"AAA-{len(seen)}")
    listed = [code for code in seen if not code.startswith("AAA")]
    assert listed == sorted(set(listed))
    assert len(listed) == 6


@pytest.mark.parametrize("cursor", ["x", "!!", "AAAA", "=" * 10, "YQBi"])
def test_a_cursor_of_nobody_is_refused(coordinator, cursor):
    assert coordinator.get("/events", cursor=cursor).status_code == 422


def test_what_is_unchanged_is_not_sent_again(coordinator):
    UnitFactory.create_batch(3)
    first = coordinator.get("/units")
    again = coordinator.get("/units", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    UnitFactory()
    changed = coordinator.get("/units", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_another_method_is_told_which_ones_are_taken(coordinator):
    answer = coordinator.send("DELETE", "/units")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize("path", ["/units", "/me", "/units/KHONG-CO", "/cycles?knd=1"])
def test_head_answers_as_get_without_the_body(coordinator, path):
    read, head = (coordinator.send(method, path) for method in ("GET", "HEAD"))
    assert head.status_code == read.status_code
    assert (head.content, head.get("ETag")) == (b"", read.get("ETag"))
    assert head["Content-Type"] == read["Content-Type"]


def test_head_asks_who_as_get_does(client):
    assert client.head(f"{PREFIX}/units").status_code == 401
    assert client.head(f"{PREFIX}/openapi.json").status_code == 200


def broken(*_arguments, **_named):
    raise RuntimeError("our fault")


def test_our_fault_is_told_as_a_problem_in_both_languages(coordinator, monkeypatch):
    monkeypatch.setattr(UnitQuerySet, "matching", broken)
    coordinator.client.raise_request_exception = False
    answer = coordinator.get("/units")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")
    assert answer.json()["status"] == 500
    assert answer.json()["vi"] != answer.json()["en"]
    assert "RuntimeError" not in answer.text


def test_a_request_that_cannot_be_read_is_told_as_a_problem(coordinator):
    answer = coordinator.get("/units", headers={"Host": "khong-phai-may-nay.example"})
    assert (answer.status_code, answer.json()["status"]) == (400, 400)


def test_words_come_in_the_language_that_is_asked_for(coordinator):
    vietnamese = coordinator.get("/units/KHONG-CO").json()
    english = coordinator.get("/units/KHONG-CO", headers={"Accept-Language": "en"}).json()
    assert vietnamese == english  # a refusal always speaks both


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_asks_three_queries_whatever_its_length(
    coordinator, count, django_assert_num_queries
):
    UnitFactory.create_batch(count)
    with django_assert_num_queries(3):
        coordinator.get("/units")  # token with account, count of the minute, units
