"""Downloads from the register."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from openpar.evidence import permissions, sight
from openpar.evidence.models import Revision
from openpar.file_delivery import deliver
from openpar.people.access import access


@access("officer", "contributor", "head", "coordinator", "inner_coordinator", "auditor")
@require_GET
def download(request: HttpRequest, revision_id: int) -> FileResponse:
    """One file, to those who may see it in this moment: asked again at every download."""
    visible = Revision.objects.visible_to(request.user).select_related("document", "lock")
    revision = get_object_or_404(visible, pk=revision_id)
    permissions.may_download(request.user, revision).or_403()
    sight.may_take_bytes(request.user, revision).or_403()
    return deliver(revision)
