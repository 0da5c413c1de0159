"""A right that ends while an upload is on its way is gone when the upload arrives (T11).

The body of a real request over a real socket stops half-way; the right is taken away; the rest
follows. Nothing of it may be stored.
"""

import socket

import pytest
from django.test import Client

from openpar.assessments.models import EvidenceUse, ScoreSheet
from openpar.evidence.models import Document
from openpar.people.models import Role, User
from openpar.people.tokens import create_token
from tests.ending_rights import ENDINGS, remove_role
from tests.factories import appointed
from tests.factories_assessments import PDF, address, sheet_with_officer
from tests.serving.granian import granian

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TOKEN = "a" * 32
BOUNDARY = "----cat-doi"


@pytest.fixture
def coordinator():
    return appointed(Role.COORDINATOR)


def multipart(**fields: str) -> bytes:
    """A form with a PDF, as a browser sends it."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="{}"; filename="ke-hoach.pdf"\r\n'
    for name in ("files", "files-report", "file"):  # of the pages, and of the interface
        parts.append(
            f"--{BOUNDARY}\r\n{head.format(name)}Content-Type: application/pdf\r\n\r\n".encode()
            + PDF
            + b"\r\n"
        )
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def head_of(path: str, length: int, who: dict[str, str]) -> bytes:
    lines = {
        "Host": "127.0.0.1", "Connection": "close", "Content-Length": str(length),
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **who,
    }  # fmt: skip
    return f"POST {path} HTTP/1.1\r\n".encode() + b"".join(
        f"{name}: {value}\r\n".encode() for name, value in lines.items()
    ) + b"\r\n"  # fmt: skip


def by_session(sheet: ScoreSheet, officer: User) -> tuple[str, dict[str, str]]:
    """The page's address, and the headers of a browser that is signed in."""
    client = Client()
    client.force_login(officer)
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
    return address(sheet, "criteria/1.1/save/"), {"Cookie": cookies, "X-CSRFToken": TOKEN}


def by_token(sheet: ScoreSheet, officer: User) -> tuple[str, dict[str, str]]:
    """The interface's address, and the header of a program."""
    _token, secret = create_token(by=officer, title="bài thử", scope="write", days=7)
    path = f"/api/v1/score-sheets/{sheet.cycle.code}/{sheet.unit.code}/items/1.1/files"
    return path, {"Authorization": f"Bearer {secret}"}


def upload(port: int, path: str, who: dict[str, str], *, meanwhile=lambda: None) -> int:
    """Send half of the body, let something happen, send the rest; return the status."""
    body = multipart(version="1", explanation="")
    half = len(body) // 2
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(head_of(path, len(body), who) + body[:half])
        wait_until_begun(line)
        meanwhile()
        line.sendall(body[half:])
        answer = line.makefile("rb").readline()
    return int(answer.split()[1])


def wait_until_begun(line: socket.socket) -> None:
    """Give the server a moment to begin on the head; it answers nothing before the body."""
    line.settimeout(0.7)
    try:
        early = line.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        early = b""
    line.settimeout(60)
    assert early == b"", "the server answered before it had read the body"


def stored() -> int:
    return EvidenceUse.objects.count() + Document.objects.count()


@pytest.fixture(scope="module")
def ways():
    return {"a page": by_session, "the interface": by_token}


@pytest.mark.parametrize("way", ["a page", "the interface"])
def test_an_upload_on_its_way_ends_with_the_right(way, ways, coordinator, size):
    with granian() as port:
        for ending in list(ENDINGS.values()) * size("uploads in mid-air"):
            sheet, officer = sheet_with_officer()
            path, who = ways[way](sheet, officer)
            status = upload(port, path, who, meanwhile=lambda: ending(officer, coordinator))  # noqa: B023
            assert (status in (302, 401, 403, 404), stored()) == (True, 0), (ending, status)


@pytest.mark.parametrize("way", ["a page", "the interface"])
def test_the_same_upload_is_stored_while_the_right_lasts(way, ways):
    sheet, officer = sheet_with_officer()
    with granian() as port:
        assert upload(port, *ways[way](sheet, officer)) in (200, 201, 302)
    assert stored() > 0


def test_the_twin_that_asks_before_the_body_stores_what_came_too_late(coordinator):
    sheet, officer = sheet_with_officer()
    with granian(twin="asking before the body") as port:
        upload(
            port, *by_session(sheet, officer), meanwhile=lambda: remove_role(officer, coordinator)
        )
    assert stored() > 0
