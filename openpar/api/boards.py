"""The board of a cycle for programs: how far each unit is, in time or late (S0-16)."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema

from openpar.api.paging import Order, Page, Paging, page
from openpar.criteria.models import Membership
from openpar.people.access import access
from openpar.web.boards.rows import UnitRow, rows_of_cycle
from openpar.web.boards.views import OVERSEERS, overseen_cycle

router = Router(tags=["boards"])
BY_UNIT = Order("unit__code", str)


class BoardRow(Schema):
    """One unit: criteria filled in of those asked (null until its sheet has begun), required
    documents missing, contradictions with its own figures, ``state`` of the sheet, ``punctuality``
    (on_time, in_grace, late, very_late, waiting, overdue, never)."""

    unit: str
    unit_name: str
    cohort: str
    state: str | None
    punctuality: str
    first_submitted_at: datetime | None
    filled_in: int | None
    asked: int | None
    documents_missing: int | None
    contradictions: int | None
    asks_supplement: bool


@router.get(
    "/cycles/{code}/board", response=Page[BoardRow], summary=gettext_noop("Progress of units")
)
@access(*OVERSEERS)
def board(request: HttpRequest, code: str, asked: Query[Paging]) -> dict[str, object]:
    """How far each unit of a cycle is, in the order of the units' codes."""
    found = overseen_cycle(request.user, code)
    rows = {row.member.pk: row for row in rows_of_cycle(found)}
    members = Membership.objects.filter(cycle=found).select_related("unit")
    return page(members, BY_UNIT, asked, lambda member: _row(rows[member.pk]))


def _row(row: UnitRow) -> dict[str, object]:
    progress = row.progress
    return {
        "unit": row.unit.code,
        "unit_name": row.unit.name,
        "cohort": row.member.cohort.code,
        "state": row.sheet.state if row.sheet else None,
        "punctuality": row.punctuality.value,
        "first_submitted_at": row.first_at,
        "filled_in": progress.done if progress else None,
        "asked": progress.leaves if progress else None,
        "documents_missing": progress.missing_documents if progress else None,
        "contradictions": len(progress.departures) if progress else None,
        "asks_supplement": row.asks_supplement,
    }
