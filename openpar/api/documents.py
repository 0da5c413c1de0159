"""The register of documents: found, entered, described; a document used for a criterion."""

from datetime import date, datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from openpar.api.paging import NEWEST_FIRST, Page, Paging, page
from openpar.api.refusals import Problem, refused_now
from openpar.api.shapes import Body, Day, Text, Whole
from openpar.api.sheet_shapes import Evidence, evidence_shown
from openpar.assessments import using
from openpar.assessments.sharing import may_reuse
from openpar.assessments.views import READERS as SHEET_READERS
from openpar.assessments.views import visible_items
from openpar.evidence import actions
from openpar.evidence.flags import bearing, flags_of
from openpar.evidence.models import Document, Revision
from openpar.evidence.register_list import matching, row_uses
from openpar.evidence.register_views import READERS, WRITERS, own_units
from openpar.evidence.uses import with_newest
from openpar.people.access import access

router = Router(tags=["documents"])
Word = Annotated[Text, Field(max_length=300)]


class DocumentFile(Schema):
    """One file of a document, the newest first; ``size`` in bytes, ``sha256`` of its bytes."""

    revision: int
    file_name: str
    size: int
    sha256: str
    media_type: str
    uploaded_by: str
    at: datetime


class DocumentUse(Schema):
    """Where a document is used: sheet, criterion, code of the evidence, pages."""

    cycle: str
    unit: str
    criterion: str
    code: str
    pages: str
    revision: int


class DocumentRow(Schema):
    """A document as its register book describes it, with the flags of its newest file."""

    id: int
    unit: str
    form: str
    number: str
    symbol: str
    date: date | None
    issuer: str
    abstract: str
    kind: str
    effective_from: date | None
    effective_to: date | None
    secrecy: str
    version: int
    flags: list[str]
    files: list[DocumentFile]
    uses: list[DocumentUse]


class DocumentsAsked(Paging):
    """Filters: words without marks, kind, year of the date, name of a flag, code of a unit."""

    q: Text = ""
    kind: Word = ""
    year: Annotated[int, Field(ge=0, le=2200)] = 0
    flag: Word = ""
    unit: Word = ""


class Entered(Schema):
    """A file that was sent; ``known``: the unit's register had the same bytes already."""

    known: bool
    document: DocumentRow


class AboutUpload(Schema):
    """The unit whose register it is, and the kind of evidence as criteria sets name it."""

    unit: Word
    kind: Annotated[Text, Field(max_length=50)] = ""
    abstract: Annotated[Text, Field(max_length=2000)] = ""


class Described(Body):
    """What the register book says, as a whole. ``version`` is that of the document as read."""

    version: Whole
    number: Annotated[Text, Field(max_length=50)] = ""
    symbol: Annotated[Text, Field(max_length=100)] = ""
    date: Day | None = None
    issuer: Word = ""
    abstract: Annotated[Text, Field(max_length=2000)] = ""
    kind: Annotated[Text, Field(max_length=50)] = ""
    effective_from: Day | None = None
    effective_to: Day | None = None


class DocumentConflict(Problem):
    """Somebody described the document meanwhile: what stands there now, and what was sent."""

    current: DocumentRow
    sent: Described


class Used(Body):
    """A revision of the register, for which kind of evidence, and the pages that count."""

    revision: Whole
    kind: Annotated[Text, Field(max_length=50)] = ""
    pages: Annotated[Text, Field(max_length=100)] = ""


@router.get("/documents", response=Page[DocumentRow], summary=gettext_noop("List documents"))
@access(*READERS)
def documents(request: HttpRequest, asked: Query[DocumentsAsked]) -> dict[str, object]:
    """The registers that this account may read."""
    rows = Document.objects.visible_to(request.user)
    if asked.q:
        rows = matching(rows, asked.q)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.year:
        rows = rows.filter(date__year=asked.year)
    if asked.unit:
        rows = rows.filter(owner__code=asked.unit)
    rows = with_newest(bearing(rows, asked.flag), request.user)
    return page(rows, NEWEST_FIRST, asked, document_shown)


@router.get("/documents/{int:pk}", response=DocumentRow, summary=gettext_noop("One document"))
@access(*READERS)
def document(request: HttpRequest, pk: int) -> dict[str, object]:
    """What the book says, the files, where they are used."""
    return document_shown(_find(request, pk))


@router.post("/documents", response={201: Entered}, summary=gettext_noop("Enter a file"))
@access(*WRITERS)
def enter(request: HttpRequest, file: File[UploadedFile], about: Form[AboutUpload]) -> Status:
    """Keep a file in the register of an own unit; the same bytes once."""
    owner = next((unit for unit in own_units(request) if unit.code == about.unit), None)
    if owner is None:
        raise Http404
    revision, known = actions.upload(
        file, owner=owner, by=request.user, kind=about.kind, abstract=about.abstract
    )
    found = _find(request, revision.document_id)
    return Status(201, {"known": known, "document": document_shown(found)})


@router.put(
    "/documents/{int:pk}",
    response={200: DocumentRow, 409: DocumentConflict},
    summary=gettext_noop("Describe a document"),
)
@access(*READERS)
def describe(request: HttpRequest, pk: int, given: Described) -> object:
    """Write down what the register book says."""
    found = _find(request, pk)
    said = actions.Description(**given.dict(exclude={"version"}), secrecy=found.secrecy)
    try:
        actions.describe(found, said, by=request.user, version=given.version)
    except actions.ChangedMeanwhileError:
        current = DocumentRow(**document_shown(_find(request, pk)))
        return refused_now(
            409,
            _("Somebody described this document meanwhile. Compare both, then save again."),
            extra={"current": current.dict(), "sent": given.dict()},
        )
    return document_shown(_find(request, pk))


@router.post(
    "/documents/{int:pk}/files",
    response={201: DocumentRow},
    summary=gettext_noop("Add a newer file to a document"),
)
@access(*READERS)
def revise(request: HttpRequest, pk: int, file: File[UploadedFile]) -> Status:
    """What pinned the older file keeps showing the older one."""
    actions.revise(_find(request, pk), file, by=request.user)
    return Status(201, document_shown(_find(request, pk)))


@router.post(
    "/score-sheets/{cycle}/{unit}/items/{code}/uses",
    response={201: Evidence},
    summary=gettext_noop("Use a document for a criterion"),
)
@access(*SHEET_READERS)
def use(request: HttpRequest, cycle: str, unit: str, code: str, given: Used) -> Status:
    """Pin a revision of the register to an item; twice gives the same use."""
    item = get_object_or_404(visible_items(request, cycle, unit), criterion__code=code)
    known = Revision.objects.select_related("document__owner", "lock")
    revision = get_object_or_404(known, pk=given.revision)
    if not may_reuse(request.user, revision):
        raise Http404
    made = using.use_document(item, revision, by=request.user, kind=given.kind)
    if given.pages:
        made = using.name_pages(made, given.pages, by=request.user)
    return Status(201, evidence_shown(made))


def document_shown(row: Document) -> dict[str, object]:
    """Return a document of ``with_newest`` as it is answered."""
    names = (
        "form", "number", "symbol", "date", "issuer", "abstract", "kind", "effective_from",
        "effective_to", "secrecy", "version",
    )  # fmt: skip
    files = ("file_name", "size", "sha256", "media_type", "uploaded_by", "at")
    revisions = list(row.revisions.all())
    shown = {name: getattr(row, name) for name in names}
    return shown | {
        "id": row.pk,
        "unit": row.owner.code,
        "flags": [flag.name for flag in flags_of(revisions[0])],
        "files": [
            {"revision": one.pk} | {name: getattr(one, name) for name in files} for one in revisions
        ],
        "uses": [
            {
                "cycle": each.item.sheet.place,
                "unit": each.item.sheet.unit.code,
                "criterion": each.item.criterion.code,
                "code": each.code,
                "pages": each.pages,
                "revision": each.revision_id,
            }
            for each in row_uses(row)
        ],
    }


def _find(request: HttpRequest, pk: int) -> Document:
    """Return a document that this account may read, or 404."""
    rows = with_newest(Document.objects.visible_to(request.user), request.user)
    return get_object_or_404(rows, pk=pk)
