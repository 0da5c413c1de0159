"""How far the sheets of a cycle are, for pages that show many of them at once.

What is done and missing follows from the figures by the rules, so it is computed, never stored. A
sheet's ``version`` counts its changes: as long as it stays, so does what was computed, and a page
of two hundred sheets reads the items of those alone that have changed since this process saw them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.assessments.row import Row, language
from openpar.assessments.rows import rows_of, summary_of
from openpar.criteria.models import CriteriaSet
from openpar.scoring.numbers import Number, exact


@dataclass(frozen=True, slots=True)
class Departure:
    """A criterion for which the unit declares other points than its own figures give.

    ``computed`` is ``None`` where the figures give none.
    """

    code: str
    title: str
    declared: Number
    computed: Number | None

    @property
    def difference(self) -> Number | None:
        """Declared minus computed."""
        return None if self.computed is None else exact(self.declared - self.computed)


@dataclass(frozen=True, slots=True)
class Lack:
    """A criterion without documents that the set requires, and whether the unit says why."""

    code: str
    title: str
    documents: tuple[str, ...]
    is_explained: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one sheet: criteria filled in of those asked, what is missing, what departs."""

    done: int
    leaves: int
    unfilled: tuple[str, ...]
    lacks: tuple[Lack, ...]
    departures: tuple[Departure, ...]

    @property
    def missing_documents(self) -> int:
        """Documents required and not attached."""
        return sum(len(lack.documents) for lack in self.lacks)


class _Key(NamedTuple):
    """All that the progress of a sheet follows from."""

    sheet: int
    version: int
    criteria_set: str
    files: tuple[str, ...]
    attributes: str
    as_of: str
    language: str  # of the titles


#: Progress by key, the newest last; a province and some cycles of it fit.
_KNOWN: dict[_Key, Progress] = {}
MOST_KNOWN = 5_000


def progress_of(
    sheets: Iterable[ScoreSheet], sets: Mapping[int, CriteriaSet]
) -> dict[int, Progress]:
    """Return the progress of sheets by their id: one query, none if nothing changed.

    The sheets come with cycle, period, unit and the cycle's ``files``, as ``for_page`` loads them;
    ``sets`` maps the id of a sheet to the criteria set that scores it.
    """
    keys = {sheet.pk: _key(sheet, sets[sheet.pk]) for sheet in sheets}
    changed = [sheet for sheet in sheets if keys[sheet.pk] not in _KNOWN]
    items: dict[int, list[ScoreItem]] = {sheet.pk: [] for sheet in changed}
    if changed:
        for item in ScoreItem.objects.filter(sheet__in=items).for_summary():
            items[item.sheet_id].append(item)
    for sheet in changed:
        _remember(keys[sheet.pk], _progress(sheet, sets[sheet.pk], items[sheet.pk]))
    return {pk: _KNOWN[key] for pk, key in keys.items()}


def forget() -> None:
    """Forget what was computed: for tests, and for measuring the first look."""
    _KNOWN.clear()


def _key(sheet: ScoreSheet, criteria_set: CriteriaSet) -> _Key:
    as_of = sheet.cycle.as_of if sheet.period.is_year else sheet.period.as_of
    attributes = _text_of(tuple(sorted((k, str(v)) for k, v in sheet.unit.attributes.items())))
    files = tuple(sheet.files)
    return _Key(
        sheet.pk, sheet.version, criteria_set.sha256, files, attributes, str(as_of), language()
    )


@lru_cache(maxsize=1024)
def _text_of(attributes: tuple[tuple[str, str], ...]) -> str:
    return repr(attributes)


def _remember(key: _Key, progress: Progress) -> None:
    if len(_KNOWN) >= MOST_KNOWN:
        for oldest in list(_KNOWN)[: MOST_KNOWN // 2]:
            _KNOWN.pop(oldest, None)
    _KNOWN[key] = progress


def _progress(sheet: ScoreSheet, criteria_set: CriteriaSet, items: Iterable[ScoreItem]) -> Progress:
    rows = rows_of(sheet, criteria_set.parsed, items, may_edit=False, explained=False)
    summary = summary_of(rows.values())
    return Progress(
        done=summary.done,
        leaves=summary.leaves,
        unfilled=tuple(row.node.code for row in summary.unfilled),
        lacks=tuple(_lack(row) for row in summary.without_evidence),
        departures=tuple(_departure(row) for row in rows.values() if row.is_open and row.departs),
    )


def _lack(row: Row) -> Lack:
    return Lack(row.node.code, row.title, tuple(row.missing), bool(row.item.explanation))


def _departure(row: Row) -> Departure:
    return Departure(row.node.code, row.title, row.item.self_points, row.mark.points)
