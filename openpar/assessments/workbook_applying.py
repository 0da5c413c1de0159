"""What a filled-in workbook would change on a sheet, and changing it: every row, or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from openpar.assessments import actions
from openpar.assessments.forms import CLAIM, Entry, merged, read_row, stored_texts
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.assessments.submission import node_of
from openpar.assessments.workbook_reading import Filled
from openpar.audit.log import record
from openpar.people.models import User
from openpar.scoring.sets.model import Node


@dataclass(slots=True)
class Change:
    """One criterion that the file changes.

    ``texts`` by form name (label, stored, typed, cell); ``errors`` by form name. ``overlaps``:
    somebody changed the same field on the page since the file was made, and both texts stand here;
    ``takes_file`` says that the file's shall hold.
    """

    item: ScoreItem
    node: Node
    entry: Entry
    filled: Filled
    overlaps: bool = False
    takes_file: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        """Whether it cannot be saved as it stands."""
        return bool(self.errors)

    @property
    def refusal(self) -> str:
        """Why the row as a whole cannot be saved; empty where single fields say so."""
        return self.errors.get("", "")

    @property
    def waits(self) -> bool:
        """Whether somebody has to choose between the page and the file first."""
        return self.overlaps and not self.takes_file

    @property
    def fields(self) -> list[tuple[str, str, str, str, str]]:
        """(form name, stored text, text of the file, cell, error) of every field that differs."""
        stored = stored_texts(self.node, self.item)
        return [
            (name, stored[name], typed, self.filled.cells.get(name, ""), self.errors.get(name, ""))
            for name, typed in self.entry.typed.items()
            if name != CLAIM and (_same(typed) != _same(stored[name]) or name in self.errors)
        ]


class RefusedWorkbookError(ValueError):
    """At least one row cannot be saved, so none was; ``changes`` say why."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__("a row of the workbook cannot be saved")
        self.changes = changes


def trial(
    sheet: ScoreSheet, filled: Iterable[Filled], *, by: User, chosen: Iterable[str] = ()
) -> list[Change]:
    """Return what the file would change, found by doing it and taking it back.

    ``chosen`` are the codes of overlapping criteria for which the file shall hold.
    """
    with transaction.atomic():
        changes = _applied(sheet, filled, by=by, chosen=set(chosen))
        transaction.set_rollback(True)
    return changes


@transaction.atomic
def apply_workbook(
    sheet: ScoreSheet, filled: Iterable[Filled], *, by: User, chosen: Iterable[str] = ()
) -> list[Change]:
    """Save what was typed in the file; overlapping criteria only where ``chosen`` names them.

    Raises
    ------
    RefusedWorkbookError
        A row cannot be saved; nothing was.
    """
    changes = _applied(sheet, filled, by=by, chosen=set(chosen))
    if any(change.is_wrong for change in changes):
        raise RefusedWorkbookError(changes)
    saved = [change for change in changes if not change.waits]
    if saved:
        codes = [change.node.code for change in saved]
        record("assessments.workbook_applied", sheet, by=by, criteria=codes)
    return changes


def _applied(
    sheet: ScoreSheet, filled: Iterable[Filled], *, by: User, chosen: set[str]
) -> list[Change]:
    """Save row after row inside the caller's transaction; what cannot be saved says so."""
    ScoreSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    items = {
        item.criterion.code: item
        for item in ScoreItem.objects.visible_to(by).for_row().filter(sheet=sheet)
    }
    changes = []
    for row in filled:
        item = items.get(row.code)
        if item is None:
            continue
        change = _change(row, item)
        change.takes_file = row.code in chosen
        if not change.fields:
            continue
        changes.append(change)
        if not change.waits and not change.is_wrong:
            _save(change, by)
    return changes


def _change(row: Filled, item: ScoreItem) -> Change:
    node = node_of(item.criterion.set.parsed, row.code)
    stored = stored_texts(node, item)
    posted = {name: text for name, text in row.texts.items() if name in stored} | {"was": row.was}
    overlaps, texts = False, posted
    if row.version != str(item.version):
        texts, overlaps = merged(posted, node, item)
    entry = read_row(texts | {"version": str(item.version)}, node, item, year=item.sheet.cycle.year)
    return Change(item, node, entry, row, overlaps, errors=row.errors | entry.errors)


def _save(change: Change, by: User) -> None:
    item, entry = change.item, change.entry
    try:
        with transaction.atomic():
            actions.save_item(item, by=by, version=item.version, **entry.declared())
    except PermissionDenied as refusal:
        change.errors[""] = str(refusal)
    except ValidationError as refusal:
        change.errors[""] = " ".join(refusal.messages)


def _same(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
