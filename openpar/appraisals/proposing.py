"""Who should appraise which field, read from the responsibility matrix: proposed, then confirmed.

A field goes to the appraisers appointed in the agencies that lead a leaf of it. Nobody appraises
the own unit either way: that is refused row by row, whatever is assigned.
"""

from dataclasses import dataclass

from django.db import transaction

from openpar.appraisals import actions, permissions
from openpar.appraisals.models import Assignment
from openpar.criteria.models import Cycle, Matrix
from openpar.criteria.responsibilities import lines_of
from openpar.people.models import Appointment, Role, Unit, User


@dataclass(frozen=True, slots=True)
class Proposal:
    """A field for a person, because the person's agency leads a leaf of it."""

    field_code: str
    user: User
    unit: Unit


def proposals_of(cycle: Cycle) -> list[Proposal]:
    """Return what the matrix suggests and nobody has assigned yet: six queries."""
    matrix = Matrix.objects.filter(cycle=cycle).first()
    if matrix is None:
        return []
    leads: dict[int, set[str]] = {}
    for one in lines_of(cycle, matrix):
        for line in one.lines:
            if line.criterion.is_leaf and line.lead is not None:
                leads.setdefault(line.lead.pk, set()).add(line.criterion.field_code)
    known = set(Assignment.objects.filter(cycle=cycle).values_list("user", "field_code"))
    held = Appointment.objects.in_force().filter(role=Role.APPRAISER, unit__in=leads)
    rows = held.select_related("user", "unit").order_by("unit__search", "user__search")
    return [
        Proposal(code, one.user, one.unit)
        for one in rows
        for code in sorted(leads[one.unit_id])
        if (one.user_id, code) not in known
    ]


@transaction.atomic
def assign_proposed(cycle: Cycle, *, by: User) -> list[Assignment]:
    """Assign everything the matrix suggests; each assignment is an event of its own."""
    permissions.may_assign(by, cycle).or_403()
    return [actions.assign(cycle, one.user, one.field_code, by=by) for one in proposals_of(cycle)]
