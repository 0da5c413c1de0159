"""The register: documents, revisions that never change, downloads asked for anew each time."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from openpar.audit.models import Event
from openpar.evidence import actions, permissions
from openpar.evidence.actions import Description
from openpar.evidence.models import Document, Revision
from openpar.file_storage import receive
from openpar.people.models import Role
from tests.factories import UnitFactory, appointed
from tests.factories_assessments import PDF, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.OPENPAR_DATA = tmp_path


def registered(officer):
    return actions.register(receive(pdf()), owner=officer.units(Role.OFFICER)[0], by=officer)


@pytest.fixture
def officer():
    return appointed(Role.OFFICER)


def test_a_registered_file_is_a_document_with_one_revision_and_an_event(officer):
    revision = registered(officer)

    assert revision.sha256 == hashlib.sha256(PDF).hexdigest()
    assert revision.document.owner == officer.units(Role.OFFICER)[0]
    event = Event.objects.get(action="evidence.received")
    assert event.data["sha256"] == revision.sha256


def test_a_newer_file_adds_a_revision_and_leaves_the_old_one(officer):
    first = registered(officer)
    second = actions.revise(first.document, pdf(content=PDF + b"%2"), by=officer)

    assert [r.pk for r in first.document.revisions.order_by("pk")] == [first.pk, second.pk]
    first.refresh_from_db()
    assert first.sha256 == hashlib.sha256(PDF).hexdigest()


def test_the_register_book_describes_a_document(officer):
    document = registered(officer).document
    book = Description(number="12", symbol="KH-SNV", issuer="Sở Mẫu", abstract="Kế hoạch CCHC")
    actions.describe(document, book, by=officer)
    document.refresh_from_db()
    assert str(document) == "12/KH-SNV"


@pytest.mark.parametrize("statement", [
    "UPDATE evidence_revision SET file_name = 'khac.pdf'",
    "DELETE FROM evidence_revision",
    "TRUNCATE evidence_revision CASCADE",
])  # fmt: skip
def test_a_revision_never_changes_even_past_the_program(officer, statement):
    registered(officer)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic():
            cursor.execute(statement)


def test_only_the_own_unit_registers(officer):
    stranger = appointed(Role.OFFICER)
    with pytest.raises(PermissionDenied, match="đơn vị"):
        actions.register(receive(pdf()), owner=officer.units(Role.OFFICER)[0], by=stranger)
    assert not Document.objects.exists()


def test_a_download_is_an_attachment_that_nothing_runs(client, officer):
    revision = registered(officer)
    client.force_login(officer)

    response = client.get(f"/evidence/revisions/{revision.pk}/")

    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="ke-hoach.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"


def test_for_a_stranger_a_file_does_not_exist_and_rights_are_asked_each_time(client, officer):
    revision = registered(officer)
    client.force_login(officer)
    seen = client.get(f"/evidence/revisions/{revision.pk}/")
    assert b"".join(seen.streaming_content) == PDF
    officer.appointments.update(valid_to="2021-01-01")
    assert client.get(f"/evidence/revisions/{revision.pk}/").status_code == 404

    client.force_login(appointed(Role.OFFICER))
    hidden = client.get(f"/evidence/revisions/{revision.pk}/")
    absent = client.get("/evidence/revisions/987654/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content

    client.logout()
    assert client.get(f"/evidence/revisions/{revision.pk}/").status_code == 302


@pytest.mark.parametrize("role", list(Role))
def test_the_predicate_and_the_queryset_agree(officer, role):
    document = registered(officer).document
    for reader in (appointed(role), appointed(role, document.owner)):
        seen = Document.objects.visible_to(reader).filter(pk=document.pk).exists()
        assert seen == bool(permissions.may_read(reader, document)), (role, reader)
        assert seen == Revision.objects.visible_to(reader).exists()


def test_another_unit_may_not_be_written_to(officer):
    verdict = permissions.may_register(officer, UnitFactory())
    assert not verdict
    assert verdict.reason
