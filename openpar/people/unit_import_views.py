"""Lists of units in the browser: try, look, confirm; and the units that come with the program."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.people import unit_import as actions
from openpar.people.access import access
from openpar.people.account_views import workbook_response
from openpar.people.models import Role, UnitImport
from openpar.people.national import load_national
from openpar.people.unit_forms import NationalForm, UnitFileForm
from openpar.people.unit_sheet import LARGEST_FILE, SheetRefused, workbook_of

LINES_PER_PAGE = 100
#: So many faults are shown at once; the rest is counted.
MOST_FAULTS = 200


@require_http_methods(["GET", "POST"])
@access(Role.COORDINATOR)
def send(request: HttpRequest) -> HttpResponse:
    """The form; after sending, the faults of the file, or its trial."""
    form = UnitFileForm(request.POST or None, request.FILES or None)
    faults: list[actions.Fault] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = actions.try_import(
                file.read(LARGEST_FILE + 1),
                file_name=file.name,
                from_day=form.cleaned_data["from_day"],
                by=request.user,
            )
        except SheetRefused as refusal:
            form.add_error("file", str(refusal))
        except actions.ImportRefused as refusal:
            faults = refusal.faults
        else:
            return redirect("people:unit_trial", kept.pk)
    context = {
        "form": form,
        "national": NationalForm(),
        "faults": faults[:MOST_FAULTS],
        "fault_count": len(faults),
    }
    status = 422 if form.errors or faults else 200
    return render(request, "people/unit_import.html", context, status=status)


@require_http_methods(["GET", "POST"])
@access(Role.COORDINATOR)
def trial(request: HttpRequest, number: int) -> HttpResponse:
    """What a list would change; confirming stores all of it or nothing."""
    kept = get_object_or_404(UnitImport.objects.exclude(differences_sha256=""), pk=number)
    if request.method == "POST":
        try:
            actions.confirm_import(kept, by=request.user)
        except ValidationError as refusal:
            for sentence in refusal.messages:
                messages.error(request, sentence)
            return redirect("people:unit_import")
        messages.success(request, _("Everything in the file is stored."))
        return redirect("people:units")
    found = actions.trial_of(kept)
    rows = [one for one in found.differences if one.outcome != actions.UNCHANGED]
    page = Paginator(rows, LINES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "kept": kept,
        "page": page,
        "lines": [(one, actions.told(one)) for one in page.object_list],
        "new_count": found.count(actions.NEW),
        "changed_count": found.count(actions.CHANGED),
        "unchanged_count": found.count(actions.UNCHANGED),
    }
    return render(request, "people/unit_trial.html", context)


@require_GET
@access(Role.COORDINATOR)
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook to fill in."""
    return workbook_response("mau-don-vi.xlsx", workbook_of([]))


@require_POST
@access(Role.COORDINATOR)
def load_province(request: HttpRequest) -> HttpResponse:
    """Enter a province of the national list with its communes."""
    form = NationalForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["province"]))
        return redirect("people:unit_import")
    loaded = load_national(by=request.user, province=form.cleaned_data["province"])
    messages.success(
        request,
        _("%(created)s units entered; %(present)s were there already.")
        % {"created": len(loaded.created), "present": loaded.present},
    )
    return redirect("people:units")
