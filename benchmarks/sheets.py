"""Measure the officer's pages: ``.venv/bin/python -m benchmarks.sheets [--times 60]``.

200 units × 100 leaves × 5 years on an embedded PostgreSQL of its own, made from a fixed seed. Each
page is asked as a browser asks it, through all of the program; each asking is another unit's
officer, so nothing is answered from what the one before has read. Prints queries, and median and
95th percentile in milliseconds: of the wall, and of the processor time of the program (the
database's own is not in it), because others use the machine.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.embedded import analyse, migrated
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.criteria.models import Cycle, Membership, Period
from openpar.people.models import Appointment, Role, Unit, User
from openpar.results.models import PastResult
from tests.factories import (
    CohortFactory,
    CriteriaSetFactory,
    CycleFactory,
    PhaseFactory,
    UnitFactory,
)
from tests.factories_assessments import set_of_leaves

UNITS, LEAVES, YEARS = 200, 100, range(2022, 2027)


def province() -> list[tuple[Unit, User]]:
    """Make five cycles with the sheets of all units; return the units with their officers."""
    draw = random.Random(26)  # noqa: S311 - figures of a benchmark
    units = [UnitFactory() for _number in range(UNITS)]
    people = User.objects.bulk_create(
        User(username=f"do-{unit.code}", display_name=f"Cán bộ {unit.code}") for unit in units
    )
    Appointment.objects.bulk_create(
        Appointment(user=user, unit=unit, role=Role.OFFICER, valid_from="2020-01-01")
        for user, unit in zip(people, units, strict=True)
    )
    PastResult.objects.bulk_create(
        PastResult(
            unit=unit, year=YEARS[-1] - 1, index="80", source="Bảng đo",
            scores={f"1.{number}": "0.75" for number in range(1, LEAVES + 1)},
        )
        for unit in units
    )  # fmt: skip
    for year in YEARS:
        _cycle(year, units, draw)
    return list(zip(units, people, strict=True))


def _cycle(year: int, units: list[Unit], draw: random.Random) -> None:
    newest = year == YEARS[-1]
    cycle = CycleFactory(year=year, code=f"dot-{year}")
    criteria_set = CriteriaSetFactory(text=set_of_leaves(LEAVES))
    cohort = CohortFactory(cycle=cycle, criteria_set=criteria_set)
    PhaseFactory(cycle=cycle)
    Membership.objects.bulk_create(
        Membership(cycle=cycle, cohort=cohort, unit=unit) for unit in units
    )
    period = Period.objects.year_of(cycle)
    sheets = ScoreSheet.objects.bulk_create(
        ScoreSheet(cycle=cycle, unit=unit, period=period) for unit in units
    )
    leaves = list(criteria_set.criteria.filter(is_leaf=True))
    ScoreItem.objects.bulk_create(
        (
            ScoreItem(sheet=sheet, criterion=leaf, inputs=_figures(draw, half=newest))
            for sheet in sheets
            for leaf in leaves
        ),
        batch_size=2000,
    )
    if not newest:
        Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.CLOSED)


def _figures(draw: random.Random, *, half: bool) -> dict[str, str]:
    if half and draw.random() < 0.5:
        return {}
    planned = draw.randint(10, 3000)
    return {"done": str(draw.randint(0, planned)), "planned": str(planned)}


def main() -> None:
    """Make the province, then ask for each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=60)
    times = parser.parse_args().times
    with migrated():
        people = province()
        analyse()
        sys.stdout.write("| page | queries | wall ms | p95 | CPU ms | p95 |\n")
        sys.stdout.write("|---|---:|---:|---:|---:|---:|\n")
        for name, ask in PAGES.items():
            sys.stdout.write(measured(name, ask, people, times))
            sys.stdout.flush()


def _get(rest: str) -> Callable[[Client, str], HttpResponse]:
    return lambda client, place: client.get(f"{place}{rest}")


def _save(client: Client, place: str) -> HttpResponse:
    typed = {"version": 1, "input-done": "9", "input-planned": "10"}
    headers = {"HX-Request": "true"}
    return client.post(f"{place}criteria/1.1/save/", typed, headers=headers)


PAGES: dict[str, Callable[[Client, str], HttpResponse]] = {
    "first screen": lambda client, _place: client.get("/assessments/"),
    "sheet of 100 criteria": _get(""),
    "what is left of it": _get("?show=left"),
    "one criterion": _get("criteria/1.50/"),
    "printed annex": _get("annex/"),
    "saving a row": _save,
}


def measured(
    name: str, ask: Callable[[Client, str], HttpResponse], people: list, times: int
) -> str:
    """Return the line of one page, each time asked by the officer of another unit."""
    wall, processor, queries = [], [], 0
    for number in range(times + 1):
        unit, user = people[number % len(people)]
        client = Client()
        client.force_login(user)
        place = f"/assessments/dot-{YEARS[-1]}/{unit.code}/"
        with CaptureQueriesContext(connection) as asked:
            begun, used = time.perf_counter(), time.process_time()
            response = ask(client, place)
            wall.append(time.perf_counter() - begun)
            processor.append(time.process_time() - used)
        if response.status_code not in (200, 409):
            raise RuntimeError(f"{name}: {response.status_code}")
        queries = max(queries, len(asked))
    figures = " | ".join(_figures_of(each[1:]) for each in (wall, processor))
    return f"| {name} | {queries} | {figures} |\n"


def _figures_of(seconds: list[float]) -> str:
    """Median and 95th percentile; the first asking, which loads templates, is left out before."""
    ordered = sorted(seconds)
    p95 = ordered[int(len(ordered) * 0.95) - 1]
    return f"{statistics.median(ordered) * 1000:.0f} | {p95 * 1000:.0f}"


if __name__ == "__main__":
    main()
