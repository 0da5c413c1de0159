"""A unit asks to supplement (bổ sung) a submitted sheet; the coordinator grants or refuses.

Each action: lock, ask, change, record, in one transaction.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.assessments import moving
from openpar.assessments.models import Reopening, ScoreSheet, SupplementRequest
from openpar.assessments.reopening import chosen_items, reopen
from openpar.people.models import User

Answer = SupplementRequest.Answer


@transaction.atomic
def ask(sheet: ScoreSheet, *, by: User, criteria: Iterable[str], reason: str) -> SupplementRequest:
    """Ask to open criteria (by their codes) again, for one reason.

    Raises
    ------
    ValidationError
        No criterion, one that is not of this sheet, or no reason.
    """
    sheet = moving.asked(sheet, "ask_supplement", by=by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say what you want to supplement, and why.")})
    codes = list(criteria)
    chosen = chosen_items(sheet, dict.fromkeys(codes, reason))
    request = SupplementRequest.objects.create(sheet=sheet, reason=reason.strip(), asked_by=by)
    asked_for = [item for item in chosen if item.criterion.code in codes]
    request.items.set(asked_for)
    moving.move(
        sheet, "ask_supplement", "assessments.supplement_asked", by=by,
        request=request.pk, criteria=[item.criterion.code for item in asked_for],
        reason=request.reason,
    )  # fmt: skip
    return request


@transaction.atomic
def grant(sheet: ScoreSheet, *, by: User, until: datetime) -> Reopening:
    """Open the criteria that the unit asked for, until a moment.

    Raises
    ------
    ValidationError
        The moment is over.
    """
    sheet = moving.asked(sheet, "grant_supplement", by=by)
    request = open_request(sheet)
    codes = request.items.values_list("criterion__code", flat=True)
    reopening = reopen(
        sheet, Reopening.Kind.SUPPLEMENT, by=by, until=until, request=request,
        reasons=dict.fromkeys(codes, request.reason),
    )  # fmt: skip
    _answered(request, Answer.GRANTED, by=by)
    moving.move(
        sheet, "grant_supplement", "assessments.supplement_granted", by=by,
        request=request.pk, reopening=reopening.number, until=until, criteria=list(codes),
        revision=reopening.revision.sha256,
    )  # fmt: skip
    return reopening


@transaction.atomic
def refuse(sheet: ScoreSheet, *, by: User, ground: str) -> SupplementRequest:
    """Decide against the unit's request, with the reason.

    Raises
    ------
    ValidationError
        No reason is given.
    """
    sheet = moving.asked(sheet, "refuse_supplement", by=by)
    if not ground.strip():
        raise ValidationError({"ground": _("Say why the supplement is not granted.")})
    request = _answered(open_request(sheet), Answer.REFUSED, by=by, ground=ground.strip())
    moving.move(
        sheet, "refuse_supplement", "assessments.supplement_refused", by=by,
        request=request.pk, ground=request.ground,
    )  # fmt: skip
    return request


def open_request(sheet: ScoreSheet) -> SupplementRequest:
    """Return the request of a sheet that awaits its answer."""
    return sheet.supplement_requests.get(answer=Answer.OPEN)


def _answered(
    request: SupplementRequest, answer: Answer, *, by: User, ground: str = ""
) -> SupplementRequest:
    rows = SupplementRequest.objects.filter(pk=request.pk)
    rows.update(answer=answer, answered_by=by, answered_at=Now(), ground=ground)
    request.refresh_from_db()
    return request
