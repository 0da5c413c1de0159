"""The register of units in the browser: found, changed, reorganised, at the country's size (M1)."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from openpar.people import units
from openpar.people.models import Reorganisation, Role, ServicePoint, Succession, Unit, UnitImport
from openpar.people.national import load_national
from tests.factories import AppointmentFactory, UnitFactory, appointed

pytestmark = pytest.mark.django_db
LIST = "/people/units/"
DAY = date(2025, 7, 1)


@pytest.fixture
def coordinator(client):
    person = appointed(Role.COORDINATOR, UnitFactory(code="SNV", name="Sở Nội vụ"))
    client.force_login(person)
    return person


@pytest.fixture
def country(coordinator):
    load_national(by=None)


def names(response) -> list[str]:
    return [unit.name for unit in response.context["list"].page.object_list]


# --- at the size of the country -----------------------------------------------------------------


def test_the_list_of_the_whole_country_asks_five_queries(
    client, country, django_assert_num_queries
):
    with django_assert_num_queries(5):  # session, account, appointments, count, units
        response = client.get(LIST, {"q": "phuong ha", "day": "01/08/2025"})
    assert "Phường Hà Tu" in names(response)


def test_the_communes_of_a_province_ask_one_query_more(client, country, django_assert_num_queries):
    with django_assert_num_queries(6):
        response = client.get(LIST, {"below": "22"})
    assert (
        response.context["list"].page.paginator.count
        == Unit.objects.filter(parent__code="22").count()
    )


def test_the_tree_of_the_country_asks_six_queries(client, country, django_assert_num_queries):
    with django_assert_num_queries(6):  # session, account, appointments, unit, roots, level below
        page = client.get(reverse("people:unit_tree"), {"at": "22"}).content.decode()
    assert "Phường Hà Tu" in page
    assert "Tỉnh Cao Bằng" in page


def test_the_page_of_a_province_asks_eleven_queries_and_leads_to_all_its_communes(
    client, country, django_assert_num_queries
):
    with django_assert_num_queries(11):
        page = client.get("/people/units/22/").content.decode()
    assert f"{LIST}?below=22" in page


# --- finding ------------------------------------------------------------------------------------


def test_the_list_of_a_day_shows_units_as_they_were_called_then(client, coordinator):
    unit = UnitFactory(name="Sở Cũ")
    units.change_unit(unit, {"name": "Sở Mới"}, from_day=DAY, by=coordinator)
    UnitFactory(name="Huyện Mẫu", kind="district", valid_to=date(2025, 6, 30))
    then = client.get(LIST, {"day": "30/06/2025"}).content.decode()
    assert "Sở Cũ" in then
    assert "Huyện Mẫu" in then
    assert "Sở Mới" not in then


def test_the_list_is_filtered_by_block(client, coordinator):
    UnitFactory(name="Sở Tài chính", block="Khối kinh tế tổng hợp")
    assert names(client.get(LIST, {"block": "kinh tế"})) == ["Sở Tài chính"]


def test_a_day_that_is_none_shows_the_list_with_its_sentence(client, coordinator):
    response = client.get(LIST, {"day": "hôm qua"})
    assert "không phải là ngày" in response.content.decode()


def test_the_export_holds_what_the_list_shows_and_no_formula(client, coordinator):
    UnitFactory(code="X1", name="=HYPERLINK(1)")
    response = client.get("/people/units.xlsx", {"q": "hyperlink"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [(cell.value, cell.data_type) for cell in sheet[2]][:2] == [
        ("X1", "s"), ("=HYPERLINK(1)", "s"),
    ]  # fmt: skip
    assert sheet.max_row == 2


# --- changing -----------------------------------------------------------------------------------

FACTS = {"name": "Sở Tư pháp", "kind": "department", "parent": ""}


def test_a_unit_is_entered_changed_and_ended_on_its_pages(client, coordinator):
    response = client.post("/people/new-unit/", FACTS | {"code": "STP", "valid_from": "01/01/2020"})
    assert response.url == "/people/units/STP/"

    client.post(
        "/people/units/STP/change/",
        FACTS | {"name": "Sở Tư pháp mới", "from_day": "01/07/2025", "parent": "SNV",
                 "decision": "QĐ 1", "decided_on": "01/06/2025"},
    )  # fmt: skip
    unit = Unit.objects.get(code="STP")
    assert (unit.name, unit.parent.code) == ("Sở Tư pháp mới", "SNV")
    assert Succession.objects.out_of(unit).get().act.kind == "rename"

    client.post("/people/units/STP/end/", {"last_day": "31/12/2025"})
    unit.refresh_from_db()
    assert unit.valid_to == date(2025, 12, 31)
    assert "QĐ 1" in client.get("/people/units/STP/").content.decode()


@pytest.mark.parametrize(
    ("address", "data", "says"),
    [
        ("/people/new-unit/", FACTS | {"code": "SNV", "valid_from": "01/01/2020"}, "Mã"),
        ("/people/new-unit/", FACTS | {"code": "X", "valid_from": "32/01/2020"}, "32"),
        ("/people/new-unit/", FACTS | {"code": "X", "valid_from": "1/1/2020", "parent": "Q"}, "mã"),
        ("/people/units/SNV/change/", FACTS | {"from_day": "01/01/1999"}, "01/01/2020"),
        ("/people/units/SNV/end/", {"last_day": "01/01/1999"}, "01/01/2020"),
        ("/people/units/SNV/service-points/", {"kind": "centre", "name": ""}, "bắt buộc"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(client, coordinator, address, data, says):
    response = client.post(address, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert all(value in page for value in data.values())
    assert Unit.objects.count() == 1


def test_a_service_point_is_entered_and_ended(client, coordinator):
    point = {"kind": "one_stop", "name": "Bộ phận Một cửa", "valid_from": "01/07/2025"}
    client.post("/people/units/SNV/service-points/", point)
    kept = ServicePoint.objects.get()
    assert "Bộ phận Một cửa" in client.get("/people/units/SNV/").content.decode()
    client.post(f"/people/units/SNV/service-points/{kept.pk}/end/", {"last_day": "31/12/2025"})
    kept.refresh_from_db()
    assert kept.valid_to == date(2025, 12, 31)


# --- reorganising -------------------------------------------------------------------------------


def merger(**more) -> dict[str, str]:
    data = {
        "kind": "merge", "decision": "NQ 1/2025", "decided_on": "12/06/2025",
        "valid_from": "01/07/2025", "note": "",
        "shares-TOTAL_FORMS": "3", "shares-INITIAL_FORMS": "0",
        "new-TOTAL_FORMS": "2", "new-INITIAL_FORMS": "0",
        "shares-0-predecessor": "A", "shares-0-successor": "C", "shares-0-percent": "100",
        "shares-1-predecessor": "B", "shares-1-successor": "C", "shares-1-percent": "100",
        "shares-2-percent": "100", "new-1-kind": "",
        "new-0-code": "C", "new-0-name": "Sở Hợp nhất", "new-0-kind": "department",
    }  # fmt: skip
    return data | more


def test_a_merger_is_looked_at_first_and_then_done(client, coordinator):
    for code in "AB":
        AppointmentFactory(unit=UnitFactory(code=code, name=f"Sở {code}"))
    look = client.post("/people/reorganisation/", merger())
    assert [unit.code for unit in look.context["outcome"].ended] == ["A", "B"]
    assert len(look.context["ending"]) == 2
    assert not Unit.objects.filter(code="C").exists()

    done = client.post("/people/reorganisation/", merger(confirm="yes"))
    assert done.url == "/people/units/C/"
    page = client.get(done.url).content.decode()
    assert "Sở A" in page
    assert "NQ 1/2025" in page
    assert reverse("results:history", args=["A"]) in page  # what the predecessors have stays near
    assert "Sở Hợp nhất" in client.get("/people/units/A/").content.decode()


def test_shares_that_do_not_make_one_come_back_with_everything_typed(client, coordinator):
    for code in "AB":
        UnitFactory(code=code)
    wrong = merger(**{"kind": "transfer", "shares-0-percent": "33,33", "confirm": "yes"})
    response = client.post("/people/reorganisation/", wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert "100%" in page
    assert "33,33" in page
    assert "Sở Hợp nhất" in page
    assert not Reorganisation.objects.exists()


# --- importing ----------------------------------------------------------------------------------


def test_a_list_is_sent_looked_at_and_confirmed(client, coordinator):
    file = io.BytesIO(
        "Mã đơn vị,Tên đơn vị,Loại đơn vị,Hiệu lực từ\nX1,Sở X,sở,01/07/2025".encode()
    )
    file.name = "don-vi.csv"
    sent = client.post("/people/unit-imports/", {"file": file, "from_day": "01/07/2025"})
    kept = UnitImport.objects.get()
    assert sent.url == f"/people/unit-imports/{kept.pk}/"
    assert "Sở X" in client.get(sent.url).content.decode()
    client.post(sent.url)
    assert Unit.objects.get(code="X1").name == "Sở X"


def test_the_template_is_empty_and_has_the_headings(client, coordinator):
    content = client.get("/people/unit-imports/template.xlsx").content
    assert openpyxl.load_workbook(io.BytesIO(content)).active["A1"].value == "Mã đơn vị"


def test_a_province_of_the_country_is_loaded_from_the_page(client, coordinator):
    client.post("/people/unit-imports/national/", {"province": "22"})
    assert Unit.objects.filter(parent__code="22").count() > 50
    client.post("/people/unit-imports/national/", {"province": "99"})
    assert not Unit.objects.filter(code="99").exists()


# --- who may ------------------------------------------------------------------------------------

CHANGING = [
    "/people/new-unit/", "/people/units/SNV/change/", "/people/units/SNV/end/",
    "/people/units/SNV/service-points/", "/people/reorganisation/", "/people/unit-imports/",
    "/people/unit-imports/template.xlsx",
]  # fmt: skip


@pytest.mark.parametrize("address", CHANGING)
def test_the_coordinator_may_a_stranger_finds_nothing_nobody_signs_in(client, address):
    own = UnitFactory(code="SNV")
    assert client.get(address).url.endswith(f"?next={address}")
    client.force_login(appointed(Role.OFFICER))
    assert client.get(address).status_code == 404
    client.force_login(appointed(Role.COORDINATOR, own))
    assert client.get(address).status_code == 200


def test_an_officer_sees_the_register_but_no_button_to_change_it(client):
    client.force_login(appointed(Role.OFFICER, UnitFactory(code="STP")))
    for address in (LIST, "/people/units/STP/"):
        page = client.get(address).content.decode()
        assert reverse("people:unit_create") not in page
        assert "/change/" not in page
