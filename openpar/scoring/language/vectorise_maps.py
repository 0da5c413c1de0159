"""The maps for all units at once; one function a map, with the meaning of ``maps.MAPS``."""

from collections.abc import Callable
from typing import Protocol

from openpar.scoring.language import vectors
from openpar.scoring.language.tree import Band, Formula, Literal, Map, Rule
from openpar.scoring.language.vectors import UNDETERMINED, Vector
from openpar.scoring.numbers import Number


class Reader(Protocol):
    """What a map asks: formulas and rules as vectors, and P."""

    maximum: Number
    minimum: Number | None

    def formula(self, formula: Formula) -> Vector:
        """Return a formula for all units."""

    def points(self, points: Formula | Rule) -> Vector:
        """Return points given by a formula or a rule."""


def _parameter(reader: Reader, tree: Map, name: str, default: Number) -> Vector:
    formula = tree.parameter(name)
    return vectors.number(default) if formula is None else reader.formula(formula)


def _yes_no(reader: Reader, tree: Map, value: Vector) -> Vector:
    choices = dict(tree.choices)
    yes = reader.points(choices.get("yes", Literal(reader.maximum)))
    return vectors.pick(value, yes, reader.points(choices.get("no", Literal(0))))


def _options(reader: Reader, tree: Map, value: Vector) -> Vector:
    chosen = vectors.without(UNDETERMINED)
    for key, points in tree.choices:
        is_key = vectors.compare("==", value, reader.formula(Literal(key)))
        chosen = vectors.pick(is_key, reader.points(points), chosen)
    return chosen


def _bands(reader: Reader, tree: Map, value: Vector) -> Vector:
    chosen = vectors.without(UNDETERMINED)
    for band in reversed(tree.bands):
        points = reader.points(band.points)
        holds = _holds(reader, band, value)
        chosen = points if holds is None else vectors.pick(holds, points, chosen)
    # A value that is unknown stops even where the last band asks nothing.
    return vectors.with_state(chosen, vectors.first_state(value.state, chosen.state))


def _holds(reader: Reader, band: Band, value: Vector) -> Vector | None:
    """Return whether the value lies in a band; ``None``: the band takes everything left."""
    lowest = highest = None
    if band.lowest is not None:
        sign = ">" if band.lowest_open else ">="
        lowest = vectors.compare(sign, value, reader.formula(band.lowest))
    if band.highest is not None:
        sign = "<" if band.highest_open else "<="
        highest = vectors.compare(sign, value, reader.formula(band.highest))
    if lowest is None or highest is None:
        return lowest if highest is None else highest
    return vectors.both(lowest, highest)


def _line(reader: Reader, tree: Map, value: Vector) -> Vector:
    target = _parameter(reader, tree, "target", 1)
    floor = _parameter(reader, tree, "floor", 0)
    from_floor = tree.word("from_floor") == "yes"
    part, whole = value, target
    if from_floor:
        part, whole = vectors.subtract(value, floor), vectors.subtract(target, floor)
    maximum = vectors.number(reader.maximum)
    points = vectors.multiply(vectors.divide(part, whole), maximum)
    points = vectors.with_state(points, vectors.first_state(floor.state, points.state))
    if tree.parameter("floor") is not None:
        below = _parameter(reader, tree, "below_floor", 0)
        points = vectors.pick(vectors.compare("<", value, floor), below, points)
    return vectors.pick(vectors.compare(">=", value, target), maximum, points)


def _increments(reader: Reader, tree: Map, value: Vector) -> Vector:
    down = tree.word("direction") == "down"
    base_at = _parameter(reader, tree, "base_at", 0)
    beyond = vectors.subtract(value, base_at)
    beyond = vectors.most(vectors.negative(beyond) if down else beyond, vectors.number(0))
    steps = vectors.divide(beyond, _parameter(reader, tree, "step", 1))
    if tree.word("whole_steps") == "yes":
        steps = vectors.whole_part(steps)
    gained = vectors.multiply(steps, _parameter(reader, tree, "add", 0))
    points = vectors.add(gained, _parameter(reader, tree, "base", 0))
    points = vectors.least(points, _parameter(reader, tree, "most", reader.maximum))
    start = tree.parameter("from")
    if start is None:
        return points
    short = vectors.compare(">" if down else "<", value, reader.formula(start))
    return vectors.pick(short, vectors.number(0), points)


def _deduct(reader: Reader, tree: Map, value: Vector) -> Vector:
    free = _parameter(reader, tree, "free", 0)
    charged = vectors.most(vectors.subtract(value, free), vectors.number(0))
    price = vectors.multiply(charged, _parameter(reader, tree, "each", 0))
    points = vectors.subtract(vectors.number(reader.maximum), price)
    if tree.parameter("at_least") is not None:
        return vectors.most(points, _parameter(reader, tree, "at_least", 0))
    if reader.minimum is None:
        return points
    return vectors.most(points, vectors.number(reader.minimum))


def _each(reader: Reader, tree: Map, value: Vector) -> Vector:
    earned = vectors.multiply(value, _parameter(reader, tree, "points", 0))
    return vectors.least(earned, _parameter(reader, tree, "most", reader.maximum))


def _late(reader: Reader, tree: Map, value: Vector) -> Vector:
    first, cost, each = (_parameter(reader, tree, key, 0) for key in ("first", "cost", "each"))
    counting = tree.word("counting", "beyond")
    days = value if counting == "all_days" else vectors.subtract(value, first)
    price = vectors.multiply(days, each)
    if counting == "with_first":
        price = vectors.add(price, cost)
    maximum = vectors.number(reader.maximum)
    price = vectors.pick(vectors.compare("<=", value, first), cost, price)
    points = vectors.subtract(maximum, price)
    if reader.minimum is not None:
        points = vectors.most(points, vectors.number(reader.minimum))
    in_time = vectors.compare("<=", value, vectors.number(0))
    return vectors.pick(in_time, maximum, points)


def _points(reader: Reader, tree: Map, value: Vector) -> Vector:
    return value


VECTOR_MAPS: dict[str, Callable[[Reader, Map, Vector], Vector]] = {
    "yes_no": _yes_no,
    "options": _options,
    "bands": _bands,
    "line": _line,
    "increments": _increments,
    "deduct": _deduct,
    "each": _each,
    "late": _late,
    "points": _points,
}
