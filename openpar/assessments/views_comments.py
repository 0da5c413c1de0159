"""The discussion of a criterion between the unit and the standing body, and the list of them."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from openpar.assessments import comment_actions, comment_permissions, views
from openpar.assessments.forms_comments import DiscussionsForm
from openpar.assessments.models import ScoreItem
from openpar.assessments.models.comment import discussed
from openpar.people.access import access
from openpar.people.lists import Column, RowList

#: Who takes part in discussions or reads them all.
TALKERS = (
    "officer",
    "contributor",
    "head",
    "deputy",
    "coordinator",
    "inner_coordinator",
    "auditor",
)
DISCUSSIONS_PER_PAGE = 50

COLUMNS = (
    Column("unit", _("Unit"), lambda item: item.sheet.unit.name, order=("sheet__unit__search",)),
    Column("code", _("No."), lambda item: item.criterion.code, order=("criterion__position",)),
    Column("title", _("Criterion"), lambda item: item.criterion.title, width=60),
    Column("last", _("Last comment"), lambda item: item.last_text, width=60),
    Column("by", _("By"), lambda item: item.last_by, order=("last_by",), width=25),
    Column("at", _("Time"), lambda item: item.last_at, order=("last_at",)),
    Column("comments", _("Comments"), lambda item: item.comments, order=("comments",), number=True),
    Column("unread", _("New"), lambda item: item.unread, order=("unread",), number=True),
)


@access(*TALKERS)
@require_GET
def discussions(request: HttpRequest) -> HttpResponse:
    """Every discussion one may read, what one has not read on top."""
    form = DiscussionsForm(request.GET)
    readable = ScoreItem.objects.filter(comment_permissions.readable_by(request.user))
    rows = discussed(readable, request.user).select_related(
        "criterion", "sheet__unit", "sheet__cycle", "sheet__period"
    )
    listed = RowList(
        request,
        form.narrow(rows).order_by("-unread", "-last_at"),
        COLUMNS,
        label=_("Discussions"),
        file_name="trao-doi",
        row_template="assessments/_discussion_row.html",
        form=form,
        per_page=DISCUSSIONS_PER_PAGE,
        empty_title=_("No discussion here"),
        empty_text=_("What a unit and the standing body write about a criterion appears here."),
    )
    if listed.wants_workbook:
        return listed.workbook()
    return render(request, "assessments/discussions.html", {"list": listed})


@access(*TALKERS)
@require_POST
def comment(request: HttpRequest, cycle: str, unit: str, code: str) -> HttpResponse:
    """Write a comment on a criterion, then go back to it; what was refused stays in its field."""
    item = _item(request, cycle, unit, code)
    text = request.POST.get("text", "")
    try:
        comment_actions.write_comment(item, text, by=request.user)
    except PermissionDenied as refusal:
        return views.show_criterion(request, item, status=403, refused=str(refusal), typed=text)
    except ValidationError as refusal:
        told = refusal.messages[0]
        return views.show_criterion(request, item, status=422, refused=told, typed=text)
    return redirect(_address(item))


@access(*TALKERS)
@require_POST
def read(request: HttpRequest, cycle: str, unit: str, code: str) -> HttpResponse:
    """Note that the reader has seen the discussion."""
    item = _item(request, cycle, unit, code)
    comment_actions.read_discussion(item, by=request.user)
    return HttpResponse(status=204) if "HX-Request" in request.headers else redirect(_address(item))


def _item(request: HttpRequest, cycle: str, unit: str, code: str) -> ScoreItem:
    """The item at an address, if the reader may know of its discussion."""
    item = get_object_or_404(views.visible_items(request, cycle, unit), criterion__code=code)
    if not comment_permissions.may_read_discussion(request.user, item):
        raise Http404
    return item


def _address(item: ScoreItem) -> str:
    place = (item.sheet.place, item.sheet.unit.code, item.criterion.code)
    return f"{reverse('assessments:criterion', args=place)}#discussion"
