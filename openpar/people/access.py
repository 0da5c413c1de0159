"""Every view declares who may open it. What is not declared is not served: a test walks the URLs.

A declaration is the coarse check by role. What a person may do with one object is a permission of
the slice (``may_…``), and what a person may not see stays 404, like what does not exist.
"""

from collections.abc import Callable, Iterator
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

from openpar.people.models import Role, User

View = Callable[..., HttpResponseBase]

ANYONE = "anyone"
SIGNED_IN = "signed in"
_WORDS = {ANYONE, SIGNED_IN, *Role.values}


def access(*who: str) -> Callable[[View], View]:
    """Declare who may open a view: roles of ``Role``, or ``"anyone"``, or ``"signed in"``.

    A person who is not signed in is led to the sign-in page; one without any of the roles gets the
    404 of a page that does not exist.

    Raises
    ------
    ValueError
        Nobody is named, or a word is no role: a slip must not open or close a page silently.
    """
    if not who or set(who) - _WORDS:
        raise ValueError(f"access is declared with some of {sorted(_WORDS)}, got {who}")

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if ANYONE not in who:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                if not admits(who, request.user):
                    raise Http404
            return view(request, *args, **kwargs)

        guarded.access = who
        guarded.login_required = ANYONE not in who  # read by LoginRequiredMiddleware
        return guarded

    return declare


def admits(who: tuple[str, ...], user: User) -> bool:
    """Return whether a declaration lets in an account that is signed in."""
    return bool({ANYONE, SIGNED_IN} & set(who)) or user.holds(*who)


def declared(view: View) -> tuple[str, ...] | None:
    """Return who may open ``view``, or ``None`` where nobody has said."""
    return getattr(view, "access", None)


def walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, View]]:
    """Yield every route below ``resolver`` with its view."""
    for entry in resolver.url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield route, entry.callback
        else:
            yield from walk(entry, route)


def undeclared(resolver: URLResolver) -> list[str]:
    """Return the routes whose view carries no declaration."""
    return [route for route, view in walk(resolver) if declared(view) is None]
