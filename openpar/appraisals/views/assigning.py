"""The coordinator's page: who appraises which field, and how far each has come."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openpar.appraisals import actions, permissions
from openpar.appraisals.forms import AssignForm
from openpar.appraisals.models import APPRAISED_SOURCES, Assignment, DeskItem
from openpar.appraisals.titles import field_titles, number_of, numbered
from openpar.assessments.models import was_submitted
from openpar.criteria import exercises
from openpar.criteria.models import Cycle, Period, Phase
from openpar.criteria.models.exercise import Exercise
from openpar.people.access import access
from openpar.people.models import Appointment, Role, User


@dataclass(slots=True)
class FieldRow:
    """One field, its appraisers, and its items over all submitted sheets."""

    code: str
    title: str
    people: list[User] = field(default_factory=list)
    part: int = 0
    whole: int = 0

    @property
    def number(self) -> str:
        """The field's number in the document; the blocks of bonus and penalty have none."""
        return number_of(self.code)


@require_http_methods(["GET", "POST"])
@access("coordinator", "inner_coordinator")
def assignments(request: HttpRequest, cycle: str) -> HttpResponse:
    """The fields of a cycle with their appraisers; POST assigns one more."""
    overseen = Cycle.objects.filter(exercises.overseen_by(request.user))
    found = get_object_or_404(overseen, code=cycle)
    titles = field_titles(found)
    form = AssignForm(
        request.POST or None,
        people=_appraisers(found),
        fields=[(code, numbered(code, title)) for code, title in titles.items()],
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.assign(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("%(person)s appraises the field “%(field)s”.")
                % {"person": made.user, "field": titles[made.field_code]},
            )
            return redirect("appraisals:assignments", found.code)
    context = {
        "cycle": found,
        "phase": found.phases.with_standing().filter(kind=Phase.Kind.APPRAISAL).first(),
        "rows": _rows(found, titles),
        "form": form,
        "may_assign": permissions.may_assign(request.user, found),
    }
    return render(request, "appraisals/assignments.html", context)


def _appraisers(cycle: Cycle):
    """Return the people appointed as appraisers today, by name; of an inner exercise the body's."""
    today = Appointment.objects.valid_today().filter(role=Role.APPRAISER)
    if cycle.exercise == Exercise.INSIDE_BODY:
        today = today.filter(Q(unit=cycle.owner_id) | Q(unit__parent=cycle.owner_id))
    return User.objects.filter(pk__in=today.values("user")).order_by("display_name", "username")


def _rows(cycle: Cycle, titles: dict[str, str]) -> list[FieldRow]:
    rows = {code: FieldRow(code, title) for code, title in titles.items()}
    assigned = Assignment.objects.filter(cycle=cycle).select_related("user")
    for assignment in assigned.order_by("user__display_name"):
        if assignment.field_code in rows:
            rows[assignment.field_code].people.append(assignment.user)
    items = DeskItem.objects.filter(
        was_submitted("sheet__"),
        sheet__cycle=cycle,
        sheet__period__kind=Period.Kind.YEAR,
        criterion__source__in=APPRAISED_SOURCES,
    )
    for counted in items.counted_by("criterion__field_code"):
        row = rows.get(counted["criterion__field_code"])
        if row is not None:
            row.part, row.whole = counted["part"], counted["whole"]
    return list(rows.values())
