"""Pages of criteria sets."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.criteria import actions, permissions
from openpar.criteria.annex import annex
from openpar.criteria.forms import SetFileForm
from openpar.criteria.models import CriteriaSet
from openpar.criteria.workbook import (
    EXTENSION,
    MEDIA_TYPE,
    blank_workbook,
    read_workbook,
    workbook_of,
)
from openpar.people.access import access
from openpar.people.models import User
from openpar.scoring.sets.reading import SetError
from openpar.scoring.sets.writing import yaml_text


@require_GET
@access("signed in")
def sets(request: HttpRequest) -> HttpResponse:
    """The list of criteria sets this person may see."""
    context = {
        "sets": CriteriaSet.objects.visible_to(request.user).for_list(),
        "may_load": permissions.may_load_set(request.user),
    }
    return render(request, "criteria/sets.html", context)


@require_GET
@access("signed in")
def criteria_set(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """One version of a set, printed like the annex of its decision."""
    found = _visible(request, code, version)
    context = {
        "set": found,
        "rows": annex(found.parsed, get_language() or "vi"),
        "leaf_count": sum(1 for _leaf in found.parsed.leaves()),
        "defects": actions.defect_sentences(found.defects),
        "may_publish": permissions.may_publish_set(request.user, found),
    }
    return render(request, "criteria/set.html", context)


@require_http_methods(["GET", "POST"])
@access("coordinator", "inner_coordinator")
def load(request: HttpRequest) -> HttpResponse:
    """Load a set file as a draft. A file that cannot be read says where and why."""
    form = SetFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            loaded = load_from(form, request.user)
        except SetError as error:
            refusal = actions.defect_sentences(map(actions.stored, error.defects))
        except ValidationError as error:
            refusal = error.messages
        else:
            messages.success(request, _("Loaded as a draft: %(set)s.") % {"set": loaded})
            return redirect("criteria:set", loaded.code, loaded.version)
        if "workbook" not in form.cleaned_data:
            text = form.cleaned_data["text"]
            form = SetFileForm({"text": text}, initial={"text": text})
            form.full_clean()
        for sentence in refusal:
            form.add_error(None, sentence)
    return render(request, "criteria/load.html", {"form": form})


def load_from(form: SetFileForm, user: User) -> CriteriaSet:
    """Load what the form brought, in either form."""
    if "workbook" not in form.cleaned_data:
        return actions.load_set(form.cleaned_data["text"], by=user)
    data, source = read_workbook(form.cleaned_data["workbook"])
    return actions.load_set(yaml_text(data), by=user, source=source)


@require_GET
@access("signed in")
def download_yaml(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The set file as it was loaded."""
    found = _visible(request, code, version)
    return _attached(found.text.encode(), f"{code}-{version}.yaml", "application/yaml")


@require_GET
@access("signed in")
def download_workbook(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The same set as a workbook; where a workbook cannot hold it, the page of the set says so."""
    found = _visible(request, code, version)
    try:
        content = workbook_of(found.text)
    except SetError as error:
        for sentence in actions.defect_sentences(map(actions.stored, error.defects[:1])):
            messages.error(request, sentence)
        return redirect("criteria:set", code, version)
    return _attached(content, f"{code}-{version}{EXTENSION}", MEDIA_TYPE)


@require_GET
@access("coordinator", "inner_coordinator")
def blank(request: HttpRequest) -> HttpResponse:
    """The Excel form with nothing filled in."""
    return _attached(blank_workbook(), f"bo-tieu-chi{EXTENSION}", MEDIA_TYPE)


def _attached(content: bytes, name: str, media_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


@require_POST
@access("coordinator", "inner_coordinator")
def publish(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Publish a draft; a set with defects stays a draft and says which."""
    found = _visible(request, code, version)
    try:
        actions.publish_set(found, by=request.user)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, _("Published. From now on this version cannot be changed."))
    return redirect("criteria:set", code, version)


def _visible(request: HttpRequest, code: str, version: int) -> CriteriaSet:
    """Return the set, or 404 alike for what is absent and what is not for this person."""
    sets_seen = CriteriaSet.objects.visible_to(request.user).defer("text")
    return get_object_or_404(sets_seen, code=code, version=version)
