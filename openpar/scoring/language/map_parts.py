"""What every map is made of: what it may ask of the compiler and of the teller."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, cast

from openpar.scoring.language import reading
from openpar.scoring.language.compiling import Compiled, Values
from openpar.scoring.language.phrases import PHRASES
from openpar.scoring.language.tree import Formula, Map, Rule
from openpar.scoring.numbers import Number
from openpar.scoring.sets.document import Data, Text

Scale = Callable[[Any, Values], Number]  # (value of the measure, all values) -> points


class Compiler(Protocol):
    """What a map needs to run: formulas and rules made into functions, and P."""

    maximum: Number
    minimum: Number | None

    def formula(self, formula: Formula) -> Compiled:
        """Return the formula as a function of the values."""

    def points(self, points: Formula | Rule) -> Compiled:
        """Return points given by a formula or by a rule of its own."""


class Teller(Protocol):
    """What a map needs to speak: phrases of a language, formulas and numbers in words."""

    @property
    def language(self) -> str:
        """``vi`` or ``en``."""

    @property
    def maximum(self) -> Number:
        """P."""

    def say(self, key: str, /, **words: object) -> str:
        """Return a phrase of ``phrases.PHRASES``."""

    def formula(self, formula: Formula) -> str:
        """Return a formula in words."""

    def bound(self, formula: Formula) -> str:
        """Return a number of the map in the unit of the measure: 0.8 of a share is 80%."""

    def points(self, points: Formula | Rule) -> str:
        """Return points in words."""


Result = Callable[[Formula], Any]  # the value of a formula for this unit, None where unknown


class MapKind(Protocol):
    """A kind of map; ``takes`` lists the types of measure it serves."""

    takes: tuple[str, ...]

    def read(self, data: Data, read_rule: Callable[[Data], Rule]) -> Map:
        """Read the data under the keyword."""

    def compile(self, tree: Map, compiler: Compiler) -> Scale:
        """Return a function from the measure's value to points."""

    def describe(self, tree: Map, teller: Teller) -> list[str]:
        """Say how points are given, a sentence each."""

    def work(
        self, tree: Map, value: Number, maximum: Number, share: bool, result: Result
    ) -> Formula | None:
        """Return the map's arithmetic for ``value`` as a formula to print, where it has any."""


MAPS: dict[str, MapKind] = {}


class Lookup:
    """A map that looks points up instead of working them out; the ground of all others.

    A subclass with a ``keyword`` is a map of the language from its definition on, and ``phrases``
    are its sentences in Vietnamese and English.
    """

    keyword: ClassVar[str] = ""
    phrases: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def __init_subclass__(cls) -> None:
        """Make the map known under its keyword."""
        super().__init_subclass__()
        PHRASES.update(cls.phrases)
        if cls.keyword:
            MAPS[cls.keyword] = cast(MapKind, cls())

    def work(
        self, tree: Map, value: Number, maximum: Number, share: bool, result: Result
    ) -> Formula | None:
        return None


def points_of(data: Data, read_rule: Callable[[Data], Rule]) -> Formula | Rule:
    """Read points: a formula, or a rule of its own."""
    return reading.formula(data, "points") if isinstance(data, Text) else read_rule(data)
