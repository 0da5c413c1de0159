"""What of a sheet a page shows: everything or what is left, found by words and by person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openpar.assessments.row import Row
from openpar.assessments.rows import Block
from openpar.criteria.models import Duty
from openpar.people.models import User
from openpar.people.search import fold
from openpar.scoring.sets.model import CriteriaSet

ALL, LEFT, DOCUMENTS, CARRIED, MINE = "all", "left", "documents", "carried", "mine"

#: Which rows a person may ask for, in the order of the tabs.
SHOWS: Mapping[str, str | Promise] = {
    ALL: gettext_lazy("All criteria"),
    LEFT: gettext_lazy("Still to fill in"),
    DOCUMENTS: gettext_lazy("Documents missing"),
    CARRIED: gettext_lazy("To be confirmed"),
    MINE: gettext_lazy("My criteria"),
}


@dataclass(frozen=True, slots=True)
class Finder:
    """What a person asks to see: which rows, with which words, of whom (an account's id as text),
    and whether what is missing stands on top."""

    user: User
    show: str = ALL
    words: str = ""
    person: str = ""
    missing_first: bool = False

    @classmethod
    def of(cls, user: User, asked: Mapping[str, str]) -> "Finder":
        """Read what the address asks for; what is unknown shows everything."""
        show = asked.get("show", ALL)
        return cls(
            user,
            show if show in SHOWS else ALL,
            asked.get("q", "").strip()[:100],
            asked.get("person", "") if asked.get("person", "").isdecimal() else "",
            asked.get("order") == "missing",
        )

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves rows out."""
        return self.show != ALL or bool(self.words or self.person)

    @property
    def query(self) -> str:
        """What it asks for, as the end of an address."""
        asked = {"show": self.show if self.show != ALL else "", "q": self.words}
        asked |= {"person": self.person, "order": "missing" if self.missing_first else ""}
        given = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(given)}" if given else ""

    def takes(self, row: Row) -> bool:
        """Whether a row is shown."""
        if self.person and self.person not in {str(person.pk) for person in row.people}:
            return False
        if self.words and fold(self.words) not in fold(f"{row.node.code} {row.title}"):
            return False
        return _is_asked(self.show, row, self.user)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of ``SHOWS`` with how many rows it has and where it leads."""

    show: str
    title: str
    count: int
    query: str
    is_current: bool


def tabs_of(finder: Finder, rows: Iterable[Row]) -> list[Tab]:
    """Return the tabs that have something to show, the first one and the current one always."""
    rows = list(rows)
    tabs = []
    for show, title in SHOWS.items():
        count = sum(1 for row in rows if _is_asked(show, row, finder.user))
        current = show == finder.show
        if count or current or show == ALL:
            query = replace(finder, show=show).query or "?"
            tabs.append(Tab(show, str(title), count, query, current))
    return tabs


def shown(finder: Finder, blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks with what the person asked to see; empty ones are left out.

    With ``missing_first`` the rows with something missing stand in a block of their own, on top.
    """
    blocks = list(blocks)
    taken = {row.node.code: row for block in blocks for row in block.rows if finder.takes(row)}
    if finder.missing_first:
        missing = [row for row in taken.values() if _has_gap(row)]
        rest = taken.keys() - {row.node.code for row in missing}
        top = Block("", _("Missing"), None, tuple((row.node, row) for row in missing))
        blocks = [top, *(block.only(rest) for block in blocks)]
    elif finder.is_narrow:
        blocks = [block.only(taken) for block in blocks]
    return [block for block in blocks if block.rows]


def people_of(
    cycle: int, units: Iterable[int], criteria_set: CriteriaSet
) -> dict[tuple[int, str], list[User]]:
    """Return who answers for which leaf, by unit and code: one query."""
    leaves = {
        node.code: [leaf.code for leaf in node.leaves()]
        for root in criteria_set.roots()
        for node in root.walk()
    }
    duties = Duty.objects.filter(cycle=cycle, unit__in=units).select_related("user", "criterion")
    people: dict[tuple[int, str], list[User]] = {}
    for duty in duties.order_by("user__search", "pk"):
        for code in leaves.get(duty.criterion.code, ()):
            known = people.setdefault((duty.unit_id, code), [])
            if duty.user not in known:
                known.append(duty.user)
    return people


def _is_asked(show: str, row: Row, user: User) -> bool:
    match show:
        case "left":
            return row.is_open and not row.is_done
        case "documents":
            return row.is_open and bool(row.missing)
        case "carried":
            return row.is_carried
        case "mine":
            return user in row.people
    return True


def _has_gap(row: Row) -> bool:
    return row.is_open and (not row.is_done or bool(row.missing))
