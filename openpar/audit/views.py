"""The log as a page. Who may open it is declared in ``openpar/urls.py``: accounts come later."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openpar.audit.forms import EventFilterForm
from openpar.audit.models import Event

EVENTS_PER_PAGE = 50


@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Events, the newest first, filtered by action, object and account."""
    form = EventFilterForm(request.GET)
    rows = Event.objects.newest_first()
    if form.is_valid():
        rows = rows.asked(**form.cleaned_data)
    page = Paginator(rows, EVENTS_PER_PAGE).get_page(request.GET.get("page"))
    parameters = request.GET.copy()
    parameters.pop("page", None)
    query = f"&{parameters.urlencode()}" if parameters else ""
    return render(request, "audit/events.html", {"form": form, "page": page, "query": query})
