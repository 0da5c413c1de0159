"""Addresses of criteria sets, cycles and the working calendar."""

from datetime import date

from django.urls import path, register_converter

from openpar.criteria.crosswalk_urls import CROSSWALKS
from openpar.criteria.responsibility_urls import RESPONSIBILITIES
from openpar.criteria.views import (
    annexes,
    calendar,
    cycles,
    exercises,
    extensions,
    periods,
    phases,
    scope,
    sets,
    sign_off,
)


class DayConverter:
    """A day as ISO 8601 writes it."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Read the day; what is none does not match."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Write the day."""
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "criteria"

urlpatterns = [
    path("sets/", sets.sets, name="sets"),
    path("sets/load/", sets.load, name="load"),
    path("sets/<slug:code>/<int:version>/", sets.criteria_set, name="set"),
    path("sets/blank.xlsx", sets.blank, name="blank"),
    path("sets/<slug:code>/<int:version>/set.yaml", sets.download_yaml, name="yaml"),
    path("sets/<slug:code>/<int:version>/set.xlsx", sets.download_workbook, name="workbook"),
    path("sets/<slug:code>/<int:version>/publish/", sets.publish, name="publish"),
    path("calendar/", calendar.days, name="calendar_today"),
    path("calendar/<int:year>/", calendar.days, name="calendar"),
    path("calendar/<day:day>/remove/", calendar.remove, name="remove_day"),
    path("annexes/", annexes.annexes, name="annexes"),
    path("annexes/<int:pk>/columns/", annexes.columns, name="annex_columns"),
    path("annexes/<int:pk>/tree/", annexes.tree, name="annex_tree"),
    path("annexes/<int:pk>/rules/", annexes.rules, name="annex_rules"),
    path("annexes/<int:pk>/save/", annexes.save, name="annex_save"),
    path("annexes/<int:pk>/abandon/", annexes.abandon, name="annex_abandon"),
    path("exercises/", exercises.choose, name="exercises"),
    path("exercises/<slug:kind>/<str:unit>/", exercises.begin, name="begin_exercise"),
    path("divisions/<str:unit>/", exercises.divisions, name="divisions"),
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycle/new/", cycles.new, name="new_cycle"),
    path("cycles/<slug:code>/", cycles.cycle, name="cycle"),
    path("cycles/<slug:code>/schedule/", cycles.schedule, name="schedule"),
    path("cycles/<slug:code>/move/<slug:name>/", cycles.move, name="move_cycle"),
    path("cycles/<slug:code>/phases/<slug:kind>/", phases.phase, name="phase"),
    path("cycles/<slug:code>/sign-off/", sign_off.sign_off, name="sign_off"),
    path("cycles/<slug:code>/periods/", periods.choose, name="periods"),
    path("cycles/<slug:code>/periods/<int:number>/", periods.period, name="period"),
    path("cycles/<slug:code>/plan/", phases.step, name="add_step"),
    path("cycles/<slug:code>/plan/<int:number>/", phases.step, name="step"),
    path("cycles/<slug:code>/plan/<int:number>/remove/", phases.remove_step, name="remove_step"),
    path("cycles/<slug:code>/extensions/", extensions.new, name="extend"),
    path(
        "cycles/<slug:code>/extensions/<int:number>/confirm/",
        extensions.confirm,
        name="confirm_extension",
    ),
    path(
        "cycles/<slug:code>/extensions/<int:number>/refuse/",
        extensions.refuse,
        name="refuse_extension",
    ),
    path("cycles/<slug:code>/scope/", scope.scope, name="scope"),
    path("cycles/<slug:code>/scope/units/", scope.place, name="place_units"),
    path("cycles/<slug:code>/scope/cohorts/", scope.put_cohort, name="put_cohort"),
    path(
        "cycles/<slug:code>/scope/cohorts/<str:cohort>/remove/",
        scope.remove_cohort,
        name="remove_cohort",
    ),
    *RESPONSIBILITIES,
    *CROSSWALKS,
]
