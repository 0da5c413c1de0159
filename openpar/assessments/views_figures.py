"""Pages of a lead agency: the criteria whose figures it gives, and the table of each."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from openpar import file_delivery
from openpar.assessments import providing, readers
from openpar.assessments import providing_permissions as permissions
from openpar.assessments.forms_figures import FiguresForm
from openpar.assessments.provided_workbook import figures_workbook, read_figures
from openpar.assessments.providing import Place, RefusedFiguresError
from openpar.assessments.sheet_workbook import MEDIA_TYPE
from openpar.assessments.table_files import UnreadableError
from openpar.criteria import exercises
from openpar.criteria.models import Criterion, Cycle, Period
from openpar.people.access import access

PROVIDERS = ("officer", "head", "coordinator", "inner_coordinator", "auditor")


@access(*PROVIDERS)
@require_GET
def led(request: HttpRequest) -> HttpResponse:
    """The criteria that the own units lead in open cycles, how many units have figures."""
    cycles = Cycle.objects.filter(state=Cycle.State.OPEN).order_by("-year", "code")
    groups = []
    for cycle in cycles:
        if cycle.is_own_file:
            continue
        overseen = exercises.oversees(request.user, cycle)
        units = None if overseen else readers.filled_units(request.user)
        led_ones = providing.led_criteria(cycle, units)
        if led_ones:
            groups.append((cycle, led_ones))
    return render(request, "assessments/led.html", {"groups": groups})


@access(*PROVIDERS)
@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest, cycle: str, criteria_set: str, code: str) -> HttpResponse:
    """One criterion, every unit: what was given, what each unit says; POST tries a table."""
    place = _place(request, cycle, criteria_set, code)
    may = permissions.may_provide(request.user, place.cycle, place.lead)
    context, status = {"form": FiguresForm(), "tried": "", "wrong": 0}, 200
    if request.method == "POST":
        may.or_403()
        done, context, status = _post(request, place)
        if done is not None:
            return done
    context = {"lines": providing.standing(place), "is_trial": False} | context
    context |= {"place": place, "may": may}
    return render(request, "assessments/figures.html", context, status=status)


@access(*PROVIDERS)
@require_GET
def table(request: HttpRequest, cycle: str, criteria_set: str, code: str) -> HttpResponse:
    """The table of one criterion for all units, to be filled in."""
    place = _place(request, cycle, criteria_set, code)
    content = figures_workbook(place, providing.standing(place))
    name = f"so-lieu-{place.cycle.code}-{place.criterion.code}.xlsx"
    return file_delivery.made(content, name=name, media_type=MEDIA_TYPE)


def _post(request: HttpRequest, place: Place) -> tuple[HttpResponse | None, dict[str, object], int]:
    """Return where to go when all is written, or what the page shows instead."""
    form = FiguresForm(request.POST, request.FILES)
    if not form.is_valid():
        return None, {"form": form}, 422
    try:
        given = form.rows(lambda content: read_figures(content, place))
    except UnreadableError as refusal:
        form.add_error("file", str(refusal))
        return None, {"form": form}, 422
    if form.cleaned_data["confirmed"]:
        try:
            lines = providing.provide(
                place, given, source=form.cleaned_data["source"], by=request.user
            )
        except RefusedFiguresError as refusal:
            lines = refusal.lines
        else:
            _say(request, sum(1 for line in lines for one in line.figures if one.is_new))
            return redirect(request.get_full_path()), {}, 302
    else:
        lines = providing.compare(place, given)
    wrong = sum(1 for line in lines if line.is_wrong)
    shown = {"form": form, "lines": lines, "is_trial": True, "wrong": wrong}
    return None, shown | {"tried": form.packed(given)}, 422 if wrong else 200


def _place(request: HttpRequest, cycle: str, criteria_set: str, code: str) -> Place:
    """Return the place at an address; what one may not see is as if it were not there."""
    found = get_object_or_404(Cycle.objects.exclude(state=Cycle.State.PLANNED), code=cycle)
    leaves = Criterion.objects.filter(set__cohorts__cycle=found, is_leaf=True).select_related("set")
    criterion = leaves.filter(set__code=criteria_set, code=code).order_by("-set__version").first()
    if criterion is None:
        raise Http404
    period = _period(found, request.GET.get("period", ""))
    place = providing.place_of(found, criterion, period)
    if not permissions.may_see_figures(request.user, found, place.lead):
        raise Http404
    return place


def _period(cycle: Cycle, code: str) -> Period:
    """Return the period of a cycle by its code, empty for the year."""
    if not code:
        return Period.objects.year_of(cycle)
    for period in cycle.periods.all():
        if period.code == code:
            return period
    raise Http404


def _say(request: HttpRequest, count: int) -> None:
    text = ngettext(
        "%(count)d figure was written down.", "%(count)d figures were written down.", count
    )
    messages.success(request, text % {"count": count})
