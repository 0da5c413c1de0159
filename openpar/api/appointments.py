"""Appointments: who holds which role where; given and ended by decision."""

from datetime import date
from typing import Annotated

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema, Status
from pydantic import Field

from openpar.api.paging import BY_KEY, Page, Paging, page
from openpar.api.shapes import Body, Day, Name, Text
from openpar.api.units import named
from openpar.people import appointing as actions
from openpar.people.access import access
from openpar.people.account_permissions import SEERS
from openpar.people.appointing import Term
from openpar.people.appointment_views import APPOINTING
from openpar.people.models import Appointment, Role, User

router = Router(tags=["appointments"])


class AppointmentRow(Schema):
    """A role of a person in a unit; ``standing`` is upcoming, current or over."""

    id: int
    username: str
    name: str
    unit: str
    role: str
    valid_from: date
    valid_to: date | None
    standing: str
    decision: str
    end_decision: str
    withdrawn: bool


class AppointmentsAsked(Paging):
    """Filters; ``current`` leaves out what is over and what is still to come."""

    unit: Text = ""
    username: Text = ""
    role: Role | None = None
    current: bool = False


class NewAppointment(Body):
    """A role to give; ``decision`` is the number, date and issuer it rests on."""

    username: Name
    unit: Name
    role: Role
    valid_from: Day
    valid_to: Day | None = None
    decision: Annotated[Text, Field(min_length=1, max_length=200)]


class Ending(Body):
    """The last day, null for at once, and the decision that ends the role."""

    last_day: Day | None = None
    decision: Annotated[Text, Field(min_length=1, max_length=200)]


@router.get(
    "/appointments", response=Page[AppointmentRow], summary=gettext_noop("List appointments")
)
@access(*SEERS)
def appointments(request: HttpRequest, asked: Query[AppointmentsAsked]) -> dict[str, object]:
    """Appointments of all accounts, in the order of their entry."""
    rows = Appointment.objects.with_standing().select_related("user", "unit")
    wanted = {"unit__code": asked.unit, "user__username": asked.username, "role": asked.role}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if asked.current:
        rows = rows.in_force()
    return page(rows, BY_KEY, asked, shown)


@router.post("/appointments", response={201: AppointmentRow}, summary=gettext_noop("Give a role"))
@access(*APPOINTING)
def appoint(request: HttpRequest, response: HttpResponse, given: NewAppointment) -> Status:
    """Give a person a role in a unit."""
    account = User.objects.filter(username__iexact=given.username, is_active=True).first()
    if account is None:
        raise ValidationError({"username": _("No open account has this user name.")})
    made = actions.appoint(
        account,
        by=request.user,
        unit=named(given.unit, "unit"),
        role=given.role,
        term=Term(given.valid_from, given.valid_to),
        decision=given.decision,
    )
    return Status(201, shown(_found(made.pk)))


@router.post(
    "/appointments/{int:number}/end", response=AppointmentRow, summary=gettext_noop("End a role")
)
@access(*APPOINTING)
def end(request: HttpRequest, number: int, given: Ending) -> dict[str, object]:
    """End a role on a day, or at once: the next request has the right no more."""
    actions.end(_found(number), by=request.user, decision=given.decision, last_day=given.last_day)
    return shown(_found(number))


def _found(number: int) -> Appointment:
    rows = Appointment.objects.with_standing().select_related("user", "unit")
    return get_object_or_404(rows, pk=number)


def shown(row: Appointment) -> dict[str, object]:
    """Return an appointment as it is answered; person, unit and standing are loaded."""
    return {
        "id": row.pk,
        "username": row.user.username,
        "name": str(row.user),
        "unit": row.unit.code,
        "role": row.role,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "standing": row.standing,
        "decision": row.decision,
        "end_decision": row.end_decision,
        "withdrawn": row.withdrawn,
    }
