"""Bring indicators of different units onto one scale, all pointing the same way."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import lcm

from openpar.scoring.composite.columns import DIGITS, PRECISE, Column
from openpar.scoring.composite.defects import Refused, Unreadable
from openpar.scoring.composite.keys import Settings, choice, pair, yes_no
from openpar.scoring.composite.steps.rank import places
from openpar.scoring.composite.tree import Node
from openpar.scoring.composite.work import Step, Turn, Work
from openpar.scoring.numbers import Number


def logarithm(work: Work, node: Node) -> Column:
    """Natural logarithm of an indicator.

    Raises
    ------
    Refused
        A value is not above 0; file, line and column are named.
    """
    values = work.columns[node.code].decimals()
    for row, value in enumerate(values):
        if value is not None and value <= 0:
            where = work.data.unit_at(row, node.code)
            raise Refused([f"{where}: Transform log needs values above 0, this is {value:f}"])
    return Column([None if v is None else _natural(v) for v in values], 10**DIGITS)


def _natural(value: Decimal) -> int:
    """Natural logarithm over ``10**DIGITS``, the same for a value and for its goalpost."""
    return int(PRECISE.ln(value).scaleb(DIGITS, PRECISE).to_integral_value(context=PRECISE))


def between(
    values: Column, low: Fraction, high: Fraction, to: tuple[Number, Number], capped: bool
) -> Column:
    """Map ``low`` to ``to[0]`` and ``high`` to ``to[1]`` in a straight line, exactly.

    >>> between(Column.of([0, 5, 30]), Fraction(0), Fraction(20), (0, 100), True).numerators
    [0, 500, 2000]
    """
    base = lcm(values.denominator, low.denominator, high.denominator)
    factor, shift, width = base // values.denominator, int(low * base), int((high - low) * base)
    bottom, step = Fraction(to[0]), Fraction(to[1]) - Fraction(to[0])
    unit = lcm(bottom.denominator, step.denominator)
    raised, floor = int(step * unit), int(bottom * unit) * width
    numerators: list[int | None] = []
    for numerator in values.numerators:
        if numerator is None:
            numerators.append(None)
            continue
        along = numerator * factor - shift
        if capped:
            along = min(max(along, 0), width)
        numerators.append(along * raised + floor)
    return Column(numerators, width * unit).bounded()


def minmax(work: Work, node: Node, settings: Settings) -> Column:
    """Lowest value of the column to ``to[0]``, highest to ``to[1]``; swapped by Direction −1.

    Raises
    ------
    Refused
        All values are equal, so there is no range.
    """
    values = work.columns[node.code]
    known = values.known()
    if not known:
        return values
    low, high = (Fraction(end, values.denominator) for end in (min(known), max(known)))
    if low == high:
        raise Refused.at(
            node.at("iCode"),
            f"{node.code!r} has the same value for every unit; min-max needs two different ones",
        )
    return between(values, low, high, _turned(settings["to"], node), False)


def goalposts(work: Work, node: Node, settings: Settings) -> Column:
    """META's ``Low`` to ``to[0]``, ``High`` to ``to[1]``; swapped by Direction −1.

    Values beyond a goalpost count as the goalpost unless ``capped: no``. ``Transform: log``
    applies to the goalposts as to the values.

    Raises
    ------
    Unreadable
        A goalpost is blank, not above 0 under a logarithm, or they stand the wrong way round.
    """
    low, high = _post(node, "Low", node.low), _post(node, "High", node.high)
    if low > high and node.direction == -1:
        low, high = high, low  # "worst to best" of an indicator where less is better
    if low >= high:
        raise Unreadable.at(
            node.at("Low"),
            f"Low is not below High; expected Low < High, and Direction -1 where "
            f"less of {node.code!r} is better",
        )
    return between(
        work.columns[node.code], low, high, _turned(settings["to"], node), settings["capped"]
    )


def _post(node: Node, name: str, post: Number | None) -> Fraction:
    """One goalpost, transformed as the values are."""
    if post is None:
        raise Unreadable.at(node.at(name), f"blank; goalposts of {node.code!r} expect a number")
    if node.transform == "none":
        return Fraction(post)
    if post <= 0:
        raise Unreadable.at(node.at(name), f"{post} under Transform log; expected above 0")
    exact = Fraction(post)
    ratio = PRECISE.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return Fraction(_natural(ratio), 10**DIGITS)


def _turned(to: tuple[Number, Number], node: Node) -> tuple[Number, Number]:
    return to if node.direction == 1 else (to[1], to[0])


def zscore(work: Work, node: Node, settings: Settings) -> Column:
    """Distance from the mean in sample standard deviations (n − 1); −1 turns the sign.

    ``to: [mean, deviation]`` is where they are brought, without it ``[0, 1]``.

    Raises
    ------
    Refused
        Fewer than two values, or all equal.
    """
    values = work.columns[node.code]
    known = values.known()
    count, total = len(known), sum(known)
    squares = sum((count * n - total) ** 2 for n in known)
    if not squares:
        raise Refused.at(
            node.at("iCode"), f"{node.code!r} has no spread; a z-score needs two different values"
        )
    mean, deviation = settings["to"] if settings.written("to") else (0, 1)
    # d/√(Σd²/(n−1)) is free of the column's denominator; d is n times the distance
    root = PRECISE.sqrt(PRECISE.divide(Decimal(squares), Decimal(count - 1)))
    scores = [
        None if n is None
        else PRECISE.divide(Decimal((count * n - total) * node.direction), root)
        for n in values.numerators
    ]  # fmt: skip
    held = Column.of_decimals(scores)
    return _moved(held, Fraction(deviation), Fraction(mean))


def rank(work: Work, node: Node, settings: Settings) -> Column:
    """Place from the bottom: the worst value 1, ties the lower place; −1 turns the order.

    With ``to`` the places 1 … n are stretched onto it.
    """
    turned = [
        None if n is None else -n * node.direction for n in work.columns[node.code].numerators
    ]
    from_bottom = Column([int(p) if p else None for p in places(turned)], 1)
    most = len(from_bottom.known())
    if not settings.written("to") or most < 2:
        return from_bottom
    return between(from_bottom, Fraction(1), Fraction(most), settings["to"], False)


def none(work: Work, node: Node, settings: Settings) -> Column:
    """Leave the values as they are; a Direction of −1 is not applied, which a notice says."""
    if node.direction == -1:
        work.notices.append(
            f"{node.at('Direction')}: {node.code!r}: -1 has no effect under method none"
        )
    return work.columns[node.code]


def _moved(values: Column, factor: Fraction, shift: Fraction) -> Column:
    """``values * factor + shift``."""
    common = values.denominator * factor.denominator * shift.denominator
    times = factor.numerator * shift.denominator
    plus = shift.numerator * values.denominator * factor.denominator
    return Column([None if n is None else n * times + plus for n in values.numerators], common)


METHODS: dict[str, Callable[[Work, Node, Settings], Column]] = {
    "minmax": minmax,
    "goalposts": goalposts,
    "zscore": zscore,
    "rank": rank,
    "none": none,
}


def normalise(work: Work, settings: Settings) -> None:
    """Transform (META's ``Transform``), then normalise every indicator by one method."""
    method = METHODS[settings["method"]]
    for node in work.tree.indicators:
        if node.transform == "log":
            work.columns[node.code] = logarithm(work, node)
        if not work.columns[node.code].known():
            work.notices.append(f"{node.at('iCode')}: {node.code!r} has no value at all")
            continue
        work.columns[node.code] = method(work, node, settings)


STEP = Step(
    "normalise",
    Turn.BEFORE,
    {
        "method": choice(*METHODS, default="minmax"),
        "to": pair((0, 100), "two different numbers such as [0, 100]"),
        "capped": yes_no(True),
    },
    normalise,
)
