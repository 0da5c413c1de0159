"""Who is told of what: the unit, its head, who steers the cycle – and nobody else (T05)."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db.models.functions import Now
from django.test import Client

from openpar.appraisals.actions import appraise
from openpar.appraisals.models import Assignment
from openpar.assessments import actions
from openpar.assessments.models import ScoreSheet
from openpar.assessments.signing import send_up, sign
from openpar.audit.models import Event
from openpar.audit.titles import TITLES
from openpar.criteria import duties
from openpar.criteria.models import Cycle, Extension, Matrix, Phase, Responsibility
from openpar.messages.models import Alert, Scope
from openpar.people.models import Role
from openpar.web.reminding import remind
from openpar.web.telling import TELLINGS, kinds, steering
from tests.factories import (
    AppointmentFactory,
    MembershipFactory,
    PhaseFactory,
    UnitFactory,
    appointed,
)
from tests.factories_appraisals import GOOD
from tests.factories_assessments import item_of, save, sheet_with_officer
from tests.factories_messages import sent

pytestmark = pytest.mark.django_db


def told(*people) -> dict[str, list[str]]:
    """The kinds of alerts by person; of some people, or of all."""
    found: dict[str, list[str]] = {}
    rows = Alert.objects.filter(user__in=people) if people else Alert.objects.all()
    for alert in rows.select_related("user").order_by("pk"):
        found.setdefault(alert.user.username, []).append(alert.kind)
    return found


def closing_in(days: float, sheet: ScoreSheet) -> Phase:
    """Move the self-assessment phase so that it closes in some days."""
    phase = Phase.objects.get(cycle=sheet.cycle, kind=Phase.Kind.SELF_ASSESSMENT)
    moments = {"opens_at": Now() - timedelta(days=30), "closes_at": Now() + timedelta(days=days)}
    Phase.objects.filter(pk=phase.pk).update(**moments)
    phase.refresh_from_db()
    return phase


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_event_of_the_table_exists_and_every_kind_has_one_text():
    assert [row.action for row in TELLINGS if row.action not in TITLES] == []
    assert [name for row in TELLINGS for name in row.settled_by if name not in TITLES] == []
    names = [kind.name for kind in kinds()]
    assert len(names) == len(set(names))


def test_a_submission_tells_the_unit_the_receipt_and_the_coordinator_that_it_came():
    sheet, officer = sheet_with_officer()
    head = appointed(Role.HEAD, sheet.unit)
    coordinator = appointed(Role.COORDINATOR)
    stranger = appointed(Role.OFFICER)
    actions.submit(sheet, by=officer)
    people = (officer, head, coordinator, stranger)
    assert told(*people) == {head.username: ["receipt"], coordinator.username: ["sheet_came"]}
    alert = Alert.objects.get(user=head)
    assert sheet.unit.name in alert.sentence
    page = signed_in(head).get(alert.address)
    assert page.status_code == 200


def test_a_sheet_sent_up_waits_for_head_and_deputy_until_it_is_signed():
    sheet, officer = sheet_with_officer()
    Cycle.objects.filter(pk=sheet.cycle_id).update(signed_by_head=True)
    head, deputy = appointed(Role.HEAD, sheet.unit), appointed(Role.DEPUTY, sheet.unit)
    for code, inputs in GOOD.items():
        save(sheet, code, officer, inputs=inputs, explanation="Giải trình")
    send_up(ScoreSheet.objects.get(pk=sheet.pk), by=officer)
    waiting = {"signature_waits"}
    assert {one.kind for one in Alert.objects.open_of(head)} == waiting
    assert {one.kind for one in Alert.objects.open_of(deputy)} == waiting
    sign(ScoreSheet.objects.get(pk=sheet.pk), by=head)
    assert not Alert.objects.open_of(deputy).exists()
    assert {one.kind for one in Alert.objects.open_of(officer)} == {"signed"}


def test_submitting_twice_tells_once():
    sheet, officer = sheet_with_officer()
    head = appointed(Role.HEAD, sheet.unit)
    for _number in range(3):
        actions.submit(ScoreSheet.objects.get(pk=sheet.pk), by=officer)
    assert told(head) == {head.username: ["receipt"]}


def test_who_is_both_officer_and_coordinator_hears_of_an_event_once():
    sheet, officer = sheet_with_officer()
    both = appointed(Role.OFFICER, sheet.unit)
    AppointmentFactory(user=both, role=Role.COORDINATOR)
    actions.submit(sheet, by=officer)
    assert told(both) == {both.username: ["receipt"]}


def test_a_notice_alerts_officers_and_heads_of_the_units_it_reached():
    unit = UnitFactory(code="S1")
    officer, head = appointed(Role.OFFICER, unit), appointed(Role.HEAD, unit)
    appointed(Role.OFFICER)
    notice = sent(rules=((Scope.UNIT.value, "S1"),))
    assert told() == {officer.username: ["notice"], head.username: ["notice"]}
    assert Alert.objects.first().address == f"/messages/notices/{notice.pk}/"


def test_who_steers_is_told_as_exercises_decides():
    sheet, _officer = sheet_with_officer()
    people = [appointed(role) for role in Role]
    from_table = {one.pk for one in people if one.pk in steering(sheet.cycle)}
    assert from_table == {one.pk for one in people if one.holds(Role.COORDINATOR)}


def test_flipping_appraised_points_changes_no_alert_and_no_page_of_the_unit():
    """T05: what others gave says nothing through alerts, counters or their sentences."""
    sheet, officer = sheet_with_officer()
    for code, inputs in GOOD.items():
        save(sheet, code, officer, inputs=inputs, explanation="Giải trình")
    actions.submit(sheet, by=officer)
    head = appointed(Role.HEAD, sheet.unit)
    PhaseFactory(cycle=sheet.cycle, kind=Phase.Kind.APPRAISAL)
    appraiser = appointed(Role.APPRAISER)
    Assignment.objects.create(cycle=sheet.cycle, user=appraiser, field_code="1")

    def seen():
        pages = [signed_in(head).get(path) for path in ("/messages/notices/", "/my-unit/")]
        sentences = [alert.sentence for alert in Alert.objects.order_by("pk")]
        return [page.context["navigation"] for page in pages], sentences

    before = seen()
    for points in (1, Fraction(1, 2)):
        appraise(item_of(sheet, "1.1"), by=appraiser, points=points, reason="Lý do")
        assert seen() == before


@pytest.mark.parametrize(
    ("days", "count"), [(10, 0), (6.9, 1), (2.9, 1), (0.5, 1), (-1, 0)], ids=str
)
def test_a_unit_is_reminded_some_days_before_and_not_after(days, count):
    sheet, officer = sheet_with_officer()
    closing_in(days, sheet)
    assert remind() == count
    assert told() == ({officer.username: ["deadline"]} if count else {})


def test_each_reminder_is_told_once_and_the_next_one_nearer_the_deadline():
    sheet, _officer = sheet_with_officer()
    phase = closing_in(6.9, sheet)
    assert [remind(), remind()] == [1, 0]
    # Six days later, by the database clock: everything is six days earlier.
    earlier = timedelta(days=6)
    until = phase.closes_at - earlier
    Phase.objects.filter(pk=phase.pk).update(closes_at=until)
    assert [remind(), remind()] == [1, 0]


def test_who_has_submitted_is_not_reminded():
    sheet, officer = sheet_with_officer()
    actions.submit(sheet, by=officer)
    Alert.objects.all().delete()
    closing_in(1, sheet)
    assert remind() == 0


def test_an_extension_moves_the_reminder_of_its_unit_alone():
    sheet, officer = sheet_with_officer()
    other = MembershipFactory(cohort=sheet.cycle.cohorts.get()).unit
    waiting = appointed(Role.OFFICER, other)
    phase = closing_in(1, sheet)
    coordinator = appointed(Role.COORDINATOR)
    Extension.objects.create(
        phase=phase, unit=sheet.unit, until=phase.closes_at + timedelta(days=20), reason="Lý do",
        approval_number="1", approval_date="2026-01-01", state=Extension.State.IN_FORCE,
        proposed_by=coordinator, decided_by=coordinator, decided_at=Now(),
    )  # fmt: skip
    remind()
    assert told() == {waiting.username: ["deadline"]}
    assert officer.username not in told()


def test_lead_and_cooperating_agencies_are_reminded_by_their_own_settings():
    sheet, officer = sheet_with_officer()
    coordinator = appointed(Role.COORDINATOR)
    matrix = Matrix.objects.create(
        cycle=sheet.cycle, state=Matrix.State.APPROVED, proposed_by=coordinator, decision="1/QĐ"
    )
    criterion = item_of(sheet, "1.1").criterion
    people = {}
    for part in Responsibility.Part:
        unit = UnitFactory()
        people[part] = appointed(Role.OFFICER, unit).username
        Responsibility.objects.create(matrix=matrix, criterion=criterion, unit=unit, part=part)
    closing_in(9, sheet)
    remind()
    assert told() == {people["cooperating"]: ["deadline_cooperating"]}
    closing_in(4, sheet)
    remind()
    assert told() == {
        people["cooperating"]: ["deadline_cooperating", "deadline_cooperating"],
        officer.username: ["deadline"],
        people["lead"]: ["deadline_lead"],
    }


def test_reminding_asks_a_fixed_number_of_queries_when_nothing_is_new(django_assert_num_queries):
    sheet, _officer = sheet_with_officer()
    for _number in range(3):
        appointed(Role.OFFICER, MembershipFactory(cohort=sheet.cycle.cohorts.get()).unit)
    MembershipFactory(cohort=sheet.cycle.cohorts.get())  # where nobody works yet
    closing_in(2, sheet)
    remind()
    # savepoint, clock, members, deadlines, agencies, known occasions, people, release
    with django_assert_num_queries(8):
        assert remind() == 0


def test_the_reader_marks_own_alerts_as_seen_and_nobody_elses():
    sheet, officer = sheet_with_officer()
    head, other = appointed(Role.HEAD, sheet.unit), appointed(Role.HEAD, sheet.unit)
    actions.submit(sheet, by=officer)
    own, foreign = (Alert.objects.get(user=one) for one in (head, other))
    client = signed_in(head)
    assert own.sentence in client.get("/messages/notices/").text
    assert own.sentence in client.get("/").text
    client.post("/messages/alerts/seen/", {"alert": [own.pk, foreign.pk, "x", ""]})
    assert own.sentence not in client.get("/messages/notices/").text
    assert list(Alert.objects.open_of(other)) == [foreign]


def test_the_own_page_keeps_address_and_wish(client):
    user = appointed(Role.OFFICER)
    client = signed_in(user)
    wrong = client.post("/messages/mail/", {"email": "không phải", "wish": "digest"})
    assert "không phải" in wrong.text
    response = client.post("/messages/mail/", {"email": "a@b.example", "wish": "digest"})
    assert response.status_code == 302
    user.refresh_from_db()
    assert (user.email, user.mail_choice.wish) == ("a@b.example", "digest")
    assert Event.objects.filter(action="messages.mail_chosen").count() == 1


@pytest.mark.parametrize(
    ("role", "see", "retry"),
    [(Role.OPERATOR, 200, 302), (Role.COORDINATOR, 200, 404), (Role.OFFICER, 404, 404)],
)
def test_the_operator_sees_mail_that_is_stuck_and_no_sentence_of_it(role, see, retry):
    sheet, officer = sheet_with_officer()
    appointed(Role.HEAD, sheet.unit, email="a@b.example")
    actions.submit(sheet, by=officer)
    Alert.objects.update(mail="at_once", due_at=Now(), attempts=2, mail_error="451 later")
    client = signed_in(appointed(role))
    page = client.get("/messages/mail/undelivered/")
    assert page.status_code == see
    if see == 200:
        assert "451 later" in page.text
        assert sheet.unit.name not in page.text
    assert client.post("/messages/mail/undelivered/retry/").status_code == retry


def test_who_takes_over_criteria_is_told_and_nobody_else():
    sheet, officer = sheet_with_officer()
    head = appointed(Role.HEAD, sheet.unit)
    giver, taker = (appointed(Role.CONTRIBUTOR, sheet.unit) for _ in range(2))
    criteria = [item_of(sheet, "1.1").criterion]
    duties.give(sheet.cycle, sheet.unit, giver, criteria, by=head)
    duties.hand_over(sheet.cycle, sheet.unit, giver, taker, by=head)
    assert told(giver, taker, officer, head) == {taker.username: ["handed_over"]}
