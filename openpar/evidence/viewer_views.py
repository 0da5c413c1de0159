"""The viewer of the register: a file page by page, beside what was read from it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from openpar.evidence import actions, permissions, taking, viewing
from openpar.evidence.models import Revision
from openpar.evidence.register_views import READERS, WRITERS
from openpar.evidence.viewing import Door
from openpar.people.access import access


def _visible(request: HttpRequest, revision_id: int) -> Revision:
    visible = Revision.objects.visible_to(request.user)
    revision = get_object_or_404(visible.select_related("document__owner", "lock"), pk=revision_id)
    permissions.may_download(request.user, revision).or_403()
    return revision


@access(*READERS)
@require_GET
def view(request: HttpRequest, revision_id: int) -> HttpResponse:
    """One page of a file, and beside it what was read; htmx asks for the viewer alone."""
    revision = _visible(request, revision_id)
    door = Door("evidence:view", "evidence:page", "evidence:download", revision.pk)
    files = revision.document.revisions.order_by("pk")
    context = {
        "shown": viewing.shown(revision, request.user, door, request.GET.dict()),
        "files": [(str(one), Door(door.view, "", "", one.pk).to("view"), one) for one in files],
    }
    template = "evidence/_viewer.html" if request.htmx else "evidence/view.html"
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    return response


@access(*READERS)
@require_GET
def page(request: HttpRequest, revision_id: int, number: int) -> HttpResponse:
    """The picture of one page."""
    return viewing.picture(_visible(request, revision_id), request.user, number)


@access(*WRITERS)
@require_POST
def take_over(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Write into the register what the document says, field by field or all that differs."""
    revision = _visible(request, revision_id)
    try:
        taken = taking.take_over(revision, request.POST.getlist("field"), by=request.user)
    except actions.ChangedMeanwhileError:
        messages.warning(request, _("Somebody has described the document meanwhile. Look again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken from the document: %(what)s.") % {"what": taken})
    return redirect("evidence:view", revision.pk)
