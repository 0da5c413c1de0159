"""Who asks: a personal token, or the session of the pages with its CSRF token."""

from django.contrib.auth import get_user
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext_lazy as _
from ninja.security import APIKeyCookie, HttpBearer

from openpar.api.refusals import Refusal, refuse
from openpar.people.models import PersonalToken, RequestCount

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class PersonalTokenScheme(HttpBearer):
    """``Authorization: Bearer openpar_…``; who it is has been found before (``identify``)."""

    def authenticate(self, request: HttpRequest, token: str) -> PersonalToken | None:
        """Return the token behind the header."""
        return request.token


class SessionScheme(APIKeyCookie):
    """The session of the pages; unsafe requests carry the header ``X-CSRFToken``."""

    param_name = "sessionid"

    def __init__(self) -> None:
        super().__init__(csrf=False)  # asked in ``check_csrf``, with our own words

    def authenticate(self, request: HttpRequest, key: str | None):
        """Return the account of the session; a header, right or wrong, goes before it."""
        return request.user if request.token is None and request.user.is_authenticated else None


SCHEMES = [PersonalTokenScheme(), SessionScheme()]


def identify(request: HttpRequest) -> Refusal | None:
    """Set ``request.user`` and ``request.token``; return a refusal where nobody is known.

    A token that is not in force is refused even where a session would do: who sends one means it.
    """
    request.token = None
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _space, secret = header.partition(" ")
        if scheme.lower() == "bearer":
            request.token = PersonalToken.objects.behind(secret.strip())
        if request.token is None:
            return unknown()
        request.user = request.token.user
    return None if request.user.is_authenticated else unknown()


def identify_after_the_body(request: HttpRequest) -> Refusal | None:
    """Take what is sent to its end, then ask anew who it is: a right may end while it arrives."""
    if request.method in SAFE:
        return None
    if request.method == "POST" and request.content_type == "multipart/form-data":
        _ = request.FILES  # parsing the form takes it all
    else:
        _ = request.body
    if request.token is None:
        request.user = get_user(request)
    return identify(request)


def unknown() -> Refusal:
    """401: no token in force and no session."""
    refusal = refuse(401, _("Sign in, or send a personal token that is in force."))
    refusal["WWW-Authenticate"] = 'Bearer realm="OpenPAR"'
    return refusal


def caller(request: HttpRequest) -> str:
    """Return whom the requests of a minute are counted for."""
    return f"token {request.token.pk}" if request.token else f"account {request.user.pk}"


def check_rate(request: HttpRequest, most: int) -> Refusal | None:
    """Count the request; refuse what a minute does not hold any more."""
    if RequestCount.objects.count_one(caller(request)) <= most:
        return None
    refusal = refuse(429, _("Too many requests in this minute. Go on in the next one."))
    refusal["Retry-After"] = "60"
    return refusal


def check_scope(request: HttpRequest) -> Refusal | None:
    """Refuse to write with a token that only reads."""
    if request.method in SAFE or request.token is None:
        return None
    if request.token.scope == PersonalToken.Scope.WRITE:
        return None
    return refuse(403, _("This token only reads. Make one that may write."))


def check_csrf(request: HttpRequest) -> Refusal | None:
    """Refuse an unsafe request of a session without the CSRF token of its pages."""
    if request.token is not None:
        return None
    guard = CsrfViewMiddleware(lambda _request: None)
    guard.process_request(request)
    if guard.process_view(request, check_csrf, (), {}) is None:
        return None
    return refuse(403, _("With a session, send the header X-CSRFToken of a page opened in it."))
