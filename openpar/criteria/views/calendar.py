"""The working calendar: days off and make-up days of a year, and working days counted."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openpar.criteria import calendar, permissions
from openpar.criteria.clock import database_now, day_of
from openpar.criteria.cycle_forms import FIRST_YEAR, LAST_YEAR, HolidayForm, WorkingDaysForm
from openpar.criteria.models import Holiday
from openpar.people.access import access


@require_http_methods(["GET", "POST"])
@access("signed in")
def days(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The days of one year that differ from the week; the coordinator enters them here."""
    year = year or day_of(database_now()).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    may_change = permissions.may_change_calendar(request.user)
    form = HolidayForm(request.POST or None)
    if request.method == "POST":
        may_change.or_403()
        if form.is_valid():
            try:
                holiday = calendar.set_day(by=request.user, **form.cleaned_data)
            except ValidationError as refusal:
                form.refused(refusal)
            else:
                messages.success(request, _("The day stands in the calendar."))
                return redirect("criteria:calendar", holiday.day.year)
    context = {
        "year": year,
        "days": Holiday.objects.filter(day__year=year),
        "form": form,
        "may_change": may_change,
        **_counted(request),
    }
    return render(request, "criteria/calendar.html", context)


@require_POST
@access("coordinator")
def remove(request: HttpRequest, day: date) -> HttpResponse:
    """Take a day out: it follows its weekday again."""
    calendar.remove_day(day, by=request.user)
    messages.success(request, _("The day follows its weekday again."))
    return redirect(reverse("criteria:calendar", args=[day.year]))


def _counted(request: HttpRequest) -> dict[str, object]:
    """Return the small calculator: so many working days after a day."""
    asked = WorkingDaysForm(request.GET if "start" in request.GET else None)
    if not asked.is_valid():
        return {"asked": asked}
    start, count = asked.cleaned_data["start"], asked.cleaned_data["days"]
    return {"asked": asked, "found": calendar.Calendar.read().after(start, count)}
