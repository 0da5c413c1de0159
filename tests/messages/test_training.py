"""The register of training: who was invited, who came, who has not been trained (S0-6)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from openpar.audit.models import Event
from openpar.messages.actions import training
from openpar.messages.models import Material, TrainingSession
from openpar.messages.models.training import untrained_units
from openpar.people.models import Role
from tests.factories import UnitFactory, UserFactory, appointed
from tests.factories_assessments import pdf
from tests.factories_messages import in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return appointed(Role.COORDINATOR, UnitFactory(code="SNV"))


@pytest.fixture
def client(keeper):
    client = Client()
    client.force_login(keeper)
    return client


def held(keeper, units, begins_at=None) -> TrainingSession:
    return training.hold_session(
        title="Tập huấn chấm điểm", begins_at=begins_at or in_days(1), place="Hội trường",
        mode="in_person", units=units, by=keeper,
    )  # fmt: skip


def test_the_units_of_which_nobody_came_are_the_ones_not_trained(keeper):
    came, absent, unasked = (UnitFactory(code=code) for code in ("A", "B", "C"))
    session = held(keeper, [came, absent])
    training.note_attendance(session, {came.pk: 3, absent.pk: 0}, by=keeper)

    rows = {unit.code: unit.was_invited for unit in untrained_units()}
    assert rows == {"B": True, "C": False, "SNV": False}
    assert unasked.pk in {unit.pk for unit in untrained_units(year=1999)}


def test_noting_attendance_records_before_and_after_and_leaves_the_others(keeper):
    first, second = UnitFactory(code="A"), UnitFactory(code="B")
    session = held(keeper, [first, second])
    training.note_attendance(session, {first.pk: 2, second.pk: 1}, by=keeper)
    assert training.note_attendance(session, {first.pk: 3}, by=keeper) == 1
    assert training.note_attendance(session, {first.pk: 3}, by=keeper) == 0

    events = Event.objects.filter(action="messages.attendance_noted").newest_first()
    assert [event.data["units"] for event in events] == [
        {"A": [2, 3]},
        {"A": [None, 2], "B": [None, 1]},
    ]


def test_a_session_without_units_is_refused(keeper):
    with pytest.raises(ValidationError, match="Chưa mời đơn vị nào"):
        held(keeper, [])


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.COORDINATOR}))
def test_nobody_else_keeps_the_register(role):
    with pytest.raises(PermissionDenied):
        held(appointed(role), [UnitFactory()])


def test_everybody_signed_in_reads_the_register_and_its_files(client):
    client.post("/messages/training/material/new/", {"title": "Bài giảng", "file": pdf("Bài.pdf")})
    material = Material.objects.get()
    reader = Client()
    reader.force_login(UserFactory())
    assert "Bài giảng" in reader.get("/messages/training/").text
    given = reader.get(f"/messages/training/material/{material.pk}/")
    assert given["Content-Disposition"].startswith("attachment")
    assert b"".join(given.streaming_content).startswith(b"%PDF")
    assert Client().get(f"/messages/training/material/{material.pk}/").status_code == 302
    for address in ("untrained/", "material/new/", "sessions/new/"):
        assert reader.get(f"/messages/training/{address}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"link": ""}, "Hãy chọn tệp hoặc ghi địa chỉ"),
        ({"link": "javascript:alert(1)"}, "URL"),
    ],
)
def test_material_is_a_file_or_a_real_address(client, typed, sentence):
    response = client.post("/messages/training/material/new/", {"title": "Bài giảng", **typed})
    assert sentence in response.text
    assert not Material.objects.exists()


def test_a_file_that_is_not_what_it_says_is_refused_with_a_sentence(client):
    fake = pdf("bai.pdf")
    fake.name = "bai.exe"
    typed = {"title": "Bài giảng", "file": fake}
    assert ".exe" in client.post("/messages/training/material/new/", typed).text
    assert not Material.objects.exists()


def test_counts_are_typed_on_the_page_of_the_session_and_bad_ones_stay_to_be_corrected(client):
    unit, other = UnitFactory(code="A"), UnitFactory(code="B")
    typed = {"title": "Tập huấn", "begins_at": "31/12/2099 08:00", "mode": "online", "units": "A,B"}
    address = client.post("/messages/training/sessions/new/", typed).url

    refused = client.post(address, {f"unit-{unit.pk}": "2", f"unit-{other.pk}": "hai"})
    assert 'value="hai"' in refused.text
    assert 'value="2"' in refused.text
    session = TrainingSession.objects.get()
    assert set(session.invitations.values_list("attended", flat=True)) == {None}

    client.post(address, {f"unit-{unit.pk}": "2", f"unit-{other.pk}": "", "unit-999999": "4"})
    assert dict(session.invitations.values_list("unit__code", "attended")) == {"A": 2, "B": None}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_asks_five_queries(client, keeper, rows, django_assert_num_queries):
    for _number in range(rows):
        held(keeper, [UnitFactory()])
    with django_assert_num_queries(5):  # session, account, appointments, sessions, material
        response = client.get("/messages/training/")
    assert response.content.count(b'<tr id="session-') == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_session_asks_six_queries(client, keeper, rows, django_assert_num_queries):
    session = held(keeper, UnitFactory.create_batch(rows))
    with django_assert_num_queries(6):  # … session, count, invitations
        response = client.get(f"/messages/training/sessions/{session.pk}/")
    assert response.content.count(b'<tr id="unit-') == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_units_not_trained_ask_five_queries(client, rows, django_assert_num_queries):
    UnitFactory.create_batch(rows)
    with django_assert_num_queries(5):
        response = client.get("/messages/training/untrained/")
    assert response.content.count(b'<tr id="unit-') == rows + 1  # and the keeper's own


def test_material_is_corrected_with_what_stood_there_before(client, keeper):
    material = training.enter_material(
        title="Tai lieu", note="", link="https://a.example/", stored=None, by=keeper
    )
    address = f"/messages/training/material/{material.pk}/change/"
    assert "https://a.example/" in client.get(address).text
    client.post(address, {"title": "Tài liệu", "note": "", "link": "https://b.example/"})
    event = Event.objects.get(action="messages.material_changed")
    assert event.data["changed"] == {
        "title": ["Tai lieu", "Tài liệu"],
        "link": ["https://a.example/", "https://b.example/"],
    }
    client.post(address, {"title": "Tài liệu", "note": "", "file": pdf("moi.pdf")})
    material.refresh_from_db()
    assert (material.link, material.file_name) == ("", "moi.pdf")
    client.post(address, {"title": "Tài liệu", "note": "", "link": ""})
    assert Event.objects.filter(action="messages.material_changed").count() == 2


def test_a_session_is_corrected_and_its_units_come_and_go(client, keeper):
    first, second, third = (UnitFactory(code=code) for code in ("A", "B", "C"))
    session = held(keeper, [first, second])
    address = f"/messages/training/sessions/{session.pk}/change/"
    texts = {"title": "Buổi mới", "begins_at": "31/12/2099 08:00", "place": "", "mode": "online"}
    client.post(address, texts | {"invite": "C, A", "uninvite": "B"})
    assert {one.unit for one in session.invitations.all()} == {first, third}
    event = Event.objects.get(action="messages.session_changed")
    assert (event.data["invited"], event.data["taken_off"]) == (["C"], ["B"])
    assert event.data["changed"]["title"] == ["Tập huấn chấm điểm", "Buổi mới"]


def test_a_unit_whose_attendance_is_noted_stays_and_nothing_is_half_saved(client, keeper):
    unit = UnitFactory(code="A")
    session = held(keeper, [unit])
    training.note_attendance(session, {unit.pk: 1}, by=keeper)
    address = f"/messages/training/sessions/{session.pk}/change/"
    texts = {"title": "Buổi mới", "begins_at": "31/12/2099 08:00", "place": "", "mode": "online"}
    refused = client.post(address, texts | {"uninvite": "A"})
    assert "đã ghi số người dự" in refused.text
    assert "Buổi mới" in refused.text
    session.refresh_from_db()
    assert session.title == "Tập huấn chấm điểm"
    assert not Event.objects.filter(action="messages.session_changed").exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_others_correct_nothing(keeper, role):
    session = held(keeper, [UnitFactory()])
    client = Client()
    client.force_login(appointed(role))
    assert client.post(f"/messages/training/sessions/{session.pk}/change/").status_code == 404
