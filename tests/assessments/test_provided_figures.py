"""The lead agency of a criterion gives its figures for all units from one table (M4, S1-44)."""

import io
import re

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from openpar.assessments import actions, providing
from openpar.assessments.models import ProvidedFigure, ScoreSheet
from openpar.assessments.provided_workbook import figures_workbook, read_figures
from openpar.assessments.providing import Given, RefusedFiguresError
from openpar.assessments.table_files import UnreadableError
from openpar.audit.models import Event
from openpar.criteria.models import Matrix, Period, Phase, Responsibility
from openpar.people.models import Role
from tests.factories import (
    CohortFactory,
    CriteriaSetFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    appointed,
)
from tests.factories_assessments import address, item_of, save, set_of_leaves
from tests.naive.figures_written_over import write_over

pytestmark = pytest.mark.django_db

SOURCE = "Báo cáo số 01/BC-MAU"


class World:
    """Three units scored by one set; another unit leads criterion 1.1."""

    def __init__(self, units=3):
        cohort = CohortFactory(criteria_set=CriteriaSetFactory(text=set_of_leaves(2)))
        self.cycle = cohort.cycle
        self.units = [MembershipFactory(cohort=cohort).unit for _ in range(units)]
        self.phase = PhaseFactory(cycle=self.cycle)
        self.lead = UnitFactory()
        self.criterion = cohort.criteria_set.criteria.get(code="1.1")
        matrix = Matrix.objects.create(cycle=self.cycle)
        Responsibility.objects.create(
            matrix=matrix, criterion=self.criterion, unit=self.lead, part="lead"
        )
        self.officer = appointed(Role.OFFICER, self.lead)

    @property
    def place(self):
        return providing.place_of(self.cycle, self.criterion, Period.objects.year_of(self.cycle))

    @property
    def address(self):
        return f"/assessments/figures/{self.cycle.code}/{self.criterion.set.code}/1.1/"

    def begun(self, unit):
        officer = appointed(Role.OFFICER, unit)
        return actions.open_sheet(self.cycle, unit, by=officer), officer

    def rows(self, *figures):
        return [
            Given(number, unit.code, {"done": done, "planned": planned})
            for number, (unit, (done, planned)) in enumerate(
                zip(self.units, figures, strict=False), start=5
            )
        ]

    def provide(self, *figures):
        return providing.provide(self.place, self.rows(*figures), source=SOURCE, by=self.officer)


@pytest.fixture
def world():
    return World()


def test_a_figure_fills_in_what_the_unit_has_not_answered(world):
    sheet, _officer = world.begun(world.units[0])
    world.provide(("8", "10"), ("1.234", "2.000"))
    assert item_of(sheet, "1.1").inputs == {"done": "8", "planned": "10"}
    assert ProvidedFigure.objects.count() == 4
    event = Event.objects.get(action="assessments.figures_provided")
    assert event.data["figures"][world.units[1].code] == {"done": "1234", "planned": "2000"}
    assert event.data["filled_in"] == [world.units[0].code]


def test_what_the_unit_says_itself_is_never_written_over(world):
    sheet, officer = world.begun(world.units[0])
    save(sheet, "1.1", officer, inputs={"done": "9"})
    world.provide(("8", "10"))
    assert item_of(sheet, "1.1").inputs == {"done": "9", "planned": "10"}
    line = providing.standing(world.place)[0]
    by_name = {figure.asked.name: figure for figure in line.figures}
    assert by_name["done"].differs
    assert not by_name["planned"].differs


def test_the_unit_reads_beside_its_own_figure_what_the_agency_says(client, world):
    sheet, officer = world.begun(world.units[0])
    save(sheet, "1.1", officer, inputs={"done": "9"})
    world.provide(("8", "10"))
    client.force_login(officer)
    page = client.get(address(sheet)).content.decode()
    assert f"{world.lead.name}: Số nhiệm vụ hoàn thành 8" in page
    row = client.get(address(sheet)).context["rows_by_code"]["1.1"]
    assert [differs for *_told, differs in row.provided] == [True, False]


def test_figures_that_write_over_a_declaration_are_caught(world):
    sheet, officer = world.begun(world.units[0])
    save(sheet, "1.1", officer, inputs={"done": "9"})
    write_over(world.place, world.rows(("8", "10")))
    assert item_of(sheet, "1.1").inputs["done"] != "9", "the naive import loses the declaration"


def test_a_sheet_that_begins_later_begins_with_the_figures(world):
    world.provide(("8", "10"))
    sheet, _officer = world.begun(world.units[0])
    assert item_of(sheet, "1.1").inputs == {"done": "8", "planned": "10"}


def test_a_submitted_sheet_keeps_its_figures_and_shows_the_difference(world):
    sheet, officer = world.begun(world.units[0])
    save(sheet, "1.1", officer, inputs={"done": "9", "planned": "10"}, explanation="x")
    actions.submit(ScoreSheet.objects.for_page().get(pk=sheet.pk), by=officer)
    world.provide(("8", "10"))
    assert item_of(sheet, "1.1").inputs["done"] == "9"
    assert providing.standing(world.place)[0].figures[0].differs


def test_the_same_table_twice_writes_nothing_the_second_time(world):
    world.provide(("8", "10"))
    world.provide(("8", "10"))
    assert ProvidedFigure.objects.count() == 2
    assert Event.objects.filter(action="assessments.figures_provided").count() == 1


def test_a_later_figure_holds_and_the_earlier_one_stays_on_record(world):
    world.provide(("8", "10"))
    world.provide(("7", "10"))
    newest = ProvidedFigure.objects.of(world.place.period, world.criterion).get(name="done")
    assert newest.text == "7"
    assert ProvidedFigure.objects.filter(name="done").count() == 2


def test_provided_figures_cannot_be_changed_even_by_the_database_user(world):
    world.provide(("8", "10"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_providedfigure SET text = '9'")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (lambda w: [Given(5, "KHONG-CO", {"done": "1"})], "không chấm"),
        (lambda w: [Given(5, w.units[0].code, {"done": "-1"})], "âm"),
        (lambda w: [Given(n, w.units[0].code, {"done": "1"}) for n in (5, 6)], "hai lần"),
    ],
)
def test_one_wrong_row_and_nothing_is_written(world, rows, words):
    good = [Given(9, world.units[1].code, {"done": "3", "planned": "4"})]
    with pytest.raises(RefusedFiguresError) as refusal:
        providing.provide(world.place, good + rows(world), source=SOURCE, by=world.officer)
    said = " ".join(
        line.error + " ".join(figure.error for figure in line.figures)
        for line in refusal.value.lines
    )
    assert re.search(words, said)
    assert not ProvidedFigure.objects.exists()


def test_the_table_goes_out_and_comes_back(world):
    content = figures_workbook(world.place, providing.standing(world.place))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    sheet["C5"], sheet["D5"] = "8", 10
    held = io.BytesIO()
    book.save(held)
    given = read_figures(held.getvalue(), world.place)
    assert [one.unit for one in given] == [unit.code for unit in _in_order(world)]
    assert given[0].texts == {"done": "8", "planned": "10"}


def _in_order(world):
    return sorted(world.units, key=lambda unit: unit.search)


def test_a_table_of_something_else_is_refused_with_the_headers_it_should_have(world):
    with pytest.raises(UnreadableError, match="Mã đơn vị"):
        read_figures(b"a;b\n1;2\n", world.place)


def test_only_the_lead_agency_and_who_steers_the_cycle_give_figures(world):
    other = appointed(Role.OFFICER, world.units[0])
    coordinator = appointed(Role.COORDINATOR)
    with pytest.raises(PermissionDenied):
        providing.provide(world.place, world.rows(("8", "10")), source=SOURCE, by=other)
    providing.provide(world.place, world.rows(("8", "10")), source=SOURCE, by=coordinator)
    assert ProvidedFigure.objects.get(name="done").provider == world.lead


def test_after_self_assessment_nobody_gives_figures_any_more(world):
    now = timezone.now()
    Phase.objects.filter(pk=world.phase.pk).update(
        opens_at=now - timezone.timedelta(days=9), closes_at=now - timezone.timedelta(days=1)
    )
    with pytest.raises(PermissionDenied, match="đã kết thúc"):
        world.provide(("8", "10"))


def test_the_page_tries_the_table_first_and_strangers_do_not_find_it(client, world):
    client.force_login(world.officer)
    listed = client.get("/assessments/figures/")
    assert "1.1" in listed.content.decode()
    text = "Mã đơn vị;Số nhiệm vụ hoàn thành (nhiệm vụ);Số nhiệm vụ theo kế hoạch (nhiệm vụ)\n"
    text += f"{world.units[0].code};8;10\n"
    file = SimpleUploadedFile("so-lieu.csv", text.encode())
    trial = client.post(world.address, {"file": file, "source": SOURCE})
    assert trial.status_code == 200
    assert not ProvidedFigure.objects.exists()
    sent = {"tried": trial.context["tried"], "confirmed": "1", "source": SOURCE}
    assert client.post(world.address, sent).status_code == 302
    assert ProvidedFigure.objects.count() == 2
    client.force_login(appointed(Role.OFFICER, world.units[0]))
    assert client.get(world.address).status_code == 404
    assert client.get(f"{world.address}table/").status_code == 404
    client.force_login(appointed(Role.AUDITOR))
    assert client.get(world.address).status_code == 200
    assert client.post(world.address, sent).status_code == 403


@pytest.mark.parametrize("units", [3, 40])
def test_the_page_asks_the_same_queries_however_many_units(
    client, units, django_assert_num_queries
):
    world = World(units)
    client.force_login(world.officer)
    client.get(world.address)
    with django_assert_num_queries(11):
        client.get(world.address)
