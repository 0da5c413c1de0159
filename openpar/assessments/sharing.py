"""What happens to a province's own file: leads assigned, evidence used again, file handed out."""

from collections.abc import Mapping
from typing import IO

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from openpar.assessments import merged_file, permissions
from openpar.assessments.actions import next_code
from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet, SheetRevision
from openpar.assessments.shares import leading
from openpar.audit.log import record
from openpar.evidence.flags import CERTIFICATE
from openpar.evidence.models import Document, Revision
from openpar.evidence.permissions import may_download
from openpar.people.formats import write_date
from openpar.people.models import Unit, User
from openpar.people.search import fold
from openpar.scoring.sets.model import CriteriaSet

#: How many uses a search looks through, the newest first, and how many it shows.
SEARCHED, SHOWN = 2000, 50


@transaction.atomic
def assign_lead(item: ScoreItem, unit: Unit, *, by: User) -> ScoreItem:
    """Say which unit leads a criterion of a province's own file. What was filled in stays.

    Raises
    ------
    PermissionDenied
        With the reason.
    ValidationError
        The unit does not stand directly below the scored one today.
    """
    counted = ScoreSheet.objects.filter(pk=item.sheet_id)
    counted.update(version=F("version") + 1)  # takes turns with saving and submitting
    item = ScoreItem.objects.select_related("sheet__cycle", "sheet__unit", "criterion").get(
        pk=item.pk
    )
    permissions.may_assign_leads(by, item.sheet).or_403()
    if not leading(item.sheet.unit_id).filter(pk=unit.pk).exists():
        raise ValidationError(
            _("Criteria are led by units directly below the province: “%(unit)s” is none.")
            % {"unit": unit.label}
        )
    if item.lead_id == unit.pk:
        transaction.set_rollback(True)
        return item
    before = item.lead.code if item.lead else ""
    item.lead = unit
    item.save(update_fields=["lead"])
    record(
        "assessments.lead_assigned",
        item, by=by, criterion=item.criterion.code, before=before, after=unit.code,
    )  # fmt: skip
    return item


@transaction.atomic
def reuse(item: ScoreItem, revision: Revision, *, by: User) -> EvidenceUse:
    """Pin a file that has been filed elsewhere to this item: the same revision, not a copy.

    Raises
    ------
    PermissionDenied
        The item may not be changed, or the file is not among those the person may read.
    ValidationError
        The certificate has expired by the end of the period.
    """
    permissions.may_edit_item(by, item).or_403()
    if not may_reuse(by, revision):
        raise PermissionDenied(_("This file is not among those you may use."))
    drafts = ScoreSheet.objects.filter(pk=item.sheet_id)
    drafts.update(version=F("version") + 1)
    item = ScoreItem.objects.select_related("sheet__cycle", "sheet__period", "criterion").get(
        pk=item.pk
    )
    permissions.may_edit_item(by, item).or_403()  # asked again, now that the sheet is locked
    known = EvidenceUse.objects.filter(item=item, revision=revision).first()
    if known is not None:
        return known
    refuse_unusable(revision, item.sheet, by)
    use = EvidenceUse.objects.create(item=item, revision=revision, code=next_code(item))
    record(
        "assessments.evidence_reused",
        item, by=by, code=use.code, file_name=revision.file_name, sha256=revision.sha256,
        owner=revision.document.owner.code,
    )  # fmt: skip
    return use


@transaction.atomic
def hand_out(
    revision: SheetRevision,
    criteria_set: CriteriaSet,
    *,
    by: User,
    beside: Mapping[str, bytes] = merged_file.NOTHING,
) -> IO[bytes]:
    """Return the merged file of a submission, with what goes ``beside`` it, and record who took it.
    The caller has asked who may.

    Raises
    ------
    FileNotFoundError
        A file of the evidence is not where the register says.
    """
    file = merged_file.archive(revision, criteria_set, beside)
    record(
        "assessments.file_exported", revision.sheet, by=by,
        number=revision.number, workbook=merged_file.workbook_sha256(revision, criteria_set),
    )  # fmt: skip
    return file


def refuse_unusable(revision: Revision, sheet: ScoreSheet, by: User) -> None:
    """Refuse a locked file, and a certificate that does not hold to the end of the period (S1-23).

    Raises
    ------
    PermissionDenied
        The file is locked, or was removed.
    ValidationError
        The certificate has expired by then.
    """
    may_download(by, revision).or_403()
    document = revision.document
    ended = document.effective_to
    if document.kind == CERTIFICATE and ended and ended < sheet.period.as_of:
        raise ValidationError(
            _("This certificate is valid to %(end)s only, the period ends on %(day)s.")
            % {"end": write_date(ended), "day": write_date(sheet.period.as_of)}
        )


def may_reuse(user: User, revision: Revision) -> bool:
    """Whether the person may read the file: on a sheet, or in a register. At most two queries."""
    on_a_sheet = reusable(user).filter(revision=revision).exists()
    return on_a_sheet or Revision.objects.visible_to(user).filter(pk=revision.pk).exists()


def reusable(user: User) -> QuerySet[EvidenceUse]:
    """Return the uses whose file the person may use again: those of items the person may read."""
    return EvidenceUse.objects.filter(item__in=ScoreItem.objects.visible_to(user))


def search_reusable(user: User, item: ScoreItem, text: str) -> list[EvidenceUse]:
    """Return uses that fit ``text`` (or, without any, the code or title of the criterion), those of
    the same criterion first, each revision once: one query.

    Words are compared without diacritics, with the criterion's code and title, the file's name and
    what the register says of the document.
    """
    uses = reusable(user).exclude(item__sheet=item.sheet_id)
    uses = uses.exclude(Q(revision__uses__item=item))
    uses = uses.select_related(
        "revision__document__owner", "item__criterion", "item__sheet__unit", "item__sheet__cycle"
    ).order_by("-pk")[:SEARCHED]
    found: dict[int, EvidenceUse] = {}
    for use in uses:
        if _fits(use, item, text):
            found.setdefault(use.revision_id, use)
    near = sorted(found.values(), key=lambda use: use.item.criterion.code != item.criterion.code)
    return near[:SHOWN]


def own_documents(user: User, item: ScoreItem, text: str) -> list[Revision]:
    """Return the newest revisions of the own register that fit ``text``: one query."""
    if not text.strip():
        return []
    mine = Document.objects.visible_to(user).filter(owner=item.lead_id)
    rows = Revision.objects.filter(document__in=mine).select_related("document").order_by("-pk")
    return [row for row in rows[:SEARCHED] if _says(row, text)][:SHOWN]


def _fits(use: EvidenceUse, item: ScoreItem, text: str) -> bool:
    criterion = use.item.criterion
    if not text.strip():
        same_title = fold(criterion.title) == fold(item.criterion.title)
        return criterion.code == item.criterion.code or same_title
    return _has_words(f"{criterion.code} {criterion.title}", text) or _says(use.revision, text)


def _says(revision: Revision, text: str) -> bool:
    document = revision.document
    words = (revision.file_name, document.abstract, document.number, document.symbol, document.kind)
    return _has_words(" ".join(words), text)


def _has_words(where: str, text: str) -> bool:
    """Whether every word of ``text`` stands in ``where``: file names part words by hyphens."""
    folded = fold(where)
    return all(word in folded for word in fold(text).split())
