"""Run ``openpar index`` on files that a user would write."""

import contextlib
import csv
import io
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from openpar.cli import main


@dataclass(frozen=True)
class Outcome:
    """How the command ended: exit code, stdout as rows, what it said on stderr."""

    code: int
    rows: list[dict[str, str]]
    said: str

    def column(self, name: str) -> dict[str, str]:
        """The cells of one column by unit."""
        return {row["unit"]: row[name] for row in self.rows}

    def numbers(self, name: str) -> dict[str, Fraction | None]:
        """The values of one column by unit, as they are written."""
        return {unit: Fraction(cell) if cell else None for unit, cell in self.column(name).items()}


def index(folder: Path, meta: str, data: str, recipe: str, *options: str) -> Outcome:
    """Write the three files into ``folder`` and run the command on them."""
    files = {"meta.csv": meta, "data.csv": data, "recipe.yaml": recipe}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    words = ["index", "--meta", "meta.csv", "--data", "data.csv", "--recipe", "recipe.yaml"]
    stdout, stderr = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
    ):
        code = main([*words, *options])
    return Outcome(code, list(csv.DictReader(io.StringIO(stdout.getvalue()))), stderr.getvalue())


def stage(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of one stage file."""
    return list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text(encoding="utf-8"))))


def plain(*steps: str) -> str:
    """A recipe of these steps, one a line."""
    return "steps:\n" + "".join(f"- {step}\n" for step in steps)
