"""Read a formula: text in, tree out. No ``eval``; every limit is checked before any work.

formula    = or ;  or = and {"or" and} ;  and = not {"and" not} ;  not = ["not"] comparison
comparison = sum [("==" | "!=" | "<" | "<=" | ">" | ">=") sum | "in" "(" sum {"," sum} ")"]
sum        = term {("+" | "-") term} ;  term = factor {("*" | "/") factor} ;  factor = ["-"] atom
atom       = number ["%"] | date | text | "yes" | "no" | name | "(" formula ")"
name       = word | group "." word ["." "rank"] | "[" code "]" "." word | word "(" formulas ")"
"""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from openpar.scoring.defects import Place, Wrong
from openpar.scoring.language.functions import FUNCTIONS
from openpar.scoring.language.tree import Call, Formula, Literal, Name, Operation
from openpar.scoring.numbers import parse_number

#: Longest formula in characters and in words, and deepest nesting: an annex needs a tenth of each.
LONGEST_FORMULA = 1000
MOST_WORDS = 250
DEEPEST = 30

GROUPS = ("unit", "target", "previous", "external", "survey", "cycle")
_RESERVED = {"and", "or", "not", "in", "yes", "no"}
_COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<date>\d{4}-\d{2}-\d{2})(?!\d)
    | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)\s*%?)(?![\w.])
    | (?P<reference>\[[^\[\]\s]{1,60}\])
    | (?P<text>'[^']{0,200}'|"[^"]{0,200}")
    | (?P<word>[^\W\d]\w*)
    | (?P<sign>==|!=|<=|>=|[-+*/<>(),.])
    )""",
    re.VERBOSE,
)


class FormulaError(Wrong):
    """A formula cannot be read; ``column`` (from 1) is where in its text."""

    def __init__(self, vi: str, en: str, column: int) -> None:
        super().__init__(vi, en, Place(1, column))
        self.column = column


_EXPECTED = {  # in Vietnamese
    "the end of the formula": "hết công thức",
    "a value": "một giá trị",
    "a name": "một tên",
    "an input, 'points' or 'share'": "tên số liệu, points hoặc share",
    "'rank' or 'value'": "rank hoặc value",
}


def _misplaced(text: str, column: int) -> FormulaError:
    return FormulaError(f"{text!r} không đặt được ở đây", f"{text!r} cannot stand here", column)


class Token(NamedTuple):
    """One word of a formula: its kind (a group of ``_TOKEN``), text, and column from 1."""

    kind: str
    text: str
    column: int


def parse_formula(text: str) -> Formula:
    """Read one formula.

    Raises
    ------
    FormulaError
        Too long, too deep, an unknown function or sign, or a word where none may stand.

    >>> parse_formula("done / planned")
    ... # doctest: +NORMALIZE_WHITESPACE
    Operation(operator='/', operands=(Name(kind='input', name='done', code='', part=''),
                                      Name(kind='input', name='planned', code='', part='')))
    """
    if len(text) > LONGEST_FORMULA:
        raise FormulaError(
            f"công thức dài tối đa {LONGEST_FORMULA} ký tự, ở đây có {len(text)}",
            f"a formula may have {LONGEST_FORMULA} characters, this has {len(text)}",
            1,
        )
    tokens = _tokens(text)
    if len(tokens) > MOST_WORDS:
        raise FormulaError(
            f"công thức có tối đa {MOST_WORDS} từ",
            f"a formula may have {MOST_WORDS} words",
            tokens[MOST_WORDS].column,
        )
    parser = _Parser(tokens, len(text) + 1)
    tree = parser.either()
    if parser.token is not None:
        raise parser.wrong("the end of the formula")
    return tree


def _tokens(text: str) -> list[Token]:
    tokens, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            column = at + len(text[at:]) - len(text[at:].lstrip()) + 1
            raise _misplaced(text[column - 1 : column + 9], column)
        tokens.append(
            Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1)
        )
        at = match.end()
    return tokens


class _Parser:
    """Recursive descent with one token of look-ahead; depth is counted, never trusted."""

    def __init__(self, tokens: list[Token], end: int) -> None:
        self.tokens = tokens
        self.at = 0
        self.end = end
        self.depth = 0

    @property
    def token(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def wrong(self, expected: str) -> FormulaError:
        token = self.token
        if token is None:
            return FormulaError(
                f"công thức kết thúc sớm, cần có {_EXPECTED.get(expected, expected)}",
                f"expected {expected}, but the formula ends",
                self.end,
            )
        return FormulaError(
            f"cần có {_EXPECTED.get(expected, expected)}, nhưng gặp {token.text!r}",
            f"expected {expected}, found {token.text!r}",
            token.column,
        )

    def take(self, *texts: str) -> str | None:
        """Step over the next token if it is one of ``texts`` and no quoted text."""
        token = self.token
        if token is None or token.kind == "text" or token.text not in texts:
            return None
        self.at += 1
        return token.text

    def need(self, text: str) -> None:
        if self.take(text) is None:
            raise self.wrong(repr(text))

    def either(self) -> Formula:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(
                f"công thức lồng nhau tối đa {DEEPEST} lớp",
                f"a formula may be nested {DEEPEST} deep",
                self.tokens[self.at - 1].column,
            )
        tree = self._chain(("or",), lambda: self._chain(("and",), self.negation))
        self.depth -= 1
        return tree

    def _chain(self, operators: tuple[str, ...], operand: Callable[[], Formula]) -> Formula:
        tree: Formula = operand()
        while operator := self.take(*operators):
            tree = Operation(operator, (tree, operand()))
        return tree

    def negation(self) -> Formula:
        negations = 0
        while self.take("not"):
            negations += 1
        tree = self.comparison()
        return Operation("not", (tree,)) if negations % 2 else tree

    def comparison(self) -> Formula:
        left = self.sum()
        if operator := self.take(*_COMPARISONS):
            return Operation(operator, (left, self.sum()))
        if self.take("in"):
            self.need("(")
            return Operation("in", (left, *self.arguments()))
        return left

    def sum(self) -> Formula:
        return self._chain(("+", "-"), lambda: self._chain(("*", "/"), self.factor))

    def factor(self) -> Formula:
        negations = 0
        while self.take("-"):
            negations += 1
        tree = self.atom()
        return Operation("neg", (tree,)) if negations % 2 else tree

    def arguments(self) -> tuple[Formula, ...]:
        """Read formulas up to the closing bracket."""
        found = [self.either()]
        while self.take(","):
            found.append(self.either())
        self.need(")")
        return tuple(found)

    def atom(self) -> Formula:
        token = self.token
        if token is None:
            raise self.wrong("a value")
        if self.take("("):
            tree = self.either()
            self.need(")")
            return tree
        readers: dict[str, Callable[[str], Formula]] = {
            "number": self._number,
            "date": self._date,
            "text": lambda text: Literal(text[1:-1]),
            "reference": self._reference,
            "word": self._word,
        }
        if token.kind not in readers:
            raise self.wrong("a value")
        self.at += 1
        return readers[token.kind](token.text)

    def _number(self, text: str) -> Literal:
        try:
            return Literal(parse_number(text), percent=text.endswith("%"))
        except ValueError:
            raise _misplaced(text[:20], self.tokens[self.at - 1].column) from None

    def _date(self, text: str) -> Literal:
        try:
            return Literal(date.fromisoformat(text))
        except ValueError:
            column = self.tokens[self.at - 1].column
            raise FormulaError(
                f"{text} không phải là ngày có thật",
                f"{text} is not a day of the calendar",
                column,
            ) from None

    def _reference(self, text: str) -> Name:
        self.need(".")
        return Name("criterion", self._plain_word("an input, 'points' or 'share'"), text[1:-1])

    def _plain_word(self, expected: str) -> str:
        token = self.token
        if token is None or token.kind != "word" or token.text in _RESERVED:
            raise self.wrong(expected)
        self.at += 1
        return token.text

    def _word(self, word: str) -> Formula:
        column = self.tokens[self.at - 1].column
        if word in ("yes", "no"):
            return Literal(word == "yes")
        if word in _RESERVED:
            raise _misplaced(word, column)
        if self.take("("):
            return self._call(word, column)
        if word == "maximum":
            return Name("maximum", word)
        if word in GROUPS and self.take("."):
            name = self._plain_word("a name")
            is_rank = word == "external" and self.take(".") is not None
            part = self._plain_word("'rank' or 'value'") if is_rank else ""
            if part not in ("", "rank", "value"):
                raise FormulaError(
                    f"chỉ số bên ngoài có rank (hạng) và value (giá trị), không có {part!r}",
                    f"an external index has a rank and a value, no {part!r}",
                    column,
                )
            return Name(word, name, part=part)
        return Name("input", word)

    def _call(self, word: str, column: int) -> Call:
        function = FUNCTIONS.get(word)
        if function is None:
            known = ", ".join(FUNCTIONS)
            raise FormulaError(
                f"không có hàm {word!r}; các hàm có: {known}",
                f"there is no function {word!r}; there are {known}",
                column,
            )
        arguments = self.arguments()
        fits = len(arguments) == len(function.takes) or (
            function.repeats and len(arguments) >= len(function.takes)
        )
        if not fits:
            least, given = len(function.takes), len(arguments)
            raise FormulaError(
                f"hàm {word} cần {least}{' giá trị trở lên' if function.repeats else ' giá trị'}, "
                f"không phải {given}",
                f"{word} takes {least}{' or more' if function.repeats else ''} values, not {given}",
                column,
            )
        return Call(word, arguments)
