"""The one syntax tree of the rule language: formulas inside, measures and maps around them.

A rule reads from left to right as an officer reads the annex: *measure* something, *map* it to
points, *adjust* the points. Visitors (evaluate, explain, inputs, check) walk these records; none
of them knows a regulation.
"""

from dataclasses import dataclass, field
from datetime import date

from openpar.scoring.numbers import Number

# --- formulas -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a date, a text or yes/no written in the formula itself."""

    value: Number | date | str | bool
    percent: bool = False  # written with %: printed that way again


@dataclass(frozen=True, slots=True)
class Name:
    """A value looked up: ``done``, ``unit.mountain``, ``previous.rate``, ``[II.4].planned``.

    ``kind``: input | unit | target | previous | external | survey | criterion | cycle | maximum.
    ``code`` is the criterion for kind ``criterion``; ``part`` is ``rank`` or ``value`` for
    ``external``.
    """

    kind: str
    name: str
    code: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """``+ - * / == != < <= > >= and or not neg in`` applied to its operands, in order."""

    operator: str
    operands: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language's own list (see ``functions``)."""

    function: str
    arguments: tuple["Formula", ...]


Formula = Literal | Name | Operation | Call

# --- measures -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured. ``kind`` is a key of ``measures.MEASURES``; the rest is its data.

    ``formulas``: the whole formula first, then the pieces the file names. ``options``: words.
    """

    kind: str
    formulas: tuple[Formula, ...] = ()
    options: tuple[tuple[str, object], ...] = ()

    def option(self, name: str, default: object = None) -> object:
        """Return one option by name."""
        return dict(self.options).get(name, default)


# --- maps ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """Points for values between two bounds; ``lowest_open`` excludes the lower bound itself."""

    points: "Formula | Rule"
    lowest: Formula | None = None
    lowest_open: bool = False
    highest: Formula | None = None
    highest_open: bool = True


@dataclass(frozen=True, slots=True)
class Map:
    """How a measure becomes points. ``kind`` is a key of ``maps.MAPS``.

    ``parameters`` are formulas by name (so a bound may depend on the unit); ``bands`` for bands;
    ``choices`` for options, key to points or to a rule of its own; ``words`` for switches.
    """

    kind: str
    parameters: tuple[tuple[str, Formula], ...] = ()
    bands: tuple[Band, ...] = ()
    choices: tuple[tuple[str, "Formula | Rule"], ...] = ()
    words: tuple[tuple[str, str], ...] = ()

    def parameter(self, name: str) -> Formula | None:
        """Return one parameter by name, or ``None``."""
        return dict(self.parameters).get(name)

    def word(self, name: str, default: str = "") -> str:
        """Return one switch by name."""
        return dict(self.words).get(name, default)


# --- adjustments and rules ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A step on points already mapped. ``kind`` is a key of ``adjustments.ADJUSTMENTS``."""

    kind: str
    parameters: tuple[tuple[str, Formula], ...] = ()

    def parameter(self, name: str) -> Formula | None:
        """Return one parameter by name, or ``None``."""
        return dict(self.parameters).get(name)


@dataclass(frozen=True, slots=True)
class Case:
    """One branch: ``when`` is ``None`` for the last, which takes everything left."""

    when: Formula | None
    rule: "Rule"


@dataclass(frozen=True, slots=True)
class Rule:
    """A way from inputs to points.

    ``kind``: ``pipeline`` (measure, map), ``points`` (a formula giving points), ``cases``,
    ``best``, ``lowest``, ``sum`` (over ``parts``), or ``monitor`` (measured, never scored).
    Adjustments and ``round_digits`` come last, in that order. ``maximum`` is the P of a part where
    it is not the leaf's own.
    """

    kind: str
    measure: Measure | None = None
    map: Map | None = None
    points: Formula | None = None
    cases: tuple[Case, ...] = ()
    parts: tuple["Rule", ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    maximum: Number | None = None
    round_digits: int | None = None
    line: int = field(default=0, compare=False)
