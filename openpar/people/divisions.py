"""Divisions of a body (phòng), entered by the body itself so that it can score them (S4-31)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.people.models import Role, Unit, User
from openpar.people.permissions import YES, Verdict, no


def may_add_division(user: User, body: Unit) -> Verdict:
    """Return whether ``user`` may enter divisions of ``body``: its own coordinator, and the
    standing body, which keeps the whole register."""
    inside = user.roles_in(body) & {Role.COORDINATOR, Role.INNER_COORDINATOR}
    if inside or user.holds(Role.COORDINATOR):
        return YES
    return no(_("Only the coordinator of the body itself enters its divisions."))


@transaction.atomic
def add_division(body: Unit, *, code: str, name: str, valid_from: date, by: User) -> Unit:
    """Enter a division of a body.

    Raises
    ------
    django.core.exceptions.ValidationError
        By field: a code of the wrong form or already taken, a day before the body itself stood.
    """
    may_add_division(by, body).or_403()
    if valid_from < body.valid_from:
        raise ValidationError({"valid_from": _("The body itself did not stand on this day yet.")})
    division = Unit(
        code=code, name=name, kind=Unit.Kind.DIVISION, parent=body, valid_from=valid_from
    )
    division.full_clean()
    division.save()
    record("people.unit_created", division, by=by, code=code, name=name, parent=body.code)
    return division
