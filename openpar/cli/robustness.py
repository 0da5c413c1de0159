"""``openpar robustness ROUND``: how firm the ranks of a round are.

Exit codes: 0 a result; 1 refused, because a set has defects; 2 unreadable input or wrong use.
Units whose index is unknown have no rank; they are named in the table, in JSON, and on stderr.
"""

import argparse
import sys
from pathlib import Path

from openpar.cli.round_folder import NoRound, open_round, progress_bar, write
from openpar.scoring.numbers import parse_number
from openpar.scoring.robustness.measuring import Robustness, drop_one, measure
from openpar.scoring.robustness.phrases import say
from openpar.scoring.robustness.sources import SOURCES, Variation
from openpar.scoring.robustness.writing import csv_text, json_text, left_out_texts, table_text
from openpar.scoring.rounds.model import Round


class _WrongUse(Exception):
    """An argument cannot be used; the message says why."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``openpar robustness``."""
    parser.add_argument("round", metavar="ROUND", type=Path)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weights", metavar="SHARE", default="0.2")
    parser.add_argument("--sources", metavar="NAMES", default=",".join(SOURCES))
    parser.add_argument("--drop", choices=("field", "leaf"))
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")
    parser.add_argument("--out", metavar="FILE", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """Measure and print; return the exit code."""
    language = arguments.lang
    try:
        variation = _variation(arguments)
        made, code = open_round(arguments.round, language)
    except _WrongUse as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except NoRound as error:
        return error.code
    with progress_bar(say("measuring", language)) as progress:
        result = measure(made, arguments.runs, arguments.seed, variation, progress=progress)
    if arguments.format == "csv":  # the other formats name them in their own text
        for told in left_out_texts(result, language):
            sys.stderr.write(f"{told}\n")
    return max(code, write(_text(made, result, arguments), arguments.out, language))


def _variation(arguments: argparse.Namespace) -> Variation:
    language = arguments.lang
    if arguments.runs < 1:
        raise _WrongUse(f"--runs: {say('bad_runs', language)}")
    try:
        noise = float(parse_number(arguments.weights))
    except ValueError:
        noise = -1.0
    if not 0 <= noise < 1:
        raise _WrongUse(f"--weights: {say('bad_weights', language)}")
    names = frozenset(filter(None, (name.strip() for name in arguments.sources.split(","))))
    for name in sorted(names.difference(SOURCES)):
        told = say("bad_source", language, text=name, expected=", ".join(SOURCES))
        raise _WrongUse(f"--sources: {told}")
    return Variation.of(names, noise)


def _text(made: Round, result: Robustness, arguments: argparse.Namespace) -> str:
    if arguments.format == "json":
        return json_text(result, {by: drop_one(made, by) for by in ("field", "leaf")})
    dropped = drop_one(made, arguments.drop) if arguments.drop else None
    if arguments.format == "csv":
        return csv_text(result, dropped)
    return table_text(result, arguments.lang, dropped, arguments.drop or "")
