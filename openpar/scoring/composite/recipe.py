"""Read a recipe: the steps of an index in their order, each with its keys."""

from dataclasses import dataclass

from openpar.scoring.composite.defects import Spot, Unreadable
from openpar.scoring.composite.keys import Settings, read_settings
from openpar.scoring.composite.steps import STEPS
from openpar.scoring.composite.work import Step, Turn
from openpar.scoring.sets.document import (
    Data,
    DocumentError,
    Entries,
    Items,
    Text,
    read_document,
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One step of a recipe. ``name`` is unique in the recipe: ``impute``, then ``impute_2``."""

    name: str
    step: Step
    settings: Settings


def read_recipe(text: str, file: str) -> list[Planned]:
    """Read ``steps:`` of a YAML text.

    A step is written ``- name: {key: value}``, or ``- name`` for all defaults.

    Raises
    ------
    Unreadable
        No YAML, an unknown step or key, a value that its key does not accept, a step out of turn.
    """
    try:
        data = read_document(text)
    except DocumentError as error:
        spot = Spot(file, error.place.line, str(error.place.column))
        raise Unreadable.at(spot, str(error)) from None
    if not isinstance(data, Entries) or not isinstance(data.get("steps"), Items):
        raise Unreadable.at(Spot(file, 1), "expected steps: and a list of steps under it")
    steps = data["steps"]
    assert isinstance(steps, Items)  # noqa: S101 - just asked; told to the type checker
    planned: list[Planned] = []
    defects = [
        f"{Spot(file, data.keys_at[key].line)}: unknown key {key!r}; expected steps"
        for key in data
        if key != "steps"
    ]
    for entry in steps:
        try:
            planned.append(_read_step(entry, file, planned))
        except Unreadable as error:
            defects += error.lines
    if defects:
        raise Unreadable(defects)
    return planned


def _read_step(entry: Data, file: str, before: list[Planned]) -> Planned:
    spot = Spot(file, entry.place.line, str(entry.place.column))
    written: Data = Text("")
    if isinstance(entry, Text):
        name = str(entry)
    elif isinstance(entry, Entries) and len(entry) == 1:
        name, written = next(iter(entry.items()))
    else:
        raise Unreadable.at(spot, "expected one step, such as - normalise: {method: minmax}")
    if name not in STEPS:
        raise Unreadable.at(spot, f"unknown step {name!r}; expected one of {', '.join(ORDER)}")
    step = STEPS[name]
    _check_turn(step, [planned.step for planned in before], spot)
    times = sum(planned.step is step for planned in before) + 1
    return Planned(
        name if times == 1 else f"{name}_{times}", step, read_settings(written, step.keys, spot)
    )


#: The steps in the order in which they are usually written.
ORDER = sorted(STEPS, key=lambda name: (list(Turn).index(STEPS[name].turn), name))


def _check_turn(step: Step, before: list[Step], spot: Spot) -> None:
    aggregated = any(earlier.turn is Turn.AGGREGATE for earlier in before)
    if step.turn is Turn.BEFORE and aggregated:
        raise Unreadable.at(spot, f"{step.name} after aggregate; expected it before")
    if step.turn is Turn.AFTER and not aggregated:
        raise Unreadable.at(spot, f"{step.name} without aggregate before it; expected it after")
    if step.turn is not Turn.BEFORE and step in before:
        raise Unreadable.at(spot, f"{step.name} a second time; expected it once")
