"""Pages of accounts: the list, one account, and what may be done with it."""

from django.contrib import messages
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.people import account_permissions as permissions
from openpar.people import accounts as actions
from openpar.people.access import access
from openpar.people.account_forms import (
    AccountFilterForm,
    AccountForm,
    CloseForm,
    FirstPasswordForm,
    NewAccountForm,
)
from openpar.people.account_permissions import KEEPERS, SEERS
from openpar.people.account_workbook import MEDIA_TYPE, accounts_workbook
from openpar.people.lists import Column, RowList
from openpar.people.models import Appointment, User
from openpar.people.passwords import account_behind, link_for

COLUMNS = (
    Column("person", gettext_lazy("Person"), str, order=("search",)),
    Column("username", gettext_lazy("User name"), User.get_username, order=("username",)),
    Column("position", gettext_lazy("Position"), lambda row: row.job_title, order=("job_title",)),
    Column("roles", gettext_lazy("Roles today"), lambda row: row.office),
    Column("state", gettext_lazy("State"), lambda row: row.is_active, order=("is_active",)),
)
_WAITING = Q(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)


@require_GET
@access(*SEERS)
def accounts(request: HttpRequest) -> HttpResponse:
    """The list of accounts: by name, role, unit, state; today's offices of each."""
    form = AccountFilterForm(request.GET)
    listed = RowList(
        request,
        _filtered(form).for_list(),
        COLUMNS,
        label=_("Accounts"),
        file_name="tai-khoan",
        row_template="people/_account_row.html",
        form=form,
        empty_title=_("No account matches"),
        empty_text=_("Try a shorter piece of the name, or another role, unit or state."),
        workbook_address=reverse("people:accounts_export"),
    )
    context = {
        "list": listed,
        "may_import": permissions.may_import(request.user),
        "may_create": permissions.may_create_account(request.user),
    }
    return render(request, "people/accounts.html", context)


@require_GET
@access(*SEERS)
def export(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook with the columns of the import: one line an appointment."""
    rows = _filtered(AccountFilterForm(request.GET)).order_by("search", "username")
    appointments = Appointment.objects.filter(withdrawn=False).select_related("unit")
    content = accounts_workbook(rows, appointments)
    return workbook_response("tai-khoan.xlsx", content)


@require_http_methods(["GET", "POST"])
@access(*KEEPERS)
def create(request: HttpRequest) -> HttpResponse:
    """Make an account, then show once the link through which the person sets a password."""
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.create_account(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _shown_once(request, account, link=link_for(account))
    return render(request, "people/account_new.html", {"form": form})


@require_GET
@access(*SEERS)
def account(request: HttpRequest, username: str) -> HttpResponse:
    """One account with its appointments and what this person may do with it."""
    return _account_page(request, _found(username))


@require_POST
@access(*KEEPERS)
def change(request: HttpRequest, username: str) -> HttpResponse:
    """Correct name and position."""
    found = _found(username)
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _account_page(request, found, change_form=form, status=422)
    actions.change_account(found, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("people:account", found.username)


@require_POST
@access(*KEEPERS)
def close(request: HttpRequest, username: str) -> HttpResponse:
    """Close the account; its sessions end with their next request."""
    found = _found(username)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            actions.close_account(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The account is closed. Open sessions have ended."))
            return redirect("people:account", found.username)
    return _account_page(request, found, close_form=form, status=422)


@require_POST
@access(*KEEPERS)
def reopen(request: HttpRequest, username: str) -> HttpResponse:
    """Open a closed account again."""
    found = _found(username)
    actions.reopen_account(found, by=request.user)
    messages.success(request, _("The account is open again."))
    return redirect("people:account", found.username)


@never_cache
@require_POST
@access(*KEEPERS)
def reset_password(request: HttpRequest, username: str) -> HttpResponse:
    """Take the password away and show once what the person needs: a link, or a password."""
    found = _found(username)
    temporary = request.POST.get("kind") == "temporary"
    shown = actions.reset_password(found, by=request.user, temporary=temporary)
    if temporary:
        return _shown_once(request, found, password=shown)
    return _shown_once(request, found, link=shown)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@access("anyone")
def set_password(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The page behind a link: the person sets the own password, once."""
    found = account_behind(key, token)
    if found is None:
        return render(request, "people/link_spent.html", status=410)
    form = FirstPasswordForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        actions.password_was_set(found)
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("web:sign_in")
    return render(request, "people/set_password.html", {"form": form, "account_of_link": found})


def _found(username: str) -> User:
    return get_object_or_404(User, username=username)


def _filtered(form: AccountFilterForm):
    """Return the accounts that the filters name; a filter nobody offers is no filter."""
    rows = User.objects.all()
    if not form.is_valid():
        return rows
    asked = form.cleaned_data
    rows = rows.matching(asked["q"])
    if asked["role"] or asked["unit"]:
        rows = rows.holding(asked["role"], asked["unit"].strip())
    states = {
        form.OPEN: Q(is_active=True),
        form.CLOSED: Q(is_active=False),
        form.WAITING: _WAITING,
    }
    return rows.filter(states[asked["state"]]) if asked["state"] else rows


def _account_page(
    request: HttpRequest, found: User, status: int = 200, **forms: object
) -> HttpResponse:
    mine = found.appointments.with_standing().select_related("unit")
    known = {"display_name": found.display_name, "job_title": found.job_title}
    context = {
        "account_shown": found,
        "appointments": mine.order_by("withdrawn", "-valid_from", "role", "pk"),
        "may_keep": permissions.may_keep_account(request.user, found),
        "may_appoint": permissions.may_appoint(request.user, found),
        "change_form": AccountForm(initial=known),
        "close_form": CloseForm(),
    } | forms
    return render(request, "people/account.html", context, status=status)


def _shown_once(
    request: HttpRequest, found: User, *, link: str = "", password: str = ""
) -> HttpResponse:
    """The only time a link or a temporary password is seen: the answer to the click itself."""
    context = {
        "account_shown": found,
        "link": request.build_absolute_uri(link) if link else "",
        "password": password,
    }
    response = render(request, "people/shown_once.html", context)
    response["Cache-Control"] = "no-store"
    return response


def workbook_response(name: str, content: bytes) -> HttpResponse:
    """Return a workbook to be saved, kept by no cache on the way."""
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
