"""What happens to accounts: made, changed, closed, reopened, helped to a new password."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.people import account_permissions as permissions
from openpar.people.models import Appointment, Role, User
from openpar.people.passwords import link_for, temporary_password


@transaction.atomic
def create_account(*, by: User, username: str, display_name: str, job_title: str = "") -> User:
    """Make an account that cannot sign in before it has set a password through its link.

    Raises
    ------
    ValidationError
        On ``username``: not of its form, or taken (capital letters make no other name).
    """
    permissions.may_create_account(by).or_403()
    account = new_account(username=username, display_name=display_name, job_title=job_title)
    if User.objects.filter(username__iexact=account.username).exists():
        raise ValidationError({"username": _("This user name is taken already.")})
    account.save()
    record("people.account_created", account, by=by, username=account.username)
    return account


def new_account(*, username: str, display_name: str, job_title: str = "") -> User:
    """Return an account that is checked but not stored; errors as ``create_account``."""
    account = User(username=username.strip(), display_name=display_name.strip())
    account.job_title = job_title.strip()
    account.set_unusable_password()
    account.clean_fields(exclude=["password"])
    return account


@transaction.atomic
def change_account(account: User, *, by: User, display_name: str, job_title: str) -> User:
    """Correct the name and the position; the user name stays, the log knows people by it."""
    account = _locked(account)
    permissions.may_keep_account(by, account).or_403()
    before = {"display_name": account.display_name, "job_title": account.job_title}
    after = {"display_name": display_name.strip(), "job_title": job_title.strip()}
    if before != after:
        account.display_name, account.job_title = after["display_name"], after["job_title"]
        account.save(update_fields=["display_name", "job_title", "search"])
        record("people.account_changed", account, by=by, before=before, after=after)
    return account


@transaction.atomic
def close_account(account: User, *, by: User, reason: str) -> User:
    """Close an account: every open session of it ends with its next request.

    Raises
    ------
    ValidationError
        Without this account nobody could give roles any more.
    """
    account = _locked(account)
    permissions.may_keep_account(by, account).or_403()
    refuse_last_coordinator(account)
    if account.is_active:
        account.is_active = False
        account.save(update_fields=["is_active"])
        record("people.account_closed", account, by=by, reason=reason.strip())
    return account


@transaction.atomic
def reopen_account(account: User, *, by: User) -> User:
    """Open a closed account again; its appointments count again while their days last."""
    account = _locked(account)
    permissions.may_keep_account(by, account).or_403()
    if not account.is_active:
        account.is_active = True
        account.save(update_fields=["is_active"])
        record("people.account_reopened", account, by=by)
    return account


@transaction.atomic
def reset_password(account: User, *, by: User, temporary: bool = False) -> str:
    """Take the old password away; return what is shown once: a link's path, or a password.

    Sessions of the account end, earlier links die.
    """
    account = _locked(account)
    permissions.may_keep_account(by, account).or_403()
    shown = temporary_password() if temporary else ""
    account.set_password(shown or None)
    account.must_change_password = temporary
    account.save(update_fields=["password", "must_change_password"])
    record("people.password_reset", account, by=by, temporary=temporary)
    return shown or link_for(account)


@transaction.atomic
def password_was_set(account: User) -> None:
    """Note that the person has set an own password; nothing about the password is kept."""
    User.objects.filter(pk=account.pk).update(must_change_password=False)
    account.must_change_password = False
    record("people.password_set", account, by=account)


def refuse_last_coordinator(account: User) -> None:
    """Raise ``ValidationError`` where nobody else who may sign in coordinates today.

    Locks today's coordinating appointments, so that two people cannot end each other's at once.
    """
    today = Appointment.objects.in_force().filter(role=Role.COORDINATOR, user__is_active=True)
    holders = set(
        today.select_for_update(of=("self",)).order_by("pk").values_list("user", flat=True)
    )
    if holders == {account.pk}:
        raise ValidationError(
            _("This is the only coordinator; appoint another one before you go on.")
        )


def _locked(account: User) -> User:
    return User.objects.select_for_update().get(pk=account.pk)
