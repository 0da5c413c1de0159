"""Sum the tree from its indicators to its root."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm

from openpar.scoring.composite.columns import (
    DIGITS,
    PRECISE,
    Column,
    common_multiple,
    rounded_ratio,
)
from openpar.scoring.composite.defects import Refused
from openpar.scoring.composite.keys import Settings, choice, number
from openpar.scoring.composite.tree import MEANS, Node
from openpar.scoring.composite.work import Step, Turn, Work

Pattern = tuple[bool, ...]

#: Weights whose whole-number sum is at most this are taken as powers.
LARGEST_POWER = 1_000_000


@dataclass(frozen=True, slots=True)
class Sum:
    """How the children of one parent are put together.

    ``weights`` are whole numbers; ``unit`` of them make one; ``mean`` is one of ``MEANS``;
    ``as_given``: weights are not divided by their sum; ``at_least``: the share of children that
    must have a value, 1 where a single gap makes the parent unknown.
    """

    parent: Node
    children: Sequence[Node]
    weights: Sequence[int]
    unit: int
    mean: str
    as_given: bool
    at_least: Fraction

    def share(self, pattern: Pattern) -> Fraction | None:
        """What the weighted sum of the values that are there is multiplied by; ``None``: unknown.

        A missing child is not a zero: under a mean its weight goes to those that are there. A
        plain sum is taken of what is there.
        """
        there = sum(w for w, known in zip(self.weights, pattern, strict=True) if known)
        if not any(pattern) or Fraction(sum(pattern), len(pattern)) < self.at_least or not there:
            return None
        if self.mean == "sum":
            return Fraction(1, self.unit)
        if self.as_given:
            return Fraction(sum(self.weights), self.unit * there)
        return Fraction(1, there)


def aggregate(work: Work, settings: Settings) -> None:
    """Give every aggregate the mean or sum of what stands under it, children first.

    Raises
    ------
    Refused
        A geometric mean meets a value that is not above 0; weights sum to zero.
    """
    work.aggregated = True
    for root in work.tree.roots:
        for node in work.tree.below(root):
            if node.kind == "Aggregate":
                plan = _plan(work, node, settings)
                summed = _geometric if plan.mean == "geometric" else _weighted
                work.columns[node.code] = summed(work, plan).bounded()
    loose = [node for node in work.tree.indicators if not node.parent]
    for node in loose:
        work.notices.append(f"{node.at('Parent')}: {node.code!r} has no parent and enters no sum")


def _plan(work: Work, parent: Node, settings: Settings) -> Sum:
    children = work.tree.children[parent.code]
    written = [Fraction(1 if node.weight is None else node.weight) for node in children]
    unit = lcm(*(weight.denominator for weight in written))
    mean = parent.mean or settings["mean"]
    as_given = settings["weights"] == "as_given"
    weights = [int(weight * unit) for weight in written]
    if not sum(weights):
        raise Refused.at(
            children[0].at("Weight"), f"the weights under {parent.code!r} sum to 0; expected more"
        )
    common = gcd(unit, *weights)
    weights, unit = [weight // common for weight in weights], unit // common
    _report_weights(work, parent, sum(written, Fraction(0)), mean, as_given)
    at_least = Fraction(1) if settings["missing"] == "unknown" else Fraction(settings["at_least"])
    return Sum(parent, children, weights, unit, mean, as_given, at_least)


def _report_weights(work: Work, parent: Node, total: Fraction, mean: str, as_given: bool) -> None:
    """Weights that do not sum to one are told, not silently repaired."""
    children = work.tree.children[parent.code]
    plain = all(node.weight in (None, 1) for node in children)
    if total == 1 or mean == "sum" or (plain and not as_given):
        return
    text = float(total)
    used = "used as given" if as_given else "divided by their sum"
    work.notices.append(
        f"{children[0].at('Weight')}: the weights under {parent.code!r} sum to {text:.12g}, not 1; "
        f"{used}"
    )


def _patterns(columns: Sequence[Column], rows: int) -> list[Pattern]:
    """Which children each unit has a value of."""
    if all(None not in column.numerators for column in columns):
        return [(True,) * len(columns)] * rows
    flags = [[n is not None for n in column.numerators] for column in columns]
    return list(zip(*flags, strict=True))


def _weighted(work: Work, plan: Sum) -> Column:
    """Weighted mean or sum, in whole numbers over one denominator."""
    columns = [work.columns[child.code] for child in plan.children]
    common = common_multiple(column.denominator for column in columns)
    if common is None:
        columns = [column.settled() for column in columns]
        common = lcm(*(column.denominator for column in columns))
    rows = len(work.data.units)
    sums = [0] * rows
    for column, weight in zip(columns, plan.weights, strict=True):
        times = weight * (common // column.denominator)
        sums = [
            total if n is None else total + n * times
            for total, n in zip(sums, column.numerators, strict=True)
        ]
    patterns = _patterns(columns, rows)
    shares = {pattern: plan.share(pattern) for pattern in set(patterns)}
    _report_gaps(work, plan, patterns)
    divisor = common_multiple({share.denominator for share in shares.values() if share})
    if divisor is None:
        return _rounded_shares(sums, common, [shares[pattern] for pattern in patterns])
    factors = {
        pattern: None if share is None else share.numerator * (divisor // share.denominator)
        for pattern, share in shares.items()
    }
    numerators = []
    for total, pattern in zip(sums, patterns, strict=True):
        factor = factors[pattern]
        numerators.append(None if factor is None else total * factor)
    return Column(numerators, common * divisor)


def _report_gaps(work: Work, plan: Sum, patterns: Sequence[Pattern]) -> None:
    """A gap lowers a plain sum, so whoever reads it must know."""
    short = [
        unit
        for unit, pattern in zip(work.data.units, patterns, strict=True)
        if plan.mean == "sum" and any(pattern) and not all(pattern)
    ]
    if short and plan.at_least < 1:
        more = f" and {len(short) - 5} more" if len(short) > 5 else ""
        work.notices.append(
            f"{plan.parent.spot}: {plan.parent.code!r} is a sum with gaps for "
            f"{', '.join(short[:5])}{more}; missing: unknown would make them unknown"
        )


def _rounded_shares(sums: Sequence[int], common: int, shares: Sequence[Fraction | None]) -> Column:
    """Hold to many digits what thousands of different sets of weights cannot keep exact."""
    places = 2 * DIGITS
    return Column(
        [
            None if share is None
            else rounded_ratio(total * share.numerator, common * share.denominator, places)
            for total, share in zip(sums, shares, strict=True)
        ],
        10**places,
    )  # fmt: skip


def _geometric(work: Work, plan: Sum) -> Column:
    """Weighted geometric mean, to ``DIGITS`` digits."""
    columns = [work.columns[child.code].decimals() for child in plan.children]
    logarithm = _log_of_product if sum(plan.weights) <= LARGEST_POWER else _sum_of_logs
    results: list[Decimal | None] = []
    shares: dict[Pattern, Fraction | None] = {}
    for row, values in enumerate(zip(*columns, strict=True)):
        pattern = tuple(value is not None for value in values)
        if pattern not in shares:
            shares[pattern] = plan.share(pattern)
        share = shares[pattern]
        if share is None:
            results.append(None)
            continue
        there = [(v, w) for v, w in zip(values, plan.weights, strict=True) if v is not None]
        if any(value <= 0 for value, _ in there):
            raise _not_positive(work, row, plan, values)
        exponent = PRECISE.divide(Decimal(share.numerator), Decimal(share.denominator))
        results.append(PRECISE.exp(PRECISE.multiply(logarithm(there), exponent)))
    return Column.of_decimals(results)


def _log_of_product(there: Sequence[tuple[Decimal, int]]) -> Decimal:
    """Logarithm of the product of whole powers: one slow logarithm for all children."""
    product = Decimal(1)
    for value, weight in there:
        product = PRECISE.multiply(product, PRECISE.power(value, weight))
    return PRECISE.ln(product)


def _sum_of_logs(there: Sequence[tuple[Decimal, int]]) -> Decimal:
    """The same for weights of many digits, whose powers would leave every range."""
    total = Decimal(0)
    for value, weight in there:
        total = PRECISE.add(total, PRECISE.multiply(PRECISE.ln(value), Decimal(weight)))
    return total


def _not_positive(work: Work, row: int, plan: Sum, values: Sequence[Decimal | None]) -> Refused:
    child, value = next(
        (child, value)
        for child, value in zip(plan.children, values, strict=True)
        if value is not None and value <= 0
    )
    column = child.code if child.code in work.data.table.header else ""
    return Refused(
        [
            f"{work.data.unit_at(row, column)}: the geometric mean {plan.parent.code!r} needs "
            f"values above 0, {child.code!r} is {value:.12g}; normalise to a range that begins "
            "above 0, or take another mean"
        ]
    )


STEP = Step(
    "aggregate",
    Turn.AGGREGATE,
    {
        "mean": choice(*MEANS, default="arithmetic"),
        "weights": choice("normalised", "as_given", default="normalised"),
        "missing": choice("available", "unknown", default="available"),
        "at_least": number(0, least=0, most=1),
    },
    aggregate,
)
