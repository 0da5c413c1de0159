"""The sheet as a workbook: downloaded, filled in elsewhere, uploaded, looked at, saved."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from openpar import file_delivery
from openpar.assessments import permissions
from openpar.assessments.forms import CLAIM, EXPLANATION, GROUND, POINTS, name_of
from openpar.assessments.forms_workbook import WorkbookForm
from openpar.assessments.sheet_workbook import MEDIA_TYPE, sheet_workbook
from openpar.assessments.table_files import UnreadableError
from openpar.assessments.views import READERS, sheet_context, visible_sheet
from openpar.assessments.workbook_applying import (
    Change,
    RefusedWorkbookError,
    apply_workbook,
    trial,
)
from openpar.assessments.workbook_reading import read_filled
from openpar.people.access import access


@access(*READERS)
@require_GET
def workbook(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """The rows that the reader sees, as a workbook whose open cells the reader may fill in."""
    found = visible_sheet(request, cycle, unit)
    context = sheet_context(request, found)
    content = sheet_workbook(
        found, context["rows_by_code"].values(), set_sha256=context["criteria_set"].sha256
    )
    name = f"phieu-{found.place}-{found.unit.code}.xlsx"
    return file_delivery.made(content, name=name, media_type=MEDIA_TYPE)


@access(*READERS)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """A filled-in workbook: what it changes is shown first, then saved, every row or none."""
    found = visible_sheet(request, cycle, unit)
    may = permissions.may_edit_part(request.user, found)
    context = {"sheet": found, "may": may, "form": WorkbookForm(), "changes": None}
    if request.method == "GET":
        return render(request, "assessments/upload.html", context)
    may.or_403()
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "assessments/upload.html", context | {"form": form}, status=422)
    try:
        filled = form.rows(lambda content: read_filled(content, found, found.scoring_set()))
    except UnreadableError as refusal:
        form.add_error("file", str(refusal))
        return render(request, "assessments/upload.html", context | {"form": form}, status=422)
    chosen = request.POST.getlist("take")
    if form.cleaned_data["confirmed"]:
        try:
            saved = apply_workbook(found, filled, by=request.user, chosen=chosen)
        except RefusedWorkbookError as refusal:
            changes = refusal.changes
        else:
            _say(request, sum(1 for change in saved if not change.waits))
            return redirect("assessments:sheet", cycle, unit)
    else:
        changes = trial(found, filled, by=request.user, chosen=chosen)
    wrong = [change for change in changes if change.is_wrong]
    context |= {
        "changes": [(change, labelled(change)) for change in changes],
        "wrong": len(wrong),
        "waiting": sum(1 for change in changes if change.overlaps),
        "tried": form.packed(change.filled for change in changes),
    }
    return render(request, "assessments/upload.html", context, status=422 if wrong else 200)


def labelled(change: Change) -> list[tuple[str, str, str, str, str]]:
    """Return (label, stored, typed, cell, error) of every field, in words people know."""
    labels = {name_of(asked.name): asked.title for asked in change.node.inputs}
    labels |= {POINTS: _("Self-score"), EXPLANATION: _("Explanation")}
    labels |= {CLAIM: _("Not applicable"), GROUND: _("Ground")}
    return [(labels.get(name, name), *rest) for name, *rest in change.fields]


def _say(request: HttpRequest, count: int) -> None:
    text = ngettext(
        "%(count)d criterion was taken from the file.",
        "%(count)d criteria were taken from the file.",
        count,
    )
    messages.success(request, text % {"count": count})
