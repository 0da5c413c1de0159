"""Pages of a set issued within the year: the dry run of taking it, and scores re-mapped to it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from openpar.assessments import remapping
from openpar.assessments.models import ScoreItem
from openpar.assessments.remapped import remapped as remapped_scores
from openpar.assessments.remapping_plan import plan_of
from openpar.assessments.views import READERS, may_see_whole, visible_sheet
from openpar.criteria.models import Cohort, CriteriaSet
from openpar.criteria.views.cycles import visible
from openpar.people.access import access


class NewerSetForm(forms.Form):
    """The set that scores the cohort from now on."""

    set = forms.ModelChoiceField(
        label=gettext_lazy("Newer criteria set"), queryset=CriteriaSet.objects.none()
    )

    def __init__(self, *arguments, sets, **options) -> None:
        super().__init__(*arguments, **options)
        self.fields["set"].queryset = sets
        self.fields["set"].label_from_instance = lambda one: f"{one.title} ({one})"


@require_http_methods(["GET", "POST"])
@access("coordinator", "inner_coordinator")
def newer_set(request: HttpRequest, cycle: str, cohort: str) -> HttpResponse:
    """What taking a newer set means for each unit of a cohort; then taking it."""
    found = visible(request, cycle)
    cohorts = Cohort.objects.filter(cycle=found).select_related("criteria_set")
    cohorts = cohorts.defer("criteria_set__text")
    shown = get_object_or_404(cohorts, code=cohort)
    shown.cycle = found
    remapping.may_remap(request.user, found).or_403()
    sets = remapping.sets_to_take(shown)
    asked = request.POST or request.GET
    form = NewerSetForm(asked if "set" in asked else None, sets=sets)
    context = {"cycle": found, "cohort": shown, "form": form, "has_sets": sets.exists()}
    status = 200
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["set"]
        if request.method == "POST":
            try:
                remapping.take_newer_set(shown, chosen, by=request.user)
            except ValidationError as error:
                context["refusal"], status = error.messages, 422
            else:
                messages.success(
                    request, _("The newer set scores the cohort now; begun sheets are re-mapped.")
                )
                return redirect("criteria:cycle", found.code)
        context["plan"] = plan_of(shown, chosen)
        context["breaches"] = remapping.breaches_of(context["plan"])
    elif form.is_bound:
        status = 422
    return render(request, "assessments/newer_set.html", context, status=status)


@require_GET
@access(*READERS)
def remapped(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """The unit's scores by older sets, beside what they are by the set of this sheet."""
    found = visible_sheet(request, cycle, unit)
    if not may_see_whole(request, found):
        raise Http404
    items = ScoreItem.objects.filter(sheet=found).values("criterion__set")[:1]
    criteria_set = CriteriaSet.objects.defer("text").get(pk__in=items)
    context = {
        "sheet": found,
        "criteria_set": criteria_set,
        "earlier": remapped_scores(found, criteria_set),
    }
    return render(request, "assessments/remapped.html", context)
