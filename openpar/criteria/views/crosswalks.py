"""Pages of crosswalks: which there are, both versions beside each other, one line, the export."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.criteria import crosswalk_actions as actions
from openpar.criteria import crosswalk_permissions as permissions
from openpar.criteria.crosswalk_forms import LineForm, OlderSetForm
from openpar.criteria.crosswalk_workbook import crosswalk_workbook
from openpar.criteria.crosswalks import Row, chosen, rows_of, share_text
from openpar.criteria.models import RELATIONS, CriteriaSet, Crosswalk
from openpar.people.access import access
from openpar.people.account_views import workbook_response


@require_http_methods(["GET", "POST"])
@access("signed in")
def crosswalks(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The crosswalks that lead to a set; who keeps it begins another."""
    sets = CriteriaSet.objects.visible_to(request.user).defer("text")
    found = get_object_or_404(sets, code=code, version=version)
    others = sets.exclude(pk=found.pk).order_by("-decision_date", "code", "-version")
    before = others.filter(code=code, version__lt=version).order_by("-version").first()
    form = OlderSetForm(request.POST or None, sets=others, initial={"old_set": before})
    verdict = permissions.may_draw_up(request.user, found)
    if request.method == "POST":
        verdict.or_403()
        if form.is_valid():
            made = actions.draw_up(form.cleaned_data["old_set"], found, by=request.user)
            return redirect("criteria:crosswalk", *_address(made))
    rows = Crosswalk.objects.visible_to(request.user).with_sets().filter(new_set=found)
    context = {"set": found, "crosswalks": rows.order_by("-pk"), "form": form, "may": verdict}
    status = 422 if form.is_bound else 200
    return render(request, "criteria/crosswalks.html", context, status=status)


@require_GET
@access("signed in")
def crosswalk(
    request: HttpRequest, code: str, version: int, old_code: str, old_version: int
) -> HttpResponse:
    """Both versions beside each other, what changed first."""
    found = _visible(request, code, version, old_code, old_version)
    return _page(request, found)


@require_http_methods(["GET", "POST"])
@access("coordinator", "inner_coordinator")
def line(
    request: HttpRequest,
    code: str,
    version: int,
    old_code: str,
    old_version: int,
    side: str,
    leaf: str,
) -> HttpResponse:
    """Correct the line of one leaf. A refused line comes back as it was typed."""
    found = _visible(request, code, version, old_code, old_version)
    permissions.may_change(request.user, found).or_403()
    lines = found.read()
    known = {"old": lines.of, "new": lines.to}.get(side, lambda _code: None)(leaf)
    if known is None:
        raise Http404
    form = LineForm(request.POST or None, initial=_initial(known, found))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            actions.put_line(
                found, form.line(), by=request.user, version=form.cleaned_data["version"]
            )
        except ValidationError as error:
            form.add_error(None, error)
        except actions.ChangedMeanwhileError:
            status = 409
            form = LineForm({**request.POST.dict(), "version": found.version})
            form.add_error(
                None, _("Somebody changed the crosswalk meanwhile. Look at it, then save again.")
            )
        else:
            return redirect(f"{_page_address(found)}#{side}-{leaf}")
    rows = rows_of(lines, found.old_set.parsed, found.new_set.parsed)
    context = {
        "crosswalk": found,
        "row": next(row for row in rows if row.line == known),
        "form": form,
        "leaf": leaf,
    }
    return render(request, "criteria/crosswalk_line.html", context, status=status)


@require_POST
@access("coordinator", "inner_coordinator")
def move(
    request: HttpRequest, code: str, version: int, old_code: str, old_version: int, name: str
) -> HttpResponse:
    """Confirm or reopen; what keeps it from being confirmed is told on the page."""
    found = _visible(request, code, version, old_code, old_version)
    if name not in actions.MOVES:
        raise Http404
    try:
        actions.move(found, name, by=request.user)
    except ValidationError as error:
        return _page(request, found, refusal=error.messages, status=422)
    messages.success(request, _("Done, and written to the log."))
    return redirect(_page_address(found))


@require_GET
@access("signed in")
def export(
    request: HttpRequest, code: str, version: int, old_code: str, old_version: int
) -> HttpResponse:
    """The crosswalk as a workbook."""
    found = _visible(request, code, version, old_code, old_version)
    name = f"doi-chieu-{code}-{version}-{old_code}-{old_version}.xlsx"
    return workbook_response(name, crosswalk_workbook(_rows(found)))


def _page(
    request: HttpRequest, found: Crosswalk, *, refusal: list[str] | None = None, status: int = 200
) -> HttpResponse:
    rows = _rows(found)
    words, relation = request.GET.get("q", "").strip()[:200], request.GET.get("relation", "")
    relation = relation if relation in {str(one) for one in RELATIONS} else ""
    shown = chosen(rows, words=words, relation=relation)
    counts = [(str(one), label, sum(1 for row in rows if row.line.relation is one))
              for one, label in RELATIONS.items()]  # fmt: skip
    verdicts = {
        name: step.may(request.user, found)
        for name, step in actions.MOVES.items()
        if step.source == found.state
    }
    context = {
        "crosswalk": found,
        "changed": [row for row in shown if not row.is_unchanged],
        "unchanged": [row for row in shown if row.is_unchanged],
        "counts": counts,
        "q": words,
        "relation": relation,
        "may_change": permissions.may_change(request.user, found),
        "moves": {name: verdict for name, verdict in verdicts.items() if verdict},
        "refusal": refusal or [],
    }
    return render(request, "criteria/crosswalk.html", context, status=status)


def _rows(found: Crosswalk) -> list[Row]:
    return rows_of(found.read(), found.old_set.parsed, found.new_set.parsed)


def _initial(known, found: Crosswalk) -> dict[str, object]:
    """Return a line as its form shows it."""
    return {
        "relation": str(known.relation),
        "old": ", ".join(known.old),
        "new": ", ".join(known.new),
        "shares": "; ".join(map(share_text, known.shares)),
        "note": known.note,
        "version": found.version,
    }


def _visible(
    request: HttpRequest, code: str, version: int, old_code: str, old_version: int
) -> Crosswalk:
    """Return the crosswalk, or 404 alike for what is absent and what is not for this person."""
    seen = Crosswalk.objects.visible_to(request.user).with_sets()
    return get_object_or_404(
        seen, new_set__code=code, new_set__version=version,
        old_set__code=old_code, old_set__version=old_version,
    )  # fmt: skip


def _address(found: Crosswalk) -> tuple[object, ...]:
    new, old = found.new_set, found.old_set
    return (new.code, new.version, old.code, old.version)


def _page_address(found: Crosswalk) -> str:
    return redirect("criteria:crosswalk", *_address(found)).url
