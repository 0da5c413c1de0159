"""Fill gaps of an indicator with what its column, or the unit's group, tells."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from openpar.scoring.composite.columns import Column
from openpar.scoring.composite.keys import Settings, choice, column
from openpar.scoring.composite.work import Step, Turn, Work
from openpar.scoring.numbers import Number


def mean(numerators: Sequence[int]) -> Fraction:
    """Arithmetic mean, exact.

    >>> mean([1, 2, 4])
    Fraction(7, 3)
    """
    return Fraction(sum(numerators), len(numerators))


def median(numerators: Sequence[int]) -> Fraction:
    """Middle value; of an even number of values the mean of the two in the middle.

    >>> median([9, 1, 4]), median([9, 1, 4, 2])
    (Fraction(4, 1), Fraction(3, 1))
    """
    ordered = sorted(numerators)
    half = len(ordered) // 2
    return Fraction(ordered[half] + ordered[-half - 1], 2)


Middle = Callable[[Sequence[int]], Fraction]


def impute(work: Work, settings: Settings) -> None:
    """Give each missing value the mean or median of the values that are there.

    With ``group_…``: of the units with the same text in the ``group`` column. A unit without a
    group, or whose whole group has no value, gets that of all units, and a notice says so. An
    indicator without any value stays missing.

    Raises
    ------
    Unreadable
        ``group_…`` with a ``group`` that is no column of DATA.
    """
    by: str = settings["by"]
    middle = median if by.endswith("median") else mean
    groups = [""] * len(work.data.units)
    if by.startswith("group_"):
        groups = work.group(settings, "group")
    for node in work.tree.indicators:
        before = work.columns[node.code]
        if None not in before.numerators:
            continue
        if not before.known():
            work.notices.append(
                f"{node.at('iCode')}: {node.code!r} has no value at all to impute from"
            )
            continue
        filled, fallen = _filled(before, groups, middle)
        work.columns[node.code] = filled
        if by.startswith("group_") and fallen:
            units = ", ".join(work.data.units[row] for row in fallen)
            work.notices.append(
                f"{node.at('iCode')}: {node.code!r}: no value in the group of {units}; "
                f"imputed with the {by.removeprefix('group_')} of all units"
            )


def _filled(before: Column, groups: Sequence[str], middle: Middle) -> tuple[Column, list[int]]:
    """Fill the gaps of one column; also the rows that had to take that of all units."""
    members: dict[str, list[int]] = {}
    for group, numerator in zip(groups, before.numerators, strict=True):
        if numerator is not None:
            members.setdefault(group, []).append(numerator)
    one_group = len(set(groups)) == 1
    overall = middle(before.known())
    middles = {group: middle(known) for group, known in members.items() if group or one_group}
    values: list[Number | None] = []
    fallen = []
    for row, numerator in enumerate(before.numerators):
        if numerator is not None:
            values.append(numerator)
            continue
        if groups[row] not in middles:
            fallen.append(row)
        values.append(middles.get(groups[row], overall))
    filled = Column.of(values)
    return Column(filled.numerators, filled.denominator * before.denominator).bounded(), fallen


STEP = Step(
    "impute",
    Turn.BEFORE,
    {
        "by": choice("mean", "median", "group_mean", "group_median", default="group_mean"),
        "group": column("the name of a column of DATA", default="Region"),
    },
    impute,
)
