"""The locked queue: files with a mark of secrecy, and who decides on them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from openpar.evidence import locking, permissions
from openpar.evidence.models import LockedFile
from openpar.evidence.register_forms import DecisionForm
from openpar.evidence.register_views import READERS
from openpar.people.access import access


@require_GET
@access(*READERS)
def locked(request: HttpRequest) -> HttpResponse:
    """The locked files that the reader may see, what waits first."""
    rows = LockedFile.objects.visible_to(request.user).for_list()[:200]
    lines = [
        {
            "locked": row,
            "may_release": permissions.may_release(request.user, row),
            "may_remove": permissions.may_remove(request.user, row),
        }
        for row in rows
    ]
    return render(request, "evidence/locked.html", {"lines": lines, "form": DecisionForm()})


@require_POST
@access(*READERS)
def decide(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Release a locked file, or remove it."""
    visible = LockedFile.objects.visible_to(request.user)
    found = get_object_or_404(visible.select_related("revision__document__owner"), pk=pk)
    if move not in locking.MOVES:
        raise Http404(move)
    try:
        locking.decide(found, move, by=request.user, reason=request.POST.get("reason", ""))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Decided."))
    return redirect("evidence:locked")
