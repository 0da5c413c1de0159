"""A round as a cycle: its sets published, its phases open while it is being loaded."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from openpar.cli.demonstration.files import RoundFolder, renamed
from openpar.criteria import actions
from openpar.criteria.cycles import CohortPlan, close_cycle, give_file, open_cycle, set_phase
from openpar.criteria.models import CriteriaSet, Cycle, Phase
from openpar.criteria.models.exercise import Exercise
from openpar.criteria.owning import Whose
from openpar.people.models import Role, Unit, User

Kind = Phase.Kind
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LoadedRound:
    """A round in the database; ``units`` by the code the folder knows them by."""

    folder: RoundFolder
    cycle: Cycle
    units: dict[str, Unit]
    coordinator: User


@transaction.atomic
def load_sets(folder: RoundFolder, *, by: User) -> dict[str, CriteriaSet]:
    """Load and publish the sets of a round; return them by cohort."""
    sets = {}
    for cohort, text in folder.set_of.items():
        loaded = actions.load_set(text, by=by)
        sets[cohort] = loaded if loaded.is_published else actions.publish_set(loaded, by=by)
    return sets


@transaction.atomic
def load_cycle(folder: RoundFolder, units: dict[str, Unit], *, by: User) -> LoadedRound:
    """Open the cycle of a round with its phases, cohorts, units and given figures."""
    cycle = Cycle.objects.filter(code=folder.code).first()
    if cycle is None:
        cycle = _opened(folder, units, load_sets(folder, by=by), by=by)
        codes = {code: unit.code for code, unit in units.items()}
        for name, text in folder.figures.items():
            given = renamed(text, codes) if name.endswith(".csv") else text
            give_file(cycle, name, given, by=by)
    return LoadedRound(folder, cycle, units, by)


def _opened(
    folder: RoundFolder, units: dict[str, Unit], sets: dict[str, CriteriaSet], *, by: User
) -> Cycle:
    now = datetime.now(UTC)
    month = 30 * _DAY
    members: dict[str, list[Unit]] = {cohort: [] for cohort in sets}
    for row in folder.units:
        members[row["cohort"]].append(units[row["unit"]])
    return open_cycle(
        by=by,
        code=folder.code,
        title=folder.title,
        year=folder.year,
        as_of=folder.as_of,
        phases={
            Kind.SELF_ASSESSMENT: (now - month, now + 2 * month),
            Kind.APPRAISAL: (now - month, now + 3 * month),
            Kind.PUBLICATION: (now + 3 * month, now + 4 * month),
        },
        cohorts=[CohortPlan(cohort, sets[cohort], members[cohort]) for cohort in sets],
        whose=_whose(units, by),
    )


def _whose(units: dict[str, Unit], by: User) -> Whose:
    """Return whose round it is: the province's, steered by the coordinator's unit."""
    province = next(iter(units.values())).parent
    return Whose(Exercise.INSIDE_PROVINCE, province, by.units(Role.COORDINATOR)[0])


@transaction.atomic
def make_history(loaded: LoadedRound) -> None:
    """Give a loaded round the dates it would have had, and close it."""
    year = loaded.folder.year
    for kind, month in ((Kind.SELF_ASSESSMENT, 11), (Kind.APPRAISAL, 12), (Kind.PUBLICATION, 13)):
        first = datetime(year + month // 13, (month - 1) % 12 + 1, 1, tzinfo=UTC)
        set_phase(
            loaded.cycle, kind, opens_at=first, closes_at=first + 30 * _DAY, by=loaded.coordinator
        )
    close_cycle(loaded.cycle, by=loaded.coordinator)
