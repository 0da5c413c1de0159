"""Wrong twin of the change of an account: every name that is sent becomes a column that is set."""

from django.http import HttpRequest, HttpResponse

from openpar.people.models import User


def generous_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Store all that was typed, and what was typed along."""
    User.objects.filter(pk=pk).update(**request.POST.dict())
    return HttpResponse("ok")
