"""Files that arrive in the register: several at once by a form, or one by one with progress."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openpar.evidence import actions
from openpar.evidence.register_forms import OwnerForm
from openpar.evidence.register_views import WRITERS, own_units
from openpar.file_content import RefusedFileError
from openpar.people.access import access
from openpar.people.models import Unit


@require_POST
@access(*WRITERS)
def upload(request: HttpRequest) -> HttpResponse:
    """Enter files in the register; each is taken or refused by itself.

    Asked for JSON, one answer per file: ``name``, ``outcome`` (stored | known | refused),
    ``sentence`` and ``address``.
    """
    form = OwnerForm(request.POST, units=own_units(request))
    files = request.FILES.getlist("files")
    if not files or not form.is_valid():
        sentence = _("Choose a file first.") if not files else _("Choose the unit first.")
        outcomes = [{"name": "", "outcome": "refused", "sentence": sentence, "address": ""}]
    else:
        outcomes = [_taken(request, file, form.owner()) for file in files]
    return answered(request, outcomes, reverse("evidence:register"))


def answered(request: HttpRequest, outcomes: list[dict], address: str) -> HttpResponse:
    """Answer for every file: as JSON where it is asked for, else on the page that follows."""
    if request.accepts("text/html"):
        for one in outcomes:
            told = messages.error if one["outcome"] == "refused" else messages.success
            told(request, one["sentence"])
        return redirect(address)
    refused = all(one["outcome"] == "refused" for one in outcomes)
    return JsonResponse({"files": outcomes}, status=422 if refused else 200)


def told(name: str, *, known: bool, address: str) -> dict[str, str]:
    """Return what is answered for a file that was taken."""
    sentence = (
        _("“%(name)s” is in the register already: it is used again.")
        if known
        else _("“%(name)s” is in the register.")
    )
    outcome = "known" if known else "stored"
    return {"name": name, "outcome": outcome, "sentence": sentence % {"name": name},
            "address": address}  # fmt: skip


def refused(name: str, refusal: RefusedFileError) -> dict[str, str]:
    """Return what is answered for a file that was refused."""
    return {"name": name, "outcome": "refused", "sentence": str(refusal), "address": ""}


def _taken(request: HttpRequest, file: UploadedFile, owner: Unit) -> dict[str, str]:
    try:
        revision, known = actions.upload(file, owner=owner, by=request.user)
    except RefusedFileError as refusal:
        return refused(file.name or "", refusal)
    address = reverse("evidence:document", args=[revision.document_id])
    return told(revision.file_name, known=known, address=address)
