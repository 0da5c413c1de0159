"""The evidence of one criterion: what is attached, what can be used again, what arrives."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openpar.assessments import actions, permissions, using
from openpar.assessments.models import EvidenceUse, ScoreItem
from openpar.assessments.sharing import may_reuse
from openpar.assessments.views import READERS, visible_items
from openpar.evidence.flags import ON_A_SHEET, flagged, flags_of
from openpar.evidence.models import Revision
from openpar.evidence.upload_views import answered, refused, told
from openpar.file_content import RefusedFileError, recognition_available
from openpar.people.access import access

_LONGEST_KIND = 50


@access(*READERS)
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, cycle: str, unit: str, code: str) -> HttpResponse:
    """What is attached to a criterion and what can be; POST uses a document of the register."""
    item = _item(request, cycle, unit, code)
    kind = request.POST.get("kind", request.GET.get("kind", ""))[:_LONGEST_KIND]
    if request.method == "POST":
        number = request.POST.get("revision", "")
        known = Revision.objects.select_related("document__owner", "lock")
        revision = get_object_or_404(
            known, pk=int(number) if number.isdecimal() and len(number) < 18 else 0
        )
        if not may_reuse(request.user, revision):
            raise Http404
        try:
            use = using.use_document(item, revision, by=request.user, kind=kind)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("Attached as %(code)s.") % {"code": use.code})
        return redirect(request.get_full_path())
    text = request.GET.get("q", "")[:200]
    prefetch_related_objects([item], *ScoreItem.objects.with_evidence()._prefetch_related_lookups)
    context = {
        "item": item,
        "sheet": item.sheet,
        "kind": kind,
        "q": text,
        "lines": _with_flags(item),
        "before": [] if text else using.used_before(item, request.user),
        "documents": using.in_the_register(item, request.user, text),
        "may": permissions.may_edit_item(request.user, item),
        "recognition_available": recognition_available(),
    }
    return render(request, "assessments/using.html", context)


@access(*READERS)
@require_POST
def change_use(request: HttpRequest, cycle: str, unit: str, code: str, use_id: int) -> HttpResponse:
    """Name the pages of an attached document, or take it off."""
    item = _item(request, cycle, unit, code)
    uses = EvidenceUse.objects.filter(item=item).select_related(
        "revision", "item__criterion", "item__sheet__cycle", "item__sheet__period"
    )
    use = get_object_or_404(uses, pk=use_id)
    if request.POST.get("act") == "detach":
        actions.detach(use, by=request.user)
        messages.success(request, _("Taken off: %(code)s.") % {"code": use.code})
    else:
        using.name_pages(use, request.POST.get("pages", ""), by=request.user)
        messages.success(request, _("Saved."))
    return redirect("assessments:using", cycle, unit, code)


@access(*READERS)
@require_POST
def files(request: HttpRequest, cycle: str, unit: str, code: str) -> HttpResponse:
    """Attach files to a criterion; each is taken or refused by itself (``answered``)."""
    item = _item(request, cycle, unit, code)
    kind = request.POST.get("kind", "")[:_LONGEST_KIND]
    address = reverse("assessments:using", args=[cycle, unit, code])
    sent = request.FILES.getlist("files")
    if not sent:
        sentence = RefusedFileError(_("Choose a file first."))
        return answered(request, [refused("", sentence)], address)
    outcomes = [_attached(request, item, file, kind) for file in sent]
    return answered(request, outcomes, address)


def _attached(
    request: HttpRequest, item: ScoreItem, file: UploadedFile, kind: str
) -> dict[str, str]:
    newest = Revision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    try:
        use = actions.attach(item, file, by=request.user, kind=kind)
    except RefusedFileError as refusal:
        return refused(file.name or "", refusal)
    except PermissionDenied as refusal:
        if request.accepts("text/html"):
            raise
        return refused(file.name or "", RefusedFileError(str(refusal)))
    address = reverse("assessments:download", args=[use.pk])
    return told(use.revision.file_name, known=use.revision_id <= newest, address=address)


def _with_flags(item: ScoreItem) -> list[tuple[EvidenceUse, list]]:
    """Return the uses of an item with their flags, in one query."""
    uses = list(item.uses.all())
    rows = flagged(Revision.objects.filter(pk__in=[use.revision_id for use in uses]), ON_A_SHEET)
    known = {row.pk: flags_of(row, ON_A_SHEET) for row in rows}
    return [(use, known[use.revision_id]) for use in uses]


def _item(request: HttpRequest, cycle: str, unit: str, code: str) -> ScoreItem:
    return get_object_or_404(visible_items(request, cycle, unit), criterion__code=code)
