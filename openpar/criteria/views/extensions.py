"""Pages of extensions: proposed with their ground, then confirmed or refused."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openpar.criteria import extensions, permissions
from openpar.criteria.cycle_forms import ExtensionForm, RefusalForm
from openpar.criteria.models import Cycle, Extension
from openpar.criteria.second_person import needs_two
from openpar.criteria.views.cycles import visible
from openpar.people.access import access


@require_http_methods(["GET", "POST"])
@access("coordinator", "inner_coordinator")
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a later closing for one unit; in force at once where one person is enough."""
    found = visible(request, code)
    permissions.may_extend(request.user, found).or_403()
    form = ExtensionForm(request.POST or None, cycle=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = _proposed(request, form)
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            told = {
                Extension.State.PROPOSED: _("Proposed: another person confirms it."),
                Extension.State.IN_FORCE: _("The extension is in force."),
            }
            messages.success(request, told[made.state])
            return redirect("criteria:cycle", code)
    context = {"cycle": found, "form": form, "needs_two": needs_two("extension")}
    return render(request, "criteria/extension.html", context)


@require_POST
@access("coordinator", "inner_coordinator")
def confirm(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Put a proposed extension in force."""
    found = visible(request, code)
    try:
        extensions.confirm(_extension(found, number), by=request.user)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, _("The extension is in force."))
    return redirect("criteria:cycle", code)


@require_http_methods(["GET", "POST"])
@access("coordinator", "inner_coordinator")
def refuse(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Decide against a proposed extension, with the ground."""
    found = visible(request, code)
    extension = _extension(found, number)
    permissions.may_refuse_extension(request.user, extension).or_403()
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            extensions.refuse(extension, by=request.user, ground=form.cleaned_data["ground"])
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("The extension is not granted."))
            return redirect("criteria:cycle", code)
    context = {"cycle": found, "extension": extension, "form": form}
    return render(request, "criteria/refuse_extension.html", context)


def _extension(cycle: Cycle, number: int) -> Extension:
    rows = Extension.objects.select_related("phase__cycle", "unit", "proposed_by")
    return get_object_or_404(rows, phase__cycle=cycle, pk=number)


def _proposed(request: HttpRequest, form: ExtensionForm) -> Extension:
    typed = form.cleaned_data
    return extensions.propose(
        typed["phase"],
        typed["unit"],
        until=typed["until"],
        reason=typed["reason"],
        approval=extensions.Approval(typed["approval_number"], typed["approval_date"]),
        by=request.user,
    )
