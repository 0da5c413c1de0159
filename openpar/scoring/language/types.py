"""Types and units of formulas: what may be added, compared, divided, and what comes out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from openpar.scoring.language.functions import FUNCTIONS
from openpar.scoring.language.tree import Call, Formula, Literal, Name, Operation

SHARE = "%"  # a number without unit that officials read as a percentage


@dataclass(frozen=True, slots=True)
class Type:
    """``kind``: number, yes_no, date, text, list or any; ``unit`` of a number, "" if none."""

    kind: str
    unit: str = ""


ANY = Type("any")
NUMBER = Type("number")
YES_NO = Type("yes_no")
INPUT_KINDS = {
    "count": "number",
    "number": "number",
    "money": "number",
    "percent": "number",
    "yes_no": "yes_no",
    "choice": "text",
    "date": "date",
    "list": "list",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Two things do not go together: ``units`` (check V6) or ``types`` (check V12)."""

    kind: str
    vi: str
    en: str


class Checker:
    """Finds the type of formulas; ``of_name`` knows the type of what is looked up."""

    def __init__(self, of_name: Callable[[Name], Type]) -> None:
        self.of_name = of_name
        self.problems: list[Problem] = []

    def type_of(self, formula: Formula) -> Type:
        """Return the type; what does not fit is added to ``problems``."""
        if isinstance(formula, Literal):
            return _literal_type(formula)
        if isinstance(formula, Name):
            return self.of_name(formula)
        if isinstance(formula, Call):
            return self._call(formula)
        return self._operation(formula)

    def need(self, formula: Formula, kind: str, where: str) -> Type:
        """Return the type of ``formula``, which must be of ``kind``."""
        found = self.type_of(formula)
        if kind not in ("any", found.kind) and found.kind != "any":
            names = {"vi": _KINDS_VI, "en": _KINDS_EN}
            self.problems.append(
                Problem(
                    "types",
                    f"{where} phải là {names['vi'][kind]}, không phải {names['vi'][found.kind]}",
                    f"{where} must be {names['en'][kind]}, not {names['en'][found.kind]}",
                )
            )
        return found

    def same_unit(self, types: Iterator[Type], where: str) -> str:
        """Return the common unit of numbers; unlike units are a problem."""
        units = [found.unit for found in types if found.unit]
        for unit in units[1:]:
            if unit != units[0]:
                self.problems.append(
                    Problem(
                        "units",
                        f"{where} dùng hai đơn vị khác nhau: {units[0]} và {unit}",
                        f"{where} uses two different units: {units[0]} and {unit}",
                    )
                )
                break
        return units[0] if units else ""

    def _call(self, call: Call) -> Type:
        function = FUNCTIONS[call.function]
        takes = [*function.takes]
        arguments = call.arguments[: len(takes)] if function.cohort else call.arguments
        while len(takes) < len(arguments):
            takes.append(takes[-1])
        found = [
            self.need(argument, kind, call.function)
            for argument, kind in zip(arguments, takes, strict=True)
        ]
        if function.gives != "same":
            return Type(function.gives)
        last = found[-1]
        if last.kind != "number":
            return last
        same = found[1:] if call.function == "if" else found
        return Type("number", self.same_unit(iter(same), call.function))

    def _operation(self, operation: Operation) -> Type:
        sign, operands = operation.operator, operation.operands
        if sign in ("and", "or", "not"):
            for operand in operands:
                self.need(operand, "yes_no", sign)
            return YES_NO
        if sign in ("+", "-", "neg"):
            found = [self.need(operand, "number", sign) for operand in operands]
            return Type("number", self.same_unit(iter(found), sign))
        if sign in ("*", "/"):
            left, right = (self.need(operand, "number", sign) for operand in operands)
            return Type("number", _product(left, right) if sign == "*" else _quotient(left, right))
        return self._comparison(sign, operands)

    def _comparison(self, sign: str, operands: tuple[Formula, ...]) -> Type:
        first = self.type_of(operands[0])
        kind = first.kind if sign in ("==", "!=", "in") or first.kind == "date" else "number"
        self.need(operands[0], kind, sign)
        rest = [self.need(operand, kind, sign) for operand in operands[1:]]
        if kind == "number":
            self.same_unit(iter((first, *rest)), sign)
        return YES_NO


_KINDS_VI = {
    "number": "một số",
    "yes_no": "có/không",
    "date": "một ngày",
    "text": "một lựa chọn",
    "list": "một danh sách",
    "any": "giá trị bất kỳ",
}
_KINDS_EN = {
    "number": "a number",
    "yes_no": "yes/no",
    "date": "a date",
    "text": "an option",
    "list": "a list",
    "any": "anything",
}


def _literal_type(literal: Literal) -> Type:
    if isinstance(literal.value, bool):
        return YES_NO
    if isinstance(literal.value, date):
        return Type("date")
    if isinstance(literal.value, str):
        return Type("text")
    return Type("number", SHARE if literal.percent else "")


def _product(left: Type, right: Type) -> str:
    units = [found.unit for found in (left, right) if found.unit not in ("", SHARE)]
    if units:
        return "·".join(units)
    return SHARE if left.unit == right.unit == SHARE else ""


def _quotient(left: Type, right: Type) -> str:
    if left.unit == right.unit:
        return SHARE if left.unit else ""
    if right.unit in ("", SHARE):
        return left.unit
    return f"{left.unit}/{right.unit}" if left.unit else ""
