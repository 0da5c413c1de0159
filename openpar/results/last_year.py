"""What a unit got for each criterion the last time results were published, for its next sheet.

Results of the platform's own cycles come first; a past result entered from a document serves
where there is none, or where it is newer. A confirmed crosswalk between the two criteria sets says
which criterion is which; without one the same code is taken for the same criterion.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from openpar.assessments.models import ScoreSheet
from openpar.assessments.past import PastPoints
from openpar.criteria.exact import parse_exact
from openpar.criteria.models.crosswalk import Crosswalk, CrosswalkLine
from openpar.people.models import Unit
from openpar.results.models import Mark, PastResult, Run, published_cycles
from openpar.scoring.numbers import Number
from openpar.scoring.sets.crosswalk import ONE_TO_ONE


def points_of(sheet: ScoreSheet) -> dict[str, PastPoints]:
    """Return the published points by the code of the criterion: one query for a whole sheet."""
    asked = Unit.objects.filter(pk=sheet.unit_id).values(
        own=ArraySubquery(_marks(sheet)),
        printed=Subquery(_printed(sheet)),
        lines=ArraySubquery(_lines(sheet)),
    )
    row = asked.first() or {"own": [], "printed": None, "lines": []}
    known = {line["set"] for line in row["lines"]}
    new_codes = {(line["set"], line["old"][0]): line["new"][0] for line in row["lines"]}
    found = {}
    for mark in row["own"]:
        same = None if mark["set"] in known else mark["code"]
        if code := new_codes.get((mark["set"], mark["code"]), same):
            found[code] = _of_mark(mark)
    printed = row["printed"] or {"year": 0, "scores": {}}
    for code, text in printed["scores"].items():
        if code not in found or found[code].year < printed["year"]:
            found[code] = PastPoints(printed["year"], _number(text))
    return found


def _marks(sheet: ScoreSheet):
    """Marks of the newest run of the newest published cycle of the same body before this year."""
    cycle = sheet.cycle
    runs = Run.objects.filter(
        cycle__in=published_cycles(),
        cycle__year__lt=cycle.year,
        cycle__owner=cycle.owner_id,
        cycle__exercise=cycle.exercise,
        unit_results__unit=sheet.unit_id,
    ).order_by("-cycle__year", "-number")
    marks = Mark.objects.filter(unit=OuterRef("pk"), run=Subquery(runs.values("pk")[:1]))
    return marks.values(
        each=JSONObject(
            set=F("criterion__set"),
            code=F("criterion__code"),
            title=F("criterion__title"),
            year=F("run__cycle__year"),
            points=F("points"),
            maximum=F("maximum"),
            reason=F("score_layer__reason"),
        )
    )


def _lines(sheet: ScoreSheet):
    """Lines of confirmed crosswalks to this sheet's set that lead from one leaf to one leaf."""
    own_set = sheet.items.values("criterion__set")[:1]
    lines = CrosswalkLine.objects.filter(
        crosswalk__state=Crosswalk.State.CONFIRMED,
        crosswalk__new_set=Subquery(own_set),
        relation__in=[str(relation) for relation in ONE_TO_ONE],
    )
    return lines.order_by().values(
        each=JSONObject(set=F("crosswalk__old_set"), old=F("old_codes"), new=F("new_codes"))
    )


def _printed(sheet: ScoreSheet):
    """The newest result entered from a document that prints points by criterion."""
    rows = PastResult.objects.filter(unit=OuterRef("pk"), year__lt=sheet.cycle.year)
    rows = rows.exclude(scores={}).order_by("-year")
    return rows.values(each=JSONObject(year=F("year"), scores=F("scores")))[:1]


def _of_mark(mark: dict) -> PastPoints:
    return PastPoints(
        year=mark["year"],
        points=_number(mark["points"]),
        maximum=_number(mark["maximum"]),
        reason=mark["reason"] or "",
        title=mark["title"],
    )


def _number(text: str | None) -> Number | None:
    return None if text in (None, "") else parse_exact(text)
