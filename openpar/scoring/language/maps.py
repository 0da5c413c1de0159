"""Maps: how a measure becomes points. One class a map: read it, run it, say it.

To add a map, write a class with ``read``, ``compile`` and ``describe``, a line in ``MAPS``, and its
test. ``P`` is the maximum of the leaf or of the part that the map serves.
"""

from collections.abc import Callable
from typing import Any, Protocol

from openpar.scoring.defects import Wrong
from openpar.scoring.language import reading
from openpar.scoring.language.compiling import Compiled, Stop, Values, divide
from openpar.scoring.language.tree import Band, Formula, Literal, Map, Operation, Rule
from openpar.scoring.marks import Status
from openpar.scoring.numbers import Number, exact
from openpar.scoring.sets.document import Data, Entries, Text

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

    language: str
    maximum: Number

    def say(self, key: str, **words: str) -> str:
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


def read_map(data: Data, read_rule: Callable[[Data], Rule]) -> Map:
    """Read one map: a mapping with exactly one keyword of ``MAPS``."""
    found = reading.entries(data, "map", MAPS)
    if len(found) != 1:
        raise Wrong(
            f"map cần đúng một khóa trong: {', '.join(MAPS)}",
            f"map needs exactly one of {', '.join(MAPS)}",
            found.place,
        )
    (keyword,) = found
    return MAPS[keyword].read(found[keyword], read_rule)


class Lookup:
    """A map that looks points up instead of working them out."""

    def work(
        self, tree: Map, value: Number, maximum: Number, share: bool, result: Result
    ) -> Formula | None:
        return None


class YesNo(Lookup):
    """Points for yes and for no."""

    takes = ("yes_no",)

    def read(self, data: Data, read_rule: Callable[[Data], Rule]) -> Map:
        found = reading.entries(data, "yes_no", ("yes", "no"))
        return Map(
            "yes_no", choices=tuple((key, points_of(found[key], read_rule)) for key in found)
        )

    def compile(self, tree: Map, compiler: Compiler) -> Scale:
        choices = dict(tree.choices)
        maximum = compiler.maximum
        yes = compiler.points(choices["yes"]) if "yes" in choices else lambda _: maximum
        no = compiler.points(choices["no"]) if "no" in choices else lambda _: 0
        return lambda value, values: yes(values) if value else no(values)

    def describe(self, tree: Map, teller: Teller) -> list[str]:
        choices = dict(tree.choices)
        yes = teller.points(choices.get("yes", Literal(teller.maximum)))
        no = teller.points(choices.get("no", Literal(0)))
        return [teller.say("yes_no", yes=yes, no=no)]


class Options(Lookup):
    """Points for the option chosen."""

    takes = ("option",)

    def read(self, data: Data, read_rule: Callable[[Data], Rule]) -> Map:
        if not isinstance(data, Entries) or not data:
            raise Wrong(
                "options cần các cặp mức: điểm",
                "options takes a mapping: option: points",
                data.place,
            )
        return Map("options", choices=tuple((key, points_of(data[key], read_rule)) for key in data))

    def compile(self, tree: Map, compiler: Compiler) -> Scale:
        choices = {key: compiler.points(points) for key, points in tree.choices}

        def scale(value: str, values: Values) -> Number:
            if value not in choices:
                raise Stop(Status.UNDETERMINED, f"option {value}")
            return choices[value](values)  # type: ignore[no-any-return]

        return scale

    def describe(self, tree: Map, teller: Teller) -> list[str]:
        return [
            teller.say("option", option=teller.formula(Literal(key)), points=teller.points(points))
            for key, points in tree.choices
        ]


class Bands(Lookup):
    """Points for the band that holds the value."""

    takes = ("number",)
    bounds = ("from", "above", "to", "below", "exactly")

    def read(self, data: Data, read_rule: Callable[[Data], Rule]) -> Map:
        bands = []
        for item in reading.items(data, "bands"):
            found = reading.entries(item, "band", (*self.bounds, "points", "otherwise"))
            bands.append(self._band(found, read_rule))
        if not bands:
            raise Wrong("bands không được để trống", "bands must not be empty", data.place)
        return Map("bands", bands=tuple(bands))

    def _band(self, found: Entries, read_rule: Callable[[Data], Rule]) -> Band:
        if "otherwise" in found:
            if len(found) != 1:
                raise Wrong(
                    "otherwise phải đứng riêng", "otherwise stands alone in its band", found.place
                )
            return Band(points_of(found["otherwise"], read_rule))
        if "points" not in found or len(found) < 2:
            raise Wrong(
                "mỗi mức cần một giới hạn (from, above, to, below, exactly) và points",
                "a band needs a bound (from, above, to, below, exactly) and points",
                found.place,
            )
        if (
            ("from" in found and "above" in found)
            or ("to" in found and "below" in found)
            or ("exactly" in found and len(found) != 2)
        ):
            raise Wrong(
                "mỗi mức có một giới hạn dưới và một giới hạn trên",
                "a band has one lower and one upper bound",
                found.place,
            )
        bound = {key: reading.formula(found[key], key) for key in self.bounds if key in found}
        exactly = bound.get("exactly")
        return Band(
            points_of(found["points"], read_rule),
            lowest=exactly or bound.get("from") or bound.get("above"),
            lowest_open="above" in bound,
            highest=exactly or bound.get("to") or bound.get("below"),
            highest_open="below" in bound,
        )

    def compile(self, tree: Map, compiler: Compiler) -> Scale:
        tests = [(self._test(band, compiler), compiler.points(band.points)) for band in tree.bands]

        def scale(value: Number, values: Values) -> Number:
            for holds, points in tests:
                if holds(value, values):
                    return points(values)  # type: ignore[no-any-return]
            raise Stop(Status.UNDETERMINED, "band")

        return scale

    def _test(self, band: Band, compiler: Compiler) -> Callable[[Number, Values], bool]:
        lowest = compiler.formula(band.lowest) if band.lowest else None
        highest = compiler.formula(band.highest) if band.highest else None
        lowest_open, highest_open = band.lowest_open, band.highest_open

        def holds(value: Number, values: Values) -> bool:
            if lowest is not None:
                low = lowest(values)
                if value < low or (lowest_open and value == low):
                    return False
            if highest is not None:
                high = highest(values)
                if value > high or (highest_open and value == high):
                    return False
            return True

        return holds

    def describe(self, tree: Map, teller: Teller) -> list[str]:
        return [
            teller.say("band", band=band_text(band, teller), points=teller.points(band.points))
            for band in tree.bands
        ]


def band_text(band: Band, teller: Teller) -> str:
    """Say the bounds of a band: "từ 80 % đến dưới 90 %"."""
    if band.lowest is None and band.highest is None:
        return teller.say("otherwise")
    if band.lowest is not None and band.lowest == band.highest:
        return teller.say("exactly", value=teller.bound(band.lowest))
    low = band.lowest and teller.say(
        "above" if band.lowest_open else "from", value=teller.bound(band.lowest)
    )
    high = band.highest and teller.say(
        "below" if band.highest_open else "to", value=teller.bound(band.highest)
    )
    if low and not high and not band.lowest_open:
        return teller.say("from_up", value=low)
    if band.highest is not None and not low:
        alone = "below_alone" if band.highest_open else "to_alone"
        return teller.say(alone, value=teller.bound(band.highest))
    return " ".join(part for part in (low, high) if part)


class Parameters(Lookup):
    """A map that is a few named numbers and switches, each number possibly a formula."""

    takes: tuple[str, ...] = ("number",)
    keyword = ""
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 - each class states its own

    def read(self, data: Data, read_rule: Callable[[Data], Rule]) -> Map:
        keys = (*self.needed, *self.optional, *self.words)
        found = reading.entries(data, self.keyword, keys)
        for key in self.needed:
            if key not in found:
                raise Wrong(
                    f"{self.keyword} cần có {key}", f"{self.keyword} needs {key}", found.place
                )
        numbers = [
            (key, reading.formula(found[key], key)) for key in found if key not in self.words
        ]
        words = [
            (key, reading.word(found[key], key, self.words[key]))
            for key in found
            if key in self.words
        ]
        return Map(self.keyword, parameters=tuple(numbers), words=tuple(words))

    def values_of(self, tree: Map, compiler: Compiler, **defaults: Number) -> dict[str, Compiled]:
        """Return each parameter as a function; ``defaults`` fill those the file leaves out."""
        found = {key: compiler.formula(formula) for key, formula in tree.parameters}
        return {key: compiler.formula(Literal(value)) for key, value in defaults.items()} | found


class Line(Parameters):
    """Proportion to a target, nothing below a floor; continuous from the floor if asked."""

    keyword = "line"
    optional = ("target", "floor", "below_floor")
    words = {"from_floor": ("no", "yes")}  # noqa: RUF012

    def compile(self, tree: Map, compiler: Compiler) -> Scale:
        given = self.values_of(tree, compiler, target=1, floor=0, below_floor=0)
        target, floor, below = given["target"], given["floor"], given["below_floor"]
        maximum = compiler.maximum
        from_floor = tree.word("from_floor") == "yes"
        has_floor = tree.parameter("floor") is not None

        def scale(value: Number, values: Values) -> Number:
            full = target(values)
            if value >= full:
                return maximum
            least = floor(values)
            if has_floor and value < least:
                return below(values)  # type: ignore[no-any-return]
            if from_floor:
                value, full = value - least, full - least
            return exact(divide(value, full) * maximum)

        return scale

    def describe(self, tree: Map, teller: Teller) -> list[str]:
        target = teller.bound(tree.parameter("target") or Literal(1))
        said = [
            teller.say("line_full", target=target, points=teller.points(Literal(teller.maximum)))
        ]
        floor = tree.parameter("floor")
        way = "line_from_floor" if tree.word("from_floor") == "yes" else "line_share"
        floor_text = teller.bound(floor) if floor else ""
        between = teller.say(
            "line_between" if floor else "line_under", floor=floor_text, target=target
        )
        said.append(
            teller.say(
                way,
                between=between,
                floor=floor_text,
                target=target,
                maximum=teller.points(Literal(teller.maximum)),
            )
        )
        if floor:
            below = teller.points(tree.parameter("below_floor") or Literal(0))
            said.append(teller.say("line_below", floor=floor_text, points=below))
        return said

    def work(
        self, tree: Map, value: Number, maximum: Number, share: bool, result: Result
    ) -> Formula | None:
        target = tree.parameter("target") or Literal(1, share)
        floor = tree.parameter("floor") or Literal(0, share)
        full, least = result(target), result(floor)
        if full is None or least is None or not least <= value < full:
            return None
        if tree.word("from_floor") == "yes":
            part = Operation("-", (Literal(value, share), _as(floor, share)))
            whole: Formula = Operation("-", (_as(target, share), _as(floor, share)))
        else:
            part, whole = Literal(value, share), _as(target, share)  # type: ignore[assignment]
        return Operation("*", (Operation("/", (part, whole)), Literal(maximum)))


def _as(formula: Formula, share: bool) -> Formula:
    """Return a literal written as a percentage where the measure is a share."""
    if isinstance(formula, Literal) and not isinstance(formula.value, bool | str):
        return Literal(formula.value, share or formula.percent)
    return formula


class Increments(Parameters):
    """A base, and pro-rated (or whole) steps beyond a bound, up to a cap."""

    keyword = "increments"
    needed = ("base", "base_at", "step", "add")
    optional = ("most", "from")
    words = {"direction": ("up", "down"), "whole_steps": ("no", "yes")}  # noqa: RUF012

    def compile(self, tree: Map, compiler: Compiler) -> Scale:
        given = self.values_of(tree, compiler, most=compiler.maximum)
        start = given.get("from")
        downward = tree.word("direction") == "down"
        whole_steps = tree.word("whole_steps") == "yes"

        def scale(value: Number, values: Values) -> Number:
            if start is not None:
                least = start(values)
                if (value > least) if downward else (value < least):
                    return 0
            beyond = value - given["base_at"](values)
            steps = divide(max(-beyond if downward else beyond, 0), given["step"](values))
            if whole_steps:
                steps = steps.__floor__()
            return min(
                exact(given["base"](values) + steps * given["add"](values)), given["most"](values)
            )

        return scale

    def describe(self, tree: Map, teller: Teller) -> list[str]:
        bounds = ("base_at", "step", "from")
        words = {
            key: teller.bound(formula) if key in bounds else teller.formula(formula)
            for key, formula in tree.parameters
        }
        if "most" in words:
            words["most"] = teller.points(dict(tree.parameters)["most"])
        words.setdefault("most", teller.points(Literal(teller.maximum)))
        down = "_down" if tree.word("direction") == "down" else ""
        said = [
            teller.say(f"increments_base{down}", **words),
            teller.say(f"increments_step{down}", **words),
        ]
        if tree.word("whole_steps") == "yes":
            said.append(teller.say("increments_whole"))
        if "from" in words:
            said.append(teller.say(f"increments_from{down}", start=words["from"]))
        return said

    def work(
        self, tree: Map, value: Number, maximum: Number, share: bool, result: Result
    ) -> Formula | None:
        given = {
            key: _as(formula, share)
            for key, formula in tree.parameters
            if key in ("base_at", "step")
        }
        start, own = given["base_at"], Literal(value, share)
        bound = result(start)
        down = tree.word("direction") == "down"
        if (
            tree.word("whole_steps") == "yes"
            or bound is None
            or value == bound
            or (value < bound) != down
        ):
            return None
        beyond = Operation("-", (start, own) if down else (own, start))
        steps = Operation("/", (beyond, given["step"]))
        numbers = dict(tree.parameters)
        return Operation("+", (numbers["base"], Operation("*", (steps, numbers["add"]))))


class Deduct(Parameters):
    """The maximum less a price for each occurrence."""

    keyword = "deduct"
    needed = ("each",)
    optional = ("free", "at_least")

    def compile(self, tree: Map, compiler: Compiler) -> Scale:
        given = self.values_of(tree, compiler, free=0)
        maximum, minimum = compiler.maximum, compiler.minimum
        least = given.get("at_least")

        def scale(value: Number, values: Values) -> Number:
            charged = max(value - given["free"](values), 0)
            points = exact(maximum - charged * given["each"](values))
            bound = least(values) if least else minimum
            return points if bound is None else max(points, bound)

        return scale

    def describe(self, tree: Map, teller: Teller) -> list[str]:
        words = {key: teller.formula(formula) for key, formula in tree.parameters}
        said = [
            teller.say("deduct", each=words["each"], maximum=teller.points(Literal(teller.maximum)))
        ]
        if "free" in words:
            said.append(teller.say("deduct_free", free=words["free"]))
        return said

    def work(
        self, tree: Map, value: Number, maximum: Number, share: bool, result: Result
    ) -> Formula | None:
        numbers = dict(tree.parameters)
        charged: Formula = Literal(value, share)
        if "free" in numbers:
            charged = Operation("-", (charged, numbers["free"]))
        return Operation("-", (Literal(maximum), Operation("*", (charged, numbers["each"]))))


class Each(Parameters):
    """Points for each occurrence, up to a cap."""

    keyword = "each"
    needed = ("points",)
    optional = ("most",)

    def compile(self, tree: Map, compiler: Compiler) -> Scale:
        given = self.values_of(tree, compiler, most=compiler.maximum)
        return lambda value, values: min(
            exact(value * given["points"](values)), given["most"](values)
        )

    def describe(self, tree: Map, teller: Teller) -> list[str]:
        most = teller.points(tree.parameter("most") or Literal(teller.maximum))
        return [
            teller.say(
                "each", points=teller.points(tree.parameter("points") or Literal(0)), most=most
            )
        ]

    def work(
        self, tree: Map, value: Number, maximum: Number, share: bool, result: Result
    ) -> Formula | None:
        return Operation("*", (Literal(value, share), dict(tree.parameters)["points"]))


class Late(Parameters):
    """The maximum less the price of days late; the three readings of "from day n on" are words."""

    keyword = "late"
    needed = ("each",)
    optional = ("first", "cost")
    words = {"counting": ("beyond", "with_first", "all_days")}  # noqa: RUF012

    def compile(self, tree: Map, compiler: Compiler) -> Scale:
        given = self.values_of(tree, compiler, first=0, cost=0)
        maximum, minimum = compiler.maximum, compiler.minimum
        counting = tree.word("counting", "beyond")

        def scale(value: Number, values: Values) -> Number:
            if value <= 0:
                return maximum
            first, cost, each = (given[key](values) for key in ("first", "cost", "each"))
            if value <= first:
                price = cost
            elif counting == "all_days":
                price = value * each
            else:
                price = (value - first) * each + (cost if counting == "with_first" else 0)
            points = exact(maximum - price)
            return points if minimum is None else max(points, minimum)

        return scale

    def describe(self, tree: Map, teller: Teller) -> list[str]:
        words = {key: teller.formula(formula) for key, formula in tree.parameters}
        said = []
        if "first" in words:
            said.append(teller.say("late_first", first=words["first"], cost=words.get("cost", "0")))
            said.append(teller.say(f"late_{tree.word('counting', 'beyond')}", **words))
        else:
            said.append(teller.say("late_each", each=words["each"]))
        return said


class Points(Parameters):
    """The value is the points."""

    takes = ("number", "points")
    keyword = "points"

    def compile(self, tree: Map, compiler: Compiler) -> Scale:
        return lambda value, _: value

    def describe(self, tree: Map, teller: Teller) -> list[str]:
        return [teller.say("points_typed", maximum=teller.points(Literal(teller.maximum)))]


def points_of(data: Data, read_rule: Callable[[Data], Rule]) -> Formula | Rule:
    """Read points: a formula, or a rule of its own."""
    return reading.formula(data, "points") if isinstance(data, Text) else read_rule(data)


MAPS: dict[str, MapKind] = {
    "yes_no": YesNo(),
    "options": Options(),
    "bands": Bands(),
    "line": Line(),
    "increments": Increments(),
    "deduct": Deduct(),
    "each": Each(),
    "late": Late(),
    "points": Points(),
}
