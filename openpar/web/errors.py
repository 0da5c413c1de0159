"""The pages of what goes wrong. Each says what happened and what to do.

The page of what is not there carries nothing of the address asked for, no token and no time: what a
person may not see answers byte for byte like what does not exist.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from openpar.web.appearance import Appearance


def _page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    context |= {"status": status, "bare": True, "messages": ()}
    return render(request, "web/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read."""
    return _page(
        request,
        400,
        title=_("This request cannot be read"),
        text=_("Something in the address or in what was sent is not as expected."),
        advice=_("Go back, reload the page and try once more."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: one sees it but may not do it, with the reason the permission gave."""
    reason = str(exception) or _("Your appointments of today do not include this.")
    return _page(
        request,
        403,
        title=_("You may not do this"),
        text=reason,
        advice=_("If you think you should, ask the coordinator of the standing body."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page was open too long, or cookies are switched off."""
    return _page(
        request,
        403,
        title=_("The page was open too long"),
        text=_("For your safety a form can only be sent from a page opened in this session."),
        advice=_("Go back, reload the page and send again. Cookies must be allowed."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it does not exist, or this person may not know that it does."""
    return _page(
        request,
        404,
        title=_("There is no such page"),
        text=_("It may have been moved, or it is not for your account."),
        advice=_("Check the address, or begin from the home page."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than one request may bring; what is still on its way is not awaited."""
    return _page(
        request,
        413,
        title=_("Too much at once"),
        text=_("One request may bring at most %(most)d MB.")
        % {"most": settings.REQUEST_MAX_BYTES // 1024 // 1024},
        advice=_("Send fewer files at a time, or make them smaller."),
    )


def locked_out(request: HttpRequest, *_arguments: object, **_named: object) -> HttpResponse:
    """429: too many wrong passwords (called by axes)."""
    return _page(
        request,
        429,
        title=_("Too many attempts"),
        text=_("Signing in with this name is closed for 15 minutes after five wrong passwords."),
        advice=_("Wait and try again, or ask the coordinator to set a new password."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without the database, which may be what is broken."""
    context = {
        "status": 500,
        "bare": True,
        "appearance": Appearance(),
        "title": _("Something went wrong on our side"),
        "text": _("The error has been written to the log. Nothing you had saved is lost."),
        "advice": _("Try again in a few minutes; if it stays, tell the technical operator."),
    }
    return HttpResponse(render_to_string("web/error.html", context), status=500)
