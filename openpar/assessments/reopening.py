"""Opening a submitted sheet again, for chosen criteria only, and closing it unsubmitted.

Whoever else reads the sheet goes on reading the newest submitted revision until the next one
(``submitted``). Each action: lock, ask, change, record, in one transaction.
"""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.assessments import moving, submission
from openpar.assessments.canonical import frozen_items
from openpar.assessments.computed import readers_of
from openpar.assessments.models import (
    EvidenceUse,
    ReopenedItem,
    Reopening,
    ScoreItem,
    ScoreSheet,
    State,
    SupplementRequest,
)
from openpar.criteria.clock import database_now
from openpar.criteria.exact import parse_exact
from openpar.people.models import User


@transaction.atomic
def return_for_repair(
    sheet: ScoreSheet, *, by: User, reasons: Mapping[str, str], until: datetime
) -> Reopening:
    """Return criteria to the unit for repair (trả lại để sửa), each with its reason.

    ``reasons`` are by the codes of criteria, ``until`` the last moment to send them again. A
    criterion whose rule reads the figures of a returned one is open with it.

    Raises
    ------
    ValidationError
        No criterion, one without reason or not of this sheet, or a moment that is over.
    """
    sheet = moving.asked(sheet, "return_for_repair", by=by)
    reopening = reopen(sheet, Reopening.Kind.REPAIR, by=by, reasons=reasons, until=until)
    _told(sheet, reopening, "return_for_repair", "assessments.returned_for_repair", by)
    return reopening


@transaction.atomic
def supplement(sheet: ScoreSheet, *, by: User, reasons: Mapping[str, str]) -> Reopening:
    """Open criteria again to supplement them, while the supplement phase of the cycle is open.

    Raises
    ------
    ValidationError
        No criterion, one without reason or not of this sheet.
    """
    sheet = moving.asked(sheet, "supplement", by=by)
    reopening = reopen(sheet, Reopening.Kind.SUPPLEMENT, by=by, reasons=reasons, until=None)
    _told(sheet, reopening, "supplement", "assessments.supplement_begun", by)
    return reopening


@transaction.atomic
def close_reopening(sheet: ScoreSheet, *, by: User) -> ScoreSheet:
    """Close a reopened sheet without submitting it anew: it stands as it was submitted last.

    What was typed since then is written down in the event, and leaves the sheet.
    """
    sheet = moving.asked(sheet, "close_reopening", by=by)
    reopening = sheet.reopening
    ScoreSheet.objects.filter(pk=sheet.pk).update(state=State.REOPENED)  # only there it may change
    dropped = _restore(reopening, by=by)
    moving.move(
        sheet, "close_reopening", "assessments.reopening_closed", by=by,
        reopening=reopening.number, dropped=dropped,
    )  # fmt: skip
    return sheet


def reopen(
    sheet: ScoreSheet,
    kind: Reopening.Kind,
    *,
    by: User,
    reasons: Mapping[str, str],
    until: datetime | None,
    request: SupplementRequest | None = None,
) -> Reopening:
    """Write down which criteria of a locked, submitted sheet are open again, why, until when.

    Raises
    ------
    ValidationError
        See the actions.
    """
    if until is not None and until <= database_now():
        raise ValidationError({"until": _("This moment is over; give one that lies ahead.")})
    chosen = chosen_items(sheet, reasons)
    reopening = Reopening.objects.create(
        sheet=sheet,
        number=sheet.reopenings.count() + 1,
        kind=kind,
        revision=submission.newest_revision(sheet),
        request=request,
        until=until,
        by=by.get_username(),
        by_name=by.display_name,
    )
    ReopenedItem.objects.bulk_create(
        ReopenedItem(reopening=reopening, item=item, reason=reason)
        for item, reason in chosen.items()
    )
    sheet.reopening = reopening
    return reopening


def chosen_items(sheet: ScoreSheet, reasons: Mapping[str, str]) -> dict[ScoreItem, str]:
    """Return the items named by code with their reasons, and those whose rules read their figures.

    Raises
    ------
    ValidationError
        Nothing is chosen, a reason is missing, or a code is none that the unit fills in.
    """
    items = list(sheet.items.select_related("criterion__set").order_by("criterion__position"))
    by_code = {item.criterion.code: item for item in items}
    if not reasons:
        raise ValidationError({"criteria": _("Choose at least one criterion.")})
    if unknown := set(reasons) - set(by_code):
        raise ValidationError(
            _("The sheet has no criterion %(code)s.") % {"code": ", ".join(sorted(unknown))}
        )
    if mute := [code for code, reason in reasons.items() if not reason.strip()]:
        raise ValidationError(
            {"criteria": _("Give the reason for %(codes)s.") % {"codes": ", ".join(mute)}}
        )
    parsed = items[0].criterion.set.parsed
    told = {code: reason.strip() for code, reason in reasons.items()}
    followed = list(reasons)
    for code in followed:  # grows while it is walked: what follows from what follows as well
        for node in readers_of(parsed, code):
            if node.code not in told and node.code in by_code:
                sentence = _("Its points follow from the figures of criterion %(code)s.")
                told[node.code] = sentence % {"code": code}
                followed.append(node.code)
    return {by_code[code]: told[code] for code in by_code if code in told}


def _told(sheet: ScoreSheet, reopening: Reopening, name: str, action: str, by: User) -> None:
    """Move the sheet and tell the log which criteria are open, why, and until when."""
    rows = reopening.items.select_related("item__criterion")
    moving.move(
        sheet, name, action, by=by,
        reopening=reopening.number,
        until=reopening.until,
        criteria={row.item.criterion.code: row.reason for row in rows},
        revision=reopening.revision.sha256,
    )  # fmt: skip


def _restore(reopening: Reopening, *, by: User) -> dict[str, object]:
    """Put the open criteria back as they were submitted; return what was typed instead."""
    frozen = frozen_items(reopening.revision.content)
    dropped = {}
    for row in reopening.items.select_related("item__criterion"):
        item, before = row.item, frozen[row.item.criterion.code]
        typed = _put_back(item, before)
        typed |= _put_files_back(item, before, by=by)
        if typed:
            dropped[item.criterion.code] = typed
    return dropped


def _put_back(item: ScoreItem, before: Mapping[str, object]) -> dict[str, object]:
    points = before["self_points"]
    values = {
        "inputs": before["inputs"],
        "explanation": before["explanation"],
        "claim_not_applicable": before["claim_not_applicable"],
        "claim_ground": before["claim_ground"],
        "self_points": None if points is None else parse_exact(points),
    }
    typed = {
        name: getattr(item, name) for name, old in values.items() if getattr(item, name) != old
    }
    if typed:
        ScoreItem.objects.filter(pk=item.pk).update(**values, version=F("version") + 1)
    return typed


def _put_files_back(
    item: ScoreItem, before: Mapping[str, object], *, by: User
) -> dict[str, object]:
    """Take off the files that came since, and let those that were taken off hold again."""
    codes = [use["code"] for use in before["evidence"]]
    uses = EvidenceUse.with_detached.filter(item=item)
    came = uses.filter(detached_at__isnull=True).exclude(code__in=codes)
    gone = uses.filter(detached_at__isnull=False, code__in=codes)
    told = {"attached": list(came.values_list("code", flat=True)),
            "detached": list(gone.values_list("code", flat=True))}  # fmt: skip
    came.update(detached_at=Now(), detached_by=by.get_username())
    gone.update(detached_at=None, detached_by="")
    return {name: found for name, found in told.items() if found}
