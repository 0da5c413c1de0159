"""Maps that look points up: by yes/no, by option, by band."""

from collections.abc import Callable

from openpar.scoring.defects import Wrong
from openpar.scoring.language import reading
from openpar.scoring.language.compiling import Stop, Values
from openpar.scoring.language.map_parts import Compiler, Lookup, Scale, Teller, points_of
from openpar.scoring.language.tree import Band, Literal, Map, Rule
from openpar.scoring.marks import Status
from openpar.scoring.numbers import Number
from openpar.scoring.sets.document import Data, Entries


class YesNo(Lookup):
    """Points for yes and for no."""

    keyword = "yes_no"
    phrases = {
        "yes_no": ("Có: {yes}; không: {no}.", "Yes: {yes}; no: {no}."),
    }
    takes: tuple[str, ...] = ("yes_no",)

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

    keyword = "options"
    phrases = {
        "option": ("{option}: {points}.", "{option}: {points}."),
    }
    takes: tuple[str, ...] = ("option",)

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

    keyword = "bands"
    phrases = {
        "band": ("{band}: {points}.", "{band}: {points}."),
        "exactly": ("đúng {value}", "exactly {value}"),
        "from": ("từ {value}", "from {value}"),
        "from_up": ("{value} trở lên", "{value} up"),
        "above": ("trên {value}", "above {value}"),
        "to": ("đến {value}", "to {value}"),
        "to_alone": ("từ {value} trở xuống", "up to {value}"),
        "below": ("đến dưới {value}", "to below {value}"),
        "below_alone": ("dưới {value}", "below {value}"),
    }
    takes: tuple[str, ...] = ("number",)
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
