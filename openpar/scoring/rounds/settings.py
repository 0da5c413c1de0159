"""``round.yaml`` and ``survey.yaml``: what a round is about, and what survey answers are worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from openpar.scoring.numbers import Number
from openpar.scoring.rounds.tables import Problems
from openpar.scoring.rounds.values import BadValue, parse_date, parse_plain
from openpar.scoring.sets.document import Data, DocumentError, Entries, Text, read_document
from openpar.scoring.surveys import Weights

#: What ``survey.yaml`` writes for an option that is no opinion.
NO_OPINION = ("none", "null", "~", "")

_ROUND_KEYS = ("title", "year", "as_of", "sets", "cohorts")
_WEIGHT_KEYS = ("options", "questions", "groups")


@dataclass(slots=True)
class Settings:
    """The head of a round as written; names keep their places."""

    title: str = ""
    year: int = 0
    as_of: date | None = None
    sets: dict[str, Text] = field(default_factory=dict)
    cohorts: dict[str, Text] = field(default_factory=dict)


class _Document:
    """A YAML file that notes its problems with their places."""

    def __init__(self, file: str, text: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems
        self.entries = Entries()
        try:
            data = read_document(text)
        except DocumentError as error:
            place = error.place
            problems.add(file, place.line, place.column, "said", vi=error.vi, en=error.en)
            return
        self.entries = self.mapping(data)

    def wrong(self, data: Data, code: str, name: str = "", **about: object) -> None:
        self.problems.add(self.file, data.place.line, data.place.column, code, name, **about)

    def mapping(self, data: Data, allowed: tuple[str, ...] = (), name: str = "") -> Entries:
        """Return ``data`` as a mapping, its keys among ``allowed`` if any are given."""
        if not isinstance(data, Entries):
            self.wrong(data, "not_mapping", name)
            return Entries()
        for key in data:
            if allowed and key not in allowed:
                place = data.keys_at[key]
                self.problems.add(
                    self.file, place.line, place.column, "unknown_key", name,
                    text=key, expected=", ".join(allowed),
                )  # fmt: skip
        return data

    def texts(self, data: Data | None, name: str) -> dict[str, Text]:
        """Return a mapping of plain words."""
        found: dict[str, Text] = {}
        for key, value in self.mapping(data, name=name).items() if data is not None else ():
            if isinstance(value, Text):
                found[key] = value
            else:
                self.wrong(value, "not_text", f"{name} {key}")
        return found


def read_settings(file: str, text: str, problems: Problems) -> Settings:
    """Read ``round.yaml``; what is wrong is noted, and what is right returned."""
    document = _Document(file, text, problems)
    if problems.found:
        return Settings()
    entries = document.mapping(document.entries, _ROUND_KEYS)
    for key in ("year", "sets", "cohorts"):
        if key not in entries:
            document.wrong(entries, "no_key", text=key)
    settings = Settings(
        sets=document.texts(entries.get("sets"), "sets"),
        cohorts=document.texts(entries.get("cohorts"), "cohorts"),
    )
    title, year, as_of = (entries.get(key) for key in ("title", "year", "as_of"))
    settings.title = str(title) if isinstance(title, Text) else ""
    try:
        settings.as_of = parse_date(as_of) if isinstance(as_of, Text) else None
    except BadValue as error:
        document.wrong(as_of or entries, error.code, "as_of", text=str(as_of))
    if isinstance(year, Text) and year.isdigit() and 1900 <= int(year) <= 2999:
        settings.year = int(year)
    elif year is not None:
        document.wrong(year, "not_one_of", "year", text=str(year), expected="1900…2999")
    return settings


def read_weights(file: str, text: str, problems: Problems) -> tuple[Weights, dict[str, Weights]]:
    """Read ``survey.yaml``: the weights of all criteria, and those of single criteria."""
    document = _Document(file, text, problems)
    entries = document.mapping(document.entries, (*_WEIGHT_KEYS, "criteria"))
    common = _weights(document, entries, Weights())
    overrides: dict[str, Weights] = {}
    criteria = document.mapping(entries.get("criteria", Entries()), name="criteria")
    for code, data in criteria.items():
        own = document.mapping(data, _WEIGHT_KEYS, f"criteria {code}")
        overrides[code] = _weights(document, own, common)
    return common, overrides


def _weights(document: _Document, entries: Mapping[str, Data], common: Weights) -> Weights:
    """Read one group of weights; a key that is not there keeps the ``common`` one."""
    options = dict(common.options)
    if "options" in entries:
        options = {}
        for key, text in document.texts(entries["options"], "options").items():
            is_opinion = text not in NO_OPINION
            options[key] = _weight(document, text, f"options {key}", 1) if is_opinion else None
    questions, groups = dict(common.questions), dict(common.groups)
    for name, weights in (("questions", questions), ("groups", groups)):
        if name in entries:
            weights.clear()
            for key, text in document.texts(entries[name], name).items():
                weights[key] = _weight(document, text, f"{name} {key}", None)
    return Weights(options, questions, groups)


def _weight(document: _Document, text: Text, name: str, most: Number | None) -> Number:
    try:
        weight = parse_plain(text)
    except BadValue as error:
        document.wrong(text, error.code, name, text=str(text))
        return 0
    if most is not None and not 0 <= weight <= most:
        document.wrong(text, "weight_range", name)
    elif weight < 0:
        document.wrong(text, "weight_negative", name)
    return weight
