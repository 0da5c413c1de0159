"""Pages that take in a folder of evidence."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.evidence import folder_actions as actions
from openpar.evidence.folders import FolderError
from openpar.evidence.models import EvidenceFolder
from openpar.people.access import access
from openpar.people.models import Role


class FolderForm(forms.Form):
    """A ZIP file, and the unit whose register it goes to."""

    file = forms.FileField(
        label=gettext_lazy("Folder as a ZIP file"),
        help_text=gettext_lazy(
            "Names begin with the criterion’s code, or stand in a folder of that name: "
            "1.2.3_ke-hoach.pdf, 1.2.3/ke-hoach.pdf."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))

    def __init__(self, *arguments, units, **options) -> None:
        super().__init__(*arguments, **options)
        self.fields["unit"].choices = [(str(unit.pk), str(unit)) for unit in units]


@require_http_methods(["GET", "POST"])
@access("officer", "head")
def folders(request: HttpRequest) -> HttpResponse:
    """The form that takes in a folder, and the own units' folders in progress."""
    units = {str(one.pk): one for one in request.user.units(Role.OFFICER, Role.HEAD)}
    form = FolderForm(request.POST or None, request.FILES or None, units=units.values())
    if request.method == "POST" and form.is_valid():
        owner = units[form.cleaned_data["unit"]]
        try:
            folder = actions.receive_folder(form.cleaned_data["file"], owner=owner, by=request.user)
        except FolderError as error:
            form.add_error("file", str(error))
        else:
            return redirect("evidence:folder", folder.pk)
    waiting = EvidenceFolder.objects.open_to(request.user).defer("entries")
    return render(request, "evidence/folders.html", {"form": form, "folders": waiting})


@require_GET
@access("officer", "head")
def folder(request: HttpRequest, pk: int) -> HttpResponse:
    """What registering would do, file by file."""
    found = _find(request, pk)
    entries = actions.entries_of(found)
    context = {
        "folder": found,
        "entries": entries,
        "known": actions.known_hashes(found),
        "errors": sum(bool(entry.error) for entry in entries),
        "without_code": sum(not entry.code for entry in entries),
    }
    return render(request, "evidence/folder.html", context)


@require_POST
@access("officer", "head")
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Register every file of the folder."""
    found = _find(request, pk)
    try:
        count = actions.register_folder(found, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("evidence:folder", pk)
    messages.success(request, _("%(count)d documents registered.") % {"count": count})
    return redirect("evidence:folders")


@require_POST
@access("officer", "head")
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a folder up."""
    found = _find(request, pk)
    actions.abandon_folder(found, by=request.user)
    messages.success(request, _("Given up: %(file)s.") % {"file": found.file_name})
    return redirect("evidence:folders")


def _find(request: HttpRequest, pk: int) -> EvidenceFolder:
    """Return a folder of an own unit, or the 404 of what does not exist."""
    return get_object_or_404(EvidenceFolder.objects.open_to(request.user), pk=pk)
