"""The files of the demonstration, read into plain rows."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from django.conf import settings

from openpar.criteria.cycles import FILES

Row = dict[str, str]

#: Columns of units.csv that are no attributes of the unit.
UNIT_COLUMNS = (
    "unit", "name", "cohort", "name_en", "short_name", "kind", "administrative_code",
    "valid_from", "valid_to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoundFolder:
    """One round as its folder holds it; ``codes`` maps its unit codes to those of the database.

    ``set_of`` maps a cohort to the text of its set file.
    """

    code: str
    title: str
    year: int
    as_of: date
    set_of: Mapping[str, str]
    units: list[Row]
    rows: Mapping[str, list[Row]]
    figures: Mapping[str, str]

    def of_unit(self, name: str, unit: str) -> list[Row]:
        """Return the rows of one file that speak of ``unit``."""
        return [row for row in self.rows[name] if row["unit"] == unit]


def demonstration() -> Path:
    """Return the folder of the demonstration."""
    return settings.ROOT / "demo"


def read_folder(folder: Path) -> RoundFolder:
    """Read a round; its folder's name becomes the code of the cycle."""
    head = yaml.safe_load(_text(folder / "round.yaml"))
    sets = {key: _text(folder / name) for key, name in head["sets"].items()}
    return RoundFolder(
        code=folder.name,
        title=head["title"],
        year=head["year"],
        as_of=head["as_of"],
        set_of={cohort: sets[key] for cohort, key in head["cohorts"].items()},
        units=read_table(folder / "units.csv"),
        rows={name: read_table(folder / f"{name}.csv") for name in ("answers", "claims", "points")},
        figures={name: _text(folder / name) for name in FILES if (folder / name).exists()},
    )


def read_work(folder: Path) -> Mapping[str, list[Mapping[str, object]]]:
    """Return what the standing body does around a round."""
    return yaml.safe_load(_text(folder / "work.yaml"))


def read_table(path: Path) -> list[Row]:
    """Return the rows of a CSV file; a file that is not there has none."""
    return list(csv.DictReader(io.StringIO(_text(path)))) if path.exists() else []


def renamed(text: str, codes: Mapping[str, str]) -> str:
    """Return a CSV text whose column ``unit`` speaks in the codes of the database."""
    reader = csv.DictReader(io.StringIO(text))
    columns = reader.fieldnames or []
    if "unit" not in columns:
        return text
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "unit": codes.get(row["unit"], row["unit"])} for row in reader)
    return written.getvalue()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")
