"""The pages of the coordinator's board. Who does not oversee the cycle finds nothing here."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from openpar.assessments.gaps import gap_of, pairs_of
from openpar.criteria import exercises
from openpar.criteria.models import Cycle
from openpar.people.access import access
from openpar.people.lists import RowList
from openpar.people.models import User
from openpar.web.boards import lists, rows
from openpar.web.boards.forms import GapForm, UrgeForm
from openpar.web.boards.rows import UnitRow
from openpar.web.boards.urging import may_urge, urge

OVERSEERS = ("coordinator", "inner_coordinator", "auditor")


@require_GET
@access(*OVERSEERS)
def boards(request: HttpRequest) -> HttpResponse:
    """The cycles that the reader oversees, the newest first; one alone opens its board."""
    overseen = Cycle.objects.filter(exercises.overseen_by(request.user))
    cycles = list(overseen.exclude(state=Cycle.State.PLANNED).for_list())
    if len(cycles) == 1:
        return redirect("web:board", cycles[0].code)
    return render(request, "web/board/boards.html", {"cycles": cycles})


@require_GET
@access(*OVERSEERS)
def units(request: HttpRequest, cycle: str) -> HttpResponse:
    """How far each unit is, in time or late, who holds its sheet, whom to call."""
    found = overseen_cycle(request.user, cycle)
    units_found = rows.rows_of_cycle(found)
    context = {
        "shares": rows.punctuality_shares(units_found),
        "total": rows.total(units_found),
        "may_urge": may_urge(request.user, found),
        "urge_form": UrgeForm(initial=_urging_words(found)),
    }
    listed = lists.units_list(request, found, units_found)
    return _page(request, "units", found, listed, context)


@require_GET
@access(*OVERSEERS)
def missing(request: HttpRequest, cycle: str) -> HttpResponse:
    """Criteria without a required document."""
    return _rows_page(request, "missing", cycle, lists.missing_list)


@require_GET
@access(*OVERSEERS)
def contradictions(request: HttpRequest, cycle: str) -> HttpResponse:
    """Declared points that the unit's own figures do not give."""
    return _rows_page(request, "contradictions", cycle, lists.contradictions_list)


@require_GET
@access(*OVERSEERS)
def bodies(request: HttpRequest, cycle: str) -> HttpResponse:
    """The units put together by the body above them (S4-16)."""
    found = overseen_cycle(request.user, cycle)
    found_bodies = rows.by_body(rows.rows_of_cycle(found, "unit__parent"))
    return _page(request, "bodies", found, lists.bodies_list(request, found, found_bodies), {})


@require_GET
@access(*OVERSEERS)
def gaps(request: HttpRequest, cycle: str) -> HttpResponse:
    """Self minus appraised points, by unit or by criterion, this year and last (S0-17)."""
    found = overseen_cycle(request.user, cycle)
    members = rows.members_of(found)
    last = previous_of(request.user, found)
    pairs = (pairs_of(found), pairs_of(last) if last else [])
    form = GapForm(request.GET)
    criteria = form.is_valid() and form.cleaned_data["by"] == GapForm.CRITERION
    titles = lists.criterion_titles(members) if criteria else lists.unit_titles(members)
    years = lists.gap_years(pairs, criteria=criteria)
    listed = lists.gaps_list(request, found, titles, years, form)
    context = {
        "now": gap_of(pairs[0]),
        "before": gap_of(pairs[1]),
        "last": last,
    }
    return _page(request, "gaps", found, listed, context)


@require_POST
@access("coordinator")
def urge_units(request: HttpRequest, cycle: str) -> HttpResponse:
    """Send a notice to the ticked units."""
    found = overseen_cycle(request.user, cycle)
    form = UrgeForm(request.POST)
    codes = request.POST.getlist("unit")
    if form.is_valid():
        try:
            notice = urge(found, codes, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            count = notice.deliveries.count()
            told = ngettext(
                "The notice went to %(count)d unit.", "The notice went to %(count)d units.", count
            )
            messages.success(request, told % {"count": count})
            return redirect("web:board", cycle)
    context = {"cycle": found, "form": form, "codes": codes}
    return render(request, "web/board/urge.html", context, status=422)


def overseen_cycle(user: User, code: str) -> Cycle:
    """Return a cycle that the reader oversees, or the 404 of what does not exist."""
    overseen = Cycle.objects.filter(exercises.overseen_by(user), code=code)
    found = overseen.exclude(state=Cycle.State.PLANNED).first()
    if found is None:
        raise Http404
    return found


def previous_of(user: User, cycle: Cycle) -> Cycle | None:
    """Return the same body's cycle of the year before, if the reader oversees that one too."""
    cycles = Cycle.objects.filter(
        exercises.overseen_by(user),
        exercise=cycle.exercise,
        owner=cycle.owner_id,
        year=cycle.year - 1,
    )
    return cycles.order_by("-pk").first()


def _rows_page(
    request: HttpRequest,
    name: str,
    code: str,
    make: Callable[[HttpRequest, Cycle, list[UnitRow]], RowList],
) -> HttpResponse:
    found = overseen_cycle(request.user, code)
    return _page(request, name, found, make(request, found, rows.rows_of_cycle(found)), {})


def _page(
    request: HttpRequest, name: str, cycle: Cycle, listed: RowList, context: dict[str, object]
) -> HttpResponse:
    """Answer with the page, or with its list as a workbook."""
    if listed.wants_workbook:
        return listed.workbook()
    context |= {"cycle": cycle, "list": listed, "here": name}
    return render(request, f"web/board/{name}.html", context)


def _urging_words(cycle: Cycle) -> dict[str, str]:
    named = {"cycle": cycle.title}
    return {
        "title": _("Complete and submit the score sheet: %(cycle)s") % named,
        "body": _(
            "Please complete the score sheet of %(cycle)s and submit it in time. If something "
            "stands in the way, write to the standing body under the criterion concerned."
        )
        % named,
    }
