"""The self-assessment report: what it says, part III to write, the files to download."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openpar import file_delivery
from openpar.assessments import merged_file, permissions
from openpar.assessments.models import Narrative, ScoreSheet, SentUp, SheetRevision, Signature
from openpar.assessments.narrating import StaleNarrativeError, write_narrative
from openpar.assessments.sharing import hand_out
from openpar.assessments.views import READERS, may_see_whole, visible_sheet
from openpar.people.access import access
from openpar.reports import pdf, word
from openpar.reports.forms import NarrativeForm
from openpar.reports.letter import Letter
from openpar.reports.self_assessment import self_assessment_letter
from openpar.reports.subject import subject_of

#: How a document is written: file extension → writer and media type.
FORMS = {"docx": (word.word_of, word.MEDIA_TYPE), "pdf": (pdf.pdf_of, pdf.MEDIA_TYPE)}

#: A sheet is frozen when it is sent up to the head, and when it is submitted.
STAGES = ("sent", "submitted")


@access(*READERS)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """Part III to write while the sheet can be changed, and every report there is to download."""
    found = _whole_sheet(request, cycle, unit)
    may = permissions.may_edit(request.user, found)
    narrative = Narrative.objects.filter(sheet=found).first()
    form, current, status = NarrativeForm.of(narrative), None, 200
    if request.method == "POST":
        may.or_403()
        form, status = NarrativeForm(request.POST), 422
        if form.is_valid():
            try:
                write_narrative(found, by=request.user, **form.cleaned_data)
            except StaleNarrativeError as stale:
                form, current, status = form.against(stale.current), stale.current, 409
            else:
                messages.success(request, _("Part III of the report is saved."))
                return redirect(request.path)
    context = {"sheet": found, "may": may, "form": form, "current": current}
    context |= {
        "narrative": narrative,
        "sendings": _sendings(found),
        "revisions": _revisions(found),
    }
    return render(request, "reports/report.html", context, status=status)


@access(*READERS)
@require_GET
def document(
    request: HttpRequest, cycle: str, unit: str, stage: str, number: int, form: str
) -> HttpResponse:
    """The report of one frozen sheet as a file: as it was sent up, or as it was submitted."""
    found = _whole_sheet(request, cycle, unit)
    if form not in FORMS or stage not in STAGES:
        raise Http404
    write, media_type = FORMS[form]
    try:
        content = write(_letter(found, stage, number))
    except pdf.NoPDFError as refusal:
        return HttpResponse(str(refusal), status=503, content_type="text/plain; charset=utf-8")
    name = f"bao-cao-tu-danh-gia-{found.place}-{found.unit.code}-{number}.{form}"
    return file_delivery.made(content, name=name, media_type=media_type)


@access(*READERS)
@require_GET
def package(request: HttpRequest, cycle: str, unit: str, number: int) -> FileResponse:
    """One submission as a package: the report, the table of points, every document (S4-15)."""
    found = _whole_sheet(request, cycle, unit)
    revision = get_object_or_404(_revisions(found), number=number)
    beside = {f"bao-cao-{number}.docx": word.word_of(_letter(found, "submitted", number))}
    try:
        file = hand_out(revision, found.scoring_set().parsed, by=request.user, beside=beside)
    except FileNotFoundError:
        raise Http404(number) from None
    name = f"goi-bao-cao-{found.place}-{found.unit.code}-{number}.zip"
    return file_delivery.piecewise(file, name=name, media_type=merged_file.MEDIA_TYPE)


def _letter(found: ScoreSheet, stage: str, number: int) -> Letter:
    """Return the report of the frozen sheet at an address, or 404."""
    if stage == "sent":
        frozen = get_object_or_404(_sendings(found), number=number)
        signature = next(iter(frozen.signed), None)
        fingerprint = frozen.fingerprint
    else:
        frozen = get_object_or_404(_revisions(found), number=number)
        signature = frozen.signature
        fingerprint = (signature.sent_up if signature else frozen).fingerprint
    subject = subject_of(found, signature, fingerprint=fingerprint)
    return self_assessment_letter(frozen.content, found.scoring_set().parsed, subject)


def _sendings(found: ScoreSheet):
    """Return what was sent up, newest first, each with ``signed``: two queries."""
    signatures = Prefetch("signatures", Signature.objects.order_by("pk"), to_attr="signed")
    return SentUp.objects.filter(sheet=found).order_by("-number").prefetch_related(signatures)


def _revisions(found: ScoreSheet):
    rows = SheetRevision.objects.filter(sheet=found).order_by("-number")
    return rows.select_related("signature__sent_up")


def _whole_sheet(request: HttpRequest, cycle: str, unit: str) -> ScoreSheet:
    """Return a sheet that the reader sees whole; an appraiser of a field sees no report."""
    found = visible_sheet(request, cycle, unit)
    if not may_see_whole(request, found):
        raise Http404
    return found
