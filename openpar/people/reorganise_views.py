"""The page on which units are reorganised: look at what would happen first, then decide."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openpar.people.access import access
from openpar.people.lineage import Outcome, Share, reorganise
from openpar.people.models import Appointment, Reorganisation, Role, Unit
from openpar.people.unit_forms import Beginnings, ReorganisationForm, Shares
from openpar.people.unit_views import add_refusal


@require_http_methods(["GET", "POST"])
@access(Role.COORDINATOR)
def reorganisation(request: HttpRequest) -> HttpResponse:
    """Merge, split or hand over. "Look first" does all of it and takes it back."""
    form = ReorganisationForm(request.POST or None)
    initial = [{"predecessor": code, "percent": "100"} for code in request.GET.getlist("unit")]
    shares = Shares(request.POST or None, prefix="shares", initial=initial)
    beginnings = Beginnings(request.POST or None, prefix="new")
    outcome = None
    if request.method == "POST" and all(
        [form.is_valid(), shares.is_valid(), beginnings.is_valid()]
    ):
        confirmed = "confirm" in request.POST
        try:
            outcome = _done(request, form, shares, beginnings, keep=confirmed)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            if confirmed:
                messages.success(request, _("Done. The history of the units shows the decision."))
                followers = [*outcome.begun, *outcome.continued]
                return redirect("people:unit", followers[0].code)
    bad = form.errors or any(shares.errors) or any(beginnings.errors)
    context = {
        "form": form,
        "shares": shares,
        "beginnings": beginnings,
        "outcome": outcome,
        "ending": _ending(outcome),
    }
    status = 422 if request.method == "POST" and bad else 200
    return render(request, "people/reorganisation.html", context, status=status)


@transaction.atomic
def _done(request: HttpRequest, form: Any, shares: Any, beginnings: Any, *, keep: bool) -> Outcome:
    """Reorganise as typed; without ``keep`` all of it is taken back."""
    outcome = reorganise(
        Reorganisation(**form.cleaned_data),
        [
            Share(row["predecessor"].strip(), row["successor"].strip(), row["percent"])
            for row in shares.cleaned_data
            if row.get("predecessor")
        ],
        new=[Unit(**row) for row in beginnings.cleaned_data if row.get("code")],
        by=request.user,
    )
    if not keep:
        transaction.set_rollback(True)
    return outcome


def _ending(outcome: Outcome | None) -> list[Appointment]:
    """Return the appointments that end with their units, for whom new ones are needed."""
    if outcome is None:
        return []
    rows = Appointment.objects.filter(unit__in=[unit.pk for unit in outcome.ended])
    return list(rows.valid_today().select_related("user", "unit").order_by("unit__code", "role"))
