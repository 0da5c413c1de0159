"""``openpar check SET``: one defect a line, ``FILE:LINE: [V3] sentence``; YAML or Excel."""

import argparse
import sys
from pathlib import Path

from openpar.cli.set_file import UNREADABLE, read_set_file, reason, where
from openpar.scoring.sets.check import check_set
from openpar.scoring.sets.reading import SetError


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``openpar check``."""
    parser.add_argument("sets", nargs="+", metavar="SET", type=Path, help="SET.yaml, SET.xlsx")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")


def run(arguments: argparse.Namespace) -> int:
    """Check each file; return 0 if all are fit, 1 for defects, 2 for a file that cannot be read."""
    return max(check_file(path, arguments.lang) for path in arguments.sets)


def check_file(path: Path, language: str) -> int:
    """Print the defects of one set file; return its exit code."""
    try:
        _, criteria_set = read_set_file(path)
    except UNREADABLE as error:
        sys.stderr.write(f"{path}: {reason(error, language)}\n")
        return 2
    except SetError as error:
        for defect in error.defects:
            sys.stderr.write(f"{where(path, defect, language)}: {defect.text(language)}\n")
        return 2
    defects = check_set(criteria_set)
    for defect in defects:
        said = f"[{defect.check}] {defect.text(language)}"
        sys.stdout.write(f"{where(path, defect, language)}: {said}\n")
    return 1 if defects else 0
