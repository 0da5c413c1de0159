"""Documents of the register used for a criterion: chosen, their pages named, taken off again."""

from django.db import transaction
from django.db.models import F, Q, QuerySet

from openpar.assessments import permissions
from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet
from openpar.assessments.sharing import reuse
from openpar.audit.log import record
from openpar.evidence import actions as evidence
from openpar.evidence.models import Document, LockedFile, Revision
from openpar.evidence.register_forms import DescriptionForm
from openpar.evidence.register_list import matching
from openpar.evidence.uses import with_newest
from openpar.people.models import User

SHOWN = 30


@transaction.atomic
def use_document(item: ScoreItem, revision: Revision, *, by: User, kind: str = "") -> EvidenceUse:
    """Pin a revision of the register to an item. A document of no kind becomes one of ``kind``.

    Raises
    ------
    PermissionDenied
        The item may not be changed, or the file is not among those the person may read.
    ValidationError
        A certificate has expired by the end of the period.
    """
    use = reuse(item, revision, by=by)
    document = revision.document
    if kind and not document.kind:
        said = DescriptionForm.of(document) | {"kind": kind}
        evidence.describe(document, evidence.Description(**said), by=by)
    return use


@transaction.atomic
def name_pages(use: EvidenceUse, pages: str, *, by: User) -> EvidenceUse:
    """Say which pages of the document count for the criterion, while the item can be changed."""
    ScoreSheet.objects.filter(pk=use.item.sheet_id).update(version=F("version") + 1)
    related = ("item__criterion", "item__sheet__cycle", "item__sheet__period", "revision")
    use = EvidenceUse.objects.select_related(*related).get(pk=use.pk)
    permissions.may_edit_item(by, use.item).or_403()
    pages = " ".join(pages.split())[:100]
    if pages != use.pages:
        record(
            "assessments.pages_named", use.item, by=by,
            code=use.code, before=use.pages, after=pages,
        )  # fmt: skip
        use.pages = pages
        use.save(update_fields=["pages"])
    return use


def used_before(item: ScoreItem, user: User) -> list[Document]:
    """Return the documents that the unit used for this criterion in other cycles, newest first."""
    uses = EvidenceUse.objects.filter(
        item__sheet__unit=item.sheet.unit_id, item__criterion__code=item.criterion.code
    ).exclude(item__sheet__cycle=item.sheet.cycle_id)
    rows = _to_choose(item, user).filter(pk__in=uses.values("revision__document"))
    return list(with_newest(rows, user).order_by("-pk")[:SHOWN])


def in_the_register(item: ScoreItem, user: User, text: str) -> list[Document]:
    """Return the unit's documents that hold ``text``; without any, the newest, those filed under
    the criterion's code first."""
    rows = _to_choose(item, user)
    if text.strip():
        return list(with_newest(matching(rows, text), user).order_by("-pk")[:SHOWN])
    filed = rows.alias(here=Q(criterion_code=item.criterion.code)).order_by("-here", "-pk")
    return list(with_newest(filed, user)[:SHOWN])


def _to_choose(item: ScoreItem, user: User) -> QuerySet[Document]:
    """Documents of who fills the item in, but those that it uses already or that are locked."""
    rows = Document.objects.visible_to(user).filter(owner=item.lead_id or item.sheet.unit_id)
    here = EvidenceUse.objects.filter(item=item).values("revision__document")
    shut = LockedFile.objects.exclude(state=LockedFile.State.RELEASED)
    return rows.exclude(pk__in=here).exclude(pk__in=shut.values("revision__document"))
