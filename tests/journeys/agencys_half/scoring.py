"""The computed points equal what ``openpar score`` says of the exported files."""

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from openpar.assessments.canonical import frozen_items
from openpar.assessments.models import SheetRevision
from openpar.criteria.exact import exact_text
from openpar.results.models import Mark, Run
from openpar.scoring.numbers import Number, decimal_text
from tests.journeys.agencys_half.world import CODE
from tests.journeys.signing_in import sign_in
from tests.operate.launching import openpar

UNITS = ("STC", "BDT")


def the_points_are_those_of_the_command(page: Page, folder: Path) -> None:
    """Computed on the page, printed by the command, frozen in the receipts: the same."""
    sign_in(page, "dieu-phoi")
    page.goto("/results/")
    page.locator(f"form[action='/results/{CODE}/compute/'] button").click()
    expect(page.locator("#content")).to_contain_text("Sở Tài chính")
    run = Run.objects.get(cycle__code=CODE)
    folder.mkdir()
    for name, text in run.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    scored = openpar("score", str(folder), "--format", "json")
    assert scored.returncode == 0, scored.stderr
    told = {unit["unit"]: unit["leaves"] for unit in json.loads(scored.stdout)["units"]}
    assert set(told) == set(UNITS)
    for unit, leaves in told.items():
        assert len(leaves) == 6
        marks = _marks(run, unit)
        for leaf in leaves:
            mark = marks[leaf["code"]]
            assert mark.status == leaf["status"], leaf
            assert _digits(mark.points) == leaf["points"], leaf
        _same_as_the_receipt(unit, marks)


def _marks(run: Run, unit: str) -> dict[str, Mark]:
    rows = Mark.objects.filter(run=run, unit__code=unit).select_related("criterion")
    return {mark.criterion.code: mark for mark in rows}


def _same_as_the_receipt(unit: str, marks: dict[str, Mark]) -> None:
    """What the unit saw and froze is the same fraction, not only the same digits."""
    revisions = SheetRevision.objects.filter(sheet__unit__code=unit, sheet__period__kind="year")
    for code, item in frozen_items(revisions.order_by("number").last().content).items():
        if item["claim_not_applicable"]:
            continue  # what a claim means, the appraisers decide
        computed, mark = item["computed"], marks[code]
        assert computed["status"] == mark.status, code
        assert computed["points"] == (None if mark.points is None else exact_text(mark.points))


def _digits(points: Number | None) -> str | None:
    """A number as the command writes it: every digit, or fifteen of those that never end."""
    return None if points is None else decimal_text(points)
