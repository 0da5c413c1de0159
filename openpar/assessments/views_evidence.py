"""The viewer beside the criterion: an attached file page by page, and the criterion it is for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openpar.assessments.models import EvidenceUse
from openpar.assessments.submitted import may_open_use
from openpar.assessments.views import READERS, reads_as_submitted, use_to_open
from openpar.evidence import viewing
from openpar.evidence.viewing import Door
from openpar.people.access import access


@access(*READERS)
@require_GET
def view(request: HttpRequest, use_id: int) -> HttpResponse:
    """One page of an attached file; the pages that its use names are marked."""
    use = use_to_open(request, use_id)
    context = {
        "use": use,
        "item": use.item,
        "sheet": use.item.sheet,
        "shown": viewing.shown(
            use.revision, request.user, _door(use), request.GET.dict(), marked=use.pages
        ),
        "files": _beside(request, use),
    }
    template = "evidence/_viewer.html" if request.htmx else "assessments/evidence.html"
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    return response


@access(*READERS)
@require_GET
def page(request: HttpRequest, use_id: int, number: int) -> HttpResponse:
    """The picture of one page of an attached file."""
    return viewing.picture(use_to_open(request, use_id).revision, request.user, number)


def _door(use: EvidenceUse) -> Door:
    return Door(
        "assessments:view_evidence", "assessments:evidence_page", "assessments:download", use.pk
    )


def _beside(request: HttpRequest, use: EvidenceUse) -> list[tuple[str, str, object]]:
    """Return the files of the same criterion that this person may open."""
    before = reads_as_submitted(request, use.item)
    uses = EvidenceUse.with_detached.filter(item=use.item).order_by("pk")
    uses = uses.select_related("revision", "item__sheet", "item__criterion")
    return [
        (f"{one.code} {one.revision.file_name}".strip(), _door(one).to("view"), one.revision)
        for one in uses
        if may_open_use(one, as_submitted=before)
    ]
