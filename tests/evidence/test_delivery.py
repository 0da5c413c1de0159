"""Who may have a file is asked at every download, whatever kind of request it is (T54, T49)."""

import socket
import time

import pytest

from openpar.assessments import actions as sheets
from openpar.people.models import Role
from tests.factories import appointed
from tests.factories_assessments import PDF, item_of, pdf, sheet_with_officer

pytestmark = pytest.mark.django_db
REQUESTS = (
    ("get", {}),
    ("get", {"Range": "bytes=0-9"}),
    ("get", {"If-None-Match": '"abc"'}),
    ("head", {}),
)


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


@pytest.fixture
def place():
    sheet, officer = sheet_with_officer()
    use = sheets.attach(item_of(sheet, "1.1"), pdf(), by=officer)
    addresses = (f"/evidence/revisions/{use.revision_id}/", f"/assessments/evidence/{use.pk}/")
    return officer, addresses


def statuses(client, addresses) -> set[int]:
    """What every kind of request for every address is answered."""
    found = set()
    for address in addresses:
        for method, headers in REQUESTS:
            answer = getattr(client, method)(address, headers=headers)
            if answer.status_code == 200 and method == "get":
                b"".join(answer.streaming_content)
            found.add(answer.status_code)
    return found


def test_the_unit_has_its_file_never_kept_in_a_cache(client, place):
    officer, addresses = place
    client.force_login(officer)
    assert statuses(client, addresses[:1]) <= {200, 405}
    for address in addresses:
        answer = client.get(address)
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Disposition"].startswith("attachment")
        assert "X-Accel-Redirect" not in answer.headers
        assert b"".join(answer.streaming_content) == PDF


def test_after_log_out_role_loss_or_for_another_unit_there_is_no_file(client, place):
    officer, addresses = place
    client.force_login(officer)
    client.logout()
    assert statuses(client, addresses) <= {302, 405}
    client.force_login(appointed(Role.OFFICER))
    assert statuses(client, addresses) <= {404, 405}
    client.force_login(officer)
    officer.appointments.update(valid_to="2021-01-01")
    assert statuses(client, addresses) <= {404, 405}


def test_the_store_has_no_address(client, place):
    officer, _addresses = place
    client.force_login(officer)
    for path in ("/media/", "/data/evidence/", "/static/../evidence/", "/internal/evidence/"):
        assert client.get(path).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_too_large_a_request_is_answered_before_its_body(live_server, settings):
    """T49: the head alone is sent; the answer does not wait for a body of a gigabyte."""
    host, port = live_server.thread.host, live_server.thread.port
    begun = time.monotonic()
    with socket.create_connection((host, port), timeout=20) as line:
        line.sendall(
            b"POST /evidence/upload/ HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1073741824\r\n\r\n"
        )
        answer = line.recv(4096)
    assert answer.split(b"\r\n")[0].split()[1] == b"413"
    assert time.monotonic() - begun < 15


def test_one_byte_more_than_the_limit_is_refused_in_a_sentence(client, settings, tmp_path):
    officer = appointed(Role.OFFICER)
    client.force_login(officer)
    settings.EVIDENCE_MAX_BYTES = len(PDF)
    settings.REQUEST_MAX_BYTES = 100_000
    unit = officer.units(*Role)[0].pk
    asked = {"headers": {"Accept": "application/json"}}
    fits = client.post("/evidence/upload/", {"files": pdf(), "unit": unit}, **asked)
    more = client.post(
        "/evidence/upload/", {"files": pdf(content=PDF + b"x"), "unit": unit}, **asked
    )
    whole = client.post(
        "/evidence/upload/", {"files": pdf(content=PDF + b"x" * 200_000), "unit": unit}, **asked
    )
    assert [fits.status_code, more.status_code, whole.status_code] == [200, 422, 413]
    assert "lớn hơn" in more.json()["files"][0]["sentence"]
    assert list(tmp_path.glob("evidence/arriving-*")) == []
