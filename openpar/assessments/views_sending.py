"""Pages on which a sheet leaves the unit: what is missing, sending up, the signed report, the
receipt."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.assessments import (
    actions,
    moves,
    moving,
    reopening,
    signed_report,
    signing,
    submission,
)
from openpar.assessments.canonical import declared_points
from openpar.assessments.completeness import IncompleteError, in_the_way
from openpar.assessments.forms_life import ReportForm
from openpar.assessments.merged_file import workbook_sha256
from openpar.assessments.models import ScoreSheet, SignedReport
from openpar.assessments.views import (
    READERS,
    find_receipt,
    may_see_whole,
    sheet_context,
    visible_sheet,
)
from openpar.file_content import RefusedFileError
from openpar.file_delivery import deliver
from openpar.people.access import access

#: Moves that ask for nothing but the button.
PLAIN = {"take_back": signing.take_back, "close_reopening": reopening.close_reopening}


@access(*READERS)
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """What is still missing, and sending: up to the head, or to the body that scores."""
    found = visible_sheet(request, cycle, unit)
    context = sheet_context(request, found)
    if request.method == "GET":
        return _submit_page(request, context)
    name = "send_up" if request.POST.get("move") == "send_up" else "submit"
    if not context["summary"].is_complete and not request.POST.get("confirm"):
        return _submit_page(request, context, 422, _("Confirm that you have read the list first."))
    version = request.POST.get("version", "")
    act = signing.send_up if name == "send_up" else actions.submit
    try:
        done = act(found, by=request.user, version=int(version) if version.isdecimal() else None)
    except moving.ChangedMeanwhileError:
        sentence = _("The sheet changed meanwhile. Read the list again, then submit.")
        return _submit_page(request, context, 409, sentence)
    except IncompleteError as refusal:
        return _submit_page(request, context, 422, refusal.messages[0])
    if name == "send_up":
        messages.success(request, _("The sheet lies with the head of the unit now."))
        return redirect("assessments:submit", cycle, unit)
    return redirect("assessments:receipt", cycle, unit, done.number)


def _submit_page(
    request: HttpRequest, context: dict[str, object], status: int = 200, notice: str = ""
) -> HttpResponse:
    found = context["sheet"]
    signature, report = submission.signed(found)
    context |= {
        "notice": notice,
        "in_the_way": in_the_way(found, context["rows_by_code"].values()),
        "steps": steps_of(found),
        "sent": found.sent_up.last() if found.cycle.signed_by_head else None,
        "remarks": signing.newest_remarks(found) if found.cycle.signed_by_head else [],
        "signature": signature,
        "report": report,
        "may_bring": signed_report.may_bring(request.user, found),
    }
    return render(request, "assessments/submit.html", context, status=status)


@access(*READERS)
@require_POST
def move(request: HttpRequest, cycle: str, unit: str, name: str) -> HttpResponse:
    """Take a sheet back from the head, or close a reopened one as it was submitted."""
    found = visible_sheet(request, cycle, unit)
    if name not in PLAIN:
        raise Http404
    PLAIN[name](found, by=request.user)
    done = {
        "take_back": _("The sheet is yours again: go on with it, then send it up anew."),
        "close_reopening": _("The sheet stands as it was submitted last."),
    }
    messages.success(request, done[name])
    return redirect("assessments:sheet", cycle, unit)


@access(*READERS)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """Bring the signed report of a sheet, with number and date."""
    found = visible_sheet(request, cycle, unit)
    signed_report.may_bring(request.user, found).or_403()
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        about = signed_report.About(given["number"], given["symbol"], given["date"])
        try:
            signed_report.bring(found, given["file"], by=request.user, about=about)
        except RefusedFileError as refusal:
            form.add_error("file", str(refusal))
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("The signed report is there; the sheet can be submitted."))
            return redirect("assessments:submit", cycle, unit)
    signature, known = submission.signed(found)
    context = {"sheet": found, "form": form, "signature": signature, "report": known}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/report.html", context, status=status)


@access(*READERS)
@require_GET
def report_file(request: HttpRequest, cycle: str, unit: str, number: int) -> FileResponse:
    """The file of a signed report, to who sees the whole sheet."""
    found = visible_sheet(request, cycle, unit)
    if not may_see_whole(request, found):
        raise Http404
    reports = SignedReport.objects.filter(signature__sent_up__sheet=found)
    return deliver(get_object_or_404(reports, pk=number))


def steps_of(found: ScoreSheet) -> list[tuple[str, str]]:
    """Return the steps of a sheet's way as (title, standing): over, open or upcoming."""
    states = moves.State
    names = [(states.DRAFT, _("Being filled in"))]
    if found.reopening_id is not None:
        names = [(states.REOPENED, _("Reopened"))]
    if found.cycle.signed_by_head:
        names += [(states.WITH_HEAD, _("With the head"))]
        signed = _("Signed off; report") if found.cycle.report_required else _("Signed off")
        names += [(states.SIGNED, signed)]
    names += [(states.SUBMITTED, _("Submitted"))]
    at = [state for state, _title in names].index(found.state)
    standings = ["over"] * at + ["open"] + ["upcoming"] * (len(names) - at - 1)
    return [(title, standing) for (_state, title), standing in zip(names, standings, strict=True)]


@access(*READERS)
@require_GET
def receipt(request: HttpRequest, cycle: str, unit: str, number: int) -> HttpResponse:
    """The receipt of a submission, printed from the frozen revision."""
    found = visible_sheet(request, cycle, unit)
    revision = find_receipt(request, found, number)
    context = {
        "sheet": found,
        "revision": revision,
        "points": declared_points(revision.content),
        "files": [file for item in revision.content["items"] for file in item["evidence"]],
        "opened": revision.reopening.items.select_related("item__criterion")
        if revision.reopening
        else [],
    }
    if found.cycle.is_own_file:
        context["workbook_sha256"] = workbook_sha256(revision, found.scoring_set().parsed)
    return render(request, "assessments/receipt.html", context)
