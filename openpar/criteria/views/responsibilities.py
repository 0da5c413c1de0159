"""Pages of the responsibility matrix: the whole, one node, one agency, the workbook."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.criteria import responsibility_actions as actions
from openpar.criteria import responsibility_permissions as permissions
from openpar.criteria.models import Criterion, Cycle, Matrix, Responsibility
from openpar.criteria.responsibilities import lines_of, part_of
from openpar.criteria.responsibility_forms import DecisionForm, ResponsibilityForm
from openpar.criteria.responsibility_workbook import responsibility_workbook
from openpar.criteria.views.cycles import visible
from openpar.people.access import access
from openpar.people.account_views import workbook_response
from openpar.people.models import Unit


@require_GET
@access("signed in")
def matrix(request: HttpRequest, code: str) -> HttpResponse:
    """Every criterion with who leads and who cooperates, and the holes."""
    cycle, found = _seen(request, code)
    return _page(request, cycle, found)


@require_POST
@access("coordinator", "inner_coordinator")
def draw_up(request: HttpRequest, code: str) -> HttpResponse:
    """Fill the matrix from the sets; codes of no unit are told."""
    cycle = visible(request, code)
    _made, unknown = actions.draw_up(cycle, by=request.user)
    if unknown:
        told = _("No unit in force has these codes of the set: %(codes)s.")
        messages.warning(request, told % {"codes": ", ".join(unknown)})
    messages.success(request, _("The matrix is filled from the criteria sets."))
    return redirect("criteria:matrix", cycle.code)


@require_http_methods(["GET", "POST"])
@access("coordinator", "inner_coordinator")
def responsibility(
    request: HttpRequest, code: str, set_code: str, version: int, criterion: str
) -> HttpResponse:
    """Say who leads and who cooperates at one node."""
    cycle, found = _seen(request, code)
    if found is None:
        raise Http404
    permissions.may_edit_matrix(request.user, cycle, found).or_403()
    nodes = Criterion.objects.filter(set__cohorts__cycle=cycle).select_related("set").distinct()
    node = get_object_or_404(nodes, set__code=set_code, set__version=version, code=criterion)
    form = ResponsibilityForm(request.POST or None, initial=_said(found, node))
    if request.method == "POST":
        form = ResponsibilityForm(request.POST)
        if form.is_valid():
            try:
                actions.set_responsibility(found, node, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(f"{_address(cycle)}#node-{node.pk}")
    context = {"cycle": cycle, "node": node, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "criteria/responsibility.html", context, status=status)


@require_POST
@access("coordinator", "inner_coordinator", "chair", "vice_chair")
def move(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Propose, approve or take back the matrix."""
    cycle, found = _seen(request, code)
    if found is None or name not in actions.MOVES:
        raise Http404
    form = DecisionForm(request.POST)
    decision = form.cleaned_data["decision"] if form.is_valid() else ""
    try:
        actions.move(found, name, by=request.user, decision=decision)
    except ValidationError as error:
        return _page(request, cycle, found, form=form, refusal=error.messages[0], status=422)
    messages.success(request, _("Done, and written to the log."))
    return redirect("criteria:matrix", cycle.code)


@require_GET
@access("signed in")
def export(request: HttpRequest, code: str) -> HttpResponse:
    """The matrix as a workbook."""
    cycle, found = _seen(request, code)
    content = responsibility_workbook(lines_of(cycle, found))
    return workbook_response(f"phan-cong-{cycle.code}.xlsx", content)


@require_GET
@access("signed in")
def agency(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """What one agency leads and where it cooperates: two lists, told apart."""
    cycle, found = _seen(request, code)
    shown = get_object_or_404(Unit, code=unit)
    parts = part_of(lines_of(cycle, found), shown)
    if not parts:
        raise Http404
    context = {
        "cycle": cycle,
        "unit": shown,
        "leads": [line for _set, line, part in parts if part == Responsibility.Part.LEAD],
        "cooperates": [line for _set, line, part in parts if part != Responsibility.Part.LEAD],
    }
    return render(request, "criteria/agency.html", context)


def _seen(request: HttpRequest, code: str) -> tuple[Cycle, Matrix | None]:
    """Return cycle and matrix, or the 404 of a matrix that does not exist for this person."""
    cycle = visible(request, code)
    found = Matrix.objects.filter(cycle=cycle).select_related("cycle", "proposed_by").first()
    if not permissions.may_see_matrix(request.user, found):
        raise Http404
    return cycle, found


def _page(
    request: HttpRequest,
    cycle: Cycle,
    found: Matrix | None,
    *,
    form: DecisionForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    sets = lines_of(cycle, found)
    verdicts = {
        name: step.may(request.user, found)
        for name, step in actions.MOVES.items()
        if found is not None and found.state in step.sources
    }
    context = {
        "cycle": cycle,
        "matrix": found,
        "sets": sets,
        "holes": [line for one in sets for line in one.holes],
        "may_edit": permissions.may_edit_matrix(request.user, cycle, found),
        "moves": {name: verdict for name, verdict in verdicts.items() if verdict},
        "form": form or DecisionForm(),
        "refusal": refusal,
    }
    return render(request, "criteria/matrix.html", context, status=status)


def _said(found: Matrix, node: Criterion) -> dict[str, str]:
    """Return what is said at the node itself, as codes."""
    said = list(found.responsibilities.filter(criterion=node).with_names())
    lead = [one.unit.code for one in said if one.part == Responsibility.Part.LEAD]
    others = [one.unit.code for one in said if one.part != Responsibility.Part.LEAD]
    return {"lead": "".join(lead), "cooperating": ", ".join(others)}


def _address(cycle: Cycle) -> str:
    return redirect("criteria:matrix", cycle.code).url
