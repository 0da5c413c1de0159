"""``openpar index``: two tables and a recipe in, a composite index out.

Exit codes: 0 fine; 1 the result is refused, with the reason; 2 unreadable input or wrong use.
What must be known about a result (weights that do not sum to one, imputed gaps, moved outliers)
is told on stderr, one line each, with its place.
"""

import argparse
import sys
from fractions import Fraction
from pathlib import Path

from tqdm import tqdm

from openpar.scoring.composite.columns import read_number
from openpar.scoring.composite.computing import begin, result_text, stage_text
from openpar.scoring.composite.computing import run as run_steps
from openpar.scoring.composite.defects import Refused, Unreadable
from openpar.scoring.composite.published import compare, read_published
from openpar.scoring.composite.recipe import Planned, read_recipe
from openpar.scoring.composite.tables import read_data, read_meta
from openpar.scoring.composite.work import Work
from openpar.scoring.numbers import Number

#: Cells from which on a progress bar is worth its line.
LONG_WORK = 50_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--meta", required=True, metavar="META.csv", help="one row per node")
    parser.add_argument("--data", required=True, metavar="DATA.csv", help="one row per unit")
    parser.add_argument("--recipe", required=True, metavar="RECIPE.yaml", help="the steps")
    parser.add_argument("--stages", metavar="DIR", help="write the table after every step")
    parser.add_argument("--out", metavar="FILE", help="write the result there, not to stdout")
    parser.add_argument(
        "--expect", metavar="FILE", help="published figures; refuse a result that contradicts them"
    )
    parser.add_argument(
        "--tolerance",
        metavar="NUMBER",
        type=_tolerance,
        help="how far a figure may lie from the published one (half its last digit)",
    )


def _tolerance(text: str) -> Number:
    parts = read_number(text)
    if parts is None or parts[0] < 0:
        raise argparse.ArgumentTypeError(f"{text!r}; expected a number such as 0.00001")
    return Fraction(parts[0], 10 ** parts[1])


def run(arguments: argparse.Namespace) -> int:
    """Compute, compare and write; the exit code says how it ended."""
    try:
        return _run(arguments)
    except Refused as error:
        return _end(error.lines, 1)
    except Unreadable as error:
        return _end(error.lines, 2)
    except OSError as error:
        return _end([f"{error.filename}: {error.strerror}"], 2)


def _run(arguments: argparse.Namespace) -> int:
    tree = read_meta(_read(arguments.meta), arguments.meta)
    data = read_data(_read(arguments.data), arguments.data, tree)
    recipe = read_recipe(_read(arguments.recipe), arguments.recipe)
    work = begin(tree, data)
    told = 0
    try:
        for planned in _with_bar(work, recipe):
            if arguments.stages:
                _write(Path(arguments.stages) / f"{planned.name}.csv", stage_text(work))
            told = _tell(work, told)
    finally:
        _tell(work, told)
    if arguments.expect:
        text = _read(arguments.expect)
        published = read_published(text, arguments.expect, work, arguments.tolerance)
        _end([compare(work, published, arguments.expect)], 0)
    result = result_text(work)
    if arguments.out:
        _write(Path(arguments.out), result)
    else:
        sys.stdout.write(result)
    return 0


def _with_bar(work: Work, recipe: list[Planned]) -> "tqdm[Planned]":
    cells = len(work.data.units) * len(work.columns)
    return tqdm(
        run_steps(work, recipe),
        total=len(recipe),
        unit="step",
        file=sys.stderr,
        disable=not sys.stderr.isatty() or cells < LONG_WORK,
    )


def _tell(work: Work, told: int) -> int:
    """Write the notices that are new; return how many have been told."""
    for notice in work.notices[told:]:
        tqdm.write(notice, file=sys.stderr)
    return len(work.notices)


def _read(path: str) -> str:
    content = Path(path).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable([f"{path}:{line}: not UTF-8; expected UTF-8"]) from None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def _end(lines: list[str], code: int) -> int:
    for line in lines:
        sys.stderr.write(f"{line}\n")
    return code
