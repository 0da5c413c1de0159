"""The coordinator before whom nobody gives roles: made on the server, written to the log."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.people.accounts import new_account
from openpar.people.models import Appointment, Role, Unit, User, today_in_database
from openpar.people.passwords import link_for


@transaction.atomic
def first_coordinator(username: str, *, display_name: str, unit_code: str) -> str:
    """Return the path of a link for the coordinator ``username``, made where none is in office.

    Raises
    ------
    ValidationError
        Another coordinator is in office, the unit does not stand today, or the names do not fit.
    """
    today = Appointment.objects.in_force().filter(role=Role.COORDINATOR, user__is_active=True)
    holders = list(User.objects.filter(pk__in=today.values("user")).order_by("pk"))
    if any(one.username == username for one in holders):
        return _helped(next(one for one in holders if one.username == username))
    if holders:
        raise ValidationError(
            _("%(person)s is the coordinator and gives roles.") % {"person": holders[0].username}
        )
    unit = Unit.objects.valid_today().filter(code=unit_code).first()
    if unit is None:
        raise ValidationError(_("No unit has this code."))
    account = User.objects.filter(username=username).first()
    if account is None:
        account = new_account(username=username, display_name=display_name)
        account.save()
        record("people.account_created", account, by=None, username=username)
    days = Unit.objects.annotate(today=today_in_database()).values_list("today", flat=True)
    appointment = Appointment.objects.create(
        user=account, unit=unit, role=Role.COORDINATOR, valid_from=days.get(pk=unit.pk)
    )
    record("people.appointed", appointment, by=None, role=Role.COORDINATOR, unit=unit.code)
    return _helped(account)


def _helped(account: User) -> str:
    """Take the old password away and return the link."""
    account.is_active, account.must_change_password = True, False
    account.set_unusable_password()
    account.save(update_fields=["is_active", "must_change_password", "password"])
    record("people.password_reset", account, by=None, temporary=False)
    return link_for(account)
