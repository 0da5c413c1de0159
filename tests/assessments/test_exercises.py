"""A unit is scored above and scores below at once; a coordinator sees the own exercise (S4-31)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from openpar.appraisals import actions as appraisals
from openpar.appraisals.permissions import may_appraise, may_assign
from openpar.assessments import actions, permissions
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.criteria.models import Cycle, Phase
from openpar.evidence import permissions as evidence
from openpar.evidence.models import Document
from openpar.people.models import Role
from tests.factories import PhaseFactory, appointed
from tests.factories_assessments import PDF, address, item_of, pdf
from tests.factories_exercises import nested

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def sheets_seen(user):
    return set(ScoreSheet.objects.visible_to(user).values_list("unit__code", flat=True))


def test_each_coordinator_reads_the_sheets_of_the_own_exercise_only():
    made = nested()
    assert sheets_seen(made.coordinator) == {"STC"}
    assert sheets_seen(made.inner_coordinator) == {"STC.P1"}
    assert sheets_seen(appointed(Role.AUDITOR)) == {"STC", "STC.P1"}
    assert sheets_seen(appointed(Role.COORDINATOR)) == set()
    assert sheets_seen(appointed(Role.OFFICER, made.finance)) == {"STC"}


def test_predicate_and_queryset_agree_for_both_coordinators():
    made = nested()
    people = [made.coordinator, made.inner_coordinator, appointed(Role.COORDINATOR, made.province),
              appointed(Role.OFFICER, made.divisions[1])]  # fmt: skip
    for user in people:
        for sheet in ScoreSheet.objects.select_related("cycle"):
            seen = ScoreSheet.objects.visible_to(user).filter(pk=sheet.pk).exists()
            assert seen == bool(permissions.may_read(user, sheet))
            items = set(ScoreItem.objects.visible_to(user).filter(sheet=sheet))
            assert items == {
                item for item in sheet.items.for_row() if permissions.may_read_item(user, item)
            }


def test_the_pages_of_the_other_exercise_do_not_exist(client):
    made = nested()
    for user, theirs, others in (
        (made.coordinator, "STC", "STC.P1"),
        (made.inner_coordinator, "STC.P1", "STC"),
    ):
        client.force_login(user)
        assert client.get(address(made.sheets[theirs])).status_code == 200
        hidden = client.get(address(made.sheets[others]))
        absent = client.get(f"/assessments/khong-co/{others}/")
        assert (hidden.status_code, hidden.content) == (404, absent.content)
        listed = client.get("/assessments/").text
        assert made.sheets[theirs].cycle.title in listed
        assert made.sheets[others].cycle.title not in listed
        assert made.sheets[others].cycle.title not in client.get("/results/").text


def test_the_province_reads_the_inner_sheets_where_the_department_lets_it(client):
    made = nested()
    Cycle.objects.filter(pk=made.inner.pk).update(also_read_by=made.home_affairs)
    client.force_login(made.coordinator)
    assert client.get(address(made.sheets["STC.P1"])).status_code == 200
    assert client.post(f"/results/{made.inner.code}/compute/").status_code == 403
    assert not may_assign(made.coordinator, Cycle.objects.get(pk=made.inner.pk))


def test_evidence_of_a_division_stays_inside_its_body(client):
    made = nested()
    officer = appointed(Role.OFFICER, made.divisions[0])
    item = item_of(made.sheets["STC.P1"], "1.1")
    use = actions.attach(item, pdf(), by=officer)
    document, auditor = use.revision.document, appointed(Role.AUDITOR)
    for user, allowed in (
        (officer, True), (made.inner_coordinator, True), (auditor, True),
        (made.coordinator, False), (appointed(Role.INNER_COORDINATOR), False),
    ):  # fmt: skip
        assert Document.objects.visible_to(user).filter(pk=document.pk).exists() is allowed
        assert bool(evidence.may_read(user, document)) is allowed
        client.force_login(user)
        answer = client.get(f"/evidence/revisions/{use.revision.pk}/")
        if user == auditor:  # reads it with personal data masked, so never as the bytes
            assert answer.status_code == 403
            continue
        assert answer.status_code == (200 if allowed else 404)
        if allowed:
            assert b"".join(answer.streaming_content) == PDF


def test_an_inner_exercise_is_appraised_by_the_body_and_nobody_appraises_the_own_division():
    made = nested()
    PhaseFactory(cycle=made.inner, kind=Phase.Kind.APPRAISAL)
    of_the_body = appointed(Role.APPRAISER, made.finance)
    of_the_division = appointed(Role.APPRAISER, made.divisions[0])
    outsider = appointed(Role.APPRAISER, made.home_affairs)
    by = made.inner_coordinator
    for person in (of_the_body, of_the_division):
        appraisals.assign(made.inner, person, "1", by=by)
    with pytest.raises(ValidationError, match="thuộc cơ quan khác"):
        appraisals.assign(made.inner, outsider, "1", by=by)
    with pytest.raises(PermissionDenied):
        appraisals.assign(made.inner, of_the_body, "2", by=made.coordinator)
    sheet = made.sheets["STC.P1"]
    actions.submit(sheet, by=appointed(Role.OFFICER, made.divisions[0]))
    items = ScoreItem.objects.select_related("criterion__set", "sheet__cycle", "sheet__unit")
    item = items.get(sheet=sheet, criterion__code="1.1")
    assert may_appraise(of_the_body, item)
    assert not may_appraise(of_the_division, item)


def test_the_overview_asks_the_same_number_of_queries(client, django_assert_num_queries):
    made = nested()
    client.force_login(made.inner_coordinator)
    client.get("/assessments/")
    with django_assert_num_queries(5):
        client.get("/assessments/")
