"""The coordinator's board: the same figures as the officer's page, exact gaps, a fixed cost."""

from datetime import timedelta
from fractions import Fraction
from io import BytesIO

import openpyxl
import pytest
from django.db.models.functions import Now
from django.test import Client

from openpar.appraisals.actions import appraise
from openpar.appraisals.models import Assignment
from openpar.assessments import actions, gaps, progress
from openpar.assessments.gaps import Pair, gap_of, pairs_of
from openpar.assessments.models import ScoreSheet, SheetRevision
from openpar.assessments.models.sheet import BEING_TYPED
from openpar.assessments.moves import MOVES
from openpar.assessments.overview import own_work
from openpar.audit.models import Event
from openpar.criteria.models import Cycle, Phase
from openpar.messages.models import Alert, Notice
from openpar.people.models import Role, Unit, User
from openpar.web.boards.rows import (
    HOLDERS,
    TONES,
    Punctuality,
    by_body,
    rows_of_cycle,
    total,
)
from openpar.web.boards.views import previous_of
from tests.factories import CycleFactory, MembershipFactory, PhaseFactory, UnitFactory, appointed
from tests.factories_appraisals import GOOD
from tests.factories_assessments import item_of, pdf, save, sheet_with_officer

pytestmark = pytest.mark.django_db
PAGES = ("", "documents/", "contradictions/", "gaps/", "gaps/?by=criterion", "bodies/")


@pytest.fixture(autouse=True)
def forgotten():
    """Each test computes for itself."""
    progress.forget()
    gaps.forget()


@pytest.fixture
def sheet() -> ScoreSheet:
    return sheet_with_officer()[0]


@pytest.fixture
def coordinator() -> User:
    return appointed(Role.COORDINATOR)


def officer_of(sheet: ScoreSheet) -> User:
    return User.objects.get(appointments__unit=sheet.unit, appointments__role=Role.OFFICER)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def board(sheet: ScoreSheet, page: str = "") -> str:
    return f"/boards/{sheet.cycle.code}/{page}"


def row_of(sheet: ScoreSheet):
    cycle = Cycle.objects.get(pk=sheet.cycle_id)
    return next(row for row in rows_of_cycle(cycle) if row.unit.pk == sheet.unit_id)


def submitted(sheet: ScoreSheet, **inputs: dict) -> ScoreSheet:
    officer = officer_of(sheet)
    for code, given in (GOOD | inputs).items():
        save(sheet, code, officer, inputs=given, explanation="Giải trình")
    actions.submit(ScoreSheet.objects.get(pk=sheet.pk), by=officer)
    return ScoreSheet.objects.get(pk=sheet.pk)


def appraised(sheet: ScoreSheet, points: Fraction = Fraction(1, 2)) -> ScoreSheet:
    """One criterion of a submitted sheet appraised."""
    PhaseFactory(cycle=sheet.cycle, kind=Phase.Kind.APPRAISAL)
    appraiser = appointed(Role.APPRAISER)
    Assignment.objects.create(cycle=sheet.cycle, user=appraiser, field_code="1")
    appraise(item_of(sheet, "1.1"), by=appraiser, points=points, reason="Lý do")
    return sheet


def another(sheet: ScoreSheet, **unit: object) -> ScoreSheet:
    """A sheet of another unit of the same cohort."""
    member = MembershipFactory(cohort=sheet.cycle.cohorts.get(), unit=UnitFactory(**unit))
    officer = appointed(Role.OFFICER, member.unit)
    return actions.open_sheet(member.cycle, member.unit, by=officer)


def test_the_board_and_the_officer_s_page_say_the_same(sheet):
    officer = officer_of(sheet)
    for code, inputs in list(GOOD.items())[:1]:
        save(sheet, code, officer, inputs=inputs)
    row, (work, *_rest) = row_of(sheet), own_work(officer)
    assert (row.progress.done, row.progress.leaves) == (work.summary.done, work.summary.leaves)
    assert row.progress.missing_documents == work.summary.missing_documents
    assert row.left == work.summary.left


def test_what_was_computed_follows_every_change(sheet):
    officer = officer_of(sheet)
    before = row_of(sheet).progress
    code, inputs = next(iter(GOOD.items()))
    save(sheet, code, officer, inputs=inputs)
    typed = row_of(sheet).progress
    assert typed.done == before.done + 1
    kind = next(iter(item_of(sheet, code).criterion.set.parsed.leaves())).evidence
    actions.attach(item_of(sheet, code), pdf(), by=officer, kind=kind[0].kind if kind else "")
    assert row_of(sheet).progress.missing_documents <= typed.missing_documents


def test_every_state_in_the_unit_has_a_holder_and_every_punctuality_a_tone():
    in_the_unit = set(BEING_TYPED) | {
        state for move in ("sign", "submit") for state in MOVES[move].sources
    }
    assert set(HOLDERS) == in_the_unit
    assert set(TONES) == set(Punctuality)


@pytest.mark.parametrize(
    ("opens", "closes", "grace", "expected"),
    [
        (1, 2, 0, Punctuality.WAITING),
        (-2, 2, 0, Punctuality.WAITING),
        (-5, -1, 2, Punctuality.OVERDUE),
        (-5, -2, 0, Punctuality.NEVER),
    ],
)
def test_who_has_not_submitted_is_waiting_overdue_or_never_did(
    sheet, opens, closes, grace, expected
):
    days = timedelta(days=1)
    Phase.objects.filter(cycle=sheet.cycle).update(
        opens_at=Now() + opens * days, closes_at=Now() + closes * days, grace=grace * days
    )
    assert row_of(sheet).punctuality == expected


@pytest.mark.parametrize(
    ("timeliness", "days", "expected"),
    [
        ("on_time", -1, Punctuality.ON_TIME),
        ("in_grace", 0.1, Punctuality.IN_GRACE),
        ("late", 14, Punctuality.LATE),
        ("late", 14.01, Punctuality.VERY_LATE),
    ],
)
def test_what_was_submitted_keeps_what_was_written_then(sheet, timeliness, days, expected):
    row = row_of(sheet)
    moment = Cycle.objects.annotate(now=Now()).get(pk=sheet.cycle_id).now
    row.first_at = moment
    row.revision = SheetRevision(timeliness=timeliness, due_at=moment - timedelta(days=days))
    assert row.punctuality == expected


def test_the_gap_is_exact(sheet):
    pairs = [Pair(1, "1", own, judged) for own, judged in ((2, Fraction(5, 3)), (1, 1), (0, 1))]
    gap = gap_of(pairs)
    assert (gap.count, gap.mean, gap.middle, gap.largest, gap.above) == (
        3, Fraction(-2, 9), 0, -1, 1,
    )  # fmt: skip
    assert gap_of([]) is None


def test_the_gap_of_a_cycle_takes_the_newest_judgement_of_what_has_points_on_both_sides(sheet):
    sheet = submitted(sheet)
    PhaseFactory(cycle=sheet.cycle, kind=Phase.Kind.APPRAISAL)
    appraiser = appointed(Role.APPRAISER)
    Assignment.objects.create(cycle=sheet.cycle, user=appraiser, field_code="1")
    assert pairs_of(sheet.cycle) == []
    own = item_of(sheet, "1.1").layers.get(kind="self").points
    for points in (0, Fraction(1, 2)):
        appraise(item_of(sheet, "1.1"), by=appraiser, points=points, reason="Lý do")
    (pair,) = pairs_of(sheet.cycle)
    assert (pair.unit, pair.code, pair.own, pair.judged) == (
        sheet.unit_id, "1.1", own, Fraction(1, 2),
    )  # fmt: skip


def test_gaps_are_shown_by_unit_and_by_criterion_with_last_year_beside(sheet, coordinator):
    sheet = appraised(submitted(sheet))
    client = signed_in(coordinator)
    by_units = client.get(board(sheet, "gaps/"))
    (row,) = by_units.context["list"].page
    assert (row.title, row.now.count, row.before) == (sheet.unit.name, 1, None)
    (row,) = client.get(board(sheet, "gaps/?by=criterion")).context["list"].page
    assert row.code == "1.1"
    following = CycleFactory(year=sheet.cycle.year + 1)
    assert previous_of(coordinator, following) == sheet.cycle


def test_the_head_sees_the_own_gap_only_once_results_are_published(sheet):
    sheet = appraised(submitted(sheet))
    head = signed_in(appointed(Role.HEAD, sheet.unit))
    shown = head.get("/my-unit/").context["units"][0].works[0]
    assert shown.gap is None
    PhaseFactory(cycle=sheet.cycle, kind=Phase.Kind.PUBLICATION)
    shown = head.get("/my-unit/").context["units"][0].works[0]
    assert shown.gap.count == 1


def test_the_coordinator_sees_the_gap_and_the_unit_finds_no_board(sheet, coordinator):
    sheet = appraised(submitted(sheet))
    for page in PAGES:
        assert signed_in(coordinator).get(board(sheet, page)).status_code == 200
        for person in (officer_of(sheet), appointed(Role.HEAD, sheet.unit)):
            assert signed_in(person).get(board(sheet, page)).status_code == 404


def test_a_cycle_that_one_does_not_oversee_looks_like_none_at_all(sheet):
    inner = signed_in(appointed(Role.INNER_COORDINATOR))
    absent = inner.get("/boards/khong-co/")
    for page in PAGES:
        response = inner.get(board(sheet, page))
        assert (response.status_code, response.content) == (404, absent.content)


def test_a_contradiction_is_listed_with_what_was_declared_and_computed(sheet, coordinator):
    officer = officer_of(sheet)
    code, inputs = next(iter(GOOD.items()))
    save(sheet, code, officer, inputs=inputs)
    save(sheet, code, officer, self_points=Fraction(1, 10), explanation="Tự thấy còn thiếu")
    (departure,) = row_of(sheet).progress.departures
    assert (departure.code, departure.declared) == (code, Fraction(1, 10))
    assert departure.difference == departure.declared - departure.computed
    page = signed_in(coordinator).get(board(sheet, "contradictions/"))
    assert [one.departure for one in page.context["list"].page] == [departure]


def test_units_are_put_together_by_the_body_above_them(sheet):
    above = UnitFactory(name="Ủy ban nhân dân Mẫu")
    Unit.objects.filter(pk=sheet.unit_id).update(parent=above)
    another(sheet, parent=above)
    another(sheet)
    submitted(sheet)
    rows = rows_of_cycle(sheet.cycle)
    found = {
        body.body: (body.units, body.submitted)
        for body in by_body(rows_of_cycle(sheet.cycle, "unit__parent"))
    }
    assert found == {above: (2, 1), None: (1, 0)}
    assert total(rows).units == 3


@pytest.mark.parametrize("units", [1, 4])
@pytest.mark.parametrize(
    ("page", "first", "later"),
    [("", 12, 11), ("documents/", 12, 11), ("bodies/", 12, 11), ("gaps/", 7, 7)],
)
def test_a_page_of_the_board_asks_a_fixed_number_of_queries(
    sheet, coordinator, page, first, later, units, django_assert_num_queries
):
    for _number in range(units - 1):
        another(sheet)
    client = signed_in(coordinator)
    progress.forget()
    with django_assert_num_queries(first):
        assert client.get(board(sheet, page)).status_code == 200
    with django_assert_num_queries(later):  # nothing has changed since
        client.get(board(sheet, page))


def test_the_workbook_holds_what_the_page_lists_in_its_order(sheet, coordinator):
    another(sheet, name="=Sở Công thức")
    client = signed_in(coordinator)
    export = client.get(board(sheet), {"as": "xlsx", "sort": "-unit", "cohort": ""})
    cells = [list(row) for row in openpyxl.load_workbook(BytesIO(export.content)).active.rows]
    names = [row[0].value for row in cells[4:]]
    assert names == sorted(names, reverse=True)
    assert {row[0].data_type for row in cells[4:]} == {"s"}
    assert {row[3].data_type for row in cells[4:]} == {"n"}
    assert str(export["Cache-Control"]) == "private, no-store"


@pytest.mark.parametrize("query", ["sort=left", "sort=x__y", "cohort=khong-co", "page=99", "q=%00"])
def test_what_nobody_offers_is_passed_over(sheet, coordinator, query):
    page = signed_in(coordinator).get(f"{board(sheet)}?{query}")
    assert page.status_code == 200


def test_urging_sends_one_notice_to_the_ticked_units_of_the_cycle_alone(sheet, coordinator):
    other, outside = another(sheet), UnitFactory()
    words = {"title": "Đôn đốc", "body": "Đề nghị nộp."}
    ticked = [sheet.unit.code, outside.code]
    response = signed_in(coordinator).post(board(sheet, "urge/"), {"unit": ticked} | words)
    assert response.status_code == 302
    notice = Notice.objects.get(title="Đôn đốc")
    assert [one.unit for one in notice.deliveries.all()] == [sheet.unit]
    event = Event.objects.get(action="assessments.units_urged")
    assert event.data["units"] == [sheet.unit.code]
    assert Alert.objects.filter(kind="notice", user=officer_of(sheet)).exists()
    assert not Alert.objects.filter(kind="notice", user=officer_of(other)).exists()


def test_urging_nobody_keeps_the_words(sheet, coordinator):
    words = {"title": "Giữ tiêu đề này", "body": "Giữ lời này"}
    response = signed_in(coordinator).post(board(sheet, "urge/"), words)
    assert response.status_code == 422
    assert "Giữ lời này" in response.text
    assert not Notice.objects.exists()


def test_the_auditor_reads_the_board_and_urges_nobody(sheet):
    client = signed_in(appointed(Role.AUDITOR))
    page = client.get(board(sheet))
    assert page.status_code == 200
    assert 'id="urge"' not in page.text
    assert client.post(board(sheet, "urge/"), {"title": "x", "body": "y"}).status_code == 404


def test_one_cycle_opens_its_board_and_two_are_offered(sheet, coordinator):
    client = signed_in(coordinator)
    assert client.get("/boards/").url == board(sheet)
    other, _officer = sheet_with_officer()
    page = client.get("/boards/")
    assert {cycle.code for cycle in page.context["cycles"]} == {sheet.cycle.code, other.cycle.code}
