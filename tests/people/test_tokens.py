"""Personal tokens: shown once, hashed at rest, ended by their day, their owner, their password."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from openpar.audit.models import Event
from openpar.people.models import PersonalToken, RequestCount
from openpar.people.tokens import create_token, revoke_token
from tests.factories import UserFactory
from tests.naive.readable_token import keep_readable

pytestmark = pytest.mark.django_db
PAGE = "/people/tokens/"


def made(user=None, scope="read", days=30):
    return create_token(by=user or UserFactory(), title="Kho dữ liệu", scope=scope, days=days)


def test_the_page_makes_a_token_and_shows_it_in_that_answer_only(client):
    person = UserFactory()
    client.force_login(person)
    answer = client.post(PAGE, {"title": "Kho dữ liệu", "scope": "read", "days": "30"})
    token = PersonalToken.objects.get(user=person)
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    later = client.get(PAGE).content.decode()
    assert secret not in later
    assert f"…{token.hint}" in later


def test_the_secret_stands_nowhere_in_the_database():
    token, secret = made()
    stored = [str(value) for value in PersonalToken.objects.filter(pk=token.pk).values_list()[0]]
    logged = [str(event.data) for event in Event.objects.all()]
    assert not [text for text in stored + logged if secret in text]


def test_the_readable_twin_gives_the_secret_away():
    row = keep_readable(UserFactory(), "openpar_bi-mat")
    assert "openpar_bi-mat" in PersonalToken.objects.filter(pk=row.pk).values_list()[0]


def test_a_token_is_found_by_its_secret_in_one_query(django_assert_num_queries):
    token, secret = made()
    with django_assert_num_queries(1):
        assert PersonalToken.objects.behind(secret) == token
    assert PersonalToken.objects.behind(secret + "x") is None


def test_it_ends_on_its_day_by_the_database_clock():
    token, secret = made()
    PersonalToken.objects.filter(pk=token.pk).update(
        created_at=Now() - timedelta(days=31), expires_at=Now()
    )
    assert PersonalToken.objects.behind(secret) is None


def test_it_ends_when_revoked_and_says_so_once():
    token, secret = made()
    revoke_token(token, by=token.user)
    revoke_token(token, by=token.user)
    assert PersonalToken.objects.behind(secret) is None
    told = Event.objects.filter(action="people.token_revoked")
    assert told.count() == 1


@pytest.mark.parametrize("change", ["password", "closed"])
def test_it_ends_with_the_password_and_with_the_account(change):
    token, secret = made()
    if change == "password":
        token.user.set_password("mat-khau-khac-hẳn")
    else:
        token.user.is_active = False
    token.user.save()
    assert PersonalToken.objects.behind(secret) is None


def test_the_token_of_another_person_does_not_exist_for_me(client):
    token, secret = made()
    client.force_login(UserFactory())
    assert client.post(f"{PAGE}{token.pk}/revoke/").status_code == 404
    assert PersonalToken.objects.behind(secret) == token
    assert "Kho dữ liệu" not in client.get(PAGE).content.decode()


def test_nobody_makes_one_without_signing_in(client):
    assert client.get(PAGE).status_code == 302
    assert client.post(PAGE, {"title": "x", "scope": "read", "days": "7"}).status_code == 302
    assert not PersonalToken.objects.exists()


def test_what_was_typed_comes_back_with_the_refusal(client):
    client.force_login(UserFactory())
    answer = client.post(PAGE, {"title": "Kho dữ liệu", "scope": "everything", "days": "9999"})
    assert answer.status_code == 422
    assert "Kho dữ liệu" in answer.content.decode()
    assert not PersonalToken.objects.exists()


def test_the_database_refuses_a_scope_nobody_knows():
    token, _secret = made()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonalToken.objects.filter(pk=token.pk).update(scope="everything")


def test_requests_of_a_minute_are_counted_and_a_new_minute_begins_at_one():
    assert [RequestCount.objects.count_one("token 1") for _ in range(3)] == [1, 2, 3]
    assert RequestCount.objects.count_one("token 2") == 1
    RequestCount.objects.filter(caller="token 1").update(minute=Now() - timedelta(minutes=2))
    assert RequestCount.objects.count_one("token 1") == 1
