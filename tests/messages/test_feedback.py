"""The feedback box: reaches the coordinator with the page's path, and is answered (S0-21)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from openpar.audit.models import Event
from openpar.messages.actions import feedback as actions
from openpar.messages.models import Feedback
from openpar.people.models import Role
from tests.factories import UserFactory, appointed

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def box(**typed: str) -> dict[str, str]:
    """What the box sends: its fields are named apart from those of the page."""
    return {f"feedback-{name}": text for name, text in typed.items()}


@pytest.fixture
def sender():
    return appointed(Role.OFFICER)


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR)


def test_the_box_works_without_a_script_and_leads_back_to_the_page(sender):
    client = signed_in(sender)
    page = client.get("/people/units/?q=tim-kiem-rieng").text
    assert 'name="feedback-page" value="/people/units/"' in page
    typed = box(text="Cột này khó đọc", page="/people/units/", page_title="", width="")

    response = client.post("/messages/feedback/new/", typed)
    assert response.url == "/people/units/"
    given = Feedback.objects.get()
    assert (given.sender, given.page, given.width) == (sender, "/people/units/", None)
    assert Event.objects.about(given).get().action == "messages.feedback_given"


def test_what_was_searched_on_the_page_is_not_kept(sender):
    typed = box(text="Góp ý", page="/people/units/?q=ten-rieng#dong", page_title="Đơn vị")
    signed_in(sender).post("/messages/feedback/new/", typed)
    assert Feedback.objects.get().page == "/people/units/"


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:"]
)
def test_a_foreign_address_is_never_followed(sender, page):
    response = signed_in(sender).post("/messages/feedback/new/", box(text="Góp ý", page=page))
    assert response.url == "/messages/feedback/"


def test_too_much_in_an_hour_is_refused_and_the_words_are_kept(sender):
    for number in range(actions.MOST_PER_HOUR):
        actions.give_feedback(by=sender, text=f"Góp ý {number}")
    response = signed_in(sender).post("/messages/feedback/new/", box(text="Góp ý thứ mười một"))
    assert response.status_code == 200
    assert "Góp ý thứ mười một" in response.text
    assert "trong một giờ" in response.text


def test_nobody_signed_in_has_no_box(client):
    assert "data-feedback" not in client.get("/guide/").text
    assert client.post("/messages/feedback/new/", box(text="x")).status_code == 302
    assert not Feedback.objects.exists()


def test_the_answer_reaches_the_sender(sender, coordinator):
    given = actions.give_feedback(by=sender, text="Xin hướng dẫn")
    address = f"/messages/feedback/{given.pk}/"
    signed_in(coordinator).post(address, {"move": "answer", "answer": "Xem trang hướng dẫn"})
    assert "Xem trang hướng dẫn" in signed_in(sender).get(address).text
    given.refresh_from_db()
    assert (given.state, given.answered_by) == ("answered", coordinator)
    signed_in(coordinator).post(address, {"move": "close"})
    given.refresh_from_db()
    assert given.state == "closed"
    told = [event.action for event in Event.objects.about(given).order_by("pk")]
    assert told == [f"messages.feedback_{what}" for what in ("given", "answered", "closed")]


@pytest.mark.parametrize("move", actions.MOVES)
def test_every_move_starts_from_its_state_alone(sender, coordinator, move):
    given = actions.give_feedback(by=sender, text="Góp ý")
    before, _after, _may = actions.MOVES[move]
    wrong = "new" if before == "answered" else "closed"
    Feedback.objects.filter(pk=given.pk).update(state=wrong)
    with pytest.raises(ValidationError, match="Người khác đã xử lý"):
        actions.move_feedback(given, move, by=coordinator, answer="Trả lời")


def test_an_empty_answer_is_refused(sender, coordinator):
    given = actions.give_feedback(by=sender, text="Góp ý")
    with pytest.raises(ValidationError, match="Hãy viết trả lời"):
        actions.move_feedback(given, "answer", by=coordinator, answer=" ")


def test_others_do_not_see_it_and_the_sender_may_not_answer(sender):
    given = actions.give_feedback(by=sender, text="Điều riêng tư")
    address = f"/messages/feedback/{given.pk}/"
    other = signed_in(appointed(Role.OFFICER))
    assert other.get(address).content == other.get("/messages/feedback/999999/").content
    assert "Điều riêng tư" not in other.get("/messages/feedback/").text
    assert Client().get(address).status_code == 302
    typed = {"move": "answer", "answer": "Tự trả lời"}
    assert signed_in(sender).post(address, typed).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.move_feedback(given, "answer", by=appointed(Role.AUDITOR), answer="Trả lời")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_five_queries(coordinator, rows, django_assert_num_queries):
    for _number in range(rows):
        actions.give_feedback(by=UserFactory(), text="<script>alert(1)</script>")
    client = signed_in(coordinator)
    with django_assert_num_queries(5):  # session, account, appointments, count, rows
        response = client.get("/messages/feedback/")
    assert response.content.count(b'<tr id="feedback-') == rows
    assert "<script>alert" not in response.text
