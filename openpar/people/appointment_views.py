"""Pages on which a role is given, ended, extended or handed over."""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openpar.people import account_permissions as permissions
from openpar.people import appointing as actions
from openpar.people.access import access
from openpar.people.account_forms import AppointForm, EndForm, ExtendForm, TransferForm
from openpar.people.appointing import Term
from openpar.people.models import Appointment, User
from openpar.people.scopes import roles_with

APPOINTING = roles_with(appoints=True)


@require_http_methods(["GET", "POST"])
@access(*APPOINTING)
def appoint(request: HttpRequest, username: str) -> HttpResponse:
    """Give a person a role in a unit."""
    found = get_object_or_404(User, username=username)
    permissions.may_appoint(request.user, found).or_403()

    def act(valid_from: date, valid_to: date | None, **given: object) -> None:
        actions.appoint(found, by=request.user, term=Term(valid_from, valid_to), **given)

    words = {"heading": _("Give a role"), "button": _("Give the role")}
    return _page(request, found, AppointForm, act, words)


@require_http_methods(["GET", "POST"])
@access(*APPOINTING)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role on a day, or at once."""
    found = _appointment(request, pk)
    words = {"heading": _("End a role"), "button": _("End the role"), "appointment": found}
    act = partial(actions.end, found, by=request.user)
    return _page(request, found.user, EndForm, act, words)


@require_http_methods(["GET", "POST"])
@access(*APPOINTING)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a role last longer."""
    found = _appointment(request, pk)
    words = {"heading": _("Extend a role"), "button": _("Extend the role"), "appointment": found}
    act = partial(actions.extend, found, by=request.user)
    return _page(request, found.user, ExtendForm, act, words)


@require_http_methods(["GET", "POST"])
@access(*APPOINTING)
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a role to another person."""
    found = _appointment(request, pk)
    words = {"heading": _("Hand a role over"), "button": _("Hand over"), "appointment": found}
    act = partial(actions.transfer, found, by=request.user)
    return _page(request, found.user, TransferForm, act, words)


def _appointment(request: HttpRequest, pk: int) -> Appointment:
    rows = Appointment.objects.select_related("user", "unit")
    found = get_object_or_404(rows, pk=pk)
    permissions.may_change_appointment(request.user, found).or_403()
    return found


def _page(
    request: HttpRequest,
    account: User,
    form_class: type[Form],
    act: Callable[..., object],
    words: dict[str, object],
) -> HttpResponse:
    """Show the form, or act and go back to the account; refusals come back on their fields."""
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Done, and written to the log."))
            return redirect("people:account", account.username)
    context = {"account_shown": account, "form": form, **words}
    status = 422 if form.is_bound else 200
    return render(request, "people/appointment_form.html", context, status=status)
