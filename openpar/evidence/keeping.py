"""The store against the tables: every row has its file, unchanged; a file without a row goes away.

A table that keeps files has a column ``storage_name``; whatever slice it stands in, it is found
here by that. Looking at times would prove nothing: every byte is read again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db import models
from django.utils import timezone

from openpar.audit.models import Event
from openpar.evidence.models import EvidenceFolder, LockedFile, Revision
from openpar.file_storage import (
    arriving_files,
    open_stored,
    remove,
    sha256_of,
    stored_names,
)

#: A file waits so long for its row: an upload and its transaction are over by then.
PATIENCE = timedelta(hours=24)
ABSENT, CHANGED, STRAY = "absent", "changed", "stray"


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that is not what its row says: ``absent``, ``changed``, or ``stray``: of no row.

    ``unit``, ``codes`` of the uses and ``event`` (its number) say whose it is and what it proves.
    """

    reason: str
    storage_name: str
    file_name: str = ""
    unit: str = ""
    codes: tuple[str, ...] = ()
    event: int | None = None


def keepers() -> list[type[models.Model]]:
    """Return the tables that keep files."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "storage_name" for field in model._meta.get_fields())
    ]


def kept_names() -> set[str]:
    """Return the names of all files that some row speaks of: one query a table."""
    names: set[str] = set()
    for model in keepers():
        names.update(model._base_manager.values_list("storage_name", flat=True))
    for entries in EvidenceFolder.objects.filter(state="tried").values_list("entries", flat=True):
        names.update(entry["storage_name"] for entry in entries)
    return names - {""}


def rows_to_verify() -> list[models.Model]:
    """Return every row whose file must be there, its hash beside it."""
    gone = LockedFile.objects.removed().values("revision")
    rows: list[models.Model] = []
    for model in keepers():
        if any(field.name == "sha256" for field in model._meta.get_fields()):
            found = model._base_manager.exclude(storage_name="").order_by("pk")
            rows += found.exclude(pk__in=gone) if model is Revision else found
    return rows


def verify(rows: Iterable[models.Model]) -> Iterator[Damage | None]:
    """Read every file again and yield, for each row, what is wrong with its file, or nothing."""
    for row in rows:
        try:
            with open_stored(row.storage_name) as file:
                sound = sha256_of(file) == row.sha256
        except FileNotFoundError:
            yield _damage(row, ABSENT)
        else:
            yield None if sound else _damage(row, CHANGED)


def strays() -> Iterator[Damage]:
    """Yield the files of no row that have had time enough to get one."""
    names, before = kept_names(), timezone.now() - PATIENCE
    for name, moment in stored_names():
        if name not in names and moment < before:
            yield Damage(STRAY, name)


def remove_orphans() -> int:
    """Remove files of no row after a day, not before; return how many.

    What broke off while it arrived on this machine is removed after the same time.
    """
    count = 0
    for stray in list(strays()):
        remove(stray.storage_name)
        count += 1
    before = (timezone.now() - PATIENCE).timestamp()
    for path in arriving_files():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _damage(row: models.Model, reason: str) -> Damage:
    unit, codes, event = "", (), None
    if isinstance(row, Revision):
        unit = row.document.owner.code
        codes = tuple(row.uses.order_by("pk").values_list("code", flat=True))
        event = Event.objects.about(row).values_list("pk", flat=True).order_by("pk").first()
    return Damage(reason, row.storage_name, row.file_name, unit, codes, event)
