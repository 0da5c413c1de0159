"""What is still missing on a sheet before it leaves the unit, and what of it stands in the way.

A criterion without figures may be submitted: it counts as missing, which is not zero. One with
figures but without the documents it asks for owes an explanation, and without that the sheet does
not go out (giải trình bắt buộc khi thiếu tài liệu kiểm chứng).
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.assessments.permissions import opened_items
from openpar.assessments.row import Row
from openpar.assessments.rows import rows_of
from openpar.criteria.models import CriteriaSet


class IncompleteError(ValidationError):
    """Criteria owe an explanation; ``codes`` names them."""

    def __init__(self, codes: list[str]) -> None:
        self.codes = codes
        sentence = _("Attach the document asked for, or explain: %(codes)s.")
        super().__init__(sentence % {"codes": ", ".join(codes)})


def in_the_way(sheet: ScoreSheet, rows: Iterable[Row]) -> list[Row]:
    """Return the rows that owe an explanation, of a reopened sheet those that are open."""
    opened = opened_items(sheet)
    return [
        row
        for row in rows
        if (row.lacks_explanation or row.owes_explanation)
        and (opened is None or row.item.pk in opened)
    ]


def refuse_incomplete(sheet: ScoreSheet) -> None:
    """Let a sheet go out only when nothing owes an explanation.

    Raises
    ------
    IncompleteError
        With the codes of those that do.
    """
    items = list(ScoreItem.objects.filter(sheet=sheet).for_summary())
    criteria_set = CriteriaSet.objects.defer("text").get(pk=items[0].criterion.set_id)
    rows = rows_of(sheet, criteria_set.parsed, items, may_edit=False, explained=False)
    if owing := in_the_way(sheet, rows.values()):
        raise IncompleteError([row.node.code for row in owing])
