"""What a rule may ask besides the unit's own figures: targets, last year, indices from elsewhere.

They come with the cycle as files of the round format. A page asks for the files' names and hashes
with the sheet; the text of a file is fetched and read once per process and unit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Value
from django.db.models.functions import Concat

from openpar.criteria.models import Cycle, CycleFile
from openpar.people.models import Unit
from openpar.scoring.rounds import values
from openpar.scoring.rounds.figures import read_figures
from openpar.scoring.rounds.model import ExternalValue, Round, UnitRow
from openpar.scoring.rounds.tables import Problems
from openpar.scoring.sets.model import CriteriaSet

#: Files of the round format that hold figures of single units.
FILES = ("targets.csv", "previous.csv", "external.csv")

#: A criterion and an input, by code and name.
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """Figures given to one unit: by (criterion, input), and by the code of an index."""

    targets: Mapping[Place, values.Value] = field(default_factory=dict)
    previous: Mapping[Place, values.Value] = field(default_factory=dict)
    external: Mapping[str, ExternalValue] = field(default_factory=dict)


NOTHING = Given()


def file_hashes(cycle: str) -> ArraySubquery:
    """Return the expression for the files of a cycle as ``name:hash``; ``cycle`` names the path."""
    files = CycleFile.objects.filter(cycle=OuterRef(cycle), name__in=FILES).order_by("name")
    return ArraySubquery(files.values(known=Concat(F("name"), Value(":"), F("sha256"))))


def files_of(cycle: Cycle) -> list[str]:
    """Return the files of a cycle as ``name:hash``, in one query."""
    files = CycleFile.objects.filter(cycle=cycle, name__in=FILES).order_by("name")
    return [f"{name}:{sha256}" for name, sha256 in files.values_list("name", "sha256")]


def given_to(unit: Unit, cycle: Cycle, criteria_set: CriteriaSet, files: Iterable[str]) -> Given:
    """Return what the cycle's files give to ``unit``; ``files`` as ``file_hashes`` writes them."""
    files = tuple(files)
    if not files:
        return NOTHING
    return _read_once(_Asked(files, unit.code, id(criteria_set), criteria_set, cycle))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is read for whom. Equal files, unit and set give equal figures: the rest is no key."""

    files: tuple[str, ...]
    unit: str
    set_id: int  # a parsed set is kept as long as the process
    criteria_set: CriteriaSet = field(compare=False, repr=False)
    cycle: Cycle = field(compare=False)


@lru_cache(maxsize=1024)
def _read_once(asked: _Asked) -> Given:
    """Read the files as a round of this one unit; rows of other units are passed over."""
    files = CycleFile.objects.filter(cycle=asked.cycle, name__in=FILES)
    texts = dict(files.values_list("name", "text"))
    unit = asked.unit
    made = Round(
        title="",
        year=asked.cycle.year,
        as_of=asked.cycle.as_of,
        sets={"set": asked.criteria_set},
        cohorts={"cohort": "set"},
        units=(UnitRow(unit, unit, "cohort"),),
    )
    read_figures(texts, made, Problems())
    return Given(
        targets={place: column[unit] for place, column in made.targets.items() if unit in column},
        previous={place: column[unit] for place, column in made.previous.items() if unit in column},
        external={index: column[unit] for index, column in made.external.items() if unit in column},
    )
