"""T01: what is declared is what happens, for every address, role and method.

The matrix is built from the addresses of the program itself, so a new page is in it at once.
"""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from openpar.people.access import ANYONE, SIGNED_IN, access, declared
from openpar.people.models import Role
from tests.naive.undeclared_view import undeclared_view
from tests.security.addresses import ADDRESSES, Address
from tests.security.database import snapshot
from tests.security.world import all_seeing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SIGN_IN = "/sign-in/?next="
OTHER_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")


def allowed(address: Address, role: str | None) -> bool:
    """What the declaration says."""
    if ANYONE in address.who:
        return True
    return role is not None and (SIGNED_IN in address.who or role in address.who)


def behaves(address: Address, role: str | None, response) -> bool:
    """Whether the answer is what the declaration says."""
    led_to_sign_in = response.status_code == 302 and response.headers["Location"].startswith(
        SIGN_IN
    )
    if response.status_code == 405:
        return True
    if allowed(address, role):
        is_well = response.status_code < 500 or address.route == "healthz"  # no worker runs here
        return is_well and not led_to_sign_in
    if address.is_interface:
        return response.status_code in ((401,) if role is None else (404, 422))
    return led_to_sign_in if role is None else response.status_code == 404


#: Roles tried on an address of those it treats alike; which ones moves on from address to address,
#: so that every role meets every slice.
TRIED_ALIKE = 4


def tried(address: Address, turn: int) -> list[str | None]:
    """A stranger, every role that is named, and some of those that are treated alike."""
    named = [role for role in Role if role in address.who]
    alike = [role for role in Role if role not in named]
    start = turn * TRIED_ALIKE % len(alike) if alike else 0
    return [None, *named, *(alike + alike)[start : start + TRIED_ALIKE]]


def test_every_address_does_for_every_role_what_it_declares(world, ask, tmp_path):
    things = world.a.things
    people = {None: None, **world.people}
    lines, wrong = [], []
    for turn, address in enumerate(ADDRESSES):
        where = address.filled(things)
        row = []
        for role in tried(address, turn):
            for method in ("GET", "POST"):
                response = ask(method, where, people[role])
                row.append(f"{role or 'a stranger'} {method} {response.status_code}")
                if not behaves(address, role, response):
                    wrong.append((method, where, role, response.status_code))
        lines.append("\t".join([address.route, ", ".join(address.who), *row]))
    (tmp_path / "permission-matrix.tsv").write_text("\n".join(lines), encoding="utf-8")
    assert wrong == []


def test_every_role_is_tried_on_many_addresses():
    turns = [role for turn, one in enumerate(ADDRESSES) for role in tried(one, turn)]
    assert min(turns.count(role) for role in Role) > len(ADDRESSES) // 8


@pytest.mark.parametrize("method", OTHER_METHODS)
def test_other_methods_open_nothing_more(world, ask, method):
    things, person = world.a.things, all_seeing()
    wrong = []
    for address in ADDRESSES:
        where = address.filled(things)
        for role, who in ((None, None), ("every role", person)):
            response = ask(method, where, who)
            closed = response.status_code in (302, 401, 403, 404, 405, 410, 422, 429)
            safe = method in ("HEAD", "OPTIONS") and response.status_code == 200
            if not (closed or safe):
                wrong.append((method, where, role, response.status_code))
            if who is None and ANYONE not in address.who and response.status_code == 200:
                wrong.append((method, where, "a stranger", 200))
    assert wrong == []


def test_the_operator_is_let_into_nothing_that_touches_a_point(world, ask):
    """S0-22: every address, by the operator: points, sheets, assignments and runs stay."""
    tables = ("assessments_", "appraisals_", "results_", "criteria_", "evidence_")
    before = snapshot(*tables)
    things = world.a.things
    for address in ADDRESSES:
        if address.route != "sign-out/":
            ask("POST", address.filled(things), world.people[Role.OPERATOR], keep=True)
    assert snapshot(*tables) == before


def test_the_matrix_catches_a_view_that_says_less_than_it_does():
    """The wrong twin declares nothing; another one declares what it does not hold to."""
    assert declared(undeclared_view) is None

    def lax(request):
        return HttpResponse("seen")

    lax.access = ("coordinator",)
    address = Address("lax/", ("coordinator",), ())
    assert path("lax/", lax)
    assert not behaves(address, Role.OFFICER, lax(RequestFactory().get("/lax/")))
    assert not behaves(address, None, lax(RequestFactory().get("/lax/")))
    assert access("coordinator")(lax).access == ("coordinator",)
