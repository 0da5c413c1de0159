"""Wrong twin of the 404 page: helpful, and therefore telling."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def telling_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Name the address and the cause, as Django's plain page for developers does."""
    context = {"status": 404, "bare": True, "title": request.path, "text": str(exception)}
    return render(request, "web/error.html", context, status=404)
