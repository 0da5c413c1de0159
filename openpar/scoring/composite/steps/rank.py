"""Give places: the higher the value, the better; one rule for ties."""

from collections.abc import Sequence

from openpar.scoring.composite.defects import Unreadable
from openpar.scoring.composite.keys import Settings, choice, codes, column, whole
from openpar.scoring.composite.work import Step, Turn, Work

TIES = ("competition", "dense", "modified", "average")


def places(values: Sequence[int | None], ties: str = "competition") -> list[str]:
    """Rank ``values``, highest first; a missing value has no place.

    ``competition`` 1-2-2-4, ``dense`` 1-2-2-3, ``modified`` 1-3-3-4, ``average`` 1-2.5-2.5-4.

    >>> places([7, 9, 7, None, 5])
    ['2', '1', '2', '', '4']
    >>> places([7, 9, 7, None, 5], "average")
    ['2.5', '1', '2.5', '', '4']
    """
    counts: dict[int, int] = {}
    for value in values:
        if value is not None:
            counts[value] = counts.get(value, 0) + 1
    place_of: dict[int, str] = {}
    before = 0
    for number, value in enumerate(sorted(counts, reverse=True), start=1):
        first, last = before + 1, before + counts[value]
        middle, half = divmod(first + last, 2)
        place_of[value] = {
            "competition": str(first),
            "dense": str(number),
            "modified": str(last),
            "average": f"{middle}.5" if half else str(middle),
        }[ties]
        before = last
    return ["" if value is None else place_of[value] for value in values]


def rank(work: Work, settings: Settings) -> None:
    """Rank the root, and every code of ``of``; all units together, or ``within`` a column.

    ``on: rounded`` compares values rounded half up to ``digits``, as they are printed; a unit
    without a text in the ``within`` column is not ranked.

    Raises
    ------
    Refused
        META has several roots.
    Unreadable
        ``of`` or ``within`` names what is not there.
    """
    groups = [" "] * len(work.data.units)
    if settings["within"] is not None:
        groups = work.group(settings, "within")
    asked = {"rank": work.root(settings).code}
    for code in settings["of"]:
        if code not in work.columns:
            raise Unreadable.at(
                settings.at("of"),
                f"of: {code!r} is no indicator and no aggregate of META; expected one of "
                + ", ".join(node.code for node in work.tree.aggregates),
            )
        asked[f"rank_{code}"] = code
    for name, code in asked.items():
        values = work.columns[code]
        numbers = (
            values.rounded(settings["digits"]) if settings["on"] == "rounded" else values.sortable()
        )
        work.ranks[name] = _within(numbers, groups, settings["ties"])


def _within(numbers: Sequence[int | None], groups: Sequence[str], ties: str) -> list[str]:
    """Rank each group by itself."""
    members: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        if group:
            members.setdefault(group, []).append(row)
    result = [""] * len(numbers)
    for rows in members.values():
        for row, place in zip(rows, places([numbers[row] for row in rows], ties), strict=True):
            result[row] = place
    return result


STEP = Step(
    "rank",
    Turn.AFTER,
    {
        "on": choice("unrounded", "rounded", default="unrounded"),
        "digits": whole(2, 0, 12),
        "ties": choice(*TIES, default="competition"),
        "within": column("the name of a column of DATA, or null"),
        "of": codes(),
    },
    rank,
)
