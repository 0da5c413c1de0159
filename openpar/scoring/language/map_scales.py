"""Maps that work points out: lines, increments, prices for each occurrence and for each day."""

from collections.abc import Callable

from openpar.scoring.defects import Wrong
from openpar.scoring.language import reading
from openpar.scoring.language.compiling import Compiled, Values, divide
from openpar.scoring.language.map_parts import Compiler, Lookup, Result, Scale, Teller
from openpar.scoring.language.tree import Formula, Literal, Map, Operation, Rule
from openpar.scoring.numbers import Number, exact
from openpar.scoring.sets.document import Data


class Parameters(Lookup):
    """A map that is a few named numbers and switches, each number possibly a formula."""

    takes: tuple[str, ...] = ("number",)
    keyword = ""
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = {}

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

    phrases = {
        "line_full": ("Đạt {target} trở lên: {points}.", "{target} or more: {points}."),
        "line_between": ("Từ {floor} đến dưới {target}", "From {floor} to below {target}"),
        "line_under": ("Dưới {target}", "Below {target}"),
        "line_share": (
            "{between}: kết quả ÷ {target} × {maximum}.",
            "{between}: result ÷ {target} × {maximum}.",
        ),
        "line_from_floor": (
            "{between}: (kết quả − {floor}) ÷ ({target} − {floor}) × {maximum}.",
            "{between}: (result − {floor}) ÷ ({target} − {floor}) × {maximum}.",
        ),
        "line_below": ("Dưới {floor}: {points}.", "Below {floor}: {points}."),
    }
    keyword = "line"
    optional = ("target", "floor", "below_floor")
    words = {"from_floor": ("no", "yes")}

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

    phrases = {
        "increments_base": ("Đến mức {base_at}: {base} điểm.", "Up to {base_at}: {base} points."),
        "increments_base_down": (
            "Từ mức {base_at} trở lên: {base} điểm.",
            "At {base_at} or more: {base} points.",
        ),
        "increments_step": (
            "Cứ tăng thêm {step} được cộng {add} điểm, tối đa {most}.",
            "Each further {step} adds {add} points, at most {most}.",
        ),
        "increments_step_down": (
            "Cứ giảm {step} được cộng {add} điểm, tối đa {most}.",
            "Each {step} less adds {add} points, at most {most}.",
        ),
        "increments_whole": ("Chỉ tính bước tăng tròn.", "Only whole steps count."),
        "increments_from": ("Dưới {start}: 0 điểm.", "Short of {start}: 0 points."),
        "increments_from_down": ("Trên {start}: 0 điểm.", "Beyond {start}: 0 points."),
    }
    keyword = "increments"
    needed = ("base", "base_at", "step", "add")
    optional = ("most", "from")
    words = {"direction": ("up", "down"), "whole_steps": ("no", "yes")}

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
            points: Number = exact(given["base"](values) + steps * given["add"](values))
            most: Number = given["most"](values)
            return min(points, most)

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

    phrases = {
        "deduct": (
            "{maximum}, mỗi trường hợp trừ {each} điểm.",
            "{maximum}, less {each} points for each.",
        ),
        "deduct_free": ("Không trừ {free} trường hợp đầu.", "The first {free} cost nothing."),
    }
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

    phrases = {
        "each": (
            "Mỗi trường hợp được {points}, tối đa {most}.",
            "{points} for each, at most {most}.",
        ),
    }
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

    phrases = {
        "late_first": (
            "Chậm không quá {first} ngày: trừ {cost} điểm.",
            "Up to {first} days late: {cost} points off.",
        ),
        "late_beyond": (
            "Chậm quá {first} ngày: trừ {each} điểm cho mỗi ngày vượt quá.",
            "More than {first} days late: {each} points off for each day beyond.",
        ),
        "late_with_first": (
            "Chậm quá {first} ngày: trừ {cost} điểm và thêm {each} điểm cho mỗi ngày vượt quá.",
            "More than {first} days late: {cost} points off and {each} for each day beyond.",
        ),
        "late_all_days": (
            "Chậm quá {first} ngày: trừ {each} điểm cho mỗi ngày chậm.",
            "More than {first} days late: {each} points off for every day late.",
        ),
        "late_each": ("Mỗi ngày chậm trừ {each} điểm.", "{each} points off for each day late."),
    }
    keyword = "late"
    needed = ("each",)
    optional = ("first", "cost")
    words = {"counting": ("beyond", "with_first", "all_days")}

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

    phrases = {
        "points_typed": ("Tối đa {maximum}.", "At most {maximum}."),
    }
    takes: tuple[str, ...] = ("number", "points")
    keyword = "points"

    def compile(self, tree: Map, compiler: Compiler) -> Scale:
        return lambda value, _: value

    def describe(self, tree: Map, teller: Teller) -> list[str]:
        return [teller.say("points_typed", maximum=teller.points(Literal(teller.maximum)))]
