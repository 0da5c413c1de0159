"""Pages of a run: who reads what, the figures as stored, CSV, the trace (S3-28, S0-31)."""

import csv
import io
import re
from datetime import date

import pytest

from openpar.appraisals.actions import appraise
from openpar.criteria.models import Phase
from openpar.people.models import Role, User
from openpar.results.actions import compute
from openpar.results.models import UnitResult
from openpar.results.permissions import may_read_result
from tests.factories import AppointmentFactory, UnitFactory, UserFactory, appointed
from tests.factories_appraisals import phase, submitted_sheet, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    made = world()
    appraise(made.item(), by=made.appraiser, points=3, reason="Thiếu báo cáo quý")
    compute(made.cycle, by=made.coordinator)
    return made


def addresses(made) -> list[str]:
    base = f"/results/{made.cycle.code}/1/"
    unit = f"{base}units/{made.sheets[0].unit.code}/"
    return ["/results/", base, f"{base}results.csv", unit, f"{unit}criteria/1.1/"]


def statuses(client, made) -> list[int]:
    return [client.get(address).status_code for address in addresses(made)]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEADER, Role.AUDITOR])
def test_those_who_oversee_the_cycle_read_everything(client, made, role):
    client.force_login(appointed(role))
    assert statuses(client, made) == [200] * 5


def test_without_signing_in_every_page_leads_to_the_sign_in(client, made):
    assert statuses(client, made) == [302] * 5


def test_an_appraiser_reads_no_result_not_even_of_other_units(client, made):
    client.force_login(made.appraiser)
    assert statuses(client, made) == [200, 404, 404, 404, 404]
    assert made.sheets[0].unit.name not in client.get("/results/").content.decode()


def test_the_scored_unit_sees_nothing_before_publication_begins(client, made):
    phase(made.cycle, Phase.Kind.PUBLICATION, "upcoming")
    client.force_login(appointed(Role.HEAD, made.sheets[0].unit))
    assert statuses(client, made) == [200, 404, 404, 404, 404]


@pytest.mark.parametrize("standing", ["open", "over"])
def test_the_scored_unit_sees_its_own_result_once_publication_has_begun(client, made, standing):
    phase(made.cycle, Phase.Kind.PUBLICATION, standing)
    client.force_login(appointed(Role.OFFICER, made.sheets[0].unit))
    assert statuses(client, made) == [200, 404, 404, 200, 200]
    other = f"/results/{made.cycle.code}/1/units/{made.own_unit.code}/"
    assert client.get(other).status_code == 404


def test_the_list_of_results_and_the_predicate_agree_for_everybody(made):
    phase(made.cycle, Phase.Kind.PUBLICATION, "open")
    people = [made.coordinator, made.appraiser, appointed(Role.HEAD, made.own_unit)]
    people += [appointed(role) for role in (Role.OBSERVER, Role.MEMBER, Role.CONTRIBUTOR)]
    for person in people:
        for row in UnitResult.objects.select_related("unit", "run__cycle"):
            seen = UnitResult.objects.visible_to(person).filter(pk=row.pk).exists()
            assert seen == bool(may_read_result(person, row.run.cycle, row.unit))


def test_the_observer_reads_what_leaders_read_once_publication_has_begun(client, made):
    """S2-3: the Fatherland Front sees no draft."""
    client.force_login(appointed(Role.OBSERVER))
    assert statuses(client, made) == [200, 404, 404, 404, 404]
    phase(made.cycle, Phase.Kind.PUBLICATION, "open")
    assert statuses(client, made) == [200] * 5


@pytest.mark.parametrize("role", [Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.SECRETARY])
def test_the_council_reads_the_consolidated_table(client, made, role):
    client.force_login(appointed(role))
    assert statuses(client, made) == [200] * 5


def test_only_the_coordinator_can_compute(client, made):
    address = f"/results/{made.cycle.code}/compute/"
    client.force_login(appointed(Role.LEADER))
    assert client.post(address).status_code == 404
    client.force_login(made.coordinator)
    assert client.post(address).url == f"/results/{made.cycle.code}/2/"
    assert client.get(address).status_code == 405


def test_the_table_prints_rank_index_class_and_points_by_field(client, made):
    client.force_login(made.coordinator)
    body = client.get(addresses(made)[1]).content.decode()
    row = body.split(f'id="result-{made.sheets[0].unit.code}"')[1].split("</tr>")[0]
    for shown in ("87,50", "Tốt", "8,75", "10,00", "4,75", "4,00"):
        assert shown in row
    assert "Tạm tính" in body


def test_a_unit_without_a_sheet_stands_apart_with_the_reason(client, made):
    sheet = submitted_sheet(made.cohort, UnitFactory(name="Sở Chưa Xong"), {})
    run = compute(made.cycle, by=made.coordinator)
    client.force_login(made.coordinator)
    tables = client.get(f"/results/{made.cycle.code}/{run.number}/").context["tables"]
    assert [row.result.unit.name for row in tables[0].unknown] == ["Sở Chưa Xong"]
    assert len(tables[0].known) == 2
    assert sheet.unit.name in client.get(f"/results/{made.cycle.code}/2/").content.decode()


def test_a_run_page_prints_the_run_even_after_the_points_have_changed(client, made):
    client.force_login(made.coordinator)
    before = client.get(addresses(made)[3]).content
    appraise(made.item(), by=made.appraiser, points=0, reason="Đổi ý")
    after = client.get(addresses(made)[3]).content
    assert [line for line in before.splitlines() if b"csrf" not in line] == [
        line for line in after.splitlines() if b"csrf" not in line
    ]
    figure = client.get(addresses(made)[4]).content.decode()
    assert "Đổi ý" not in figure


def test_a_figure_opens_down_to_sentences_layers_reasons_and_rule(client, made):
    client.force_login(made.coordinator)
    response = client.get(addresses(made)[4])
    body = response.content.decode()
    assert any("Thiếu báo cáo quý" in sentence for sentence in response.context["explanation"])
    assert "9" in " ".join(response.context["explanation"])
    assert [layer.kind for layer in response.context["layers"]] == ["self", "computed", "appraised"]
    assert f", {made.own_unit.code}" in body  # the office, in words
    assert response.context["figures"] == [
        ("Số nhiệm vụ hoàn thành", "9 nhiệm vụ"),
        ("Số nhiệm vụ theo kế hoạch", "10 nhiệm vụ"),
    ]


def test_the_export_has_the_columns_of_openpar_score_and_disarms_formulas(client, made):
    submitted_sheet(made.cohort, UnitFactory(name='=HYPERLINK("http://x")'))
    run = compute(made.cycle, by=made.coordinator)
    client.force_login(made.coordinator)
    text = client.get(f"/results/{made.cycle.code}/{run.number}/results.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    assert list(rows[0]) == [
        "cohort", "unit", "name", "points", "applicable_maximum", "index", "index_published",
        "rank", "class", "status", "1", "2",
    ]  # fmt: skip
    assert rows[-1] | {"unit": ""} == {
        "cohort": "so", "unit": "", "name": rows[-1]["name"], "points": "8.75",
        "applicable_maximum": "10", "index": "87.5", "index_published": "87.50", "rank": "3",
        "class": "Tốt", "status": "known", "1": "4.75", "2": "4",
    }  # fmt: skip
    assert [row["name"][0] for row in rows if "HYPERLINK" in row["name"]] == ["'"]


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [(0, 5), (1, 6), (2, 6), (3, 7), (4, 10)])
def test_pages_ask_a_fixed_number_of_queries(
    client, units, page, queries, django_assert_num_queries
):
    made = world(units)
    compute(made.cycle, by=made.coordinator)
    client.force_login(User.objects.get(pk=made.coordinator.pk))
    address = addresses(made)[page]
    with django_assert_num_queries(queries):
        client.get(address)


def test_who_headed_the_unit_in_the_year_scored_stands_with_the_dates_of_office(client):
    made = world()
    unit, year = made.sheets[0].unit, made.cycle.year
    for name, first, last in (
        ("Cán bộ mẫu 71", date(year - 3, 1, 1), date(year - 1, 12, 31)),
        ("Cán bộ mẫu 72", date(year, 1, 1), date(year, 5, 31)),
        ("Cán bộ mẫu 73", date(year, 6, 1), None),
    ):
        AppointmentFactory(
            user=UserFactory(display_name=name), unit=unit, role=Role.HEAD,
            valid_from=first, valid_to=last,
        )  # fmt: skip
    run = compute(made.cycle, by=made.coordinator)
    client.force_login(made.coordinator)
    text = client.get(f"/results/{made.cycle.code}/{run.number}/units/{unit.code}/").text
    told = " ".join(re.sub(r"<[^>]+>", "", text).split())
    assert f"Cán bộ mẫu 72 · 01/01/{year} – 31/05/{year}" in told
    assert f"Cán bộ mẫu 73 · từ 01/06/{year}" in told
    assert "Cán bộ mẫu 71" not in told
