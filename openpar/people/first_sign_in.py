"""A password that somebody else has given opens one page: the one on which it is changed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

#: What stays open: changing the password, leaving, the look of the page.
_OPEN = ("web:password_change", "web:sign_out", "web:preferences")


class ChangeGivenPasswordMiddleware:
    """Lead whoever signed in with a temporary password to the page that changes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Lead it to the page of the password, where one must be set.

        Asked here, once the check of the form's token has taken the whole body: whoever it is, a
        right may end while a large file is still on its way.
        """
        user = request.user
        given = user.is_authenticated and user.must_change_password
        if given and request.path not in [reverse(name) for name in _OPEN]:
            return redirect("web:password_change")
        return None
