"""``openpar schema [--out FILE]``: the JSON Schema of a criteria set file, for editors."""

import argparse
import json
import sys
from pathlib import Path

from openpar.scoring.sets.schema import criteria_set_schema


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``openpar schema``."""
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there, not to stdout")


def run(arguments: argparse.Namespace) -> int:
    """Write the schema; return 0, or 2 where the file cannot be written."""
    text = schema_text()
    if arguments.out is None:
        sys.stdout.write(text)
        return 0
    try:
        arguments.out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        sys.stderr.write(f"{arguments.out}: {error.strerror}\n")
        return 2
    return 0


def schema_text() -> str:
    """Return the schema as it is committed: two spaces, Vietnamese letters as they are."""
    return json.dumps(criteria_set_schema(), ensure_ascii=False, indent=2) + "\n"
