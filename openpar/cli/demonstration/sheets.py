"""The answers of a round as score sheets, submitted by the units' officers."""

from collections import defaultdict

from django.db import transaction
from django.db.models import F

from openpar.assessments import actions
from openpar.assessments.models import ScoreSheet, State
from openpar.audit.log import record
from openpar.cli.demonstration.organisation import officer_of
from openpar.cli.demonstration.rounds import LoadedRound
from openpar.criteria.exact import parse_exact
from openpar.people.models import User

#: Of the one sheet that stays a draft, so that something is left to do: share of leaves filled in.
FILLED_IN_DRAFT = 2 / 3
WHY = "Đơn vị đề nghị công nhận theo tài liệu kiểm chứng đã nộp."


@transaction.atomic
def load_sheet(loaded: LoadedRound, code: str, *, as_draft: bool = False) -> ScoreSheet:
    """Fill in the sheet of one unit and submit it, unless it stays a draft or is submitted."""
    unit = loaded.units[code]
    officer = officer_of(unit)
    sheet = ScoreSheet.objects.of_the_year().filter(cycle=loaded.cycle, unit=unit).first()
    if sheet is None:
        sheet = actions.open_sheet(loaded.cycle, unit, by=officer)
        _fill(sheet, loaded, code, by=officer, as_draft=as_draft)
    if sheet.state == State.DRAFT and not as_draft:
        actions.submit(sheet, by=officer)
    return sheet


def _fill(sheet: ScoreSheet, loaded: LoadedRound, code: str, *, by: User, as_draft: bool) -> None:
    """Write all answers of a sheet at once, as an import does, with one event."""
    items = list(sheet.items.select_related("criterion").order_by("criterion__position"))
    if as_draft:
        items = items[: int(len(items) * FILLED_IN_DRAFT)]
    folder = loaded.folder
    inputs: dict[str, dict[str, str]] = defaultdict(dict)
    for row in folder.of_unit("answers", code):
        if row["value"]:
            inputs[row["criterion"]][row["input"]] = row["value"]
    grounds = {row["criterion"]: row["ground"] for row in folder.of_unit("claims", code)}
    own = {
        row["criterion"]: row for row in folder.of_unit("points", code) if row["layer"] == "self"
    }
    for item in items:
        key = item.criterion.code
        item.inputs = inputs.get(key, {})
        if key in own:
            item.self_points = parse_exact(own[key]["points"])
            item.explanation = own[key]["reason"] or WHY
        if key in grounds:
            item.claim_not_applicable, item.claim_ground = True, grounds[key]
        item.version += 1
        item.save()  # row by row: three times faster than bulk_update, which spells out every case
    ScoreSheet.objects.filter(pk=sheet.pk).update(version=F("version") + 1)
    record("assessments.imported", sheet, by=by, items=len(items), source=f"demo/{folder.code}")
