"""What needs me: the alerts of the reader, which mail the reader wants, and mail that is stuck."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.messages.actions import alerts as actions
from openpar.messages.actions import mail
from openpar.messages.forms import MailChoiceForm
from openpar.messages.models import Alert
from openpar.people.access import access
from openpar.people.lists import Column, RowList
from openpar.people.models import Role

#: Who sees that mail is stuck; names and tries, never what it says.
WATCHING = ("operator", "coordinator", "auditor")
COLUMNS = (
    Column("person", gettext_lazy("Person"), lambda row: row.user, order=("user__search",),
           width=30),
    Column("at", gettext_lazy("Told at"), lambda row: row.at, order=("at",), width=20),
    Column("attempts", gettext_lazy("Tries"), lambda row: row.attempts, order=("attempts",),
           number=True, width=8),
    Column("due", gettext_lazy("Next try"), lambda row: row.due_at, order=("due_at",), width=20),
    Column("error", gettext_lazy("What the mail server said"), lambda row: row.mail_error,
           width=60),
)  # fmt: skip


@require_POST
@access("signed in")
def see(request: HttpRequest) -> HttpResponse:
    """Note that the reader has seen alerts: the ones named by ``alert``."""
    named = [int(text) for text in request.POST.getlist("alert") if _is_key(text)]
    actions.see(named, by=request.user)
    return redirect("messages:inbox")


@require_http_methods(["GET", "POST"])
@access("signed in")
def mail_choice(request: HttpRequest) -> HttpResponse:
    """The own address and when mail comes to it."""
    user = request.user
    initial = {"email": user.email, "wish": actions.wish_of(user)}
    form = MailChoiceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose_mail(by=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("messages:mail_choice")
    context = {
        "form": form,
        "enabled": settings.MAIL_ENABLED,
        "digest": settings.DIGEST_HOUR,
        "quiet": settings.QUIET_HOURS,
    }
    return render(request, "messages/mail_choice.html", context)


@require_GET
@access(*WATCHING)
def undelivered(request: HttpRequest) -> HttpResponse:
    """Mail that has failed and waits for its next try."""
    listed = RowList(
        request,
        Alert.objects.undelivered(),
        COLUMNS,
        label=_("Mail not delivered"),
        file_name="thu-chua-gui-duoc",
        row_template="messages/_undelivered_row.html",
        empty_title=_("All mail has gone out"),
        empty_text=_("What the mail server refuses stands here until it is delivered."),
    )
    if listed.wants_workbook:
        return listed.workbook()
    context = {
        "list": listed,
        "enabled": settings.MAIL_ENABLED,
        "may_try_again": request.user.holds(Role.OPERATOR),
    }
    return render(request, "messages/undelivered.html", context)


@require_POST
@access("operator")
def try_again(request: HttpRequest) -> HttpResponse:
    """Let what has failed be tried with the next minute."""
    count = mail.try_again()
    told = ngettext(
        "%(count)d message is tried again within a minute.",
        "%(count)d messages are tried again within a minute.",
        count,
    )
    messages.success(request, told % {"count": count})
    return redirect("messages:undelivered")


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
