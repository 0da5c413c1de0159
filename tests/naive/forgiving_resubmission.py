"""Wrong twin of submitting anew: a repair in time makes a late sheet punctual, and the whole sheet
is written down again."""

from openpar.assessments import submission
from openpar.assessments.canonical import content_of
from openpar.assessments.deadlines import deadline_of
from openpar.assessments.models import ScoreSheet, Timeliness


def forgiving_timeliness(sheet: ScoreSheet) -> Timeliness:
    """Judge the newest submission by its own deadline."""
    return submission.timeliness_of(sheet, deadline_of(sheet), None)


def whole_content(sheet: ScoreSheet) -> dict[str, object]:
    """Write every criterion as it computes today, those that are not open included."""
    taken = submission.snapshot(sheet)
    items = list(sheet.items.select_related("criterion__set", "lead").with_evidence())
    marks = {
        item.criterion.code: taken.figures.mark(item.criterion.code)
        for item in items
        if item.criterion.source in ("appraisal", "figures")
    }
    return content_of(sheet, items[0].criterion.set, items, marks)
