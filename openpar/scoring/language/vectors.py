"""Numbers of many units at once: float arrays that know what is unknown and how exact they are.

The last axis of every array is the units; an axis before it may be repetitions. Two things keep
these floats in step with the exact path: a *state* for each element, so that missing and undefined
never become a number, and a *slack*, a bound on the error made so far, so that 0.7 ÷ 1 reaches a
bound of 70 % although binary floats fall short of it by the 17th digit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openpar.scoring.marks import Status
from openpar.scoring.numbers import Number

Array = NDArray[Any]

#: Half the distance of 1 to the next float: the relative error of one operation.
EPSILON = 2.0**-53

# States of an element. FULL and ZERO: a zero divisor settled the points of the measure.
SCORED, NOT_APPLICABLE, MISSING, UNDETERMINED, NOT_YET_DUE, OUTSIDE, FULL, ZERO = range(8)

STATE_OF = {
    Status.SCORED: SCORED,
    Status.NOT_APPLICABLE: NOT_APPLICABLE,
    Status.MISSING: MISSING,
    Status.UNDETERMINED: UNDETERMINED,
    Status.NOT_YET_DUE: NOT_YET_DUE,
}


@dataclass(frozen=True, slots=True)
class Vector:
    """One value for every unit.

    ``value`` float64, or bool for yes/no; arbitrary where ``state`` is not ``SCORED``. ``state``
    int8, ``None`` where everything is known. ``scale`` bounds the absolute value, ``slack`` the
    absolute error; both are 0 for yes/no and texts.
    """

    value: Array
    state: Array | None = None
    scale: float = 0.0
    slack: float = 0.0


def number(value: Number) -> Vector:
    """Return one number for all units."""
    made = float(value)
    return Vector(np.float64(made), None, abs(made), 0.0 if made == value else abs(made) * EPSILON)  # type: ignore[arg-type]


def yes_no(value: bool) -> Vector:
    """Return yes or no for all units."""
    return Vector(np.bool_(value))  # type: ignore[arg-type]


def without(state: int) -> Vector:
    """Return no value, for this state, for all units."""
    return Vector(np.float64(0), np.int8(state))  # type: ignore[arg-type]


def with_state(vector: Vector, state: Array | None) -> Vector:
    """Return the same values with another state."""
    return Vector(vector.value, state, vector.scale, vector.slack)


def first_state(left: Array | None, right: Array | None) -> Array | None:
    """Return the state of whatever stops first, reading from left to right."""
    if left is None:
        return right
    if right is None:
        return left
    return np.where(left != SCORED, left, right)


def stopped(vector: Vector, where: Array, state: int) -> Vector:
    """Stop with ``state`` those elements of ``where`` that have not stopped yet."""
    if not where.any():
        return vector
    return with_state(vector, first_state(vector.state, where * np.int8(state)))


def _made(value: Array, left: Vector, right: Vector, scale: float, slack: float) -> Vector:
    """Return a result; whole numbers that fit a float are exact, else each step adds an error."""
    inexact = slack > 0 or scale > 1 / EPSILON
    state = first_state(left.state, right.state)
    return Vector(value, state, scale, slack + scale * EPSILON if inexact else 0.0)


def add(left: Vector, right: Vector) -> Vector:
    """Add."""
    return _made(
        left.value + right.value, left, right, left.scale + right.scale, left.slack + right.slack
    )


def subtract(left: Vector, right: Vector) -> Vector:
    """Subtract."""
    return _made(
        left.value - right.value, left, right, left.scale + right.scale, left.slack + right.slack
    )


def multiply(left: Vector, right: Vector) -> Vector:
    """Multiply."""
    whole = left.slack == right.slack == 0.0
    slack = 0.0 if whole else left.slack * right.scale + right.slack * left.scale
    scale = left.scale * right.scale
    made = _made(left.value * right.value, left, right, scale, slack)
    # A product of a share such as 0.5, itself exact, may need more digits than there are.
    return Vector(made.value, made.state, scale, max(made.slack, scale * EPSILON))


def divide(left: Vector, right: Vector, zero: int = UNDETERMINED) -> Vector:
    """Divide; a zero divisor stops with the state ``zero``."""
    divisor = right.value
    is_zero = np.abs(divisor) <= right.slack
    some_zero = bool(is_zero.any())
    if some_zero:
        divisor = np.where(is_zero, 1.0, divisor)
    value = left.value / divisor
    scale = float(np.abs(value).max(initial=0.0))
    slack = scale * EPSILON
    if left.slack or right.slack:
        least = float(np.abs(divisor).min(initial=1.0)) or 1.0
        slack += (left.slack + right.slack * scale) / least
    made = Vector(value, first_state(left.state, right.state), scale, slack)
    return stopped(made, np.broadcast_to(is_zero, value.shape), zero) if some_zero else made


def negative(vector: Vector) -> Vector:
    """Change the sign."""
    return Vector(-vector.value, vector.state, vector.scale, vector.slack)


def absolute(vector: Vector) -> Vector:
    """Leave the sign away."""
    return Vector(np.abs(vector.value), vector.state, vector.scale, vector.slack)


def whole_part(vector: Vector) -> Vector:
    """Round down; a number short of a whole one only by the float error is that whole one."""
    value = np.floor(vector.value + 2 * vector.slack)
    return Vector(value, vector.state, vector.scale + 1, 0.0)


def least(left: Vector, right: Vector) -> Vector:
    """Return the smaller of two."""
    return _either(np.minimum, left, right)


def most(left: Vector, right: Vector) -> Vector:
    """Return the larger of two."""
    return _either(np.maximum, left, right)


def _either(choose: Callable[[Array, Array], Array], left: Vector, right: Vector) -> Vector:
    return Vector(
        choose(left.value, right.value),
        first_state(left.state, right.state),
        max(left.scale, right.scale),
        max(left.slack, right.slack),
    )


def compare(operator: str, left: Vector, right: Vector) -> Vector:
    """Compare by ``== != < <= > >=``; numbers nearer than their errors are equal."""
    slack = 2 * (left.slack + right.slack)
    one, other = left.value, right.value
    if operator in ("==", "!="):
        same = np.abs(one - other) <= slack if slack else one == other
        value = same if operator == "==" else ~same
    elif operator == "<":
        value = one < (other - slack if slack else other)
    elif operator == "<=":
        value = one <= (other + slack if slack else other)
    elif operator == ">":
        value = one > (other + slack if slack else other)
    else:
        value = one >= (other - slack if slack else other)
    return Vector(value, first_state(left.state, right.state))


def both(left: Vector, right: Vector) -> Vector:
    """Return ``and``; the right side is not asked where the left says no."""
    return Vector(left.value & right.value, _asked(left, right, left.value))


def either(left: Vector, right: Vector) -> Vector:
    """Return ``or``; the right side is not asked where the left says yes."""
    return Vector(left.value | right.value, _asked(left, right, ~left.value))


def _asked(left: Vector, right: Vector, asks: Array) -> Array | None:
    state = right.state if right.state is None else np.where(asks, right.state, np.int8(SCORED))
    return first_state(left.state, state)


def opposite(vector: Vector) -> Vector:
    """Return ``not``."""
    return Vector(~vector.value, vector.state)


def pick(condition: Vector, yes: Vector, no: Vector) -> Vector:
    """Return ``yes`` where the condition holds, else ``no``; the other branch is not asked."""
    state: Array | None = None
    if yes.state is not None or no.state is not None:
        state = np.where(condition.value, known_state(yes), known_state(no))
    return Vector(
        np.where(condition.value, yes.value, no.value),
        first_state(condition.state, state),
        max(yes.scale, no.scale),
        max(yes.slack, no.slack),
    )


def known_state(vector: Vector) -> Any:
    """Return the state of every element, written out where everything is known."""
    return np.int8(SCORED) if vector.state is None else vector.state


def known(vector: Vector) -> Vector:
    """Return yes where there is a value."""
    if vector.state is None:
        return yes_no(True)
    return Vector(vector.state == SCORED)


def rounded(value: Array, digits: int, mode: str) -> Array:
    """Round to ``digits`` decimals; what lies within 1e-9 of a half counts as a half.

    Points have three to six decimals or are ratios of counts, so nothing but a float error comes
    that near. Official points are rounded by ``numbers.rounded``, exactly.
    """
    factor = 10.0**digits
    size = np.abs(value) * factor
    if mode == "half_up":
        whole = np.floor(size + (0.5 + 1e-9))
    elif mode == "up":
        whole = np.ceil(size - 1e-9)
    else:
        whole = np.floor(size + 1e-9)
        if mode == "half_even":
            rest = size - whole
            odd = whole % 2 == 1
            whole += (rest > 0.5 + 1e-9) | ((np.abs(rest - 0.5) <= 1e-9) & odd)
    return np.copysign(whole / factor, value)
