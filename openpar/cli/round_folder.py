"""What every command about a round shares: read its folder, refuse its sets, write, show progress.

A command opens its round with ``open_round`` and ends with the exit code of ``write``.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from openpar.scoring.rounds.model import Round
from openpar.scoring.rounds.phrases import say
from openpar.scoring.rounds.reading import (
    OPTIONAL_FILES,
    ROUND_FILE,
    UNITS_FILE,
    RoundError,
    read_round,
    set_files,
)
from openpar.scoring.sets.check import check_set


class Unreadable(Exception):
    """A file cannot be read; the message says which and why."""


class NoRound(Exception):
    """The round cannot be used; what is wrong has been told. ``code`` is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


#: Defects that leave no one way to compute: an unknown maximum, a citation that leads nowhere.
BLOCKING = frozenset({"V7", "V10", "V11", "V12"})


def open_round(folder: Path, language: str) -> tuple[Round, int]:
    """Read a round and check its sets; tell on stderr what is wrong.

    Returns the round and the exit code so far: 1 where a set has defects. A defect of the kind
    that two people read differently (overlapping bands, a sum that does not close) leaves the
    rules as they stand computable, and a draft is judged by its results.

    Raises
    ------
    NoRound
        With exit code 2 for files that cannot be read, 1 for defects that leave nothing to compute.
    """
    try:
        files = read_folder(folder, language)
        made = read_round(files)
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        raise NoRound(2) from None
    except RoundError as error:
        for problem in error.problems:
            sys.stderr.write(f"{folder}/{problem.sentence(language)}\n")
        raise NoRound(2) from None
    found = _told_defects(made, folder, files, language)
    if found & BLOCKING:
        raise NoRound(1)
    return made, 1 if found else 0


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


def _told_defects(
    made: Round, folder: Path, files: dict[str, str], language: str
) -> frozenset[str]:
    """Print the defects of the sets as ``openpar check`` does; return the checks that failed."""
    names = dict(zip(made.sets, set_files(files[ROUND_FILE]), strict=True))
    found: set[str] = set()
    for key, criteria_set in made.sets.items():
        for defect in check_set(criteria_set):
            found.add(defect.check)
            place = f"{folder / names[key]}:{defect.line}"
            sys.stderr.write(f"{place}: [{defect.check}] {defect.text(language)}\n")
    return frozenset(found)


def write(text: str, out: Path | None, language: str) -> int:
    """Write to stdout or to a file; return the exit code."""
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
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Draw a bar on stderr where that is a terminal, and nothing in a pipe."""
    with tqdm(desc=label, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done: int, whole: int) -> None:
            bar.total = whole
            bar.update(done - bar.n)

        yield progress
