"""Where published tables lie, and the skip by name when they do not."""

import csv
import os
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def published_table(name: str) -> list[dict[str, str]]:
    """Rows of a published table that may be read but is never copied into the project.

    ``OPENPAR_TABLES`` names the folder; without it ``../shared/tables`` beside the project. The
    test that asks is skipped by name where the table is not there.
    """
    folder = Path(os.environ.get("OPENPAR_TABLES", HERE.parents[2] / "shared" / "tables"))
    path = folder / name
    if not path.is_file():
        pytest.skip(f"{name} is not there; OPENPAR_TABLES names the folder of published tables")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def csv_text(header: list[str], rows: list[list[str]]) -> str:
    """Comma-separated text, quoted where needed."""

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n') else text

    return "".join(",".join(map(cell, row)) + "\n" for row in [header, *rows])
