"""Measure everything on the page: ``.venv/bin/python -m benchmarks.run [NAME …] [--times 7]``.

Prints one line of the table in README.md for each measurement: medians of wall and CPU seconds.
"""

import argparse
import gc
import platform
import statistics
import sys
import time
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from importlib.metadata import version
from os import cpu_count, getloadavg

from benchmarks.composite import make_texts
from benchmarks.rounds import make_round
from openpar.scoring.composite.computing import begin, result_text
from openpar.scoring.composite.computing import run as run_steps
from openpar.scoring.composite.recipe import read_recipe
from openpar.scoring.composite.tables import read_data, read_meta
from openpar.scoring.ranking import Contestant, rank_cohort
from openpar.scoring.robustness.measuring import drop_one, measure
from openpar.scoring.rounds.explaining import Explainer
from openpar.scoring.rounds.leaf import evaluate_leaf
from openpar.scoring.rounds.scoring import score_round
from openpar.scoring.sets.model import Cohort
from openpar.scoring.vectorised import prepare
from openpar.scoring.vectorised.scoring import score_set

PROVINCE, NATION, ROBUST = (200, 100), (4_420, 100), (63, 96)

round_of = cache(make_round)


def exact(units: int, leaves: int) -> None:
    """Score a round exactly; a trace is made when somebody asks for it."""
    score_round(round_of(units, leaves))


def exact_with_traces(units: int, leaves: int) -> None:
    """Score a round exactly and make the explanation of every leaf of every unit, in sentences."""
    result = score_round(round_of(units, leaves))
    explainer = Explainer(result)
    for row in result.units:
        for leaf in row.plan.leaves:
            explainer.steps(row, leaf)


@cache
def _scored(units: int, leaves: int):  # type: ignore[no-untyped-def]
    return score_round(round_of(units, leaves))


def one_item(units: int, leaves: int) -> None:
    """Change one figure of one unit: its mark, the unit's index, the ranks of the cohort."""
    made, result = round_of(units, leaves), _scored(units, leaves)
    (criteria_set,) = made.sets.values()
    row = result.units[0]
    leaf = row.plan.leaves[0]
    mark = evaluate_leaf(criteria_set, leaf.code, {"done": 19, "planned": 20}, as_of=made.as_of)
    whole = row.plan.total([mark, *list(row.marks.values())[1:]])
    indices = [whole.index, *(one.index for one in result.units[1:])]
    contestants = [
        Contestant(one.unit, index) for one, index in zip(result.units, indices, strict=True)
    ]
    rank_cohort(Cohort("so", ""), contestants)


@cache
def _prepared(units: int, leaves: int):  # type: ignore[no-untyped-def]
    (ready,) = prepare(round_of(units, leaves))
    score_set(ready)  # arrays are made at first use
    return ready


def arrays(units: int, leaves: int) -> None:
    """Make the arrays of a round (and calculate once)."""
    (ready,) = prepare(round_of(units, leaves))
    score_set(ready)


def vectorised(units: int, leaves: int) -> None:
    """Calculate points, sums, indices and ranks on prepared arrays."""
    score_set(_prepared(units, leaves))


@cache
def _decimals(units: int, leaves: int) -> list[list[tuple[Decimal, Decimal]]]:
    return [
        [(Decimal(700 + (unit * 31 + leaf * 17) % 9300), Decimal(9999)) for leaf in range(leaves)]
        for unit in range(units)
    ]


def decimal_loop(units: int, leaves: int) -> None:
    """The yardstick: Decimal ratios, rounded, added; no rules, statuses, fields or traces."""
    cent, hundred = Decimal("0.01"), Decimal(100)
    for row in _decimals(units, leaves):
        total = Decimal(0)
        for part, whole in row:
            total += (part / whole).quantize(cent, ROUND_HALF_UP)
        (total / leaves * hundred).quantize(cent, ROUND_HALF_UP)


def robustness(units: int, leaves: int, surveys: int) -> None:
    """10,000 runs with every source: weights, not applicable, survey, disputes, rounding."""
    measure(round_of(units, leaves, surveys=surveys), 10_000, 1)


def dropping(units: int, leaves: int) -> None:
    """Ranks without each leaf."""
    drop_one(round_of(units, leaves), "leaf")


def composite(units: int, leaves: int) -> None:
    """Read, min-max, weighted means on two levels, rank and write a composite index, exactly."""
    meta, data, recipe = _texts(units, leaves)
    tree = read_meta(meta, "meta.csv")
    work = begin(tree, read_data(data, "data.csv", tree))
    for _ in run_steps(work, read_recipe(recipe, "recipe.yaml")):
        pass
    result_text(work)


_texts = cache(make_texts)

CASES: dict[str, tuple[str, Callable[[], None]]] = {
    "province": ("200 × 100 exact, traces on demand", partial(exact, *PROVINCE)),
    "traces": ("200 × 100 exact, all 20,000 traces built", partial(exact_with_traces, *PROVINCE)),
    "item": ("one changed item of 200 × 100", partial(one_item, *PROVINCE)),
    "nation": ("4,420 × 100 exact, traces on demand", partial(exact, *NATION)),
    "arrays": ("4,420 × 100 arrays made from the round", partial(arrays, *NATION)),
    "vectorised": ("4,420 × 100 calculated on arrays", partial(vectorised, *NATION)),
    "decimal": ("yardstick: plain Decimal loop, 4,420 × 100", partial(decimal_loop, *NATION)),
    "robustness": ("10,000 runs of 63 × 96", partial(robustness, *ROBUST, 0)),
    "surveys": ("the same, 8 leaves from surveys", partial(robustness, *ROBUST, 8)),
    "drop": ("63 × 96 without each leaf in turn", partial(dropping, *ROBUST)),
    "composite": ("composite index 4,420 × 100, read to written", partial(composite, *NATION)),
}


def measured(work: Callable[[], None], times: int) -> tuple[float, float, float]:
    """Return the medians of wall and CPU seconds over ``times``, and the highest load met."""
    work()  # data are made, modules loaded, caches warm
    walls, processors, load = [], [], 0.0
    for _ in range(times):
        gc.collect()
        load = max(load, getloadavg()[0])
        wall, processor = time.perf_counter(), time.process_time()
        work()
        processors.append(time.process_time() - processor)
        walls.append(time.perf_counter() - wall)
    return statistics.median(walls), statistics.median(processors), load


def main() -> None:
    """Measure the cases named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *CASES])
    parser.add_argument("--times", type=int, default=7)
    arguments = parser.parse_args()
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pyyaml"))
    python = platform.python_version()
    sys.stdout.write(
        f"{platform.machine()}, {cpu_count()} cores; Python {python}, {versions}\n"
        f"medians of {arguments.times} runs after one to warm up\n\n"
        "| what | wall ms | CPU ms | load |\n|---|---:|---:|---:|\n"
    )
    for name in arguments.names or CASES:
        title, work = CASES[name]
        wall, processor, load = measured(work, arguments.times)
        line = f"| {title} | {1000 * wall:.1f} | {1000 * processor:.1f} | {load:.1f} |\n"
        sys.stdout.write(line)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
