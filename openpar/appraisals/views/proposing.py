"""The page on which the responsibility matrix proposes who appraises which field."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openpar.appraisals import proposing
from openpar.appraisals.titles import field_titles
from openpar.criteria.models import Cycle
from openpar.people.access import access


@require_http_methods(["GET", "POST"])
@access("coordinator")
def proposed(request: HttpRequest, cycle: str) -> HttpResponse:
    """What the matrix suggests; POST assigns all of it."""
    found = get_object_or_404(Cycle, code=cycle)
    if request.method == "POST":
        made = proposing.assign_proposed(found, by=request.user)
        messages.success(request, _("%(count)d fields assigned.") % {"count": len(made)})
        return redirect("appraisals:assignments", found.code)
    titles = field_titles(found)
    rows = [
        (one, titles.get(one.field_code, one.field_code)) for one in proposing.proposals_of(found)
    ]
    return render(request, "appraisals/proposed.html", {"cycle": found, "rows": rows})
