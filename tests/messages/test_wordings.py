"""Texts that a province changes by itself, with preview and trail (S0-21)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.translation import override

from openpar.audit.models import Event
from openpar.messages import wordings
from openpar.messages.actions.wordings import change_texts
from openpar.messages.models import Wording
from openpar.people.models import Role
from tests.factories import UserFactory, appointed

pytestmark = pytest.mark.django_db
CHANGED = {"criteria_sets": ("Bộ chỉ số", "Index sets")}


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR)


@pytest.fixture
def client(coordinator):
    client = Client()
    client.force_login(coordinator)
    return client


def typed(**changes: str) -> dict[str, str]:
    empty = {f"{key}-{language}": "" for key in wordings.TEXTS for language in ("vi", "en")}
    return empty | changes


def test_a_changed_text_is_shown_in_both_languages_and_an_empty_one_is_the_program_s(coordinator):
    change_texts(CHANGED, by=coordinator)
    wordings.forget()
    assert wordings.wording("criteria_sets") == "Bộ chỉ số"
    assert wordings.wording("maximum_points") == "Điểm tối đa"
    with override("en"):
        assert wordings.wording("criteria_sets") == "Index sets"
        assert wordings.wording("maximum_points") == "Maximum points"


def test_the_trail_holds_old_and_new_and_nothing_where_nothing_changed(coordinator):
    assert change_texts(CHANGED, by=coordinator) == ["criteria_sets"]
    assert change_texts(CHANGED, by=coordinator) == []
    change_texts({"criteria_sets": ("", "")}, by=coordinator)
    events = Event.objects.filter(action="messages.text_changed").order_by("pk")
    assert [(event.data["old"]["vi"], event.data["new"]["vi"]) for event in events] == [
        ("", "Bộ chỉ số"),
        ("Bộ chỉ số", ""),
    ]


def test_all_texts_of_all_pages_cost_one_query_and_then_none(client, django_assert_num_queries):
    wordings.forget()
    with django_assert_num_queries(5):  # session, account, appointments, roles, texts
        client.get("/people/my-roles/")
    with django_assert_num_queries(4):
        client.get("/people/my-roles/")


def test_a_preview_shows_and_saves_nothing(client):
    response = client.post("/messages/texts/", typed(**{"footer_notice-vi": "Thử", "preview": "1"}))
    assert '<p class="own-words muted">Thử</p>' in response.text
    assert not Wording.objects.exclude(vi="").exists()


def test_saving_changes_navigation_heading_and_foot(client, django_capture_on_commit_callbacks):
    texts = {"criteria_sets-vi": "Bộ chỉ số", "footer_notice-vi": "<b>Lưu ý</b>", "save": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/messages/texts/", typed(**texts))
    page = client.get("/criteria/sets/").text
    assert page.count("Bộ chỉ số") >= 3  # navigation, breadcrumb, heading
    assert "&lt;b&gt;Lưu ý&lt;/b&gt;" in page
    assert "Bộ chỉ số" in client.get("/messages/texts/").text


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - {Role.COORDINATOR}), None])
def test_for_everybody_else_the_page_does_not_exist(role):
    person = appointed(role) if role else UserFactory()
    client = Client()
    client.force_login(person)
    assert client.get("/messages/texts/").status_code == 404
    assert client.post("/messages/texts/", typed()).status_code == 404
    with pytest.raises(PermissionDenied):
        change_texts(CHANGED, by=person)


def test_a_slip_in_a_template_is_an_error():
    with pytest.raises(KeyError):
        wordings.wording("khong_co")
