"""One world for all sweeps of a file, undone after each request."""

import logging
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client, override_settings

from openpar.people.models import User
from tests.security.world import World, make_world


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """One world for all tests of a file, in a transaction around theirs."""
    logging.disable(logging.ERROR)  # thousands of refusals are the point here
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("evidence")),
        transaction.atomic(),
    ):
        yield make_world()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(built, db) -> World:
    """Two units of one cycle and one of another."""
    return built


@pytest.fixture
def ask() -> Callable[..., object]:
    """Send one request as somebody and undo whatever it did."""
    clients: dict[object, Client] = {}

    def send(
        method: str,
        path: str,
        person: User | None = None,
        data=None,
        *,
        keep=False,
        before_undoing=lambda response: None,
        **options,
    ):
        key = person.pk if person else None
        if key not in clients:
            clients[key] = Client(raise_request_exception=False)
            if person:
                clients[key].force_login(person)
        cookies = clients[key].cookies.copy()
        with transaction.atomic():
            response = getattr(clients[key], method.lower())(path, data or {}, **options)
            if response.streaming:
                response.body = b"".join(response.streaming_content)
            else:
                response.body = response.content
            before_undoing(response)
            transaction.set_rollback(not keep)
        clients[key].cookies = cookies
        return response

    return send
