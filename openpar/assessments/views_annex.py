"""A score sheet as the printed annex: the columns that officials know, on A4 across."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openpar.assessments.views import READERS, sheet_context, visible_sheet
from openpar.people.access import access


@access(*READERS)
@require_GET
def annex(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """The sheet, or the part of it that the reader sees, as it is printed and filed."""
    found = visible_sheet(request, cycle, unit)
    context = sheet_context(request, found)
    context["superior"] = found.unit.parent
    return render(request, "assessments/annex.html", context)
