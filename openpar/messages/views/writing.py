"""The coordinator writes, previews, sends, replaces and withdraws notices."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openpar.file_content import RefusedFileError
from openpar.file_storage import receive
from openpar.messages.actions import notices as actions
from openpar.messages.forms import AttachmentForm, NoticeForm, WithdrawForm
from openpar.messages.markdown import rendered
from openpar.messages.models import Attachment, Notice, reached
from openpar.people.access import access


@require_http_methods(["GET", "POST"])
@access("coordinator")
def write(request: HttpRequest) -> HttpResponse:
    """Begin a notice; ``?about=…&title=…`` fills in what it brings."""
    asked = {name: request.GET[name] for name in ("about", "title", "kind") if name in request.GET}
    form = NoticeForm(request.POST or None, initial={"kind": Notice.Kind.NOTICE, **asked})
    if request.method == "POST" and form.is_valid():
        written = actions.write_notice(_draft(form), by=request.user)
        return redirect("messages:change", written.pk)
    return render(request, "messages/write.html", {"form": form})


@require_http_methods(["GET", "POST"])
@access("coordinator")
def change(request: HttpRequest, notice_id: int) -> HttpResponse:
    """A draft with its preview, its files and the units it reaches as it stands."""
    found = _draft_of(notice_id)
    form = NoticeForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["changed"] or 0
            actions.change_notice(found, _draft(form), seen=seen, by=request.user)
        except actions.StaleDraft as stale:
            form.data = form.data.copy()
            form.data["changed"] = stale.newest.changed
            form.add_error(
                None,
                _(
                    "Somebody saved this draft while you were writing. Your text is below, theirs "
                    "in the preview; save again to keep yours."
                ),
            )
            found = stale.newest
        else:
            messages.success(request, _("The draft is saved. Nothing has been sent yet."))
            return redirect("messages:change", found.pk)
    return render(request, "messages/write.html", _workshop(found, form))


@require_POST
@access("coordinator")
def send(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Send a draft."""
    found = get_object_or_404(Notice, pk=notice_id)
    try:
        sent = actions.send_notice(found, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("messages:change", found.pk)
    messages.success(request, _("Sent to %(units)d units.") % {"units": sent.deliveries.count()})
    return redirect("messages:tracking", sent.pk)


@require_POST
@access("coordinator")
def discard(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Throw a draft away."""
    actions.discard_notice(get_object_or_404(Notice, pk=notice_id), by=request.user)
    messages.success(request, _("The draft is thrown away."))
    return redirect("messages:inbox")


@require_POST
@access("coordinator")
def attach(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Attach a file to a draft; a file that is refused says why."""
    found = get_object_or_404(Notice, pk=notice_id)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect("messages:change", found.pk)
    try:
        actions.attach(found, receive(form.cleaned_data["file"]), by=request.user)
    except RefusedFileError as refused:
        messages.error(request, str(refused))
    return redirect("messages:change", found.pk)


@require_POST
@access("coordinator")
def detach(request: HttpRequest, notice_id: int, attachment_id: int) -> HttpResponse:
    """Take a file off a draft."""
    attached = Attachment.objects.select_related("notice")
    actions.detach(get_object_or_404(attached, notice=notice_id, pk=attachment_id), by=request.user)
    return redirect("messages:change", notice_id)


@require_POST
@access("coordinator")
def withdraw(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Withdraw a notice, with the reason the units will read."""
    found = get_object_or_404(Notice, pk=notice_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the notice is withdrawn: the units read the reason."))
        return redirect("messages:tracking", found.pk)
    actions.withdraw_notice(found, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The notice is withdrawn; the units see the reason."))
    return redirect("messages:notice", found.pk)


@require_POST
@access("coordinator")
def follow(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Begin the next version of a notice."""
    begun = actions.follow_notice(get_object_or_404(Notice, pk=notice_id), by=request.user)
    return redirect("messages:change", begun.pk)


def _draft_of(notice_id: int) -> Notice:
    drafts = Notice.objects.filter(state=Notice.State.DRAFT).select_related("follows")
    return get_object_or_404(drafts, pk=notice_id)


def _draft(form: NoticeForm) -> actions.Draft:
    cleaned = form.cleaned_data
    names = ("title", "body", "kind", "about", "confirm_by")
    return actions.Draft(**{name: cleaned[name] for name in names}, rules=form.rules)


def _initial(found: Notice) -> dict[str, object]:
    names = ("title", "body", "kind", "about", "confirm_by", "changed")
    return {name: getattr(found, name) for name in names} | NoticeForm.initial_of(found)


def _workshop(found: Notice, form: NoticeForm) -> dict[str, object]:
    """What the page of a draft shows: the form, the preview, files, whom it reaches today."""
    rules = list(found.addresses.order_by("pk"))
    units = reached(rules).order_by("search", "code")
    return {
        "notice": found,
        "form": form,
        "body": rendered(found.body),
        "attachments": found.attachments.order_by("pk"),
        "attachment_form": AttachmentForm(),
        "rules": rules,
        "reached": units.count(),
        "first_units": units[:20],
    }
