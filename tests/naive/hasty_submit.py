"""Wrong twin of submitting: it looks first and acts later, without a lock."""

from django.db import IntegrityError, transaction

from openpar.assessments import moves, submission
from openpar.assessments.deadlines import deadline_of
from openpar.assessments.models import ScoreSheet, SheetRevision, State
from openpar.people.models import User


def hasty_submit(sheet: ScoreSheet, *, by: User) -> SheetRevision:
    """Freeze a revision if the sheet looked like a draft a moment ago."""
    sheet = ScoreSheet.objects.for_page().get(pk=sheet.pk)
    if sheet.state == State.SUBMITTED:
        return sheet.revisions.latest("number")
    moves.may(by, sheet, "submit").or_403()
    while True:
        try:
            with transaction.atomic():
                revision = submission.freeze(sheet, by=by, deadline=deadline_of(sheet))
                ScoreSheet.objects.filter(pk=sheet.pk).update(state=State.SUBMITTED)
                return revision
        except IntegrityError:
            continue  # somebody took the number: take the next one
