"""The page on which a cycle in preparation says how a sheet leaves its unit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openpar.criteria import permissions
from openpar.criteria.cycle_forms import SignOffForm
from openpar.criteria.sign_off import set_sign_off
from openpar.criteria.views.cycles import visible
from openpar.people.access import access


@require_http_methods(["GET", "POST"])
@access("coordinator", "inner_coordinator")
def sign_off(request: HttpRequest, code: str) -> HttpResponse:
    """Choose whether the head signs, and whether the signed report is asked for."""
    found = visible(request, code)
    permissions.may_prepare_cycle(request.user, found).or_403()
    form = SignOffForm(request.POST if request.method == "POST" else None, cycle=found)
    if request.method == "POST" and form.is_valid():
        try:
            set_sign_off(found, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("The way of a sheet is set."))
            return redirect("criteria:cycle", code)
    return render(request, "criteria/sign_off.html", {"cycle": found, "form": form})
