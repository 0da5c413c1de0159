"""Formula -> a function of values. Names become places in a tuple, so one mark costs microseconds.

The functions raise ``Stop`` where the language has no number to give: something is missing, or
cannot be determined. Nothing ever becomes a silent zero.
"""

import operator
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from openpar.scoring.language.tree import Call, Formula, Literal, Name, Operation
from openpar.scoring.marks import Status
from openpar.scoring.numbers import Number, divided

Values = tuple[Any, ...]
Compiled = Callable[[Values], Any]

COHORT_FUNCTIONS = frozenset({"mean", "best", "lowest", "total", "rank"})


class Stop(Exception):
    """There are no points, for this reason; the mark will carry ``status`` and ``reason``.

    ``reason`` is a word for the cause, then what it is about: ``input done``, ``zero planned``.
    """

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Decided(Exception):
    """The measure itself settles the points: ``full`` (the maximum) or ``zero``."""

    def __init__(self, points: str) -> None:
        super().__init__(points)
        self.points = points


class Names:
    """The values a rule looks up, in the order first met; each has one place in the tuple."""

    def __init__(self) -> None:
        self.places: dict[Name | Call, int] = {}

    def place(self, name: Name | Call) -> int:
        """Return the place of ``name``, making one at its first use."""
        return self.places.setdefault(name, len(self.places))

    def in_order(self) -> tuple[Name | Call, ...]:
        """Return all names, by place."""
        return tuple(self.places)


def divide(left: Number, right: Number) -> Number:
    """Divide exactly; a zero divisor is undetermined, never an error that a user sees."""
    if right == 0:
        raise Stop(Status.UNDETERMINED, "division")
    return divided(left, right)


def days_between(start: date, end: date) -> int:
    """Count calendar days from ``start`` to ``end``; negative if ``end`` comes first."""
    return (end - start).days


def working_days_between(start: date, end: date) -> int:
    """Count Monday to Friday after ``start`` up to and including ``end``; negative backwards."""
    if end < start:
        return -working_days_between(end, start)
    weeks, rest = divmod((end - start).days, 7)
    tail = (start + timedelta(days=step) for step in range(1, rest + 1))
    return weeks * 5 + sum(day.weekday() < 5 for day in tail)


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
PLAIN: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "floor": operator.methodcaller("__floor__"),
    "days": days_between,
    "working_days": working_days_between,
    "count": len,
    "union": lambda *lists: len(frozenset().union(*lists)),
}


def constant(formula: Formula) -> Any:
    """Return the value of a formula without names, or ``None`` if it has any."""
    names = Names()
    compiled = compile_formula(formula, names)
    if names.places:
        return None
    try:
        return compiled(())
    except Stop:
        return None


def compile_formula(formula: Formula, names: Names) -> Compiled:
    """Return a function from the tuple of values to the formula's value.

    The function raises ``Stop`` where a value is missing or a division has no result.
    """
    if isinstance(formula, Literal):
        value = formula.value
        return lambda _: value
    if isinstance(formula, Name):
        return _lookup(formula, names)
    if isinstance(formula, Call):
        return _call(formula, names)
    return _operation(formula, names)


def _lookup(name: Name | Call, names: Names) -> Compiled:
    place = names.place(name)
    reason = missing_reason(name)

    def look_up(values: Values) -> Any:
        value = values[place]
        if value is None:
            raise Stop(Status.MISSING, reason)
        return value

    return look_up


def missing_reason(name: Name | Call) -> str:
    """Say which value is missing, as ``Stop.reason`` does."""
    if isinstance(name, Call):
        return f"cohort {name.function}"
    return f"{name.kind} {name.code}{' ' if name.code else ''}{name.name}"


def _call(call: Call, names: Names) -> Compiled:
    if call.function in COHORT_FUNCTIONS:
        return _lookup(call, names)
    arguments = [compile_formula(argument, names) for argument in call.arguments]
    if call.function == "if":
        condition, yes, no = arguments
        return lambda values: yes(values) if condition(values) else no(values)
    if call.function == "known":
        return _known(arguments[0])
    function = PLAIN[call.function]
    return lambda values: function(*[argument(values) for argument in arguments])


def _known(argument: Compiled) -> Compiled:
    def known(values: Values) -> bool:
        try:
            argument(values)
        except Stop:
            return False
        return True

    return known


def _operation(operation: Operation, names: Names) -> Compiled:
    operands = [compile_formula(operand, names) for operand in operation.operands]
    first, *rest = operands
    if operation.operator == "not":
        return lambda values: not first(values)
    if operation.operator == "neg":
        return lambda values: -first(values)
    if operation.operator == "in":
        return lambda values: first(values) in [choice(values) for choice in rest]
    second = rest[0]
    if operation.operator == "and":
        return lambda values: first(values) and second(values)
    if operation.operator == "or":
        return lambda values: first(values) or second(values)
    combine = BINARY[operation.operator]
    return lambda values: combine(first(values), second(values))
