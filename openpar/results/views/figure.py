"""One figure of a run, opened down to its trace: sentences, rule, layers, evidence."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from openpar.appraisals.rows import shown, title_of
from openpar.assessments.models import Kind, ScoreItem
from openpar.assessments.submitted import show_submitted
from openpar.criteria.models import Period
from openpar.people.access import access
from openpar.results import permissions
from openpar.results.models import Mark, Run, UnitResult
from openpar.results.views.table import find_run
from openpar.results.views.unit import READERS, find_result
from openpar.scoring.language.explain import describe_rule
from openpar.scoring.rounds.explaining import Explainer
from openpar.scoring.rounds.reading import read_round
from openpar.scoring.rounds.scoring import score_round
from openpar.scoring.sets.model import Node


@require_GET
@access(*READERS)
def figure(request: HttpRequest, cycle: str, number: int, unit: str, code: str) -> HttpResponse:
    """A mark of a run with everything that explains it, as it stood when it was computed."""
    run = find_run(cycle, number)
    context = {
        **figure_of(run, find_result(request, run, unit), code),
        "may_read_table": permissions.may_read_table(request.user, run.cycle),
    }
    return render(request, "results/figure.html", context)


def figure_of(run: Run, result: UnitResult, code: str) -> dict[str, object]:
    """Return what explains one mark of a result: trace, rule, figures, layers, files; or 404."""
    mark = get_object_or_404(run.marks.in_order(), unit=result.unit_id, criterion__code=code)
    leaf = _leaf(result, code)
    item = _item(run, result, mark)
    language = get_language() or "vi"
    return {
        "run": run,
        "cycle": run.cycle,
        "result": result,
        "mark": mark,
        "leaf": leaf,
        "layer_title": Kind(mark.layer).label,
        "explanation": _explanation(run, result, leaf, language),
        "rule": describe_rule(leaf, language, result.cohort.criteria_set.parsed),
        "figures": [(title_of(asked), shown(asked, mark.inputs)) for asked in leaf.inputs],
        "layers": [layer for layer in item.layers.all() if layer.at <= run.at] if item else [],
        "uses": item.uses.all() if item else [],
    }


def _leaf(result: UnitResult, code: str) -> Node:
    leaves = result.cohort.criteria_set.parsed.leaves()
    return next(leaf for leaf in leaves if leaf.code == code)


def _item(run: Run, result: UnitResult, mark: Mark) -> ScoreItem | None:
    """Return the item behind a mark with its layers and files: none where no sheet was begun."""
    items = ScoreItem.objects.filter(
        sheet__cycle=run.cycle_id,
        sheet__period__kind=Period.Kind.YEAR,
        sheet__unit=result.unit_id,
        criterion=mark.criterion_id,
    )
    found = items.select_related("sheet", "criterion").with_layers().with_evidence().first()
    if found is not None:
        show_submitted([found])
    return found


def _explanation(run: Run, result: UnitResult, leaf: Node, language: str) -> list[str]:
    """Return the sentences of the trace, told from the inputs that the run has kept."""
    explainer = _explainer(run.pk, language)
    row = next(row for row in explainer.result.units if row.unit == result.unit.code)
    return [step.text for step in explainer.steps(row, leaf)]


@lru_cache(maxsize=4)
def _explainer(run_id: int, language: str) -> Explainer:
    """Return the explainer of a run, made once per process: a run never changes.

    Sentences are the only thing made here; every number of the page is the stored one.
    """
    files = Run.objects.only("files").get(pk=run_id).files
    return Explainer(score_round(read_round(files)), language)
