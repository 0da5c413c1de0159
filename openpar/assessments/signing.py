"""From the officer to the head and back: sent up, taken back, returned with remarks, signed.

Each action: lock, ask, change, record, in one transaction.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.assessments import completeness, moving, submission
from openpar.assessments.models import Remark, ScoreSheet, SentUp, Signature
from openpar.people.models import Role, User


@transaction.atomic
def send_up(sheet: ScoreSheet, *, by: User, version: int | None = None) -> SentUp:
    """Lay the sheet before the head: its content is kept, so that the next time shows what changed.

    Raises
    ------
    ChangedMeanwhileError
        The sheet has another version than the page showed.
    IncompleteError
        A criterion owes an explanation.
    """
    sheet = moving.asked(sheet, "send_up", by=by)
    moving.same_version(sheet, version)
    completeness.refuse_incomplete(sheet)
    taken = submission.snapshot(sheet)
    sent = SentUp.objects.create(
        sheet=sheet,
        number=sheet.sent_up.count() + 1,
        by=by.get_username(),
        by_name=by.display_name,
        content=taken.content,
        sha256=taken.sha256,
    )
    moving.move(
        sheet, "send_up", "assessments.sent_up", by=by, number=sent.number, sha256=sent.sha256
    )
    return sent


@transaction.atomic
def take_back(sheet: ScoreSheet, *, by: User) -> ScoreSheet:
    """Take a sheet back that lies with the head, to go on with it."""
    sheet = moving.asked(sheet, "take_back", by=by)
    moving.move(sheet, "take_back", "assessments.taken_back", by=by)
    return sheet


@transaction.atomic
def return_inside(
    sheet: ScoreSheet, *, by: User, overall: str = "", remarks: Mapping[str, str] | None = None
) -> list[Remark]:
    """Return a sheet to the officers, with a remark on the whole or on criteria (by their codes).

    Raises
    ------
    ValidationError
        Not a word says why, or a code is none of the sheet's.
    """
    sheet = moving.asked(sheet, "return_inside", by=by)
    texts = {code: text.strip() for code, text in (remarks or {}).items() if text.strip()}
    if not overall.strip() and not texts:
        raise ValidationError(
            {"overall": _("Say what is to be changed: overall, or by criterion.")}
        )
    items = {
        item.criterion.code: item
        for item in sheet.items.select_related("criterion").filter(criterion__code__in=texts)
    }
    if unknown := set(texts) - set(items):
        raise ValidationError(
            _("The sheet has no criterion %(code)s.") % {"code": ", ".join(sorted(unknown))}
        )
    sent = sheet.sent_up.latest("number")
    whole = [(None, overall.strip())] if overall.strip() else []
    written = Remark.objects.bulk_create(
        Remark(sent_up=sent, item=item, text=text, by=by.get_username(), by_name=by.display_name)
        for item, text in [*whole, *((items[code], text) for code, text in texts.items())]
    )
    moving.move(
        sheet, "return_inside", "assessments.returned_inside", by=by,
        number=sent.number, overall=overall.strip(), remarks=texts,
    )  # fmt: skip
    return written


@transaction.atomic
def sign(sheet: ScoreSheet, *, by: User, version: int | None = None) -> Signature:
    """Sign the sheet as it was sent up: as the head, or for the head (KT.) as a deputy.

    Raises
    ------
    ChangedMeanwhileError
        The sheet has another version than the page showed.
    """
    sheet = moving.asked(sheet, "sign", by=by)
    moving.same_version(sheet, version)
    is_head = Role.HEAD in by.roles_in(sheet.unit)
    sent = sheet.sent_up.latest("number")
    signature = Signature.objects.create(
        sent_up=sent,
        capacity=Signature.Capacity.HEAD if is_head else Signature.Capacity.FOR_THE_HEAD,
        by=by.get_username(),
        by_name=by.display_name,
        job_title=by.job_title,
    )
    moving.move(
        sheet, "sign", "assessments.signed", by=by,
        number=sent.number, sha256=sent.sha256, capacity=signature.capacity,
    )  # fmt: skip
    return signature


def newest_remarks(sheet: ScoreSheet) -> list[Remark]:
    """Return the remarks with which the head returned the sheet last, those on the whole first:
    one query. None while it lies with the head again, or has left the unit."""
    if not sheet.is_being_typed:
        return []
    newest = sheet.sent_up.order_by("-number").values("pk")[:1]
    rows = Remark.objects.filter(sent_up__in=newest).select_related("item__criterion")
    return sorted(rows, key=lambda row: (row.item is not None, row.pk))
