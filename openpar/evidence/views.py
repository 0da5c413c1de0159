"""Downloads from the register."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from openpar.evidence.models import Revision
from openpar.file_delivery import deliver
from openpar.people.access import access


@access("officer", "contributor", "head", "coordinator", "inner_coordinator", "auditor")
@require_GET
def download(request: HttpRequest, revision_id: int) -> FileResponse:
    """One file, to those who may see it in this moment: asked again at every download."""
    visible = Revision.objects.visible_to(request.user)
    return deliver(get_object_or_404(visible, pk=revision_id))
