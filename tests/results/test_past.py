"""Published results of past years come in after a trial and stand as a trend (S3-33, S1-3)."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openpar.audit.models import Event
from openpar.people.models import Role, Unit
from openpar.results import past_actions
from openpar.results.models import PastImport, PastResult
from openpar.results.past_reading import Given, pinned
from tests.factories import UnitFactory, UserFactory, appointed

pytestmark = pytest.mark.django_db
PUBLISHED = Path(__file__).parents[1] / "published" / "data"
SOURCE = "Quyết định mẫu 01/QĐ-MAU"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def coordinator():
    return signed_in(appointed(Role.COORDINATOR))


def upload(client, content, name="ket-qua.csv", **given):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    data = {"source": SOURCE, "year": 2021} | given | {"file": file}
    return client.post("/results/past/", data)


def sent(client, content, **given) -> PastImport:
    upload(client, content, **given)
    return PastImport.objects.latest("pk")


def confirmed(client, past):
    seen = client.get(f"/results/past/{past.pk}/").context["seen"]
    return client.post(f"/results/past/{past.pk}/confirm/", {"seen": seen}, follow=True)


def test_a_printed_table_of_thua_thien_hue_comes_in_as_it_stands(coordinator):
    content = (PUBLISHED / "thuathienhue_2021_departments.csv").read_bytes()
    names = [row["unit"] for row in csv.DictReader(content.decode("utf-8-sig").splitlines())]
    for name in names:
        UnitFactory(name=name)
    past = sent(coordinator, content, compared=len(names))

    shown = coordinator.get(f"/results/past/{past.pk}/")
    assert [line.errors for line in shown.context["lines"] if line.errors] == []
    assert shown.context["counts"]["new"] == len(names)
    confirmed(coordinator, past)

    best = PastResult.objects.get(rank=1)
    assert (best.unit.name, str(best.index * 1000), best.class_title) == (
        "Văn phòng UBND tỉnh", "97685", "Xuất sắc",
    )  # fmt: skip
    assert (best.year, best.compared, best.source) == (2021, len(names), SOURCE)
    event = Event.objects.get(action="results.past_confirmed")
    assert len(event.data["changes"]) == len(names)


def test_a_district_of_the_past_is_found_by_its_name_without_diacritics(coordinator):
    UnitFactory(name="Huyện Bàu Bàng", kind=Unit.Kind.DISTRICT, valid_to=date(2025, 6, 30))
    past = sent(coordinator, "don vi,index\nhuyen bau bang,80.27\n", year=2017)
    confirmed(coordinator, past)
    assert PastResult.objects.get().unit.name == "Huyện Bàu Bàng"
    past = sent(coordinator, "don vi,index\nhuyen bau bang,80.27\n", year=2026)
    assert coordinator.get(f"/results/past/{past.pk}/").context["errors"] == 1


ERRORS = {
    "unknown unit": "đơn vị,chỉ số\nSở Không Có,80\n",
    "no index": "đơn vị,chỉ số\nSở A,tám mươi\n",
    "an index above 100": "đơn vị,chỉ số\nSở A,181\n",
    "a rank beyond the number": "đơn vị,chỉ số,xếp hạng,số đơn vị\nSở A,80,9,5\n",
    "a unit twice": "đơn vị,chỉ số\nSở A,80\nSở A,81\n",
    "a name of two units": "đơn vị,chỉ số\nSở Trùng,80\n",
    "a year that cannot be": "đơn vị,chỉ số,năm\nSở A,80,1821\n",
    "a formula": "đơn vị,chỉ số\nSở A,=1+1\n",
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_in_one_row_keeps_every_row_out(coordinator, name):
    UnitFactory(name="Sở A")
    UnitFactory(name="Sở B")
    UnitFactory.create_batch(2, name="Sở Trùng")
    past = sent(coordinator, ERRORS[name] + ("Sở B,70\n" if name != "a unit twice" else ""))
    shown = coordinator.get(f"/results/past/{past.pk}/")
    assert shown.context["errors"] >= 1
    confirmed(coordinator, past)
    assert not PastResult.objects.exists()
    past.refresh_from_db()
    assert past.state == "tried"


def test_a_second_table_shows_what_it_changes_and_only_that(coordinator):
    first, second = UnitFactory(name="Sở A"), UnitFactory(name="Sở B")
    confirmed(coordinator, sent(coordinator, "đơn vị;chỉ số\nSở A;80,5\nSở B;70\n"))
    past = sent(coordinator, "đơn vị;chỉ số\nSở A;80,50\nSở B;71\n")
    lines = coordinator.get(f"/results/past/{past.pk}/").context["lines"]
    assert [line.change for line in lines] == ["same", "changed"]
    assert lines[1].differences == [("index", "70", "71")]
    confirmed(coordinator, past)
    assert PastResult.objects.get(unit=second).index == 71
    assert PastResult.objects.filter(unit=first).count() == 1


def test_what_changed_since_the_trial_is_not_stored_unseen():
    person = appointed(Role.COORDINATOR)
    UnitFactory(name="Sở A")
    given = Given(2021, SOURCE)
    content = "đơn vị,chỉ số\nSở A,80\n".encode()
    one = past_actions.receive(content, "a.csv", given, by=person)
    other = past_actions.receive(content.replace(b"80", b"90"), "b.csv", given, by=person)
    seen = pinned(past_actions.tried(one))
    past_actions.confirm(other, pinned(past_actions.tried(other)), by=person)
    with pytest.raises(ValidationError):
        past_actions.confirm(one, seen, by=person)
    assert PastResult.objects.get().index == 90
    with pytest.raises(PermissionDenied):
        past_actions.confirm(other, seen, by=person)


def test_points_by_criterion_come_in_by_their_codes(coordinator):
    UnitFactory(name="Sở A")
    confirmed(coordinator, sent(coordinator, 'đơn vị,chỉ số,1.1,Điểm 2.1.3\nSở A,80,"1,5",2\n'))
    assert PastResult.objects.get().scores == {"1.1": "1.5", "2.1.3": "2"}


def test_columns_are_mapped_again_where_the_proposal_is_wrong(coordinator):
    UnitFactory(name="Sở A")
    past = sent(coordinator, "gì đó,tên khác\n80,Sở A\n")
    wrong = coordinator.post(f"/results/past/{past.pk}/", {"column_0": "unit"})
    assert wrong.context["form"].errors
    coordinator.post(
        f"/results/past/{past.pk}/",
        {"column_0": "index", "column_1": "unit", "source": SOURCE, "year": 2020},
    )
    assert coordinator.get(f"/results/past/{past.pk}/").context["errors"] == 0


def test_the_trend_says_rank_of_how_many_and_draws_a_line(coordinator):
    unit = UnitFactory(name="Sở A")
    table = 'đơn vị,chỉ số,xếp hạng,năm\nSở A,80,5,2021\nSở A,"85,25",3,2022\n'
    confirmed(coordinator, sent(coordinator, table, year="", compared=20))
    reader = signed_in(UserFactory())
    page = reader.get(f"/results/units/{unit.code}/")
    text = page.content.decode()
    assert "3/20" in text
    assert "85,25" in text
    assert SOURCE in text
    assert page.context["chart"].line == "40.0,120.0 600.0,93.8"  # 70 to 100 % over 150 units
    assert (
        f"/results/units/{unit.code}/" in reader.get(f"/people/units/{unit.code}/").content.decode()
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_trend_asks_six_queries(rows, django_assert_num_queries):
    unit = UnitFactory()
    for year in range(rows):
        PastResult.objects.create(unit=unit, year=2020 + year, index=80, source=SOURCE)
    reader = signed_in(appointed(Role.LEADER))
    with django_assert_num_queries(6):  # session, account, appointments, unit, past, runs
        assert reader.get(f"/results/units/{unit.code}/").content.count(b'<tr id="year-') == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_the_trial_asks_seven_queries(coordinator, rows, django_assert_num_queries):
    units = UnitFactory.create_batch(rows)
    table = "đơn vị,chỉ số\n" + "".join(f"{unit.code},80\n" for unit in units)
    past = sent(coordinator, table)
    with django_assert_num_queries(7):  # session, account, appointments, table, units, names, past
        coordinator.get(f"/results/past/{past.pk}/")


@pytest.mark.parametrize("role", [*sorted(set(Role.values) - {Role.COORDINATOR}), None])
def test_for_everybody_else_taking_in_results_does_not_exist(role, coordinator):
    UnitFactory(name="Sở A")
    past = sent(coordinator, "đơn vị,chỉ số\nSở A,80\n")
    client = signed_in(appointed(role) if role else UserFactory())
    refused, absent = client.get(f"/results/past/{past.pk}/"), client.get("/results/past/0/")
    assert refused.status_code == absent.status_code == 404
    assert refused.content == absent.content
    assert upload(client, "đơn vị,chỉ số\nSở A,80\n").status_code == 404
    assert client.post(f"/results/past/{past.pk}/confirm/").status_code == 404
    assert not PastResult.objects.exists()


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(client):
    for page in ("past/", "past/1/", "units/DV1/"):
        assert client.get(f"/results/{page}").status_code == 302


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04xx", bytes(range(256)), b"a,b\n", b'a,"b\nc,d\n', b"x" * 5_000_001]
)
def test_a_hostile_file_gets_a_sentence_and_leaves_nothing(coordinator, content):
    response = upload(coordinator, content)
    assert response.context["form"].errors
    assert not PastImport.objects.exists()
