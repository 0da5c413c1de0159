"""The feedback box, the sender's own list, and the coordinator's."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.messages import permissions
from openpar.messages.actions import feedback as actions
from openpar.messages.forms import AnswerForm, FeedbackForm
from openpar.messages.models import Feedback
from openpar.people.access import access

ROWS_PER_PAGE = 30


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
    rows = Feedback.objects.visible_to(request.user)
    state = request.GET.get("state", "")
    if state in Feedback.State.values:
        rows = rows.filter(state=state)
    context = {
        "page": Paginator(rows.for_list(), ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "states": Feedback.State.choices,
        "state": state,
        "query": f"&state={state}" if state in Feedback.State.values else "",
    }
    return render(request, "messages/feedback.html", context)


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
