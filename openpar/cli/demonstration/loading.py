"""The way through: units, people, sets, cycles, sheets, judgements, a first run.

Every part is one transaction and skips what is there, so an interrupted load goes on where it was.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation
from tqdm import tqdm

from openpar.audit.log import record
from openpar.audit.models import Event
from openpar.cli.demonstration import judgements, organisation, rounds, sheets, surroundings
from openpar.cli.demonstration.files import (
    RoundFolder,
    demonstration,
    read_folder,
    read_table,
    read_work,
)
from openpar.cli.refusal import Refused
from openpar.people.models import Role, Unit, User
from openpar.results.actions import compute
from openpar.results.models import Run

#: The round that is going on, and the one that is its history.
CURRENT, HISTORY = "hai-cap-2026", "lai-chau-2022"
#: Cohort of the current round whose appraisal is further along.
FIRST_APPRAISED = "so"
LOADED = "demonstration.loaded"


def load(folder: Path | None = None) -> None:
    """Load what is missing of ``folder`` (default: ``demo/``); a terminal shows progress.

    Raises
    ------
    Refused
        This is a production server, where nobody may sign in with a published password.
    """
    if settings.PRODUCTION:
        raise Refused("Không nạp dữ liệu minh hoạ khi chạy chính thức.")
    if Event.objects.filter(action=LOADED).exists():
        return
    with translation.override("vi"):
        _load(folder or demonstration())


def _load(folder: Path) -> None:
    accounts = read_table(folder / "accounts.csv")
    current, history = read_folder(folder / CURRENT), read_folder(folder / HISTORY)
    units = organisation.load_units(current)
    organisation.load_accounts(accounts, units)
    coordinator = _holder(Role.COORDINATOR)
    loaded = rounds.load_cycle(current, units, by=coordinator)
    appraisers = judgements.load_assignments(
        loaded, [row for row in accounts if row["role"] == Role.APPRAISER]
    )
    drafted = _draft_unit(units)
    returned, late = (row["unit"] for row in current.units[-2:])
    with _progress(len(current.units) + len(history.units)) as bar:
        for row in current.units:
            code = row["unit"]
            if code == late:
                sheets.load_late_sheet(loaded, code)
            else:
                sheets.load_sheet(loaded, code, as_draft=code == drafted)
            judgements.load_judgements(loaded, code, appraisers, later=False)
            if row["cohort"] == FIRST_APPRAISED:
                judgements.recognise_rest(loaded, code, appraisers)
            bar.update()
        sheets.return_sheet(loaded, returned)
        _load_history(history, coordinator, bar.update)
    surroundings.load_surroundings(
        loaded, read_work(folder / CURRENT), second=_holder(Role.COORDINATOR, place=1)
    )
    _compute(loaded)
    with transaction.atomic():
        record(LOADED, loaded.cycle, by=None, rounds=[CURRENT, HISTORY])


def _load_history(folder: RoundFolder, coordinator: User, tick: Callable[[], object]) -> None:
    """Load the round of the past, compute it, and close it."""
    units = organisation.load_units(folder)
    loaded = rounds.load_cycle(folder, units, by=coordinator)
    if loaded.cycle.state == loaded.cycle.State.CLOSED:
        return
    appraisers = judgements.load_assignments(loaded, [])
    for row in folder.units:
        sheets.load_sheet(loaded, row["unit"])
        judgements.load_judgements(loaded, row["unit"], appraisers, later=True)
        tick()
    _compute(loaded)
    organisation.end_units(folder, units)
    rounds.make_history(loaded)


def _compute(loaded: rounds.LoadedRound) -> None:
    """Compute a first provisional run."""
    if not Run.objects.filter(cycle=loaded.cycle).exists():
        compute(loaded.cycle, by=loaded.coordinator)


def _holder(role: str, place: int = 0) -> User:
    """Return the first demonstration account that holds ``role``, or the one at a place."""
    accounts = User.objects.filter(demonstration=True, is_active=True, appointments__role=role)
    found = list(accounts.order_by("username")[: place + 1])
    if len(found) <= place:
        raise Refused(f"demo/accounts.csv không có đủ tài khoản giữ vai trò {role}.")
    return found[place]


def _draft_unit(units: dict[str, Unit]) -> str:
    """Return the code of the unit whose officer still has the sheet to finish."""
    for code, unit in units.items():
        if organisation.can_sign_in(unit):
            return code
    return ""


def _progress(total: int) -> tqdm:
    """A bar on a terminal, nothing in a pipe."""
    return tqdm(total=total, unit="đơn vị", desc="Nạp dữ liệu minh hoạ", disable=None)
