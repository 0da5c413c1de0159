"""What happens in the register. Each action: lock, ask, change, record, in one transaction."""

from datetime import date

from django.db import transaction

from openpar.audit.log import record
from openpar.evidence import permissions
from openpar.evidence.models import Document, Revision
from openpar.file_storage import Stored
from openpar.people.models import Unit, User


@transaction.atomic
def register(stored: Stored, *, owner: Unit, by: User, kind: str = "") -> Revision:
    """Enter a stored file as a new document of ``owner`` with its first revision."""
    permissions.may_register(by, owner).or_403()
    document = Document.objects.create(owner=owner, kind=kind, abstract=stored.file_name)
    return _add(document, stored, by=by)


@transaction.atomic
def revise(document: Document, stored: Stored, *, by: User) -> Revision:
    """Add a newer file to a document. Whatever pinned the older one keeps showing the older one."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    permissions.may_register(by, document.owner).or_403()
    return _add(document, stored, by=by)


@transaction.atomic
def describe(
    document: Document, *, by: User, number: str, symbol: str, day: date | None, issuer: str,
    abstract: str,
) -> Document:  # fmt: skip
    """Write down what the register book says of a document."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    permissions.may_register(by, document.owner).or_403()
    document.number, document.symbol, document.date = number, symbol, day
    document.issuer, document.abstract = issuer, abstract
    document.save(update_fields=["number", "symbol", "date", "issuer", "abstract"])
    record(
        "evidence.described", document, by=by,
        number=number, symbol=symbol, date=day, issuer=issuer, abstract=abstract,
    )  # fmt: skip
    return document


def _add(document: Document, stored: Stored, *, by: User) -> Revision:
    revision = Revision.objects.create(
        document=document,
        sha256=stored.sha256,
        size=stored.size,
        media_type=stored.media_type,
        file_name=stored.file_name,
        storage_name=stored.storage_name,
        uploaded_by=by.get_username(),
    )
    record(
        "evidence.received", revision, by=by,
        document=document.pk, file_name=stored.file_name, sha256=stored.sha256, size=stored.size,
    )  # fmt: skip
    return revision
