"""Beginning an exercise of one's own body, and entering the divisions it scores."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from openpar.criteria import opening
from openpar.criteria.exercise_forms import DivisionForm, ExerciseForm
from openpar.criteria.models.exercise import Exercise
from openpar.people.access import access
from openpar.people.divisions import add_division, may_add_division
from openpar.people.models import Unit

COORDINATORS = ("coordinator", "inner_coordinator")
KINDS = (Exercise.INSIDE_BODY, Exercise.OWN_FILE)


@require_GET
@access(*COORDINATORS)
def choose(request: HttpRequest) -> HttpResponse:
    """Which exercises this person may begin, body by body."""
    doors = [
        (kind, body, kind == Exercise.INSIDE_BODY)
        for kind in KINDS
        for body in opening.bodies(request.user, kind)
    ]
    return render(request, "criteria/exercises.html", {"doors": doors})


@require_http_methods(["GET", "POST"])
@access(*COORDINATORS)
def begin(request: HttpRequest, kind: str, unit: str) -> HttpResponse:
    """Begin an exercise; what is refused comes back beside its field."""
    body = _body(request, kind, unit)
    form = ExerciseForm(request.POST or None, user=request.user, body=body, exercise=Exercise(kind))
    if request.method == "POST" and form.is_valid():
        criteria_set, cohort = form.chosen
        try:
            planned = opening.begin_exercise(
                form.head, form.whose, criteria_set, cohort, form.scored, by=request.user
            )
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("In preparation. Give it its phases, then open it."))
            return redirect("criteria:cycle", planned.code)
    context = {"form": form, "body": body, "inner": kind == Exercise.INSIDE_BODY}
    return render(
        request, "criteria/begin_exercise.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@access(*COORDINATORS)
def divisions(request: HttpRequest, unit: str) -> HttpResponse:
    """The divisions of the own body; POST enters one more."""
    body = _body(request, Exercise.INSIDE_BODY, unit)
    form = DivisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_division(body, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Entered: %(unit)s.") % {"unit": made})
            return redirect("criteria:divisions", body.code)
    context = {
        "body": body,
        "form": form,
        "divisions": Unit.objects.valid_today().filter(parent=body).for_list(),
        "may_add": may_add_division(request.user, body),
    }
    return render(request, "criteria/divisions.html", context, status=422 if form.errors else 200)


def _body(request: HttpRequest, kind: str, code: str) -> Unit:
    """Return the body whose exercise this person may open, or 404."""
    if kind not in KINDS:
        raise Http404
    own = [unit.pk for unit in opening.bodies(request.user, kind)]
    return get_object_or_404(Unit.objects.valid_today().filter(pk__in=own), code=code)
