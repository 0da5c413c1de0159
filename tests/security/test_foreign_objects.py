"""T03, T04: another unit's objects do not exist, in no place of no address."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import path

from openpar.people.models import Role, User
from tests.naive.telling_forbidden import telling_forbidden
from tests.naive.unnested import unnested_receipt
from tests.security.addresses import ADDRESSES, OF_A_UNIT
from tests.security.world import all_seeing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: Kinds whose object of the other unit must be wholly absent for people of unit A.
HIDDEN = ("item", "use", "revision")
STRANGERS = (Role.OFFICER, Role.HEAD, Role.CONTRIBUTOR, Role.OPERATOR)


def telling(marker: str, response) -> bool:
    """Whether an answer carries the marker, in its body or its headers."""
    said = response.body.decode(errors="replace") + str(dict(response.headers))
    return marker in said


@pytest.mark.parametrize("role", STRANGERS)
def test_what_belongs_to_another_unit_answers_like_what_does_not_exist(world, ask, role):
    person, things, marker = world.people[role], world.b.things, world.b.marker
    probes, told, differing = 0, [], []
    for address in ADDRESSES:
        if not address.names(*OF_A_UNIT):
            continue
        for method in ("GET", "POST"):
            foreign = ask(method, address.filled(things), person)
            absent = ask(method, address.filled(things, OF_A_UNIT), person)
            probes += 2
            if role != Role.OPERATOR and telling(marker, foreign):
                told.append((method, address.route))
            if foreign.status_code == 404 and foreign.body != absent.body:
                differing.append((method, address.route))
            if address.names(*HIDDEN) and foreign.status_code not in (404, 405):
                differing.append((method, address.route, foreign.status_code))
            if foreign.status_code == 403 and role != Role.OPERATOR:  # who sees every account
                differing.append((method, address.route, "403 tells that it exists"))
    assert probes > 30
    assert (told, differing) == ([], [])


@pytest.mark.parametrize("query", ["q=DV-B", "unit=DV-B", "q=Cán bộ", "page=2&unit=DV-B", "item=1"])
def test_no_filter_of_no_list_shows_another_unit(world, ask, query):
    person, things = world.people[Role.OFFICER], world.a.things
    told = [
        address.route
        for address in ADDRESSES
        if telling(world.b.marker, ask("GET", f"{address.filled(things)}?{query}", person))
    ]
    assert told == []


def test_the_own_unit_shows_the_marker_that_the_sweep_looks_for(world, ask):
    """The same set-up, the other way round: the sweep is not blind."""
    shown = ask("GET", f"/assessments/{world.a.things['cycle']}/DV-A/", world.people[Role.OFFICER])
    assert telling(world.a.marker, shown)


def test_a_child_under_another_parent_does_not_exist_even_for_who_sees_both(world, ask):
    """T04: each place in turn holds an object of the other cycle."""
    person = all_seeing()
    here, there = world.a.things, world.c.things
    wrong = []
    for address in ADDRESSES:
        kinds = {kind for kind, _converter in address.places} & set(here)
        if len(address.places) < 2 or not kinds:
            continue
        if len(kinds) == 1 and not address.names("unit", "item", "use"):
            continue  # the rest of the places are the same on both sides
        for kind in kinds:
            if here[kind] == there[kind]:
                continue
            mixed = here | {kind: there[kind]}
            for method in ("GET", "POST"):
                response = ask(method, address.filled(mixed), person)
                absent = (404, 405, 422) if address.is_interface else (404, 405)
                if len(kinds) > 1 and response.status_code not in absent:
                    wrong.append((method, address.filled(mixed), response.status_code))
    assert wrong == []


def test_the_twin_that_tells_by_403_is_caught(world):
    """A 403 for what is there and a 404 for what is not: one may count another's objects."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=world.a.officer.pk)
    item = world.b.things["item"]
    with pytest.raises(Http404):
        telling_forbidden(request, 987_654_321)
    assert telling_forbidden(request, item).status_code == 403
    assert path("twin/", telling_forbidden)


def test_the_twin_that_fetches_the_child_alone_is_caught(world):
    """The receipt of C under the address of A."""
    answer: HttpResponse = unnested_receipt(
        RequestFactory().get("/"), unit="DV-A", number=world.c.sheet.revisions.get().pk
    )
    assert answer.status_code == 200
    assert world.c.marker in answer.content.decode()
