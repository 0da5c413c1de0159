"""The keys of a recipe step: what each accepts, its default, and the sentence that says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from openpar.scoring.composite.columns import read_number
from openpar.scoring.composite.defects import Spot, Unreadable
from openpar.scoring.numbers import Number, exact
from openpar.scoring.sets.document import Data, Entries, Items, Text


class Wrong(ValueError):
    """A value is not what its key expects."""


@dataclass(frozen=True, slots=True)
class Key:
    """``read`` turns what was written into a value or raises ``Wrong``; ``expected`` says what."""

    read: Callable[[Data], Any]
    expected: str
    default: Any = None
    keys: "Mapping[str, Key] | None" = None


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of one step, defaults filled in, and where each was written."""

    values: Mapping[str, Any]
    spots: Mapping[str, Spot]
    spot: Spot

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def written(self, key: str) -> bool:
        """Whether the recipe names this key."""
        return key in self.spots

    def at(self, key: str) -> Spot:
        """Where the key was written, or the step if it was not."""
        return self.spots.get(key, self.spot)


def read_settings(data: Data, keys: Mapping[str, Key], spot: Spot) -> Settings:
    """Read the keys of a step.

    Raises
    ------
    Unreadable
        An unknown key, or a value that its key does not accept, with the place of each.
    """
    if isinstance(data, Text) and _empty(data):
        data = Entries()
    if not isinstance(data, Entries):
        raise Unreadable.at(spot, f"expected the keys {', '.join(keys)}, as {{key: value}}")
    values: dict[str, Any] = {name: key.default for name, key in keys.items()}
    spots: dict[str, Spot] = {}
    defects: list[str] = []
    for name, written in data.items():
        place = data.keys_at[name]
        spots[name] = Spot(spot.file, place.line, str(place.column))
        try:
            values[name] = _read_value(name, written, keys, spots[name])
        except Unreadable as error:
            defects += error.lines
    if defects:
        raise Unreadable(defects)
    return Settings(values, spots, spot)


def _read_value(name: str, written: Data, keys: Mapping[str, Key], spot: Spot) -> Any:
    if name not in keys:
        known = ", ".join(keys) or "none"
        raise Unreadable.at(spot, f"unknown key {name!r}; expected one of {known}")
    key = keys[name]
    if key.keys is not None:
        return read_settings(written, key.keys, spot).values
    try:
        return key.read(written)
    except Wrong:
        shown = _shown(written)
        raise Unreadable.at(spot, f"{name}: {shown}; expected {key.expected}") from None


def _empty(text: Text) -> bool:
    return text.lower() in ("", "~", "null")


def _shown(data: Data) -> str:
    if isinstance(data, Text):
        return repr(str(data))
    if isinstance(data, Items):
        return "[" + ", ".join(_shown(item) for item in data) + "]"
    return "a mapping"


def _text(data: Data) -> str:
    if not isinstance(data, Text):
        raise Wrong
    return str(data)


def choice(*words: str, default: str) -> Key:
    """One of a few words."""

    def read(data: Data) -> str:
        if _text(data) not in words:
            raise Wrong
        return str(data)

    return Key(read, "one of " + ", ".join(words), default)


def number(default: Number | None, least: Number | None = None, most: Number | None = None) -> Key:
    """An exact number between ``least`` and ``most``, both included."""

    def read(data: Data) -> Number:
        value = _number(data)
        if (least is not None and value < least) or (most is not None and value > most):
            raise Wrong
        return value

    low = "" if least is None else f" of at least {least}"
    high = "" if most is None else f" and at most {most}"
    return Key(read, f"a number{low}{high}", default)


def whole(default: int, least: int, most: int) -> Key:
    """A whole number between ``least`` and ``most``, both included."""
    within = number(default, least, most)

    def read(data: Data) -> int:
        value: Number = within.read(data)
        if not isinstance(value, int):
            raise Wrong
        return value

    return Key(read, f"a whole number from {least} to {most}", default)


def pair(default: tuple[Number, Number], expected: str) -> Key:
    """Two different numbers, written ``[0, 100]``."""

    def read(data: Data) -> tuple[Number, Number]:
        if not isinstance(data, Items) or len(data) != 2:
            raise Wrong
        first, second = _number(data[0]), _number(data[1])
        if first == second:
            raise Wrong
        return first, second

    return Key(read, expected, default)


def yes_no(default: bool) -> Key:
    """``yes`` or ``no``; ``true`` and ``false`` are read too."""

    def read(data: Data) -> bool:
        try:
            return {"yes": True, "no": False, "true": True, "false": False}[_text(data).lower()]
        except KeyError:
            raise Wrong from None

    return Key(read, "yes or no", default)


def column(expected: str, default: str | None = None) -> Key:
    """The name of a column, or null."""

    def read(data: Data) -> str | None:
        text = _text(data)
        return None if isinstance(data, Text) and _empty(data) else text

    return Key(read, expected, default)


def codes() -> Key:
    """A list of codes, written ``[A, B]``; one code may stand without brackets."""

    def read(data: Data) -> tuple[str, ...]:
        items = [data] if isinstance(data, Text) else data
        if not isinstance(items, list):
            raise Wrong
        return tuple(_text(item) for item in items)

    return Key(read, "a list of codes such as [A, B]", ())


def nested(keys: Mapping[str, Key]) -> Key:
    """A mapping with keys of its own."""
    defaults = {name: key.default for name, key in keys.items()}
    return Key(lambda data: data, "the keys " + ", ".join(keys), defaults, keys)


def _number(data: Data) -> Number:
    parts = read_number(_text(data))
    if parts is None:
        raise Wrong
    return exact(Fraction(parts[0], 10 ** parts[1]))
