"""A request that announces too large a body is answered before the body is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openpar.web.errors import too_large


class RequestSizeMiddleware:
    """Answers 413 to what announces more than ``REQUEST_MAX_BYTES``; the rest is not awaited."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the announced length alone."""
        announced = request.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > settings.REQUEST_MAX_BYTES:
            return too_large(request)
        return self.get_response(request)
