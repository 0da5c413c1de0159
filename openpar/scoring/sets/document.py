"""YAML text -> plain data that remembers its lines, with limits that hostile text meets early.

Scalars stay the text that was written: a code ``1.10`` keeps its zero, ``no`` is a word until a
reader that expects yes/no asks for it, and no number passes through a binary float.
"""

from collections.abc import Iterator

import yaml

from openpar.scoring.defects import NOWHERE, Place, Wrong

LONGEST_TEXT = 500_000  # characters; the largest real annex is a fifth of it
MOST_NODES = 15_000  # values; a set of 100 leaves has 4,000
DEEPEST = 40


class DocumentError(Wrong):
    """The text is no document we read."""


class Text(str):
    """A scalar as written."""

    __slots__ = ("place",)
    place: Place

    def __new__(cls, text: str, place: Place = NOWHERE) -> "Text":
        """Remember where ``text`` stands."""
        made = super().__new__(cls, text)
        made.place = place
        return made


class Items(list["Data"]):
    """A sequence with its place."""

    def __init__(self, place: Place = NOWHERE) -> None:
        super().__init__()
        self.place = place


class Entries(dict[str, "Data"]):
    """A mapping with its place and the place of each key."""

    def __init__(self, place: Place = NOWHERE) -> None:
        super().__init__()
        self.place = place
        self.keys_at: dict[str, Place] = {}


Data = Text | Items | Entries


def read_document(text: str) -> Data:
    """Read one YAML document into ``Entries``, ``Items`` and ``Text``.

    Raises
    ------
    DocumentError
        No YAML, a key twice, more than ``LONGEST_TEXT`` characters, ``MOST_NODES`` nodes (aliases
        count as often as they are used) or ``DEEPEST`` levels.
    """
    if len(text) > LONGEST_TEXT:
        raise DocumentError(
            f"tệp có tối đa {LONGEST_TEXT} ký tự, ở đây có {len(text)}",
            f"a file may have {LONGEST_TEXT} characters, this has {len(text)}",
            Place(1, 1),
        )
    try:
        return _Builder(yaml.parse(text.removeprefix("\ufeff"), Loader=yaml.CSafeLoader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        raise _no_yaml(error.problem or error.context, place) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise _no_yaml(error, Place(1, 1)) from None


def _no_yaml(problem: object, place: Place) -> DocumentError:
    said = " ".join(str(problem).split())[:120]
    return DocumentError(f"không đọc được YAML: {said}", f"this is not YAML: {said}", place)


class _Builder:
    """Build data from events one by one, so that a limit stops the reading itself."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self.events = events
        self.nodes = 0
        self.anchors: dict[str, tuple[Data, int]] = {}

    def document(self) -> Data:
        for event in self.events:
            if isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
                continue
            if isinstance(event, yaml.StreamEndEvent):
                raise DocumentError("tệp trống", "the file is empty", Place(1, 1))
            data = self.build(event, 0)
            for rest in self.events:
                if isinstance(rest, yaml.DocumentStartEvent):
                    raise DocumentError(
                        "tệp chỉ được chứa một tài liệu",
                        "one document is expected, not several",
                        _place(rest),
                    )
            return data
        raise DocumentError("tệp trống", "the file is empty", Place(1, 1))

    def count(self, nodes: int, place: Place) -> None:
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            raise DocumentError(
                f"có hơn {MOST_NODES} giá trị", f"more than {MOST_NODES} values", place
            )

    def build(self, event: yaml.Event, depth: int) -> Data:
        place = _place(event)
        if depth > DEEPEST:
            raise DocumentError(
                f"lồng nhau quá {DEEPEST} lớp", f"nested more than {DEEPEST} deep", place
            )
        if isinstance(event, yaml.AliasEvent):
            return self._alias(str(event.anchor), place)
        before = self.nodes
        self.count(1, place)
        data: Data
        if isinstance(event, yaml.ScalarEvent):
            data = Text(event.value, place)
        elif isinstance(event, yaml.SequenceStartEvent):
            data = self._items(place, depth)
        else:
            data = self._entries(place, depth)
        if getattr(event, "anchor", None):
            self.anchors[event.anchor] = (data, self.nodes - before)  # type: ignore[attr-defined]
        return data

    def _alias(self, anchor: str, place: Place) -> Data:
        if anchor not in self.anchors:
            raise DocumentError(f"không có &{anchor}", f"nothing is called &{anchor}", place)
        data, size = self.anchors[anchor]
        self.count(size, place)
        return data

    def _items(self, place: Place, depth: int) -> Items:
        items = Items(place)
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.build(event, depth + 1))
        return items

    def _entries(self, place: Place, depth: int) -> Entries:
        entries = Entries(place)
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise DocumentError("khóa phải là một từ", "a key must be a word", _place(event))
            key = event.value
            if key in entries:
                raise DocumentError(
                    f"{key!r} xuất hiện hai lần ở đây", f"{key!r} stands here twice", _place(event)
                )
            entries.keys_at[key] = _place(event)
            entries[key] = self.build(next(self.events), depth + 1)
        return entries


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    if mark is None:
        return NOWHERE
    return Place(mark.line + 1, mark.column + 1)
