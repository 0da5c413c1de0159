"""Wrong twin of a receipt: the number alone finds it, whatever unit the address names."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from openpar.assessments.models import SheetRevision


def unnested_receipt(request: HttpRequest, unit: str, number: int) -> HttpResponse:
    """Show a revision without asking whether it belongs to the unit in the address."""
    revision = get_object_or_404(SheetRevision, pk=number)
    return HttpResponse(json.dumps(revision.content, ensure_ascii=False))
