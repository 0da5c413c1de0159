"""What happens in the register. Each action: lock, ask, change, record, in one transaction.

Whatever adds a file locks the row of its unit first: the quota is exact and the same bytes come in
once, however many are sent in the same moment.
"""

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.evidence import locking, permissions
from openpar.evidence.models import (
    Document,
    Finding,
    Form,
    LockedFile,
    Revision,
    Secrecy,
    Subject,
    Verdict,
)
from openpar.evidence.sensitive import secrecy_mark
from openpar.evidence.tasks import read_soon
from openpar.file_content import RefusedFileError
from openpar.file_storage import MEBIBYTE, Stored, discard, receive
from openpar.people.models import Unit, User


@dataclass(frozen=True, slots=True)
class Description:
    """What the register book says of a document."""

    number: str = ""
    symbol: str = ""
    date: datetime.date | None = None
    issuer: str = ""
    abstract: str = ""
    kind: str = ""
    effective_from: datetime.date | None = None
    effective_to: datetime.date | None = None
    secrecy: str = Secrecy.NORMAL


class ChangedMeanwhileError(Exception):
    """Somebody else described the document meanwhile. ``current`` is the document as it stands."""

    def __init__(self, current: Document) -> None:
        super().__init__(f"document {current.pk} is at version {current.version}")
        self.current = current


def upload(
    file: UploadedFile, *, owner: Unit, by: User, kind: str = "", abstract: str = ""
) -> tuple[Revision, bool]:
    """Store a file and enter it in the register; return its revision, and whether it was known.

    Raises
    ------
    RefusedFileError
        The file cannot become evidence, or there is no room for it; nothing is kept.
    """
    permissions.may_register(by, owner).or_403()  # before any byte is stored
    refuse_without_room(owner, file.size or 0)
    stored = receive(file)
    try:
        with transaction.atomic():
            known = known_file(stored, owner)
            revision = known or register(stored, owner=owner, by=by, kind=kind, abstract=abstract)
    except BaseException:
        discard(stored)
        raise
    if known:
        discard(stored)
    return revision, known is not None


def known_file(stored: Stored, owner: Unit, kind: str = "") -> Revision | None:
    """Return the unit's newest revision with the same bytes, of a document of the kind if named.

    Until commit nobody else adds another.
    """
    _lock_unit(owner)
    same = Revision.objects.filter(document__owner=owner, sha256=stored.sha256)
    if kind:
        same = same.filter(document__kind=kind)
    return same.exclude(lock__state=LockedFile.State.REMOVED).order_by("-pk").first()


@transaction.atomic
def register(
    stored: Stored, *, owner: Unit, by: User, kind: str = "", abstract: str = ""
) -> Revision:
    """Enter a stored file as a new document of ``owner`` with its first revision.

    Raises
    ------
    RefusedFileError
        No room, or the file was removed as a classified one.
    """
    permissions.may_register(by, owner).or_403()
    document = Document.objects.create(
        owner=owner, kind=kind, abstract=abstract or stored.file_name
    )
    return add_revision(document, stored, by=by)


def revise(document: Document, file: UploadedFile, *, by: User) -> Revision:
    """Add a newer file to a document. Whatever pinned the older one keeps showing the older one.

    Raises
    ------
    RefusedFileError
        The file cannot become evidence, or there is no room for it.
    ValidationError
        The document has no files, or this very file already.
    """
    permissions.may_register(by, document.owner).or_403()
    if document.form != Form.FILE:
        raise ValidationError(_("This entry has no file: what stands behind it is checked anew."))
    stored = receive(file)
    try:
        with transaction.atomic():
            newest = document.revisions.order_by("-pk").first()
            if newest and newest.sha256 == stored.sha256:
                raise ValidationError(_("This is the file that the document has already."))
            return add_revision(document, stored, by=by)
    except BaseException:
        discard(stored)
        raise


@transaction.atomic
def describe(
    document: Document, description: Description, *, by: User, version: int | None = None
) -> Document:
    """Write down what the register book says of a document.

    Raises
    ------
    ChangedMeanwhileError
        It was described since ``version`` was shown.
    ValidationError
        A classified document has a file, or its validity ends before it begins.
    """
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    permissions.may_register(by, document.owner).or_403()
    check_description(description, document.form)
    given = asdict(description)
    changed = {
        name: {"from": getattr(document, name), "to": value}
        for name, value in given.items()
        if getattr(document, name) != value
    }
    if not changed:
        return document
    if version is not None and version != document.version:
        raise ChangedMeanwhileError(document)
    for name, value in given.items():
        setattr(document, name, value)
    document.version += 1
    document.save(update_fields=[*given, "version", "search"])
    record("evidence.described", document, by=by, changed=changed)
    return document


def check_description(description: Description, form: str) -> None:
    """Refuse what no entry of the register can say.

    Raises
    ------
    ValidationError
        By field, with the sentence to show.
    """
    if description.secrecy != Secrecy.NORMAL and form != Form.INSPECTED:
        raise ValidationError({"secrecy": classified_advice()})
    begin, end = description.effective_from, description.effective_to
    if begin and end and end < begin:
        raise ValidationError({"effective_to": _("It ends before it takes effect.")})


def classified_advice() -> str:
    """What to do with a classified document: never upload it."""
    return _(
        "Classified documents are never uploaded. Have the appraisers inspect it on the spot and "
        "enter the minutes as “inspected on the spot”."
    )


def refuse_without_room(owner: Unit, size: int) -> None:
    """Refuse a file for which the unit has no room left. Exact once the unit's row is locked.

    Raises
    ------
    RefusedFileError
        With how much there is.
    """
    if used_by(owner) + size > settings.UNIT_MAX_BYTES:
        raise RefusedFileError(
            _(
                "The unit’s register is full: %(used)d of %(most)d MB are used. Ask the "
                "technical operator for more room."
            )
            % {
                "used": used_by(owner) // MEBIBYTE,
                "most": settings.UNIT_MAX_BYTES // MEBIBYTE,
            }
        )


def used_by(owner: Unit) -> int:
    """Return how many bytes the unit's files take, those that were removed left out: one query."""
    kept = Revision.objects.filter(document__owner=owner)
    kept = kept.exclude(lock__state=LockedFile.State.REMOVED)
    return kept.aggregate(bytes=models.Sum("size", default=0))["bytes"]


def add_revision(document: Document, stored: Stored, *, by: User) -> Revision:
    """Add a stored file to a document, within the caller's transaction.

    What was seen in its bytes on arrival is noted; a mark of secrecy locks it at once.

    Raises
    ------
    RefusedFileError
        No room, or the file was removed as a classified one.
    """
    _lock_unit(document.owner)
    refuse_without_room(document.owner, stored.size)
    if LockedFile.objects.removed().filter(revision__sha256=stored.sha256).exists():
        raise RefusedFileError(
            _("“%(name)s” was removed as a classified document. ") % {"name": stored.file_name}
            + classified_advice()
        )
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
    _note(revision, {Subject.CONTENT: stored.traits, Subject.METADATA: stored.hidden})
    if mark := secrecy_mark(stored.heading):
        locking.lock(revision, mark, by=None)
    read_soon(revision)
    return revision


def _note(revision: Revision, seen: Mapping[Subject, tuple[str, ...]]) -> None:
    Finding.objects.bulk_create(
        Finding(
            revision=revision,
            subject=subject,
            verdict=Verdict.FLAGGED if found else Verdict.FINE,
            detail={"found": list(found)},
        )
        for subject, found in seen.items()
    )


def _lock_unit(owner: Unit) -> None:
    Unit.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=owner.pk)
