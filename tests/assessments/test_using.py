"""Documents of the register on a criterion: used again in one click, codes given once, pages."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from openpar.assessments import actions, using
from openpar.assessments.models import EvidenceUse
from openpar.audit.models import Event
from openpar.evidence import actions as register
from openpar.evidence.actions import Description
from openpar.evidence.models import LockedFile, Revision
from openpar.people.models import Role
from tests.factories import CohortFactory, MembershipFactory, PhaseFactory, appointed
from tests.factories_assessments import PDF, address, item_of, pdf, sheet_with_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def in_register(officer, mark: str = "r", **described) -> Revision:
    unit = officer.units(*Role)[0]
    file = pdf(content=PDF + mark.encode())
    revision, _known = register.upload(file, owner=unit, by=officer)
    if described:
        register.describe(revision.document, Description(**described), by=officer)
    return Revision.objects.select_related("document__owner").get(pk=revision.pk)


def next_year(sheet, officer):
    """The same unit's sheet of another cycle by the same set."""
    criteria_set = sheet.items.first().criterion.set
    member = MembershipFactory(cohort=CohortFactory(criteria_set=criteria_set), unit=sheet.unit)
    PhaseFactory(cycle=member.cycle)
    return actions.open_sheet(member.cycle, sheet.unit, by=officer)


def test_a_document_is_used_for_criteria_cycles_and_years_without_a_copy():
    sheet, officer = sheet_with_officer()
    revision = in_register(officer)
    uses = [
        using.use_document(item_of(each, code), revision, by=officer)
        for each in (sheet, next_year(sheet, officer))
        for code in ("1.1", "1.2")
    ]
    assert [use.code for use in uses] == ["1.1-01", "1.2-01", "1.1-01", "1.2-01"]
    assert {use.revision_id for use in uses} == {revision.pk}
    assert Revision.objects.count() == 1


def test_a_code_is_given_once_and_a_use_taken_off_leaves_its_trace():
    sheet, officer = sheet_with_officer()
    first = using.use_document(item_of(sheet, "1.1"), in_register(officer), by=officer)
    actions.detach(first, by=officer)
    again = using.use_document(item_of(sheet, "1.1"), first.revision, by=officer)

    assert (first.code, again.code) == ("1.1-01", "1.1-02")
    assert [use.code for use in EvidenceUse.objects.all()] == ["1.1-02"]
    kept = EvidenceUse.with_detached.get(pk=first.pk)
    assert kept.detached_by == officer.username
    assert kept.detached_at is not None
    assert Event.objects.filter(action="assessments.detached").count() == 1


def test_the_kind_asked_for_is_that_of_a_document_without_one():
    sheet, officer = sheet_with_officer()
    plain, plan = in_register(officer), in_register(officer, "p", kind="plan", abstract="Kế hoạch")
    for revision in (plain, plan):
        using.use_document(item_of(sheet, "1.1"), revision, by=officer, kind="report")
    kinds = EvidenceUse.objects.order_by("pk").values_list("revision__document__kind", flat=True)
    assert list(kinds) == ["report", "plan"]


def test_an_expired_certificate_is_refused_for_the_year():
    """S1-23: one day makes the difference."""
    sheet, officer = sheet_with_officer()
    as_of = sheet.period.as_of
    certificate = {"kind": "certificate", "abstract": "ISO"}
    short = in_register(officer, "a", effective_to=date(as_of.year, 1, 31), **certificate)
    whole = in_register(officer, "b", effective_to=as_of, **certificate)
    with pytest.raises(ValidationError, match="chỉ có giá trị đến"):
        using.use_document(item_of(sheet, "1.1"), short, by=officer)
    assert using.use_document(item_of(sheet, "1.1"), whole, by=officer).code == "1.1-01"


def test_a_locked_file_and_another_units_are_not_used():
    sheet, officer = sheet_with_officer()
    revision = in_register(officer)
    LockedFile.objects.create(revision=revision, mark="MẬT")
    locked = Revision.objects.select_related("document__owner", "lock").get(pk=revision.pk)
    with pytest.raises(PermissionDenied, match="MẬT"):
        using.use_document(item_of(sheet, "1.1"), locked, by=officer)
    foreign = in_register(appointed(Role.OFFICER))
    with pytest.raises(PermissionDenied):
        using.use_document(item_of(sheet, "1.1"), foreign, by=officer)
    assert not EvidenceUse.with_detached.exists()


def test_pages_are_named_while_the_sheet_is_open():
    sheet, officer = sheet_with_officer()
    use = using.use_document(item_of(sheet, "1.1"), in_register(officer), by=officer)
    assert using.name_pages(use, " 2,  5–7 ", by=officer).pages == "2, 5–7"
    using.name_pages(use, "2, 5–7", by=officer)
    assert Event.objects.filter(action="assessments.pages_named").count() == 1
    with pytest.raises(PermissionDenied):
        using.name_pages(use, "3", by=appointed(Role.OFFICER))


def test_the_page_puts_the_evidence_of_earlier_years_on_top(client):
    sheet, officer = sheet_with_officer()
    last = in_register(officer, "l", abstract="Kế hoạch năm trước")
    using.use_document(item_of(sheet, "1.1"), last, by=officer)
    in_register(officer, "n", abstract="Báo cáo mới")
    later = next_year(sheet, officer)
    client.force_login(officer)

    page = client.get(address(later, "criteria/1.1/evidence/"))
    assert [row.abstract for row in page.context["before"]] == ["Kế hoạch năm trước"]
    assert page.context["documents"][0].abstract == "Báo cáo mới"
    found = client.get(address(later, "criteria/1.1/evidence/"), {"q": "bao cao"})
    assert [row.abstract for row in found.context["documents"]] == ["Báo cáo mới"]

    client.post(address(later, "criteria/1.1/evidence/"), {"revision": last.pk})
    use = item_of(later, "1.1").uses.get()
    assert use.revision == last
    one = address(later, f"criteria/1.1/evidence/{use.pk}/")
    client.post(one, {"pages": "4"})
    use.refresh_from_db()
    assert use.pages == "4"
    client.post(one, {"act": "detach"})
    assert item_of(later, "1.1").uses.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_queries(client, rows, django_assert_num_queries):
    sheet, officer = sheet_with_officer()
    for number in range(rows):
        in_register(officer, f"a{number}")
        revision = in_register(officer, f"b{number}")
        using.use_document(item_of(sheet, "1.1"), revision, by=officer)
    client.force_login(officer)
    client.get(address(sheet, "criteria/1.1/evidence/"))
    with django_assert_num_queries(11):
        client.get(address(sheet, "criteria/1.1/evidence/"))


def test_files_arrive_one_by_one_and_each_is_answered(client):
    sheet, officer = sheet_with_officer()
    client.force_login(officer)
    where = address(sheet, "criteria/1.1/files/")

    def send(file):
        sent = {"files": file, "kind": "report"}
        return client.post(where, sent, headers={"Accept": "application/json"})

    answers = [send(pdf()), send(pdf("lai.pdf")), send(pdf(content=b"x"))]
    outcomes = [answer.json()["files"][0]["outcome"] for answer in answers]
    assert outcomes == ["stored", "known", "refused"]
    assert item_of(sheet, "1.1").uses.count() == 1

    sheet.cycle.phases.all().delete()
    closed = send(pdf(content=PDF + b"%2")).json()["files"][0]
    assert closed["outcome"] == "refused"
    assert closed["sentence"]


def test_another_units_criterion_and_document_do_not_exist(client):
    sheet, officer = sheet_with_officer()
    revision = in_register(officer)
    stranger_sheet, stranger = sheet_with_officer()
    client.force_login(stranger)
    own = address(stranger_sheet, "criteria/1.1/evidence/")
    assert client.get(address(sheet, "criteria/1.1/evidence/")).status_code == 404
    hidden = client.post(own, {"revision": revision.pk})
    absent = client.post(own, {"revision": 987654})
    assert (hidden.status_code, hidden.content) == (404, absent.content)
