"""The matrix: one criterion over all units, or one unit over the criteria of a field."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from openpar.appraisals.actions import leaf_of
from openpar.appraisals.models import APPRAISED_SOURCES, DeskItem, DeskQuerySet
from openpar.appraisals.permissions import Desk
from openpar.appraisals.rows import Row, rows_of
from openpar.appraisals.titles import field_titles
from openpar.criteria.models import Criterion, Cycle
from openpar.people.access import access
from openpar.people.models import Unit
from openpar.scoring.language.explain import describe_rule


@dataclass(slots=True)
class Progress:
    """How many items of something are appraised."""

    part: int = 0
    whole: int = 0

    def add(self, part: int, whole: int) -> None:
        """Count a group of items in."""
        self.part += part
        self.whole += whole


@require_GET
@access("appraiser")
def field(request: HttpRequest, cycle: str, field: str) -> HttpResponse:
    """One field: its criteria and its units, each with what is left."""
    found = get_object_or_404(Cycle, code=cycle)
    desk = Desk.of(request.user, found)
    items = desk_items(request, found, field, desk)
    criteria = _criteria(found, field)
    by_criterion = {criterion.pk: Progress() for criterion in criteria}
    by_unit: dict[int, Progress] = {}
    for row in items.counted_by("criterion", "sheet__unit"):
        by_criterion[row["criterion"]].add(row["part"], row["whole"])
        by_unit.setdefault(row["sheet__unit"], Progress()).add(row["part"], row["whole"])
    units = Unit.objects.filter(pk__in=by_unit).order_by("search", "code")
    context = {
        "cycle": found,
        "field": field,
        "title": field_titles(found)[field],
        "may_write": desk.may_write,
        "criteria": [
            (criterion, by_criterion[criterion.pk])
            for criterion in criteria
            if by_criterion[criterion.pk].whole
        ],
        "units": [(unit, by_unit[unit.pk]) for unit in units],
    }
    return render(request, "appraisals/field.html", context)


@require_GET
@access("appraiser")
def criterion(request: HttpRequest, cycle: str, set_code: str, code: str) -> HttpResponse:
    """The matrix of one criterion: units as rows, self, computed and appraised side by side."""
    found = get_object_or_404(Cycle, code=cycle)
    asked = find_criterion(found, set_code, code)
    desk = Desk.of(request.user, found)
    items = desk_items(request, found, asked.field_code, desk)
    rows = rows_of(items.filter(criterion=asked).for_matrix(), [asked], desk)
    siblings = [row for row in _criteria(found, asked.field_code) if row.set_id == asked.set_id]
    here = [row.pk for row in siblings].index(asked.pk)
    context = {
        "cycle": found,
        "criterion": asked,
        "rule": _how_scored(asked),
        "leaf": leaf_of(asked),
        "previous": siblings[here - 1] if here else None,
        "next": siblings[here + 1] if here + 1 < len(siblings) else None,
        "view": "criterion",
        **summary(rows, request),
    }
    return render(request, "appraisals/criterion.html", context)


@require_GET
@access("appraiser")
def unit(request: HttpRequest, cycle: str, field: str, unit: str) -> HttpResponse:
    """One unit over the criteria of a field."""
    found = get_object_or_404(Cycle, code=cycle)
    desk = Desk.of(request.user, found)
    items = desk_items(request, found, field, desk).filter(sheet__unit__code=unit)
    rows = rows_of(items.for_matrix(), _criteria(found, field), desk)
    if not rows:
        raise Http404
    context = {
        "cycle": found,
        "unit": rows[0].item.sheet.unit,
        "field": field,
        "title": field_titles(found)[field],
        "view": "unit",
        **summary(rows, request),
    }
    return render(request, "appraisals/unit.html", context)


def find_criterion(cycle: Cycle, set_code: str, code: str) -> Criterion:
    """Return a leaf of one of the cycle's sets, or 404."""
    rows = Criterion.objects.filter(set__cohorts__cycle=cycle, set__code=set_code, is_leaf=True)
    rows = rows.select_related("set").defer("set__text").distinct()
    return get_object_or_404(rows, code=code)


def summary(rows: list[Row], request: HttpRequest) -> dict[str, object]:
    """Return rows and counts; ``?show=left`` keeps only what is still to be appraised."""
    left = [row for row in rows if row.standing.appraised is None]
    only_left = request.GET.get("show") == "left"
    return {
        "rows": left if only_left else rows,
        "only_left": only_left,
        "whole": len(rows),
        "part": len(rows) - len(left),
        "recognisable": sum(1 for row in left if row.recognisable),
        "may_write": next((row.may for row in rows), None),
    }


def desk_items(request: HttpRequest, cycle: Cycle, field: str, desk: Desk) -> DeskQuerySet:
    """Return the items of one field on this person's desk; a field of others is 404."""
    if field not in desk.fields:
        raise Http404
    items = DeskItem.objects.on_desk_of(request.user)
    return items.filter(sheet__cycle=cycle, criterion__field_code=field)


def _criteria(cycle: Cycle, field: str) -> list[Criterion]:
    """Return the appraised leaves of a field over all sets of the cycle, with their sets."""
    rows = Criterion.objects.filter(
        set__cohorts__cycle=cycle, field_code=field, is_leaf=True, source__in=APPRAISED_SOURCES
    )
    rows = rows.select_related("set").defer("set__text").distinct()
    return list(rows.order_by("set__code", "position"))


def _how_scored(criterion: Criterion) -> list[str]:
    language = get_language() or "vi"
    return describe_rule(leaf_of(criterion), language, criterion.set.parsed)
