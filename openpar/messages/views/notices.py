"""Notices as their readers see them, and as the coordinator follows them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from openpar.file_delivery import deliver
from openpar.messages import permissions
from openpar.messages.actions import notices as actions
from openpar.messages.forms import TrackingForm, WithdrawForm
from openpar.messages.markdown import rendered
from openpar.messages.models import Alert, Attachment, Confirmation, Notice
from openpar.messages.models.notice import OVERSEERS, Delivery, DeliveryQuerySet
from openpar.messages.tracking import tracking_list
from openpar.people.access import access
from openpar.people.models import Unit, User

NOTICES_PER_PAGE = 30


@require_GET
@access("signed in")
def inbox(request: HttpRequest) -> HttpResponse:
    """The notices that reached the person's units; for who oversees them, all with their counts."""
    overseeing = request.user.holds(*OVERSEERS)
    if overseeing:
        rows = Notice.objects.visible_to(request.user).with_counts()
    else:
        rows = Notice.objects.visible_to(request.user).for_reader(request.user)
    page = Paginator(rows.for_list().defer("body"), NOTICES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "overseeing": overseeing,
        "alerts": Alert.objects.waiting_for(request.user),
        "may_write": permissions.may_write_notices(request.user),
    }
    return render(request, "messages/inbox.html", context)


@require_GET
@access("signed in")
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice. That a unit's person opens it is noted the first time: it is what is asked for.

    Of all safe requests this is the one that writes: an entry of who has read, never a change.
    """
    found = _visible(request.user, notice_id)
    deliveries = _own_deliveries(request.user, found)
    if any(not delivery.opened_by_me for delivery in deliveries):
        actions.open_notice(found, by=request.user)
    return render(request, "messages/notice.html", _page_of(request, found, deliveries))


@require_POST
@access("signed in")
def confirm(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Confirm a notice for one of one's units."""
    found = _visible(request.user, notice_id)
    reached = Unit.objects.filter(pk__in=found.deliveries.values("unit"))
    unit = get_object_or_404(reached, code=request.POST.get("unit", ""))
    confirmation: Confirmation = actions.confirm_notice(found, unit, by=request.user)
    told = _("Confirmed for %(unit)s.") % {"unit": confirmation.unit.label}
    messages.success(request, told)
    return redirect("messages:notice", found.pk)


@require_GET
@access("signed in")
def attachment(request: HttpRequest, notice_id: int, attachment_id: int) -> FileResponse:
    """A file of a notice, to who may read the notice in this moment."""
    found = _visible(request.user, notice_id)
    return deliver(get_object_or_404(Attachment, notice=found, pk=attachment_id))


@require_GET
@access(*OVERSEERS)
def tracking(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Which units have opened and confirmed a notice, and which have not (S0-6)."""
    found = _sent(request.user, notice_id)
    form = TrackingForm(request.GET)
    rows = tracking_list(request, found, form, _asked(found, form))
    if rows.wants_workbook:
        return rows.workbook()
    context = {
        "notice": found,
        "list": rows,
        "may_withdraw": permissions.may_withdraw(request.user, found),
        "may_follow": permissions.may_follow(request.user, found),
        "withdraw_form": WithdrawForm(),
    }
    return render(request, "messages/tracking.html", context)


def _visible(user: User, notice_id: int) -> Notice:
    rows = Notice.objects.visible_to(user).select_related("follows", "followed_by", "author")
    return get_object_or_404(rows, pk=notice_id)


def _sent(user: User, notice_id: int) -> Notice:
    """Return a notice that has been sent, with its counts."""
    rows = Notice.objects.visible_to(user).exclude(state=Notice.State.DRAFT).with_counts()
    return get_object_or_404(rows, pk=notice_id)


def _asked(found: Notice, form: TrackingForm) -> DeliveryQuerySet:
    rows = Delivery.objects.filter(notice=found)
    if form.is_valid():
        if form.cleaned_data["q"].strip():
            matching = Unit.objects.matching(form.cleaned_data["q"])
            rows = rows.filter(unit__in=matching.values("pk"))
        rows = rows.answering(form.cleaned_data["answer"])
    return rows.order_by("unit__search", "unit__code")


def _own_deliveries(user: User, found: Notice) -> list[Delivery]:
    """Return the deliveries to the person's units, with their answers: one query."""
    mine = {appointment.unit_id for appointment in user.appointments_today()}
    if not mine:
        return []
    rows = Delivery.objects.filter(notice=found, unit__in=mine)
    return list(rows.with_answers().opened_by(user).order_by("unit__code"))


def _page_of(request: HttpRequest, found: Notice, deliveries: list[Delivery]) -> dict[str, object]:
    for delivery in deliveries:
        delivery.may_confirm = permissions.may_confirm(request.user, found, delivery.unit)
    follower = getattr(found, "followed_by", None)
    return {
        "notice": found,
        "body": rendered(found.body),
        "attachments": found.attachments.order_by("pk"),
        "deliveries": deliveries,
        "newer": follower if follower and not follower.is_draft else None,
        "overseeing": request.user.holds(*OVERSEERS),
        "may_change": permissions.may_change_notice(request.user, found),
    }
