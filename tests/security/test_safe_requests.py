"""T62: nothing is changed without a token of the session, and nothing at all by reading."""

import pytest
from django.test import Client, RequestFactory

from openpar.audit.models import Event
from openpar.people.models import Role
from tests.naive.counting_get import counting_get
from tests.security.addresses import ADDRESSES
from tests.security.database import snapshot
from tests.security.world import all_seeing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: Holds nothing but the look of pages (see the view).
WITHOUT_TOKEN = ("preferences/",)

#: Events of taking a whole file out: reading that is written down, and the only one.
ACCESS = {"assessments.file_exported"}


@pytest.fixture
def strict() -> Client:
    """A browser of somebody with every role, of which tokens are asked."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(all_seeing())
    return client


def refused(client: Client, things, **options) -> list[tuple[str, int]]:
    """Post to every address and return the answers that are no refusal."""
    answers = [
        (address, client.post(address.filled(things), **options).status_code)
        for address in ADDRESSES
        if address.route not in WITHOUT_TOKEN
    ]
    return [
        (address.route, status)
        for address, status in answers
        if status not in ((403, 404, 405) if address.is_interface else (403,))
    ]


def test_every_address_refuses_a_post_without_a_token(world, strict):
    assert refused(strict, world.a.things) == []


def test_a_text_body_is_no_way_round_the_token(world, strict):
    options = {"data": "csrfmiddlewaretoken=x", "content_type": "text/plain"}
    assert refused(strict, world.a.things, **options) == []


def test_a_token_sent_from_another_site_is_refused(world, strict):
    strict.get("/password/")
    token = strict.cookies["csrftoken"].value
    options = {"data": {"csrfmiddlewaretoken": token}, "headers": {"origin": "https://la.example"}}
    assert refused(strict, world.a.things, **options) == []


def test_the_same_post_with_a_token_from_here_is_let_through(world, strict):
    """The same set-up, one difference."""
    strict.get("/password/")
    token = strict.cookies["csrftoken"].value
    answer = strict.post("/password/", {"csrfmiddlewaretoken": token})
    assert answer.status_code == 200


def test_reading_every_page_changes_nothing(world, ask):
    person, things = all_seeing(), world.a.things
    reader = world.people[Role.OFFICER]
    for who in (person, reader):
        ask("GET", "/people/my-roles/", who)  # signing in is written, once
    before, last = snapshot(), Event.objects.latest("pk").pk
    for address in ADDRESSES:
        for method in ("GET", "HEAD"):
            for who in (person, reader):
                ask(method, address.filled(things), who, keep=True)
    after = snapshot()
    written = Event.objects.filter(pk__gt=last).values_list("action", flat=True)
    assert set(written) <= ACCESS
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= {Event._meta.db_table}


def test_the_twin_that_writes_when_it_is_read_is_caught(world):
    before = snapshot("people_")
    counting_get(RequestFactory().get("/"), world.a.officer.pk)
    assert snapshot("people_") != before
