"""T08: what a form does not ask for, it does not store, whatever is sent along."""

import re

import pytest
from django.apps import apps
from django.test import RequestFactory

from openpar.people.models import User
from tests.naive.generous_form import generous_change
from tests.security.addresses import ADDRESSES
from tests.security.database import rows
from tests.security.world import all_seeing

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: Column names of every table of ours, and what an attacker tries besides.
COLUMNS = {
    column
    for model in apps.get_models()
    if model.__module__.startswith("openpar.")
    for field in model._meta.concrete_fields
    for column in (field.name, field.attname)
} | {"pk", "agency", "final_score", "submitted_at", "created_by", "is_staff", "groups"}
_NAMES = re.compile(r'name="([\w-]+)"')

#: Posts that succeed: the address's route, what is typed.
VALID = {
    "people/accounts/new/": {"username": "can-bo-moi", "display_name": "Cán bộ mẫu 99"},
    "people/account/<str:username>/change/": {"display_name": "Cán bộ mẫu 98", "job_title": "Phó"},
    "people/account/<str:username>/close/": {"reason": "chuyển công tác"},
    "people/account/<str:username>/reset/": {"kind": "link"},
    "people/account/<str:username>/appoint/": {
        "role": "appraiser", "unit": "DV-C", "valid_from": "01/01/2026", "decision": "QĐ 1",
    },
    "people/appointments/<int:pk>/end/": {"decision": "QĐ 2"},
    "appraisals/items/<int:pk>/": {"points": "2", "reason": "Thiếu tài liệu kiểm chứng"},
}  # fmt: skip


def changed_by(ask, address, things, person, data) -> dict[str, list[str]]:
    """What the tables hold after a post that is then undone."""
    found = {}

    def look(response):
        found.update(rows())

    ask("POST", address.filled(things), person, data, before_undoing=look)
    return found


def test_no_address_stores_a_column_that_its_page_does_not_ask_for(world, ask):
    person, things = all_seeing(), world.b.things
    wrong = []
    for address in ADDRESSES:
        if address.route in ("sign-out/", "preferences/"):
            continue
        where = address.filled(things)
        page = ask("GET", where, person).body.decode(errors="replace")
        valid = {"csrfmiddlewaretoken": "1"} | VALID.get(address.route, {})
        asked = set(_NAMES.findall(page)) | set(valid)
        foreign = dict.fromkeys(sorted(COLUMNS - asked - NAMES_OF_FORMS), "1")
        plain = changed_by(ask, address, things, person, valid)
        laden = changed_by(ask, address, things, person, {**foreign, **valid})
        wrong += [
            (address.route, table, sorted(set(plain[table]) ^ set(laden[table]))[:2])
            for table in plain
            if plain[table] != laden[table]
        ]
    assert wrong == []


#: Fields of forms that stand on another page than the one that takes them, or in JavaScript.
NAMES_OF_FORMS = {"text", "file", "explanation", "claim", "version", "points", "reason", "title"}


@pytest.mark.parametrize("route", VALID)
def test_the_posts_that_the_sweep_calls_valid_do_change_something(world, ask, route):
    """The same set-up without the extra columns: a sweep over refusals would prove nothing."""
    person, things = all_seeing(), world.b.things
    address = next(one for one in ADDRESSES if one.route == route)
    assert changed_by(ask, address, things, person, VALID[route]) != rows()


def test_the_twin_that_sets_whatever_is_sent_is_caught(world):
    account = world.b.officer
    request = RequestFactory().post("/", {"display_name": "Mới", "is_staff": "1"})
    generous_change(request, account.pk)
    assert User.objects.get(pk=account.pk).is_staff
