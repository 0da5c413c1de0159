"""Who of the unit answers for what on a sheet: finished or not, and handed over to another."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.assessments import finishing, permissions
from openpar.assessments.forms_life import HandOverForm
from openpar.assessments.models import ScoreSheet
from openpar.assessments.views import READERS, may_see_whole, visible_items, visible_sheet
from openpar.criteria import duties
from openpar.criteria.responsibility_permissions import may_give_duties, may_hand_over
from openpar.people.access import access
from openpar.people.models import User


@access(*READERS)
@require_GET
def people(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """Who answers for which criteria, and who has finished."""
    return _page(request, _whole(request, cycle, unit))


@access(*READERS)
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """Give all that one person answers for to another one of the unit."""
    found = _whole(request, cycle, unit)
    may_hand_over(request.user, found.unit).or_403()
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        giver, taker = form.cleaned_data["giver"], form.cleaned_data["taker"]
        try:
            duties.hand_over(found.cycle, found.unit, giver, taker, by=request.user)
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            told = {"giver": giver, "taker": taker}
            messages.success(request, _("%(taker)s answers for what %(giver)s had.") % told)
            return redirect("assessments:people", cycle, unit)
    return _page(request, found, form)


@access(*READERS)
@require_POST
def finish(request: HttpRequest, cycle: str, unit: str, code: str) -> HttpResponse:
    """Say that a criterion is done, or that it is not after all."""
    item = get_object_or_404(visible_items(request, cycle, unit), criterion__code=code)
    finishing.finish(item, by=request.user, done=request.POST.get("done") == "yes")
    return redirect("assessments:people", cycle, unit)


def _whole(request: HttpRequest, cycle: str, unit: str) -> ScoreSheet:
    found = visible_sheet(request, cycle, unit)
    if not may_see_whole(request, found):
        raise Http404
    return found


def _form(request: HttpRequest, found: ScoreSheet) -> HandOverForm:
    workers = duties.workers_of(found.unit)
    holders = User.objects.filter(duties__cycle=found.cycle, duties__unit=found.unit).distinct()
    return HandOverForm(request.POST or None, givers=holders.order_by("search"), takers=workers)


def _page(
    request: HttpRequest, found: ScoreSheet, form: HandOverForm | None = None
) -> HttpResponse:
    context = {
        "sheet": found,
        "shares": finishing.shares_of_people(found),
        "form": form or _form(request, found),
        "may_give": may_give_duties(request.user, found.unit),
        "may_hand_over": may_hand_over(request.user, found.unit),
        "may_finish": permissions.may_edit_part(request.user, found),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "assessments/people.html", context, status=status)
