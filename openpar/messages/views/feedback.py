"""The feedback box, the sender's own list, and the coordinator's."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.messages import permissions
from openpar.messages.actions import feedback as actions
from openpar.messages.forms import AnswerForm, FeedbackFilterForm, FeedbackForm
from openpar.messages.models import Feedback
from openpar.people.access import access
from openpar.people.lists import Column, RowList

ROWS_PER_PAGE = 30
COLUMNS = (
    Column("text", gettext_lazy("Feedback"), lambda row: row.text, width=70),
    Column("page", gettext_lazy("Page"), lambda row: row.page_title or row.page, width=30),
    Column("sender", gettext_lazy("Sent by"), lambda row: row.sender, order=("sender__search",)),
    Column("at", gettext_lazy("Sent at"), lambda row: row.at, order=("at",)),
    Column("state", gettext_lazy("State"), lambda row: row.get_state_display(), order=("state",)),
    Column("answer", gettext_lazy("Answer"), lambda row: row.answer, shown=False, width=70),
)


@require_POST
@access("signed in")
def give(request: HttpRequest) -> HttpResponse:
    """Take what the box of a page sends, and go back to that page; a refusal keeps the words."""
    form = FeedbackForm(request.POST)
    if form.is_valid():
        try:
            given = actions.give_feedback(by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            told = _("Thank you. The coordinator reads it; the answer will stand under Feedback.")
            messages.success(request, told)
            return redirect(given.page or "messages:feedback")
    return render(request, "messages/feedback_form.html", {"form": form})


@require_GET
@access("signed in")
def feedback(request: HttpRequest) -> HttpResponse:
    """What one has sent, with the answers; for the coordinator and the auditor, everybody's."""
    form = FeedbackFilterForm(request.GET)
    rows = Feedback.objects.visible_to(request.user).for_list()
    if form.is_valid() and form.cleaned_data["state"]:
        rows = rows.filter(state=form.cleaned_data["state"])
    listed = RowList(
        request,
        rows,
        COLUMNS,
        label=_("List of feedback"),
        file_name="gop-y",
        row_template="messages/_feedback_row.html",
        form=form,
        per_page=ROWS_PER_PAGE,
        empty_title=_("No feedback yet"),
        empty_text=_("Use the box at the foot of any page."),
    )
    if listed.wants_workbook:
        return listed.workbook()
    return render(request, "messages/feedback.html", {"list": listed})


@require_http_methods(["GET", "POST"])
@access("signed in")
def feedback_item(request: HttpRequest, feedback_id: int) -> HttpResponse:
    """One piece of feedback; the coordinator answers and closes it here."""
    rows = Feedback.objects.visible_to(request.user).select_related("sender", "answered_by")
    found = get_object_or_404(rows, pk=feedback_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        move = request.POST.get("move", "")
        if move not in actions.MOVES:
            raise Http404
        try:
            actions.move_feedback(found, move, by=request.user, answer=form.cleaned_data["answer"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("messages:feedback_item", found.pk)
    context = {
        "feedback": found,
        "form": form,
        "may_answer": permissions.may_answer_feedback(request.user, found),
        "moves": [name for name, (before, _after, _may) in actions.MOVES.items()
                  if before == found.state],
    }  # fmt: skip
    return render(request, "messages/feedback_item.html", context)
