"""The way of a sheet through the interface: up, back, signed, repaired, supplemented (S0-24)."""

from datetime import timedelta

import pytest

from openpar.audit.models import Event
from openpar.criteria.clock import database_now
from openpar.people.models import Role
from tests.api.calling import Program
from tests.factories import appointed
from tests.factories_life import life

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def path_of(sheet, rest=""):
    return f"/score-sheets/{sheet.cycle.code}/{sheet.unit.code}{rest}"


def test_a_sheet_goes_up_comes_back_is_signed_and_submitted():
    made = life()
    officer, head = Program(made.officer), Program(made.head)
    standing = officer.get(path_of(made.sheet, "/moves")).json()
    assert standing["moves"]["send_up"]["allowed"]
    assert not standing["moves"]["submit"]["allowed"]
    stale = officer.post(path_of(made.sheet, "/send-up"), {"version": standing["version"] + 5})
    assert stale.status_code == 409
    up = officer.post(path_of(made.sheet, "/send-up"), {"version": standing["version"]})
    assert (up.status_code, up.json()["state"]) == (200, "with_head")
    assert officer.post(path_of(made.sheet, "/sign"), {"version": 1}).status_code in (403, 409)
    assert head.post(path_of(made.sheet, "/return"), {}).status_code == 422
    back = head.post(path_of(made.sheet, "/return"), {"remarks": {"1.2": "Sai số"}})
    assert back.json()["state"] == "draft"
    version = back.json()["version"]
    up = officer.post(path_of(made.sheet, "/send-up"), {"version": version}).json()
    assert officer.post(path_of(made.sheet, "/take-back"), {}).json()["state"] == "draft"
    up = officer.post(path_of(made.sheet, "/send-up"), {"version": made.fresh().version}).json()
    signed = head.post(path_of(made.sheet, "/sign"), {"version": up["version"]}).json()
    assert signed["state"] == "signed"
    sent = {"version": signed["version"], "confirm": True}
    receipt = officer.post(path_of(made.sheet, "/submit"), sent)
    assert (receipt.status_code, receipt.json()["timeliness"]) == (201, "on_time")


def test_criteria_are_returned_asked_for_granted_refused_and_left():
    made = life(signed=False)
    officer, coordinator = Program(made.officer), Program(made.coordinator)
    sent = {"version": made.fresh().version, "confirm": True}
    officer.post(path_of(made.sheet, "/submit"), sent)
    until = (database_now() + timedelta(days=2)).isoformat()
    repaired = coordinator.post(path_of(made.sheet, "/repair"),
                                {"reasons": {"1.2": "Sai số"}, "until": until})  # fmt: skip
    assert repaired.json()["state"] == "reopened"
    assert officer.post(path_of(made.sheet, "/close"), {}).json()["state"] == "submitted"
    asked = {"criteria": ["1.2"], "reason": "Bổ sung biên bản"}
    assert officer.post(path_of(made.sheet, "/supplement"), asked).status_code == 403
    assert officer.post(path_of(made.sheet, "/supplement/ask"), asked).status_code == 200
    refused = coordinator.post(path_of(made.sheet, "/supplement/refuse"), {"ground": "Đã hết hạn"})
    assert refused.json()["state"] == "submitted"
    officer.post(path_of(made.sheet, "/supplement/ask"), asked)
    granted = coordinator.post(path_of(made.sheet, "/supplement/grant"), {"until": until})
    assert granted.json()["state"] == "reopened"


def test_a_key_makes_a_move_once():
    made = life()
    officer = Program(made.officer)
    sent = {"version": made.fresh().version}
    first = officer.post(path_of(made.sheet, "/send-up"), sent, headers={"Idempotency-Key": "a1"})
    again = officer.post(path_of(made.sheet, "/send-up"), sent, headers={"Idempotency-Key": "a1"})
    assert first.json() == again.json()
    assert Event.objects.filter(action="assessments.sent_up").count() == 1


@pytest.mark.parametrize("rest", ["/moves", "/send-up", "/sign", "/repair", "/close"])
def test_a_strangers_sheet_is_absent_byte_for_byte(rest):
    made = life()
    stranger = Program(appointed(Role.HEAD))
    act = stranger.get if rest == "/moves" else stranger.post
    body = () if rest == "/moves" else (
        {"version": 1, "reasons": {"1.2": "x"}, "until": "2030-01-01T00:00:00Z"}
        if rest == "/repair" else {"version": 1},
    )  # fmt: skip
    if rest == "/repair":
        body[0].pop("version")
    if rest == "/close":
        body = ({},)
    hidden = act(path_of(made.sheet, rest), *body)
    absent = act(f"/score-sheets/khong-co/{made.sheet.unit.code}{rest}", *body)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
