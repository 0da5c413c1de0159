"""``openpar coherence ROUND``: do the criteria belong together, and do they tell units apart?

Exit codes: 0 a result; 1 refused, because a set has defects; 2 unreadable input or wrong use.
"""

import argparse
from pathlib import Path

from openpar.cli.round_folder import NoRound, open_round, write
from openpar.scoring.coherence.measuring import coherence
from openpar.scoring.coherence.writing import csv_text, json_text, table_text


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``openpar coherence``."""
    parser.add_argument("round", metavar="ROUND", type=Path)
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")
    parser.add_argument("--out", metavar="FILE", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """Measure and print; return the exit code."""
    try:
        made, code = open_round(arguments.round, arguments.lang)
    except NoRound as error:
        return error.code
    result = coherence(made)
    if arguments.format == "table":
        text = table_text(result, arguments.lang)
    else:
        text = csv_text(result) if arguments.format == "csv" else json_text(result)
    return max(code, write(text, arguments.out, arguments.lang))
