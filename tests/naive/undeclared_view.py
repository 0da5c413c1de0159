"""Wrong twin of a view: it checks the role itself and declares nothing."""

from django.http import Http404, HttpRequest, HttpResponse


def undeclared_view(request: HttpRequest) -> HttpResponse:
    """Serve a page that looks guarded; nobody can tell from outside who may open it."""
    if not request.user.holds("coordinator"):
        raise Http404
    return HttpResponse("seen")
