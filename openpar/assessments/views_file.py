"""Pages of a province's own file: lead units, filed evidence, the merged file, outside points."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from openpar import file_delivery
from openpar.assessments import importing, merged_file, moves, permissions, sharing
from openpar.assessments.external import external_layer, own_points
from openpar.assessments.forms_file import ExternalForm, LeadForm
from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreLayer, ScoreSheet
from openpar.assessments.rows import rows_of
from openpar.assessments.shares import shares_of
from openpar.assessments.views import READERS, may_see_whole, visible_items, visible_sheet
from openpar.evidence.models import Revision
from openpar.people.access import access
from openpar.scoring.numbers import Number, exact

#: Columns of the comparison that are summed.
_SUMMED = ("maximum", "own", "points", "difference")


@access(*READERS)
@require_http_methods(["GET", "POST"])
def leads(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """How far each lead unit has come; POST says which unit leads a criterion."""
    found = _file(request, cycle, unit)
    form = LeadForm(request.POST or None, sheet=found)
    if request.method == "POST" and form.is_valid():
        item, lead = form.cleaned_data["item"], form.cleaned_data["lead"]
        try:
            sharing.assign_lead(item, lead, by=request.user)
        except ValidationError as refusal:
            form.add_error("lead", refusal)
        else:
            names = {"unit": lead.label, "code": item.criterion.code}
            messages.success(request, _("%(unit)s leads criterion %(code)s.") % names)
            return redirect("assessments:leads", cycle, unit)
    context = _board(request, found) | {"form": form}
    return render(request, "assessments/leads.html", context, status=422 if form.errors else 200)


@access(*READERS)
@require_http_methods(["GET", "POST"])
def reuse(request: HttpRequest, cycle: str, unit: str, code: str) -> HttpResponse:
    """Evidence filed elsewhere that fits this criterion; POST pins one of it here."""
    item = get_object_or_404(visible_items(request, cycle, unit), criterion__code=code)
    if request.method == "POST":
        number = request.POST.get("revision", "")
        revision = get_object_or_404(
            Revision.objects.select_related("document__owner"),
            pk=int(number) if number.isdecimal() and len(number) < 18 else 0,
        )
        use = _reused(request, item, revision)
        messages.success(request, _("Attached as %(code)s.") % {"code": use.code})
        return redirect("assessments:criterion", cycle, unit, code)
    text = request.GET.get("q", "")[:100]
    uses = sharing.search_reusable(request.user, item, text)
    registered = sharing.own_documents(request.user, item, text)
    shown = {use.revision_id for use in uses}
    context = {
        "item": item,
        "sheet": item.sheet,
        "q": text,
        "uses": uses,
        "revisions": [row for row in registered if row.pk not in shown],
        "may": permissions.may_edit_item(request.user, item),
    }
    return render(request, "assessments/reuse.html", context)


@access(*READERS)
@require_GET
def merged(request: HttpRequest, cycle: str, unit: str, number: int) -> FileResponse:
    """The merged file of one submission: workbook, evidence, index, hashes."""
    found = _file(request, cycle, unit)
    revision = get_object_or_404(found.revisions, number=number)
    criteria_set = found.scoring_set()
    try:
        file = sharing.hand_out(revision, criteria_set.parsed, by=request.user)
    except FileNotFoundError:
        raise Http404(number) from None
    name = f"{found.cycle.code}-{found.unit.code}-{number}.zip"
    return file_delivery.piecewise(file, name=name, media_type=merged_file.MEDIA_TYPE)


@access(*READERS)
@require_http_methods(["GET", "POST"])
def external(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """Points of the superior level beside the own ones; POST tries a file, then imports it."""
    found = _file(request, cycle, unit)
    form = ExternalForm(request.POST or None, request.FILES or None)
    context, status = {"form": form, "changes": None}, 200
    if request.method == "POST":
        permissions.may_import_external(request.user, found).or_403()
        status = 422
        if form.is_valid():
            lines = form.cleaned_data["lines"]
            if form.cleaned_data["confirmed"]:
                try:
                    count = importing.import_external(
                        found, lines, source=form.cleaned_data["source"], by=request.user
                    )
                except ValidationError as refusal:
                    form.refused(refusal)
                else:
                    messages.success(request, _imported(count))
                    return redirect("assessments:external", cycle, unit)
            context["changes"] = importing.trial(found, lines)
            context["wrong"] = sum(1 for change in context["changes"] if change.error)
            context["new"] = sum(1 for change in context["changes"] if change.is_new)
            context["form"] = form.second_step()
            status = 422 if context["wrong"] or form.sentences else 200
    context |= {
        "sheet": found,
        "may": permissions.may_import_external(request.user, found),
        **_comparison(found),
    }
    return render(request, "assessments/external.html", context, status=status)


def _file(request: HttpRequest, cycle: str, unit: str) -> ScoreSheet:
    """Return the file at an address: 404 where there is none, 403 for who sees only a part."""
    found = visible_sheet(request, cycle, unit)
    if not found.cycle.is_own_file:
        raise Http404
    if not may_see_whole(request, found):
        raise PermissionDenied(_("The whole file is read by who puts it together."))
    return found


def _reused(request: HttpRequest, item: ScoreItem, revision: Revision) -> EvidenceUse:
    """Pin the revision; one that the person may not read is like one that does not exist."""
    if not sharing.may_reuse(request.user, revision):
        raise Http404
    return sharing.reuse(item, revision, by=request.user)


def _board(request: HttpRequest, found: ScoreSheet) -> dict[str, object]:
    items = list(ScoreItem.objects.filter(sheet=found).for_sheet())
    rows = rows_of(found, found.scoring_set().parsed, items, may_edit=False, explained=False)
    shares = shares_of({code: row for code, row in rows.items() if row.is_open})
    return {
        "sheet": found,
        "shares": shares,
        "left": sum(share.summary.left for share in shares),
        "may_assign": permissions.may_assign_leads(request.user, found),
        "may_submit": moves.may(request.user, found, "submit"),
        "revision": found.revisions.last(),
    }


def _comparison(found: ScoreSheet) -> dict[str, object]:
    """Own and outside points of every criterion that has outside points, their sums, and what was
    lost."""
    items = ScoreItem.objects.filter(sheet=found).select_related("criterion")
    rows = []
    for item in items.order_by("criterion__position").with_layers():
        layers = list(item.layers.all())
        outside = external_layer(layers)
        if outside is not None:
            rows.append(_compared(item, own_points(layers), outside))
    sums = {name: _sum([row[name] for row in rows]) for name in _SUMMED}
    return {"rows": rows, "sums": sums, "lost": [row for row in rows if row["lost"]]}


def _sum(numbers: list[Number | None]) -> Number | None:
    """Return the sum; none where a number is missing, which is not zero."""
    return None if None in numbers else exact(sum(numbers))


def _compared(item: ScoreItem, own: Number | None, outside: ScoreLayer) -> dict[str, object]:
    maximum = item.criterion.maximum
    return {
        "criterion": item.criterion,
        "maximum": maximum,
        "own": own,
        "outside": outside,
        "points": outside.points,
        "difference": None if own is None else exact(outside.points - own),
        "lost": None if maximum is None else exact(maximum - outside.points),
    }


def _imported(count: int) -> str:
    if not count:
        return _("Nothing new: these points had been imported before.")
    said = ngettext(
        "Points of %(count)d criterion imported.", "Points of %(count)d criteria imported.", count
    )
    return said % {"count": count}
