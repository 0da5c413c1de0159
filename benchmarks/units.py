"""Measure the register of units: ``.venv/bin/python -m benchmarks.units [--times 60]``.

All 34 provinces and 3,321 communes on an embedded PostgreSQL of its own. Each page is asked as a
browser asks it, through all of the program. Prints queries, median CPU time, and median and 95th
percentile of the wall time, in milliseconds; CPU is the program's, without the database server's.
"""

import argparse
import statistics
import sys
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.embedded import analyse, migrated
from openpar.people.models import Role, Unit
from openpar.people.national import load_national
from tests.factories import appointed


def pages() -> dict[str, str]:
    """Return what is asked, by name."""
    commune = Unit.objects.filter(kind="commune").order_by("code").first()
    return {
        "list of units, first page": "/people/units/",
        "searched without marks": "/people/units/?q=binh+lieu",
        "sorted, page 30": "/people/units/?page=30",
        "one unit": f"/people/units/{commune.code}/",
    }


def main() -> None:
    """Load the country, then ask for each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=60)
    times = parser.parse_args().times
    with migrated():
        began = time.perf_counter()
        load_national(by=None)
        sys.stdout.write(f"{Unit.objects.count()} units in {time.perf_counter() - began:.1f} s\n\n")
        analyse()
        client = Client()
        client.force_login(appointed(Role.COORDINATOR))
        client.get("/")  # modules and templates are loaded
        sys.stdout.write("| page | queries | CPU | wall | wall p95 |\n|---|---:|---:|---:|---:|\n")
        for name, address in pages().items():
            sys.stdout.write(measured(name, address, client, times))


def measured(name: str, address: str, client: Client, times: int) -> str:
    """Return the line of one page."""
    client.get(address)
    walls, processors = [], []
    for _number in range(times):
        wall, processor = time.perf_counter(), time.process_time()
        if client.get(address).status_code != 200:
            raise RuntimeError(f"{address} does not answer")
        walls.append((time.perf_counter() - wall) * 1000)
        processors.append((time.process_time() - processor) * 1000)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    late = sorted(walls)[max(0, round(len(walls) * 0.95) - 1)]
    figures = (statistics.median(processors), statistics.median(walls), late)
    told = " | ".join(f"{figure:.0f}" for figure in figures)
    return f"| {name} | {len(asked)} | {told} |\n"


if __name__ == "__main__":
    main()
