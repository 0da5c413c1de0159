"""Submitted and open again: repaired (T37), late for ever (T36), supplemented (S0-24)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from openpar.appraisals.actions import appraise
from openpar.appraisals.models import Assignment
from openpar.assessments import actions, reopening, supplementing
from openpar.assessments.canonical import frozen_items
from openpar.assessments.models import (
    Reopening,
    ScoreItem,
    State,
    SupplementRequest,
    Timeliness,
)
from openpar.assessments.submitted import show_submitted
from openpar.criteria.clock import database_now
from openpar.criteria.duties import give
from openpar.criteria.models import CycleFile, Duty, Phase
from openpar.people.models import Role
from openpar.results.inputs import gather
from tests.factories import PhaseFactory, appointed
from tests.factories_assessments import PDF, address, item_of, pdf, save, set_of_leaves
from tests.factories_life import bring, fill, life, move_closing, repair
from tests.naive.forgiving_resubmission import forgiving_timeliness, whole_content

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def sixty():
    """A submitted sheet of sixty criteria, each with figures and its report."""
    made = life(signed=False, text=set_of_leaves(60))
    for item in made.sheet.items.select_related("criterion"):
        item.inputs = {"done": "9", "planned": "10"}
        item.explanation = "Đã thực hiện"
        item.save()
    actions.attach(item_of(made.sheet, "1.5"), pdf(), by=made.officer, kind="report")
    actions.submit(made.sheet, by=made.officer)
    return made


def test_three_of_sixty_are_repaired_and_the_other_57_stay_to_the_byte():
    made = sixty()
    before = made.sheet.revisions.get()
    chosen = ("1.7", "1.20", "1.41")
    repair(made, dict.fromkeys(chosen, "Chưa khớp"))
    for code in chosen:
        save(made.sheet, code, made.officer, inputs={"done": "8", "planned": "10"})
    with pytest.raises(PermissionDenied, match="tiêu chí khác"):
        save(made.sheet, "1.8", made.officer, inputs={"done": "1", "planned": "10"})
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoreItem.objects.filter(sheet=made.sheet, criterion__code="1.8").update(inputs={})

    after = actions.submit(made.sheet, by=made.officer)

    old, new = frozen_items(before.content), frozen_items(after.content)
    assert {code for code in new if new[code] != old[code]} == set(chosen)
    assert sum(new[code] == old[code] for code in new) == 57
    assert after.reopening.revision.sha256 == before.sha256
    assert (after.number, after.layers.count()) == (2, 2 * len(chosen))
    assert made.fresh().state == State.SUBMITTED


def test_the_twin_that_writes_the_whole_sheet_anew_changes_criteria_that_were_closed():
    made = sixty()
    repair(made, {"1.7": "Chưa khớp"})
    before = frozen_items(made.sheet.revisions.get().content)
    ScoreItem.objects.filter(sheet=made.sheet, criterion__code="1.7").update(inputs={})
    assert frozen_items(whole_content(made.fresh()))["1.8"].keys() == before["1.8"].keys()
    assert frozen_items(whole_content(made.fresh()))["1.7"] != before["1.7"]


def test_a_returned_criterion_says_why_and_until_when():
    made = life()
    bring(made, State.SUBMITTED)
    with pytest.raises(ValidationError, match="lý do"):
        repair(made, {"1.2": " "})
    with pytest.raises(ValidationError, match="ít nhất"):
        repair(made, {})
    with pytest.raises(ValidationError, match="đã qua"):
        repair(made, {"1.2": "Sai"}, until=database_now() - timedelta(seconds=1))
    assert not Reopening.objects.exists()


def test_once_the_time_is_over_nothing_is_typed_and_what_was_submitted_stands():
    made = life(signed=False)
    actions.submit(made.sheet, by=made.officer)
    repair(made, {"1.2": "Sai"}, until=database_now() + timedelta(days=1))
    fill(made, "4")
    with pytest.raises(PermissionDenied):
        reopening.close_reopening(made.sheet, by=made.coordinator)  # the unit still has time
    with pytest.raises(IntegrityError), transaction.atomic():
        Reopening.objects.update(until=Now())
    reopening.close_reopening(made.sheet, by=made.officer)
    assert item_of(made.sheet, "1.2").inputs == {"late": "1"}
    assert (made.fresh().state, made.sheet.revisions.count()) == (State.SUBMITTED, 1)


def test_while_it_is_reopened_others_read_and_judge_what_was_submitted(client):
    made = life(signed=False)
    save(made.sheet, "1.1", made.officer, inputs={"done": "9", "planned": "10"},
         explanation="Gửi sau")  # fmt: skip
    old = actions.attach(item_of(made.sheet, "1.1"), pdf(), by=made.officer)
    actions.submit(made.sheet, by=made.officer)
    appraiser = appointed(Role.APPRAISER)
    Assignment.objects.create(cycle=made.sheet.cycle, user=appraiser, field_code="1")
    PhaseFactory(cycle=made.sheet.cycle, kind=Phase.Kind.APPRAISAL)
    repair(made, {"1.1": "Sai số"})
    save(made.sheet, "1.1", made.officer, inputs={"done": "1", "planned": "10"})
    actions.detach(old, by=made.officer)
    new = actions.attach(item_of(made.sheet, "1.1"), pdf(content=PDF + b"%m"), by=made.officer)

    item = ScoreItem.objects.visible_to(appraiser).with_evidence().for_row().get(
        criterion__code="1.1")  # fmt: skip
    show_submitted([item])
    assert item.inputs == {"done": "9", "planned": "10"}
    assert [use.pk for use in item.uses.all()] == [old.pk]
    client.force_login(appraiser)
    page = client.get(address(made.sheet)).content.decode()
    assert "3,60" in page
    file = client.get(f"/assessments/evidence/{old.pk}/")
    assert b"".join(file.streaming_content) == PDF
    assert client.get(f"/assessments/evidence/{new.pk}/").status_code == 404
    layer = appraise(item, by=appraiser, points=3, reason="Thiếu báo cáo")
    assert layer.inputs == {"done": "9", "planned": "10"}
    answers = gather(made.sheet.cycle).files["answers.csv"]
    assert "1.1,done,9" in answers
    assert "1.1,done,1\n" not in answers


def test_late_is_written_down_and_no_later_submission_turns_it_back():
    made = life(signed=False)
    move_closing(made, late_until=Now() + timedelta(days=3))
    late = actions.submit(made.sheet, by=made.officer)
    assert late.timeliness == Timeliness.LATE
    repair(made, {"1.2": "Sai"})
    assert forgiving_timeliness(made.fresh()) == Timeliness.ON_TIME  # the twin forgives
    fill(made, "2")
    again = actions.submit(made.sheet, by=made.officer)
    assert (again.timeliness, again.due_at) == (Timeliness.LATE, late.due_at)
    Phase.objects.update(closes_at=Now() + timedelta(days=1), late_until=Now() + timedelta(days=9))
    assert {one.timeliness for one in made.sheet.revisions.all()} == {Timeliness.LATE}
    with pytest.raises(IntegrityError), transaction.atomic():
        made.sheet.revisions.update(timeliness=Timeliness.ON_TIME)


def test_after_the_end_of_late_submission_nothing_is_taken():
    made = life(signed=False)
    Phase.objects.update(
        opens_at=Now() - timedelta(days=9),
        closes_at=Now() - timedelta(days=3),
        late_until=Now() - timedelta(seconds=1),
    )
    with pytest.raises(PermissionDenied):
        actions.submit(made.sheet, by=made.officer)


def test_a_supplement_is_asked_for_granted_and_marked(client):
    made = life(signed=False)
    actions.submit(made.sheet, by=made.officer)
    client.force_login(made.officer)
    asked = {"criteria": ["1.2"], "reason": "Bổ sung biên bản"}
    assert client.post(address(made.sheet, "supplement/"), asked).status_code == 302
    assert made.fresh().state == State.SUBMITTED
    with pytest.raises(PermissionDenied):
        supplementing.ask(made.sheet, by=made.officer, criteria=["1.1"], reason="Nữa")
    client.force_login(made.coordinator)
    until = (database_now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%S")
    assert client.get(address(made.sheet, "answer/")).status_code == 200
    granted = client.post(address(made.sheet, "answer/"),
                          {"move": "grant_supplement", "until": until})  # fmt: skip
    assert granted.status_code == 302
    assert made.fresh().state == State.REOPENED
    fill(made, "2")
    revision = actions.submit(made.sheet, by=made.officer)
    assert revision.reopening.kind == Reopening.Kind.SUPPLEMENT
    assert [row.item.criterion.code for row in revision.reopening.items.all()] == ["1.2"]
    client.force_login(made.officer)
    assert "Tiêu chí đã bổ sung" in client.get(address(made.sheet, "receipts/2/")).content.decode()
    page = client.get(address(made.sheet, "differences/")).content.decode()
    assert "1.2" in page


def test_a_supplement_is_refused_with_a_reason_that_stays():
    made = life(signed=False)
    actions.submit(made.sheet, by=made.officer)
    supplementing.ask(made.sheet, by=made.officer, criteria=["1.2"], reason="Bổ sung")
    with pytest.raises(ValidationError):
        supplementing.refuse(made.sheet, by=made.coordinator, ground=" ")
    supplementing.refuse(made.sheet, by=made.coordinator, ground="Đã hết hạn")
    request = SupplementRequest.objects.get()
    assert (request.answer, request.ground) == ("refused", "Đã hết hạn")
    with pytest.raises(IntegrityError), transaction.atomic():
        SupplementRequest.objects.update(ground="Khác")


def test_in_the_supplement_phase_a_unit_opens_criteria_itself():
    made = life(signed=False)
    actions.submit(made.sheet, by=made.officer)
    PhaseFactory(cycle=made.sheet.cycle, kind=Phase.Kind.SUPPLEMENT)
    reopening.supplement(made.sheet, by=made.officer, reasons={"1.2": "Bổ sung"})
    fill(made, "2")
    Phase.objects.filter(kind=Phase.Kind.SUPPLEMENT).update(closes_at=Now() - timedelta(seconds=1))
    with pytest.raises(PermissionDenied, match="Đã hết thời hạn"):
        actions.submit(made.sheet, by=made.officer)


def test_figures_given_later_change_nothing_of_what_stays_closed():
    made = life(signed=False)
    actions.submit(made.sheet, by=made.officer)
    before = frozen_items(made.sheet.revisions.get().content)
    repair(made, {"1.2": "Sai"})
    CycleFile.objects.create(
        cycle=made.sheet.cycle, name="targets.csv", sha256="0" * 64,
        text=f"unit,criterion,input,value\n{made.sheet.unit.code},1.1,planned,99\n",
    )  # fmt: skip
    fill(made, "2")
    after = frozen_items(actions.submit(made.sheet, by=made.officer).content)
    assert (after["1.1"], after["2.1"]) == (before["1.1"], before["2.1"])


def test_the_coordinator_returns_criteria_on_a_page_and_the_unit_reads_why(client):
    made = life(signed=False)
    actions.submit(made.sheet, by=made.officer)
    client.force_login(made.coordinator)
    until = (database_now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%S")
    empty = client.post(address(made.sheet, "repair/"), {"until": until})
    assert empty.status_code == 422
    sent = {"until": until, "criterion-1.2": "Thiếu biên bản"}
    assert client.post(address(made.sheet, "repair/"), sent).status_code == 302
    client.force_login(made.officer)
    assert client.post(address(made.sheet, "repair/"), sent).status_code == 403
    client.post(address(made.sheet, "moves/close_reopening/"))
    assert made.fresh().state == State.SUBMITTED
    client.force_login(appointed(Role.COORDINATOR, made.sheet.unit))
    assert client.get("/assessments/khong-co/DV/repair/").status_code == 404


def test_who_has_finished_is_seen_and_duties_go_over_in_one_step(client):
    made = life(signed=False)
    giver = appointed(Role.CONTRIBUTOR, made.sheet.unit)
    taker = appointed(Role.CONTRIBUTOR, made.sheet.unit)
    criteria = [item_of(made.sheet, code).criterion for code in ("1.1", "1.2")]
    give(made.sheet.cycle, made.sheet.unit, giver, criteria, by=made.head)
    client.force_login(giver)
    done = client.post(address(made.sheet, "people/1.1/finish/"), {"done": "yes"})
    assert done.status_code == 302
    assert item_of(made.sheet, "1.1").finished_by == giver
    assert (
        client.post(address(made.sheet, "people/2.1/finish/"), {"done": "yes"}).status_code == 403
    )
    assert client.post(address(made.sheet, "people/hand-over/"), {}).status_code == 403
    client.force_login(made.officer)
    assert "Đã xong" in client.get(address(made.sheet, "people/")).content.decode()
    sent = {"giver": giver.pk, "taker": taker.pk}
    assert client.post(address(made.sheet, "people/hand-over/"), sent).status_code == 302
    assert {duty.user for duty in Duty.objects.all()} == {taker}
    assert client.post(address(made.sheet, "people/hand-over/"), sent).status_code == 422
