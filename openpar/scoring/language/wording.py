"""Values and formulas in words: 1.234,5 · 31/12/2026 · Hồ sơ đúng hạn ÷ Hồ sơ đã giải quyết."""

from collections.abc import Callable, Mapping
from datetime import date

from openpar.scoring.language.compiling import Names, Stop, compile_formula
from openpar.scoring.language.functions import FUNCTIONS
from openpar.scoring.language.phrases import phrase
from openpar.scoring.language.tree import Call, Formula, Literal, Name, Operation
from openpar.scoring.language.types import SHARE, Checker
from openpar.scoring.numbers import Number, decimal_text, rounded

#: Decimals shown in a sentence where a number has no end; the sum keeps all of it.
SHOWN_DIGITS = 4

SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷", "==": "=", "!=": "≠", "<": "<", "<=": "≤",
         ">": ">", ">=": "≥"}  # fmt: skip
_TIGHTNESS = {"or": 1, "and": 2, "not": 3, "in": 4, "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4,
              ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "neg": 7}  # fmt: skip


def number_text(value: Number, language: str = "vi", digits: int | None = None) -> str:
    """Write a number for people: ``1.234,5`` in Vietnamese, ``1,234.5`` in English.

    Without ``digits`` every decimal is shown, except that an endless number is rounded to
    ``SHOWN_DIGITS`` and marked ≈.

    >>> from fractions import Fraction
    >>> number_text(Fraction(12345, 10)), number_text(Fraction(1, 3)), number_text(7153251, "en")
    ('1.234,5', '≈ 0,3333', '7,153,251')
    """
    endless = ""
    if digits is None and rounded(value, 12) != value:
        endless, digits = "≈ ", SHOWN_DIGITS
    plain = decimal_text(value, digits)
    if endless:
        plain = plain.rstrip("0").rstrip(".")
    whole, _, decimals = plain.partition(".")
    grouped = f"{abs(int(whole)):,}"
    sign = "−" if plain.startswith("-") else ""
    text = f"{grouped}.{decimals}" if decimals else grouped
    if language == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{endless}{sign}{text}"


def value_text(value: object, unit: str = "", language: str = "vi") -> str:
    """Write any value of the language: yes/no, a day, an option, a list, a number with its unit."""
    if isinstance(value, bool):
        return phrase("yes" if value else "no", language)
    if isinstance(value, date):
        return (
            f"{value.day:02d}/{value.month:02d}/{value.year}"
            if language == "vi"
            else value.isoformat()
        )
    if isinstance(value, frozenset):
        return "; ".join(sorted(map(str, value)))
    if isinstance(value, str):
        return value
    if unit == SHARE:
        return f"{number_text(value * 100, language)}%"  # type: ignore[operator]
    if "·" in unit:
        unit = ""  # a product of units is arithmetic, nothing an officer counts
    text = number_text(value, language)  # type: ignore[arg-type]
    return f"{text} {unit}" if unit else text


class Wording:
    """Writes formulas, in names or with the unit's own numbers.

    ``title_of`` gives what a name is called, ``option_of`` the label of an option.
    """

    def __init__(
        self,
        language: str,
        checker: Checker,
        title_of: Callable[[Name], str],
        option_of: Callable[[str], str] = str,
        values: Mapping[Name | Call, object] | None = None,
    ) -> None:
        self.language = language
        self.checker = checker
        self.title_of = title_of
        self.option_of = option_of
        self.values = values

    def value(self, value: object, unit: str = "") -> str:
        """Write a value in this wording's language."""
        return (
            self.option_of(value)
            if isinstance(value, str)
            else value_text(value, unit, self.language)
        )

    def of(self, formula: Formula, loosest: int = 0) -> str:
        """Write a formula; in brackets where it binds less tightly than ``loosest``."""
        if isinstance(formula, Literal):
            return self.value(formula.value, SHARE if formula.percent else "")
        if isinstance(formula, Name):
            return self._name(formula)
        if isinstance(formula, Call):
            return self._call(formula)
        text = self._operation(formula)
        return f"({text})" if _TIGHTNESS[formula.operator] < loosest else text

    def unit_of(self, formula: Formula) -> str:
        """Return the unit of a formula's value."""
        return self.checker.type_of(formula).unit

    def result(self, formula: Formula) -> object | None:
        """Return the value of a formula with this wording's values, ``None`` where unknown."""
        names = Names()
        run = compile_formula(formula, names)
        known = self.values or {}
        try:
            return run(tuple(known.get(name) for name in names.in_order()))  # type: ignore[no-any-return]
        except Stop:
            return None

    def _name(self, name: Name | Call) -> str:
        if self.values is not None and self.values.get(name) is not None:
            found = self.checker.type_of(name)
            return self.value(self.values[name], found.unit)
        return self.title_of(name) if isinstance(name, Name) else ""

    def _call(self, call: Call) -> str:
        function = FUNCTIONS[call.function]
        called = function.en if self.language == "en" else function.vi
        if function.cohort:
            return self._name(call) or self._cohort(call, called)
        parts = [self.of(argument) for argument in call.arguments]
        if call.function == "if":
            taken = self.result(call) if self.values is not None else None
            if taken is not None:
                return self.value(taken, self.unit_of(call))
            return phrase("if", self.language, *parts)
        if function.takes == ("date", "date"):
            return phrase("between_days", self.language, *parts, function=called)
        return f"{called} {'; '.join(parts) if len(parts) == 1 else '(' + '; '.join(parts) + ')'}"

    def _cohort(self, call: Call, called: str) -> str:
        """Write a function of the cohort, with who is counted where that is not the rule."""
        inner, *options = call.arguments
        text = self.of(inner)
        if isinstance(inner, Operation):
            text = f"({text})"
        told = [one.value for one in options[:2] if isinstance(one, Literal)]
        itself, unranked = told or (True, False)
        notes = [
            phrase(key, self.language)
            for key, said in (("without_itself", not itself), ("with_unranked", unranked))
            if said
        ]
        return f"{called} {text}" + (f" ({'; '.join(notes)})" if notes else "")

    def _operation(self, operation: Operation) -> str:
        sign, operands = operation.operator, operation.operands
        tight = _TIGHTNESS[sign]
        if sign == "not":
            return phrase("not", self.language, self.of(operands[0]))
        if sign == "neg":
            return f"−{self.of(operands[0], tight)}"
        if sign == "in":
            rest = "; ".join(self.of(operand) for operand in operands[1:])
            return f"{self.of(operands[0], tight)} ∈ {{{rest}}}"
        left = self.of(operands[0], tight)
        right = self.of(operands[1], tight + (sign in ("-", "/")))
        if sign in ("and", "or"):
            joint = {"and": ("và", "and"), "or": ("hoặc", "or")}[sign][self.language == "en"]
            return f"{left} {joint} {right}"
        return f"{left} {SIGNS[sign]} {right}"
