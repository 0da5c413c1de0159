"""``/healthz`` is 200 while all live, and names what does not."""

import pytest
from django.db import OperationalError, connection

pytestmark = pytest.mark.django_db


def beat(age: str) -> None:
    """Let a worker have sent its last sign of life so long ago, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)",
            [age],
        )


def test_with_a_worker_that_beats_everything_is_up_in_one_query(client, django_assert_num_queries):
    beat("2 seconds")
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"web": "up", "database": "up", "worker": "up", "down": []}


@pytest.mark.parametrize("age", [None, "1 minute"])
def test_without_a_worker_or_with_a_silent_one_the_answer_is_503_and_says_so(client, age):
    if age:
        beat(age)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["down"]) == (503, ["worker"])


def test_when_the_database_does_not_answer_it_is_named_too(client):
    def refuse(execute, statement, parameters, many, context):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["down"]) == (503, ["database", "worker"])


def test_it_is_not_kept_by_a_cache_between(client):
    assert "no-store" in client.get("/healthz").headers["Cache-Control"]
