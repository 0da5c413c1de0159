"""Pages about units and about one's own roles."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from openpar.people.access import access
from openpar.people.account_views import workbook_response
from openpar.people.lists import Column, RowList
from openpar.people.models import Succession, Unit, UnitQuerySet
from openpar.people.permissions import may_see_people
from openpar.people.unit_forms import UnitFilterForm
from openpar.people.unit_permissions import may_change_units
from openpar.people.unit_sheet import workbook_of
from openpar.people.units import DEEPEST

UNITS_PER_PAGE = 50
COLUMNS = (
    Column("name", _("Unit"), lambda row: row.name, order=("search",)),
    Column("code", _("Code"), lambda row: row.code, order=("code",)),
    Column("kind", _("Type of unit"), lambda row: row.kind, order=("kind", "search")),
    Column("parent", _("Superior unit"), lambda row: row.parent, order=("parent__search",)),
    Column("valid", _("Valid"), lambda row: row.valid_from, order=("valid_from",)),
    Column("state", _("State"), lambda row: row.standing),
)


@require_GET
@access("signed in")
def units(request: HttpRequest) -> HttpResponse:
    """The list of units: by type, block, superior, a piece of the name; today's or of a day."""
    form = UnitFilterForm(request.GET)
    listed = RowList(
        request,
        _filtered(form),
        COLUMNS,
        label=_("Units"),
        file_name="don-vi",
        row_template="people/_unit_row.html",
        form=form,
        per_page=UNITS_PER_PAGE,
        empty_title=_("No unit matches"),
        empty_text=_(
            "Try a shorter piece of the name, another type, or include units that have ended."
        ),
        workbook_address=reverse("people:units_export"),
    )
    context = {"list": listed, "may_change": may_change_units(request.user)}
    return render(request, "people/units.html", context)


@require_GET
@access("signed in")
def export(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook with the columns of the import."""
    return workbook_response("don-vi.xlsx", workbook_of(_filtered(UnitFilterForm(request.GET))))


@require_GET
@access("signed in")
def tree(request: HttpRequest) -> HttpResponse:
    """Units below their superiors: open from the top down to the one asked for."""
    asked = Unit.objects.select_related("parent__parent__parent")
    at = get_object_or_404(asked, code=request.GET["at"]) if request.GET.get("at") else None
    path = _path(at)
    rows = Unit.objects.valid_today().with_children_count()
    level = rows.filter(parent__isnull=True).order_by("search", "code")
    below = {unit.pk: [] for unit in path}
    for child in rows.filter(parent__in=path).for_list():
        below[child.parent_id].append(child)
    context = {"at": at, "branches": _branches(list(level), path, below)}
    return render(request, "people/unit_tree.html", context)


@require_GET
@access("signed in")
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: facts, periods, lineage, service points, units below, and for some its people."""
    found = get_object_or_404(Unit.objects.with_standing().select_related("parent"), code=code)
    sees_people = may_see_people(request.user)
    context = {
        "unit": found,
        "children": found.children.with_standing().for_list()[:UNITS_PER_PAGE],
        "children_count": found.children.count(),
        "periods": found.periods.select_related("parent"),
        "came_from": Succession.objects.into(found),
        "became": Succession.objects.out_of(found),
        "service_points": found.service_points.with_standing().order_by("standing", "name"),
        "may_change": may_change_units(request.user),
        "may_see_people": sees_people,
        "appointments": _appointments(found) if sees_people else (),
    }
    return render(request, "people/unit.html", context)


@require_GET
@access("signed in")
def my_roles(request: HttpRequest) -> HttpResponse:
    """What one is appointed to: today, before and later."""
    mine = request.user.appointments.with_standing().select_related("unit")
    context = {"appointments": mine.order_by("-valid_from", "role", "pk")}
    return render(request, "people/my_roles.html", context)


def _filtered(form: UnitFilterForm) -> UnitQuerySet:
    """Return the units that the filters leave; a filter nobody offers leaves all."""
    rows = Unit.objects.with_standing().for_list()
    if not form.is_valid():
        return rows
    given = form.cleaned_data
    rows = rows.matching(given["q"]).matching_block(given["block"])
    if given["below"]:
        rows = rows.below_code(given["below"])
    if given["day"]:
        rows = rows.as_on(given["day"])
    elif not given["ended"]:
        rows = rows.valid_today()
    if given["kind"]:
        rows = rows.filter(**{"kind_then" if given["day"] else "kind": given["kind"]})
    return rows


def _path(at: Unit | None) -> list[Unit]:
    """Return the unit and those above it, the highest first."""
    path: list[Unit] = []
    while at is not None and len(path) < DEEPEST:
        path.insert(0, at)
        at = at.parent
    return path


def _branches(
    level: Sequence[Unit], path: Sequence[Unit], below: dict[int, list[Unit]]
) -> list[dict[str, object]]:
    """Return a level of the tree; the units of the path carry the level below them."""
    return [
        {
            "unit": unit,
            "open": unit.pk in below,
            "below": _branches(below[unit.pk], path, below) if unit.pk in below else [],
        }
        for unit in level
    ]


def _appointments(unit: Unit):
    """Return a unit's appointments, those of today first."""
    rows = unit.appointments.with_standing().select_related("user")
    return rows.order_by("standing", "role", "user__username")
