"""``openpar score ROUND``: a folder of files -> indices, ranks and their reasons.

Exit codes: 0 a result, unknown indices included (each says what it waits for); 1 refused, because
a set has defects; 2 unreadable input or wrong use, every problem on stderr.
"""

import argparse
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from openpar.scoring.rounds.display import explain_unit, table_text
from openpar.scoring.rounds.model import Round, RoundResult
from openpar.scoring.rounds.phrases import say
from openpar.scoring.rounds.reading import (
    OPTIONAL_FILES,
    ROUND_FILE,
    UNITS_FILE,
    RoundError,
    read_round,
    set_files,
)
from openpar.scoring.rounds.scoring import score_round
from openpar.scoring.rounds.writing import csv_text, json_text
from openpar.scoring.sets.check import check_set


class Unreadable(Exception):
    """A file cannot be read; the message says which and why."""


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
        files = read_folder(arguments.round, language)
        made = read_round(files)
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except RoundError as error:
        for problem in error.problems:
            sys.stderr.write(f"{arguments.round}/{problem.sentence(language)}\n")
        return 2
    if _refused(made, arguments.round, files, language):
        return 1
    with _no_garbage(), _progress(say("scoring", language)) as progress:
        result = score_round(made, progress=progress)
    try:
        text = _text(result, arguments)
    except KeyError as error:
        sys.stderr.write(say("no_such", language, text=error.args[0]) + "\n")
        return 2
    return _write(text, arguments.out, language)


def read_folder(folder: Path, language: str) -> dict[str, str]:
    """Return the text of every file of a round, the set files that ``round.yaml`` names included.

    Raises
    ------
    Unreadable
        There is no such folder, no ``round.yaml`` in it, or a file is no UTF-8 text.
    """
    if not (folder / ROUND_FILE).is_file():
        raise Unreadable(f"{folder / ROUND_FILE}: {say('not_found', language)}")
    head = _read(folder, ROUND_FILE, language)
    files = {ROUND_FILE: head}
    for name in (UNITS_FILE, *OPTIONAL_FILES, *set_files(head)):
        if (folder / name).is_file():
            files[name] = _read(folder, name, language)
    return files


def _read(folder: Path, name: str, language: str) -> str:
    try:
        return (folder / name).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{folder / name}: {say('not_utf8', language, at=error.start)}") from None
    except OSError as error:
        reason = error.strerror or error
        raise Unreadable(f"{folder / name}: {say('cannot_open', language, error=reason)}") from None


def _refused(made: Round, folder: Path, files: dict[str, str], language: str) -> bool:
    """Print the defects of the sets as ``openpar check`` does; say whether there are any."""
    names = dict(zip(made.sets, set_files(files[ROUND_FILE]), strict=True))
    refused = False
    for key, criteria_set in made.sets.items():
        for defect in check_set(criteria_set):
            refused = True
            place = f"{folder / names[key]}:{defect.line}"
            sys.stderr.write(f"{place}: [{defect.check}] {defect.text(language)}\n")
    return refused


def _text(result: RoundResult, arguments: argparse.Namespace) -> str:
    language = arguments.lang
    if arguments.explain:
        known = {row.unit for row in result.units}
        unit, code = arguments.explain, ""
        if unit not in known:
            unit, _, code = arguments.explain.partition(":")
        return explain_unit(result, unit, code, language)
    if arguments.format == "json":
        with _progress(say("explaining", language)) as progress:
            return json_text(result, language, progress=progress)
    return (csv_text if arguments.format == "csv" else table_text)(result, language)


def _write(text: str, out: Path | None, language: str) -> int:
    if out is None:
        sys.stdout.write(text)
        return 0
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or error
        sys.stderr.write(f"{out}: {say('cannot_write', language, error=reason)}\n")
        return 2
    return 0


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Draw a bar on stderr where that is a terminal, and nothing in a pipe."""
    with tqdm(desc=label, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done: int, whole: int) -> None:
            bar.total = whole
            bar.update(done - bar.n)

        yield progress


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Spare the collector: a round makes a million small objects and hardly a circle among them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
