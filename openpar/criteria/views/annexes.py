"""Pages on an annex's way to a criteria set: file, columns, tree, rules, saving."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openpar.criteria import annex_actions as actions
from openpar.criteria.actions import defect_sentences, stored
from openpar.criteria.annex_forms import (
    AnnexFileForm,
    HeadForm,
    MappingForm,
    RowForm,
    decisions_of,
)
from openpar.criteria.annex_mapping import Mapping, propose
from openpar.criteria.annex_opening import AnnexError
from openpar.criteria.annex_set import Leaf, leaves_of
from openpar.criteria.models import AnnexImport
from openpar.people.access import access
from openpar.people.formats import is_vietnamese
from openpar.scoring.sets.reading import SetError

SHOWN_ROWS = 12
CONFLICT = 409


@require_http_methods(["GET", "POST"])
@access("coordinator")
def annexes(request: HttpRequest) -> HttpResponse:
    """Imports in progress, and the form that takes in a file."""
    form = AnnexFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            annex = actions.start(file.read(), file.name, by=request.user)
        except AnnexError as error:
            form.add_error("file", str(error))
        else:
            return redirect("criteria:annex_columns", annex.pk)
    context = {"form": form, "annexes": AnnexImport.objects.for_list().select_related("changed_by")}
    return render(request, "criteria/annexes.html", context)


@require_http_methods(["GET", "POST"])
@access("coordinator")
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which table, which columns, which levels: proposed, to be corrected."""
    annex = _find(pk)
    tables = actions.tables_of(annex)
    mapping = _mapping(request, annex, tables)
    table = tables[mapping.table]
    form = MappingForm(request.POST or None, table=table, mapping=mapping)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_columns(annex, form.mapping(), version=_version(request), by=request.user)
        except actions.StaleAnnexError:
            status = _say_stale(request, annex)
        else:
            return redirect("criteria:annex_tree", annex.pk)
    context = _context(annex, "columns") | {
        "form": form,
        "tables": list(enumerate(tables)),
        "table": table,
        "number": mapping.table,
        "rows": list(enumerate(table.rows[:SHOWN_ROWS], start=1)),
    }
    return render(request, "criteria/annex_columns.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access("coordinator")
def tree(request: HttpRequest, pk: int) -> HttpResponse:
    """The annex as a tree, each problem beside its row; ``?row=`` opens a row to be corrected."""
    annex = _find(pk)
    number = _row_number(request)
    said = annex.changes.get(str(number), {})
    form = RowForm(request.POST or None, initial=said)
    status = 200
    if request.method == "POST" and number and form.is_valid():
        try:
            actions.change_row(
                annex, number, form.change(), version=_version(request), by=request.user
            )
        except actions.StaleAnnexError:
            status = _say_stale(request, annex)
        else:
            return redirect(f"{request.path}#row-{number}")
    found = actions.tree_of(annex)
    table = annex.tables[annex.mapping["table"]]["rows"]
    shown = number if number and number <= len(table) else 0
    context = _context(annex, "tree") | {
        "tree": found,
        "rows": found.rows(),
        "form": form if shown else None,
        "row": shown,
        "cells": [cell for cell in table[shown - 1] if cell] if shown else [],
    }
    return render(request, "criteria/annex_tree.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access("coordinator")
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Each leaf's text beside the rule that it probably states, in words; accepted one by one."""
    annex = _find(pk)
    found, language = actions.tree_of(annex), _language()
    leaves = actions.leaves_now(annex, found, language)
    status = 200
    if request.method == "POST":
        said = decisions_of(request.POST, leaves)
        try:
            annex = actions.decide(annex, said, version=_version(request), by=request.user)
        except actions.StaleAnnexError:
            status = _say_stale(request, annex)
            leaves = leaves_of(found, said, language)
        else:
            leaves = actions.leaves_now(annex, found, language)
            if "go_on" in request.POST and not any(leaf.is_open for leaf in leaves):
                return redirect("criteria:annex_save", annex.pk)
            messages.success(request, _still_open(leaves))
            return redirect("criteria:annex_rules", annex.pk)
    context = _context(annex, "rules") | {"leaves": leaves, **_counts(leaves)}
    return render(request, "criteria/annex_rules.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access("coordinator")
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the set and its decision, and save the draft."""
    annex = _find(pk)
    form = HeadForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_as_set(
                annex, form.head(), version=_version(request), by=request.user
            )
        except actions.StaleAnnexError:
            status = _say_stale(request, annex)
        except ValidationError as error:
            form.add_error(None, error)
        except SetError as error:
            for sentence in defect_sentences([stored(one) for one in error.defects]):
                form.add_error(None, sentence)
        else:
            messages.success(request, _("Saved as a draft: %(set)s.") % {"set": made})
            return redirect("criteria:set", made.code, made.version)
    found = actions.tree_of(annex)
    leaves = actions.leaves_now(annex, found, _language())
    context = _context(annex, "save") | {"form": form, "tree": found, **_counts(leaves)}
    return render(request, "criteria/annex_save.html", context, status=status)


@require_POST
@access("coordinator")
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an import up."""
    annex = _find(pk)
    try:
        actions.abandon(annex, version=_version(request), by=request.user)
    except actions.StaleAnnexError:
        _say_stale(request, annex)
    else:
        messages.success(request, _("Given up: %(file)s.") % {"file": annex.file_name})
    return redirect("criteria:annexes")


def _find(pk: int) -> AnnexImport:
    """Return an import in progress, or the 404 of what does not exist."""
    rows = AnnexImport.objects.select_related("changed_by")
    return get_object_or_404(rows, pk=pk, state=AnnexImport.State.OPEN)


def _mapping(request: HttpRequest, annex: AnnexImport, tables: list) -> Mapping:
    """Return the stored mapping, or a new proposal for the table that is asked for."""
    stored_mapping = Mapping.from_data(annex.mapping)
    asked = request.POST.get("table") or request.GET.get("table") or ""
    number = int(asked) if asked.isdecimal() and len(asked) < 4 else stored_mapping.table
    if number == stored_mapping.table or number >= len(tables):
        return stored_mapping
    return propose(tables, number)


def _row_number(request: HttpRequest) -> int:
    asked = request.GET.get("row", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 0


def _version(request: HttpRequest) -> int:
    asked = request.POST.get("version", "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 else 0


def _say_stale(request: HttpRequest, annex: AnnexImport) -> int:
    """Tell that somebody else was faster; what was typed stays on the page."""
    annex.refresh_from_db()
    messages.warning(
        request,
        _("%(person)s has changed this import meanwhile. What you entered is below: check and save")
        % {"person": annex.changed_by},
    )
    return CONFLICT


def _context(annex: AnnexImport, step: str) -> dict[str, object]:
    steps = (
        ("columns", "criteria:annex_columns", _("Columns")),
        ("tree", "criteria:annex_tree", _("Tree and sums")),
        ("rules", "criteria:annex_rules", _("Scoring rules")),
        ("save", "criteria:annex_save", _("Save")),
    )
    return {"annex": annex, "step": step, "steps": steps}


def _counts(leaves: list[Leaf]) -> dict[str, int]:
    return {
        "leaf_count": len(leaves),
        "open_count": sum(leaf.is_open for leaf in leaves),
        "decided_count": sum(not leaf.is_open for leaf in leaves),
        "to_complete": sum(leaf.to_complete for leaf in leaves),
    }


def _still_open(leaves: list[Leaf]) -> str:
    count = _counts(leaves)["open_count"]
    if count:
        return _("Saved. %(count)d proposed rules are still to be decided.") % {"count": count}
    return _("Saved. Every proposed rule is decided.")


def _language() -> str:
    return "vi" if is_vietnamese() else "en"
