"""Pages of the register: the list, one document, what is entered and described there."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.evidence import actions, locking, permissions, statements
from openpar.evidence.flags import FLAGS, flags_of
from openpar.evidence.models import Document, Form, LinkCheck, Revision
from openpar.evidence.register_forms import STATEMENTS, DescriptionForm, LinkCheckForm, OwnerForm
from openpar.evidence.register_list import readers_list
from openpar.evidence.uses import with_newest
from openpar.file_content import RefusedFileError, recognition_available
from openpar.people.access import access
from openpar.people.models import Unit
from openpar.people.scopes import Reach, roles_with

READERS = ("officer", "contributor", "head", "coordinator", "inner_coordinator", "auditor")
WRITERS = ("officer", "contributor", "head")
#: The mark of a file that a person locks by hand.
BY_HAND = "MẬT"


@require_GET
@access(*READERS)
def register(request: HttpRequest) -> HttpResponse:
    """The register: searched, filtered, sorted, page by page, or as a workbook."""
    listed = readers_list(request)
    if listed.wants_workbook:
        return listed.workbook()
    units = own_units(request)
    context = {
        "list": listed,
        "owner_form": OwnerForm(units=units) if units else None,
        "recognition_available": recognition_available(),
        "used_bytes": actions.used_by(units[0]) if len(units) == 1 else None,
    }
    return render(request, "evidence/register.html", context)


@require_GET
@access(*READERS)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document: what the book says, its files, where they are used, what to look at."""
    return _document_page(request, pk)


@require_http_methods(["GET", "POST"])
@access(*READERS)
def describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the register book says."""
    found = _find(request, pk)
    permissions.may_register(request.user, found.owner).or_403()
    form = DescriptionForm(request.POST or None, initial=DescriptionForm.of(found))
    context, status = {"document": found, "form": form}, 200
    if request.method == "POST":
        version = request.POST.get("version", "")
        known = int(version) if version.isdecimal() else None
        try:
            if form.is_valid() and actions.describe(
                found, form.description(), by=request.user, version=known
            ):
                messages.success(request, _("Saved."))
                return redirect("evidence:document", pk)
            status = 422
        except ValidationError as refusal:
            add_refusal(form, refusal)
            status = 422
        except actions.ChangedMeanwhileError as stale:
            context |= {"document": stale.current, "stale": _differences(form, stale.current)}
            status = 409
    return render(request, "evidence/describe.html", context, status=status)


@require_POST
@access(*READERS)
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a newer file to a document."""
    found = _find(request, pk)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose a file first."))
        return redirect("evidence:document", pk)
    try:
        revision = actions.revise(found, file, by=request.user)
    except RefusedFileError as refusal:
        messages.error(request, str(refusal))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("New file: %(name)s.") % {"name": revision.file_name})
    return redirect("evidence:document", pk)


@require_http_methods(["GET", "POST"])
@access(*READERS)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a new check of a web link."""
    found = _find(request, pk)
    permissions.may_register(request.user, found.owner).or_403()
    last = LinkCheck.objects.filter(revision__document=found).order_by("-pk").first()
    form = LinkCheckForm(request.POST or None, initial={"address": last.address if last else ""})

    def act() -> Revision:
        return statements.check_link(found, form.check(), by=request.user)

    return _entered(request, [form], act, {"heading": _("New check"), "document": found})


@require_http_methods(["GET", "POST"])
@access(*WRITERS)
def enter_link(request: HttpRequest) -> HttpResponse:
    """Enter a page of the web as evidence."""
    return _new_entry(request, Form.LINK, _("Web link"))


@require_http_methods(["GET", "POST"])
@access(*WRITERS)
def enter_inspection(request: HttpRequest) -> HttpResponse:
    """Enter the minutes of an inspection on the spot."""
    return _new_entry(request, Form.INSPECTED, _("Inspected on the spot"))


@require_POST
@access(*READERS)
def lock(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Lock a file that a person knows to be classified."""
    visible = Revision.objects.visible_to(request.user).select_related("document__owner")
    revision = get_object_or_404(visible, pk=revision_id)
    locking.lock(revision, BY_HAND, by=request.user)
    messages.success(request, _("Locked: nobody opens it any more. Decide on it in the queue."))
    return redirect("evidence:locked")


def own_units(request: HttpRequest) -> list[Unit]:
    """Return the units for which the reader registers documents."""
    return list(request.user.units(*roles_with(sheets=Reach.OWN_UNIT)))


def add_refusal(form: BaseForm, refusal: ValidationError) -> None:
    """Put the sentences of an action beside their fields, those of no field above the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


def _find(request: HttpRequest, pk: int) -> Document:
    visible = Document.objects.visible_to(request.user).select_related("owner")
    return get_object_or_404(visible, pk=pk)


def _document_page(request: HttpRequest, pk: int) -> HttpResponse:
    rows = with_newest(Document.objects.visible_to(request.user), request.user)
    found = get_object_or_404(rows, pk=pk)
    revisions = list(found.revisions.all())
    names = [name for name in FLAGS if not (name == "undescribed" and revisions[0].flag_removed)]
    context = {
        "document": found,
        "revisions": revisions,
        "newest": revisions[0],
        "flags": flags_of(revisions[0], names),
        "uses": [use for revision in revisions for use in revision.uses.all()],
        "may": permissions.may_register(request.user, found.owner),
        "recognition_available": recognition_available(),
    }
    return render(request, "evidence/document.html", context)


def _new_entry(request: HttpRequest, entry: Form, heading: str) -> HttpResponse:
    units = own_units(request)
    owner = OwnerForm(request.POST or None, units=units)
    about = DescriptionForm(request.POST or None)
    if entry != Form.INSPECTED:
        del about.fields["secrecy"]
    stated = STATEMENTS[entry](request.POST or None)
    enter = statements.register_link if entry == Form.LINK else statements.register_inspection

    def act() -> Revision:
        return enter(stated.check(), about.description(), owner=owner.owner(), by=request.user)

    return _entered(request, [owner, stated, about], act, {"heading": heading})


def _entered(
    request: HttpRequest, forms: list[BaseForm], act: Callable[[], Revision], context: dict
) -> HttpResponse:
    """Show the forms; once all are sent and sound, act."""
    sound = [form.is_valid() for form in forms]  # each says what is wrong with it
    if request.method == "POST" and all(sound):
        try:
            revision = act()
        except ValidationError as refusal:
            add_refusal(_form_of(refusal, forms), refusal)
        except RefusedFileError as refusal:
            forms[0].add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("evidence:document", revision.document_id)
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, "evidence/entry.html", context | {"forms": forms}, status=status)


def _form_of(refusal: ValidationError, forms: list[BaseForm]) -> BaseForm:
    """Return the form with a field that the refusal names, else the first one."""
    named = set(getattr(refusal, "error_dict", {}))
    return next((form for form in forms if named & set(form.fields)), forms[0])


def _differences(form: DescriptionForm, current: Document) -> list[tuple[str, object, str]]:
    """Return label, what stands there now, and what was typed, where the two differ."""
    now = DescriptionForm.of(current)
    return [
        (form.fields[name].label, now[name], form[name].value())
        for name in now
        if form.cleaned_data.get(name) != now[name]
    ]
