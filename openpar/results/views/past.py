"""Results of past years: a table taken in after a trial, and a unit's years as a line."""

from dataclasses import dataclass
from fractions import Fraction

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openpar.people.access import access
from openpar.people.models import Unit
from openpar.results import past_actions as actions
from openpar.results.models import PastImport, UnitResult
from openpar.results.past_forms import PastFileForm, PastMappingForm
from openpar.results.past_reading import PastTableError, pinned
from openpar.scoring.numbers import Number, decimal_text


@require_http_methods(["GET", "POST"])
@access("coordinator")
def imports(request: HttpRequest) -> HttpResponse:
    """The form that takes in a table, and the tables in progress."""
    form = PastFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            past = actions.receive(file.read(), file.name, form.given(), by=request.user)
        except PastTableError as error:
            form.add_error("file", str(error))
        else:
            return redirect("results:past_import", past.pk)
    rows = PastImport.objects.select_related("sent_by").defer("rows").order_by("-pk")
    return render(request, "results/past_imports.html", {"form": form, "imports": rows[:50]})


@require_http_methods(["GET", "POST"])
@access("coordinator")
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """What confirming would do, row by row; the meaning of the columns can be changed."""
    past = _find(pk)
    form = PastMappingForm(request.POST or None, past=past)
    if request.method == "POST" and form.is_valid():
        actions.map_columns(past, form.columns(), form.given(), by=request.user)
        return redirect("results:past_import", past.pk)
    lines = actions.tried(past)
    counts = {change: sum(one.change == change for one in lines) for change in _CHANGES}
    context = {
        "past": past,
        "form": form,
        "lines": lines,
        "seen": pinned(lines),
        "errors": sum(bool(line.errors) for line in lines),
        "counts": counts,
    }
    return render(request, "results/past_trial.html", context)


_CHANGES = ("new", "changed", "same")


@require_POST
@access("coordinator")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the table as the trial showed it."""
    past = _find(pk)
    try:
        count = actions.confirm(past, request.POST.get("seen", ""), by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("results:past_import", past.pk)
    messages.success(request, _("%(count)d results of past years stored.") % {"count": count})
    return redirect("results:past_imports")


@require_GET
@access("signed in")
def history(request: HttpRequest, code: str) -> HttpResponse:
    """A unit's published results year by year, as a line and as a table."""
    unit = get_object_or_404(Unit, code=code)
    years = _years(request, unit)
    context = {"unit": unit, "years": years, "chart": Chart.of(years)}
    return render(request, "results/history.html", context)


@dataclass(slots=True)
class Year:
    """One year of a unit: what was published, and by which document."""

    year: int
    index: Number
    rank: int | None
    compared: int | None
    cohort: str
    class_title: str
    source: str
    run: UnitResult | None = None


def _years(request: HttpRequest, unit: Unit) -> list[Year]:
    """Return the years in order; a run of the platform stands before what was taken in."""
    found = {
        row.year: Year(
            row.year, row.index, row.rank, row.compared, row.cohort, row.class_title, row.source
        )
        for row in unit.past_results.all()
    }
    own = UnitResult.objects.visible_to(request.user).filter(unit=unit, index__isnull=False)
    own = own.select_related("run__cycle", "cohort").defer("run__files").order_by("run__number")
    for row in own:
        year = row.run.cycle.year
        found[year] = Year(
            year, row.index, row.rank, None, row.cohort.title, row.class_shown, "", row
        )
    return [found[year] for year in sorted(found)]


@dataclass(frozen=True, slots=True)
class Dot:
    """A year in the drawing: ``x`` and ``y`` in its units."""

    x: str
    y: str
    year: Year


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of 640 by 200 units; ``low`` and ``high`` are the per cent at its edges."""

    dots: list[Dot]
    low: int
    high: int

    @property
    def line(self) -> str:
        """The points of the line as SVG writes them."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)

    @classmethod
    def of(cls, years: list[Year]) -> "Chart | None":
        """Return the drawing of at least two years."""
        if len(years) < 2:
            return None
        low = max(0, int(min(one.index for one in years)) // 10 * 10 - 10)
        high = 100 if max(one.index for one in years) <= 100 else 120
        first, span = years[0].year, years[-1].year - years[0].year
        dots = [
            Dot(
                decimal_text(40 + Fraction(560 * (one.year - first), span), 1),
                decimal_text(170 - Fraction(150 * (one.index - low), high - low), 1),
                one,
            )
            for one in years
        ]
        return cls(dots, low, high)


def _find(pk: int) -> PastImport:
    """Return a table in progress, or the 404 of what does not exist."""
    return get_object_or_404(PastImport, pk=pk, state=PastImport.State.TRIED)
