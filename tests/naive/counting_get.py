"""Wrong twin of a page: it notes on the account that somebody has looked."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openpar.people.models import User


def counting_get(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a GET and write on the way."""
    User.objects.filter(pk=pk).update(last_login=timezone.now())
    return HttpResponse("seen")
