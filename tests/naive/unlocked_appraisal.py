"""Wrong twin of ``actions.appraise``: it looks, then writes, and locks nothing in between."""

import time

from openpar.appraisals.actions import StaleAppraisal
from openpar.assessments.models import Kind, LayerStatus, ScoreItem, ScoreLayer
from openpar.people.models import User
from openpar.scoring.numbers import Number


def appraise_without_a_lock(
    item: ScoreItem, *, by: User, points: Number, reason: str, seen: int
) -> None:
    """Refuse a stale save only if the other row is there already at the moment of looking."""
    newest = ScoreLayer.objects.filter(item=item, kind=Kind.APPRAISED).last()
    if newest is not None and newest.pk != seen:
        raise StaleAppraisal(newest)
    time.sleep(0.2)  # what else a request does between looking and writing
    ScoreLayer.objects.create(
        item=item, kind=Kind.APPRAISED, status=LayerStatus.SCORED, points=points,
        reason=reason, author=by.get_username(),
    )  # fmt: skip
