"""What goes wrong is said plainly, and hides what one may not know (S0-30)."""

import pytest
from django.core.exceptions import SuspiciousOperation

from openpar.web import errors
from tests.naive.telling_not_found import telling_not_found

pytestmark = pytest.mark.django_db


def test_the_hidden_page_answers_byte_for_byte_like_the_absent_one(
    sample_pages, client, coordinator
):
    for sign_in in (lambda: None, lambda: client.force_login(coordinator)):
        sign_in()
        hidden, absent = client.get("/sample/hidden/"), client.get("/sample/absent/")
        assert (hidden.status_code, hidden.content) == (404, absent.content)
        assert dict(hidden.items()) == dict(absent.items())
        assert absent.status_code == 404


def test_a_telling_page_would_be_caught(rf):
    hidden = telling_not_found(rf.get("/sample/hidden/"), Exception("not for you"))
    absent = telling_not_found(rf.get("/sample/absent/"), Exception("no such path"))
    assert hidden.content != absent.content


def test_a_refusal_says_its_reason(sample_pages, client, coordinator):
    client.force_login(coordinator)
    response = client.get("/sample/forbidden/")

    assert response.status_code == 403
    assert "Thành viên không thẩm định đơn vị của mình." in response.text


@pytest.mark.parametrize(
    ("handler", "status", "says"),
    [
        (lambda r: errors.bad_request(r, SuspiciousOperation()), 400, "không đọc được"),
        (lambda r: errors.csrf_failure(r), 403, "mở quá lâu"),
        (lambda r: errors.locked_out(r, {}), 429, "15 phút"),
        (lambda r: errors.server_error(r), 500, "phía chúng tôi"),
    ],
)
def test_each_error_has_a_page_in_vietnamese(rf, handler, status, says):
    response = handler(rf.get("/"))
    assert response.status_code == status
    assert says in response.text


def test_the_page_of_our_own_error_asks_nothing_of_the_database(
    rf, django_assert_num_queries, coordinator
):
    request = rf.get("/")
    request.user = coordinator
    with django_assert_num_queries(0):
        assert errors.server_error(request).status_code == 500


def test_five_wrong_passwords_close_the_sign_in(client, coordinator):
    wrong = {"username": "dieuphoi01", "password": "sai"}
    answers = [client.post("/sign-in/", wrong) for _ in range(5)]
    right = client.post("/sign-in/", {**wrong, "password": "mat-khau-mau-01"})

    assert [answer.status_code for answer in answers[:4]] == [200] * 4
    assert answers[4].status_code == right.status_code == 429
    assert "15 phút" in right.text
