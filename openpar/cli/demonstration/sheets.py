"""The answers of a round as score sheets, submitted by the units' officers."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from openpar.assessments import actions
from openpar.assessments.models import ScoreSheet, State
from openpar.assessments.reopening import return_for_repair
from openpar.audit.log import record
from openpar.cli.demonstration.organisation import officer_of
from openpar.cli.demonstration.rounds import LoadedRound
from openpar.criteria.clock import database_now
from openpar.criteria.cycles import set_phase
from openpar.criteria.exact import parse_exact
from openpar.criteria.models import CriteriaSet, Phase
from openpar.people.models import User

HOUR = timedelta(hours=1)
#: Of the one sheet that stays a draft, so that something is left to do: share of leaves filled in.
FILLED_IN_DRAFT = 2 / 3
WHY = "Đơn vị đề nghị công nhận theo tài liệu kiểm chứng đã nộp."
REPAIR = "Số liệu chưa khớp báo cáo cải cách hành chính năm; đề nghị rà soát, gửi lại."
#: The demonstration brings figures, not the files behind them; a sheet has to say so.
WITHOUT_FILES = "Số liệu minh họa; tài liệu kiểm chứng lưu tại đơn vị."


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


@transaction.atomic
def load_late_sheet(loaded: LoadedRound, code: str) -> ScoreSheet:
    """As ``load_sheet``, an hour after the deadline: the phase is closed while it comes."""
    phase = loaded.cycle.phases.get(kind=Phase.Kind.SELF_ASSESSMENT)
    dates = {"opens_at": phase.opens_at, "by": loaded.coordinator}
    now = database_now()
    closed = dates | {"closes_at": now - HOUR, "late_until": now + HOUR}
    set_phase(loaded.cycle, phase.kind, **closed)
    sheet = load_sheet(loaded, code)
    set_phase(loaded.cycle, phase.kind, closes_at=phase.closes_at, **dates)
    return sheet


@transaction.atomic
def return_sheet(loaded: LoadedRound, code: str) -> None:
    """Return the first criterion with figures of a submitted sheet to its unit for repair."""
    sheet = ScoreSheet.objects.of_the_year().get(cycle=loaded.cycle, unit=loaded.units[code])
    if sheet.was_submitted and sheet.reopening_id is None:
        filled = sheet.items.exclude(inputs={}).order_by("criterion__position")
        reasons = {filled.values_list("criterion__code", flat=True)[0]: REPAIR}
        until = database_now() + 7 * 24 * HOUR
        return_for_repair(sheet, by=loaded.coordinator, reasons=reasons, until=until)


def _fill(sheet: ScoreSheet, loaded: LoadedRound, code: str, *, by: User, as_draft: bool) -> None:
    """Write all answers of a sheet at once, as an import does, with one event."""
    items = list(sheet.items.select_related("criterion").order_by("criterion__position"))
    if as_draft:
        items = items[: int(len(items) * FILLED_IN_DRAFT)]
    asking = _asking_for_files(items[0].criterion.set_id)
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
        if key in asking and not as_draft and not item.explanation:
            item.explanation = WITHOUT_FILES
        if key in grounds:
            item.claim_not_applicable, item.claim_ground = True, grounds[key]
        item.version += 1
        item.save()  # row by row: three times faster than bulk_update, which spells out every case
    ScoreSheet.objects.filter(pk=sheet.pk).update(version=F("version") + 1)
    record("assessments.imported", sheet, by=by, items=len(items), source=f"demo/{folder.code}")


def _asking_for_files(criteria_set: int) -> set[str]:
    """Return the codes of the leaves that require evidence."""
    parsed = CriteriaSet.objects.get(pk=criteria_set).parsed
    return {leaf.code for leaf in parsed.leaves() if any(one.required for one in leaf.evidence)}
