"""What goes wrong outside every operation: for programs a problem in JSON, for people a page."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from openpar.api.refusals import refuse
from openpar.web import errors

PREFIX = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read."""
    if request.path.startswith(PREFIX):
        return refuse(400, _("Something in the address or in what was sent is not as expected."))
    return errors.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; Django has written it to the log. The database is not asked."""
    if request.path.startswith(PREFIX):
        return refuse(
            500,
            _("The error has been written to the log. Nothing you had saved is lost."),
        )
    return errors.server_error(request)
