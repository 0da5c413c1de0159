"""The register of training: material, sessions, who came, who has not been trained."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from openpar.file_content import RefusedFileError
from openpar.file_delivery import deliver
from openpar.file_storage import receive
from openpar.messages import permissions
from openpar.messages.actions import training as actions
from openpar.messages.forms import (
    MaterialChangeForm,
    MaterialForm,
    SessionChangeForm,
    TrainingSessionForm,
    UntrainedForm,
)
from openpar.messages.models import Material, TrainingSession
from openpar.messages.models.training import untrained_units
from openpar.people.access import access
from openpar.people.lists import Column, RowList

UNITS_PER_PAGE = 100
LONGEST_COUNT = 4
UNTRAINED = (
    Column("unit", gettext_lazy("Unit"), lambda row: row.name, order=("search",), width=42),
    Column("code", gettext_lazy("Code"), lambda row: row.code, order=("code",), width=12),
    Column("kind", gettext_lazy("Type of unit"), lambda row: row.get_kind_display(),
           order=("kind", "search")),
    Column("invited", gettext_lazy("Invited"), lambda row: row.was_invited, order=("was_invited",)),
)  # fmt: skip


@require_GET
@access("signed in")
def register(request: HttpRequest) -> HttpResponse:
    """Material and sessions, for everybody; what was noted of units, for who keeps the register."""
    context = {
        "materials": Material.objects.all(),
        "sessions": TrainingSession.objects.for_list(),
        "may_write": permissions.may_write_notices(request.user),
    }
    return render(request, "messages/training.html", context)


@require_GET
@access("signed in")
def material(request: HttpRequest, material_id: int) -> FileResponse:
    """A file of training."""
    files = Material.objects.exclude(storage_name="")
    return deliver(get_object_or_404(files, pk=material_id))


@require_http_methods(["GET", "POST"])
@access("coordinator")
def enter_material(request: HttpRequest) -> HttpResponse:
    """Enter material: a file or an address."""
    form = MaterialForm(request.POST or None, request.FILES or None)
    if _kept(form, partial(actions.enter_material, by=request.user)):
        messages.success(request, _("The material is entered."))
        return redirect("messages:training")
    context = {"form": form, "heading": _("Enter training material")}
    return render(request, "messages/training_form.html", context)


@require_http_methods(["GET", "POST"])
@access("coordinator")
def change_material(request: HttpRequest, material_id: int) -> HttpResponse:
    """Correct what stands about material, or put another file or address in its place."""
    found = get_object_or_404(Material, pk=material_id)
    initial = {"title": found.title, "note": found.note, "link": found.link}
    form = MaterialChangeForm(request.POST or None, request.FILES or None, initial=initial)
    if _kept(form, partial(actions.change_material, found, by=request.user)):
        messages.success(request, _("Saved."))
        return redirect("messages:training")
    context = {"form": form, "heading": _("Correct training material")}
    return render(request, "messages/training_form.html", context)


@require_http_methods(["GET", "POST"])
@access("coordinator")
def change_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Correct a session, and whom it invites."""
    found = get_object_or_404(TrainingSession, pk=session_id)
    names = ("title", "begins_at", "place", "mode")
    initial = {name: getattr(found, name) for name in names}
    form = SessionChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_session(found, **form.cleaned_data, by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("messages:session", found.pk)
    context = {"form": form, "heading": _("Correct a training session")}
    return render(request, "messages/training_form.html", context)


@require_http_methods(["GET", "POST"])
@access("coordinator")
def hold_session(request: HttpRequest) -> HttpResponse:
    """Enter a session and whom it invites."""
    form = TrainingSessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        texts = {name: cleaned[name] for name in ("title", "begins_at", "place", "mode")}
        try:
            session = actions.hold_session(**texts, units=form.invited(), by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The session is entered."))
            return redirect("messages:session", session.pk)
    context = {"form": form, "heading": _("Enter a training session")}
    return render(request, "messages/training_form.html", context)


@require_http_methods(["GET", "POST"])
@access("coordinator", "auditor")
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session: the units invited, and how many people of each came."""
    found = get_object_or_404(TrainingSession.objects.for_list(), pk=session_id)
    typed, wrong = {}, {}
    if request.method == "POST":
        typed, wrong = _typed(request)
        noted = {unit: int(text) if text else None for unit, text in typed.items()}
        if not wrong:
            changed = actions.note_attendance(found, noted, by=request.user)
            messages.success(request, _("%(count)d counts were noted.") % {"count": changed})
            return redirect(request.get_full_path())
    page = Paginator(found.invitations.for_list(), UNITS_PER_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        kept = "" if row.attended is None else str(row.attended)
        row.shown = (typed | wrong).get(row.unit_id, kept)
        row.wrong = row.unit_id in wrong
    may_note = permissions.may_write_notices(request.user)
    context = {"session": found, "page": page, "may_note": may_note, "wrong": wrong}
    return render(request, "messages/session.html", context)


@require_GET
@access("coordinator", "auditor")
def untrained(request: HttpRequest) -> HttpResponse:
    """The units of which nobody has come to any session, or to none of a year."""
    form = UntrainedForm(request.GET)
    year = form.cleaned_data["year"] if form.is_valid() else None
    listed = RowList(
        request,
        untrained_units(year),
        UNTRAINED,
        label=_("Units"),
        file_name="chua-tap-huan",
        row_template="messages/_untrained_row.html",
        form=form,
        per_page=UNITS_PER_PAGE,
        title=_("Units not trained"),
        empty_title=_("Every unit has been trained"),
    )
    if listed.wants_workbook:
        return listed.workbook()
    return render(request, "messages/untrained.html", {"list": listed})


def _kept(form: MaterialForm, act: Callable[..., Material]) -> bool:
    """Store the file of a form that was sent, if it has one, and act; what is refused says why in
    the form."""
    if not form.is_bound or not form.is_valid():
        return False
    cleaned = form.cleaned_data
    texts = {name: cleaned[name] for name in ("title", "note", "link")}
    try:
        stored = receive(cleaned["file"]) if cleaned["file"] else None
    except RefusedFileError as refused:
        form.add_error("file", str(refused))
        return False
    act(**texts, stored=stored)
    return True


def _typed(request: HttpRequest) -> tuple[dict[int, str], dict[int, str]]:
    """Return what was typed by unit: counts, and what is no count."""
    counts, wrong = {}, {}
    for name, text in request.POST.items():
        unit = name.removeprefix("unit-")
        if unit == name or not unit.isdecimal() or len(unit) > 18:
            continue
        text = text.strip()
        good = not text or (text.isascii() and text.isdecimal() and len(text) <= LONGEST_COUNT)
        (counts if good else wrong)[int(unit)] = text
    return counts, wrong
