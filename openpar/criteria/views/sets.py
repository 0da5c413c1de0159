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
from openpar.people.access import access
from openpar.scoring.sets.reading import SetError


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
@access("coordinator")
def load(request: HttpRequest) -> HttpResponse:
    """Load a set file as a draft. A file that cannot be read says where and why."""
    form = SetFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            loaded = actions.load_set(text, by=request.user)
        except SetError as error:
            found = [actions.stored(defect) for defect in error.defects]
            refusal = actions.defect_sentences(found)
        else:
            messages.success(request, _("Loaded as a draft: %(set)s.") % {"set": loaded})
            return redirect("criteria:set", loaded.code, loaded.version)
        form = SetFileForm({"text": text}, initial={"text": text})
        form.full_clean()
        for sentence in refusal:
            form.add_error(None, sentence)
    return render(request, "criteria/load.html", {"form": form})


@require_POST
@access("coordinator")
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
