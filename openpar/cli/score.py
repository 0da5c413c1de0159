"""``openpar score ROUND``: a folder of files -> indices, ranks and their reasons.

Exit codes: 0 a result, unknown indices included (each says what it waits for); 1 a set has defects,
told on stderr, with the results of its rules as they stand unless nothing can be computed; 2
unreadable input or wrong use, every problem on stderr.
"""

import argparse
import sys
from pathlib import Path

from openpar.cli.round_folder import NoRound, open_round, progress_bar, write
from openpar.scoring.rounds.display import explain_unit, table_text, tie_text
from openpar.scoring.rounds.model import RoundResult
from openpar.scoring.rounds.phrases import say
from openpar.scoring.rounds.scoring import score_round
from openpar.scoring.rounds.writing import csv_text, json_text


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``openpar score``."""
    parser.add_argument("round", metavar="ROUND", type=Path)
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")
    parser.add_argument("--explain", metavar="UNIT[:CRITERION]")
    parser.add_argument("--out", metavar="FILE", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """Score a round and print it; return the exit code."""
    language = arguments.lang
    try:
        made, code = open_round(arguments.round, language)
    except NoRound as error:
        return error.code
    with progress_bar(say("scoring", language)) as progress:
        result = score_round(made, progress=progress)
    try:
        text = _text(result, arguments)
    except KeyError as error:
        sys.stderr.write(say("no_such", language, text=error.args[0]) + "\n")
        return 2
    if arguments.format == "csv" and not arguments.explain:
        _report_ties(result, language)  # a CSV has no place for them
    return max(code, write(text, arguments.out, language))


def _report_ties(result: RoundResult, language: str) -> None:
    for tie in result.ties:
        if tie.is_open:
            sys.stderr.write(f"{tie.cohort}: {tie_text(tie, result, language)}\n")


def _text(result: RoundResult, arguments: argparse.Namespace) -> str:
    language = arguments.lang
    if arguments.explain:
        known = {row.unit for row in result.units}
        unit, code = arguments.explain, ""
        if unit not in known:
            unit, _, code = arguments.explain.partition(":")
        return explain_unit(result, unit, code, language)
    if arguments.format == "json":
        with progress_bar(say("explaining", language)) as progress:
            return json_text(result, language, progress=progress)
    return (csv_text if arguments.format == "csv" else table_text)(result, language)
