"""Measure the pages of the board: ``.venv/bin/python -m benchmarks.boards [--times 60]``.

A province of 200 units × 100 leaves on an embedded PostgreSQL of its own, made from a fixed seed:
sheets begun and half filled in, a third submitted and appraised. Each page is asked as a browser
asks it, through all of the program; between two askings two sheets change. Prints queries, CPU
time of the first look (nothing known yet) and of the rest (median), and median and 95th percentile
of the wall time, in milliseconds; CPU is the program's, without the database server's.
"""

import argparse
import random
import statistics
import sys
import time
from fractions import Fraction

from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.embedded import analyse, migrated
from openpar.assessments import gaps, progress
from openpar.assessments.models import (
    ScoreItem,
    ScoreLayer,
    ScoreSheet,
    SheetRevision,
    State,
)
from openpar.criteria.models import Cohort, Membership, Period
from openpar.people.models import Appointment, Role, User
from tests.factories import (
    CohortFactory,
    CriteriaSetFactory,
    PhaseFactory,
    UnitFactory,
    appointed,
)
from tests.factories_assessments import set_of_leaves

UNITS, LEAVES, CHANGED = 200, 100, 2
PAGES = {
    "progress of units": "",
    "missing documents": "documents/",
    "contradictions": "contradictions/",
    "gaps by unit": "gaps/",
    "by superior body": "bodies/",
}


def province() -> tuple[Cohort, User]:
    """Make the cycle, its units with an officer each, and their sheets."""
    draw = random.Random(26)  # noqa: S311 - figures of a benchmark
    cohort = CohortFactory(criteria_set=CriteriaSetFactory(text=set_of_leaves(LEAVES)))
    cycle = cohort.cycle
    PhaseFactory(cycle=cycle)
    parent = UnitFactory(name="Ủy ban nhân dân tỉnh Mẫu")
    units = [UnitFactory(parent=parent) for _number in range(UNITS)]
    Membership.objects.bulk_create(
        Membership(cycle=cycle, cohort=cohort, unit=unit) for unit in units
    )
    people = User.objects.bulk_create(
        User(username=f"do-{unit.code}", display_name=f"Cán bộ {unit.code}") for unit in units
    )
    Appointment.objects.bulk_create(
        Appointment(user=user, unit=unit, role=Role.OFFICER, valid_from="2020-01-01")
        for user, unit in zip(people, units, strict=True)
    )
    year = Period.objects.year_of(cycle)
    sheets = ScoreSheet.objects.bulk_create(
        ScoreSheet(
            cycle=cycle, unit=unit, period=year,
            state=State.SUBMITTED if number % 3 == 0 else State.DRAFT,
        )
        for number, unit in enumerate(units)
    )  # fmt: skip
    leaves = list(cohort.criteria_set.criteria.filter(is_leaf=True))
    items = ScoreItem.objects.bulk_create(
        (_item(sheet, leaf, draw) for sheet in sheets for leaf in leaves), batch_size=2000
    )
    _appraise([sheet for sheet in sheets if sheet.state == State.SUBMITTED], items, draw)
    return cohort, appointed(Role.COORDINATOR)


def _item(sheet: ScoreSheet, leaf: object, draw: random.Random) -> ScoreItem:
    planned = draw.randint(10, 3000)
    inputs = {"done": str(draw.randint(0, planned)), "planned": str(planned)}
    filled = sheet.state == State.SUBMITTED or draw.random() < 0.5
    declared = Fraction(draw.randint(0, 100), 100) if filled and draw.random() < 0.05 else None
    return ScoreItem(
        sheet=sheet, criterion=leaf, inputs=inputs if filled else {}, self_points=declared,
        explanation="Giải trình" if declared is not None else "",
    )  # fmt: skip


def _appraise(sheets: list[ScoreSheet], items: list[ScoreItem], draw: random.Random) -> None:
    """A revision, and a self and an appraised layer of every item, for submitted sheets."""
    for sheet in sheets:
        SheetRevision.objects.create(sheet=sheet, number=1, by="do", content={}, sha256="0" * 64)
    submitted = {sheet.pk for sheet in sheets}
    ScoreLayer.objects.bulk_create(
        (
            ScoreLayer(
                item=item, kind=kind, status="scored", author="do",
                points=Fraction(draw.randint(0, 100), 100),
            )
            for item in items if item.sheet_id in submitted
            for kind in ("self", "appraised")
        ),
        batch_size=2000,
    )  # fmt: skip


def main() -> None:
    """Make the province, then ask for each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=60)
    times = parser.parse_args().times
    with migrated():
        cohort, coordinator = province()
        analyse()
        client = Client()
        client.force_login(coordinator)
        client.get("/")  # modules, templates and the set are loaded
        sys.stdout.write("| page | queries | first look CPU | CPU | wall | wall p95 |\n")
        sys.stdout.write("|---|---:|---:|---:|---:|---:|\n")
        for name, page in PAGES.items():
            sys.stdout.write(measured(name, f"/boards/{cohort.cycle.code}/{page}", client, times))
            sys.stdout.flush()


def measured(name: str, address: str, client: Client, times: int) -> str:
    """Return the line of one page."""
    progress.forget()
    gaps.forget()
    _wall, first = _ask(client, address)
    sheets = list(ScoreSheet.objects.values_list("pk", flat=True))
    walls, processors = [], []
    for number in range(times):
        some = [sheets[(number * CHANGED + each) % UNITS] for each in range(CHANGED)]
        ScoreSheet.objects.filter(pk__in=some).update(version=F("version") + 1)
        wall, processor = _ask(client, address)
        walls.append(wall)
        processors.append(processor)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    late = statistics.quantiles(walls, n=20)[-1]
    wall, processor = statistics.median(walls), statistics.median(processors)
    figures = " | ".join(f"{each:.0f}" for each in (first, processor, wall, late))
    return f"| {name} | {len(asked)} | {figures} |\n"


def _ask(client: Client, address: str) -> tuple[float, float]:
    """Ask once; return wall and CPU milliseconds."""
    begun, processor = time.perf_counter(), time.process_time()
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code}")
    wall = 1000 * (time.perf_counter() - begun)
    return wall, 1000 * (time.process_time() - processor)


if __name__ == "__main__":
    main()
