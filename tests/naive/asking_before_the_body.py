"""Wrong twin of an upload: who may is asked when a request begins, its body comes afterwards."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from openpar.people.first_sign_in import ChangeGivenPasswordMiddleware


def asking_before_the_body(application: Callable[..., object]) -> Callable[..., object]:
    """Remember account and roles as they are when the head of a request arrives."""

    def remembering(
        middleware: ChangeGivenPasswordMiddleware, request: HttpRequest
    ) -> HttpResponse:
        if request.user.is_authenticated:
            request.user.appointments_today()
        return middleware.get_response(request)

    ChangeGivenPasswordMiddleware.__call__ = remembering
    return application
