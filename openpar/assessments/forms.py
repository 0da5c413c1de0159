"""What was typed into one row of the sheet: read field by field, so that one slip loses nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from openpar.assessments.computed import asked_of_unit
from openpar.assessments.entry import read_entry, read_points, write_entry
from openpar.assessments.models import ScoreItem
from openpar.people.formats import InputError, write_number
from openpar.scoring.numbers import Number
from openpar.scoring.sets.model import Node

#: Longest explanation or ground, in characters.
LONGEST_TEXT = 5000

POINTS, EXPLANATION, CLAIM, GROUND = "self_points", "explanation", "claim", "ground"


def name_of(asked: str) -> str:
    """Return the form name of an input: inputs cannot collide with the fields of every row."""
    return f"input-{asked}"


@dataclass(slots=True)
class Entry:
    """A row as typed: ``typed`` texts by form name, ``errors`` sentences by form name.

    The other fields are what the action takes. A field that could not be read keeps its stored
    value there, while its typed text stays in the form.
    """

    version: int
    typed: dict[str, str]
    inputs: dict[str, str]
    explanation: str
    self_points: Number | None
    claim_not_applicable: bool
    claim_ground: str
    errors: dict[str, str] = field(default_factory=dict)

    def declared(self) -> dict[str, object]:
        """Return the keyword arguments of ``actions.save_item``."""
        return {
            "inputs": self.inputs,
            "explanation": self.explanation,
            "self_points": self.self_points,
            "claim_not_applicable": self.claim_not_applicable,
            "claim_ground": self.claim_ground,
        }

    def keep_stored(self, item: ScoreItem, *names: str) -> None:
        """Take the stored explanation and points back where the typed ones were refused."""
        if POINTS in names:
            self.self_points = item.self_points
        if EXPLANATION in names:
            self.explanation = item.explanation


def stored_texts(node: Node, item: ScoreItem) -> dict[str, str]:
    """Return the row as its form shows it when nobody is typing, by form name."""
    texts = {
        name_of(asked.name): write_entry(asked, item.inputs.get(asked.name, ""))
        for asked in asked_of_unit(node)
    }
    points = "" if item.self_points is None else write_number(item.self_points)
    return texts | {
        POINTS: points,
        EXPLANATION: item.explanation,
        CLAIM: "yes" if item.claim_not_applicable else "",
        GROUND: item.claim_ground,
    }


def merged(
    posted: Mapping[str, str], node: Node, current: ScoreItem
) -> tuple[dict[str, str], bool]:
    """Lay what one person typed over what another saved meanwhile, field by field.

    ``posted["was"]`` holds the texts the form began with; a field that was not touched takes the
    newly stored text. Returns the texts by form name, and whether both changed the same field
    (always true where the form does not say what it began with).
    """
    stored = stored_texts(node, current)
    was = _texts(posted.get("was", ""))
    typed = {name: posted.get(name, "" if name == CLAIM else stored[name]) for name in stored}
    touched = {name for name in stored if _text(typed[name]) != _text(was.get(name, ""))}
    changed = {name for name in stored if stored[name] != was.get(name, "")}
    texts = {name: typed[name] if name in touched or not was else stored[name] for name in stored}
    overlap = any(_text(texts[name]) != _text(stored[name]) for name in touched & changed)
    return texts, overlap or not was


def _texts(sent: str) -> dict[str, str]:
    """Read a JSON object of texts; anything else is as if nothing had been sent."""
    try:
        given = json.loads(sent)
    except ValueError:
        return {}
    if not isinstance(given, dict):
        return {}
    return {str(name): text for name, text in given.items() if isinstance(text, str)}


def read_row(posted: Mapping[str, str], node: Node, item: ScoreItem, *, year: int) -> Entry:
    """Read what was sent for one row. A name that was not sent keeps its stored value."""
    names = stored_texts(node, item)
    typed = {
        name: posted.get(name, "" if name == CLAIM else stored) for name, stored in names.items()
    }
    version = posted.get("version", "")
    entry = Entry(
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        typed=typed,
        inputs=dict(item.inputs),
        explanation=_text(typed[EXPLANATION]),
        self_points=item.self_points,
        claim_not_applicable=bool(typed[CLAIM]),
        claim_ground=_text(typed[GROUND]),
    )
    _read_inputs(entry, node, year)
    _read_points(entry, node)
    _read_claim(entry, item)
    for name in (EXPLANATION, GROUND):
        if len(typed[name]) > LONGEST_TEXT:
            entry.errors[name] = _("Only the first %(most)s characters are kept.") % {
                "most": write_number(LONGEST_TEXT)
            }
    return entry


def _read_inputs(entry: Entry, node: Node, year: int) -> None:
    for asked in asked_of_unit(node):
        name = name_of(asked.name)
        try:
            entry.inputs[asked.name] = read_entry(asked, entry.typed[name], year=year)
        except InputError as refusal:
            entry.errors[name] = str(refusal)
    entry.inputs = {name: text for name, text in entry.inputs.items() if text != ""}


def _read_points(entry: Entry, node: Node) -> None:
    try:
        entry.self_points = read_points(entry.typed[POINTS], least=node.minimum, most=node.maximum)
    except InputError as refusal:
        entry.errors[POINTS] = str(refusal)


def _read_claim(entry: Entry, item: ScoreItem) -> None:
    """Refuse a claim without a ground; the stored claim then stands."""
    if entry.claim_not_applicable and not entry.claim_ground:
        entry.errors[GROUND] = _("Say why this criterion does not apply to the unit.")
        entry.claim_not_applicable = item.claim_not_applicable
        entry.claim_ground = item.claim_ground


def _text(typed: str) -> str:
    return typed.replace("\r\n", "\n").strip()[:LONGEST_TEXT]
