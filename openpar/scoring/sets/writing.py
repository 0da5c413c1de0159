"""Data of a set -> the text of its YAML file, or a part of it on one line."""

import re
from collections.abc import Iterator

import yaml

from openpar.scoring.sets.document import Data, Entries, Items, Text

_ENDLESS = 10**9  # no line is ever folded
#: Values that stand on one line, as the annex states them in one cell.
_ON_ONE_LINE = frozenset({
    "decision", "rounding", "survey", "submission", "clamp", "rule", "evidence", "cooperating",
    "legal_basis", "not_applicable", "ties",
})  # fmt: skip
#: Lists and mappings whose members stand on a line each.
_A_LINE_EACH = frozenset({"inputs", "names", "classes", "class_limits"})
#: Values that are no text for any reader, so they stand without quotation marks.
_TYPED = frozenset({
    "total", "maximum", "minimum", "at_most", "least", "most", "to", "from", "above", "below",
    "digits", "clamp", "date", "in_force", "in_force_to", "due", "ranked", "inside", "required",
    "fall_through", "applies", "when", "rule",
})  # fmt: skip
_BREAKS = re.compile("[\n\r\t\x85\u2028\u2029\ufeff]")
_RESOLVER = yaml.resolver.Resolver()
_TEXT_TAG = "tag:yaml.org,2002:str"


def yaml_text(data: Data) -> str:
    """Return the text of a YAML file that ``read_document`` reads as the same data."""
    return _emitted(data, flow=False)


def one_line(data: Data) -> str:
    """Return the data as one line of YAML, as it stands in a cell of the Excel form.

    >>> from openpar.scoring.sets.document import read_document
    >>> one_line(read_document("measure: {ratio: [done, planned]}"))
    '{measure: {ratio: [done, planned]}}'
    """
    return _emitted(data, flow=True).removesuffix("\n").removesuffix("\n...")


def _emitted(data: Data, flow: bool) -> str:
    events = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(explicit=False),
        *_events(data, flow, typed=flow),
        yaml.DocumentEndEvent(explicit=False),
        yaml.StreamEndEvent(),
    ]
    text: str = yaml.emit(events, width=_ENDLESS, allow_unicode=True)
    return text


def _events(data: Data, flow: bool, typed: bool, each_line: bool = False) -> Iterator[yaml.Event]:
    """Yield the events of ``data``; ``each_line``: its members stand on a line each."""
    if isinstance(data, Text):
        yield _scalar(data, typed)
    elif isinstance(data, Items):
        yield yaml.SequenceStartEvent(None, None, True, flow_style=flow)
        for item in data:
            yield from _events(item, flow or each_line, typed)
        yield yaml.SequenceEndEvent()
    elif isinstance(data, Entries):
        yield yaml.MappingStartEvent(None, None, True, flow_style=flow)
        for key, value in data.items():
            yield _scalar(Text(key), typed=True)
            on_one_line = flow or each_line or key in _ON_ONE_LINE
            inside = typed and not each_line
            yield from _events(
                value, on_one_line, inside or key in _TYPED, each_line=key in _A_LINE_EACH
            )
        yield yaml.MappingEndEvent()


def _scalar(text: Text, typed: bool) -> yaml.ScalarEvent:
    """Quote what another YAML reader would take for a number, a day or a boolean."""
    style = '"' if _BREAKS.search(text) else None
    tag = _RESOLVER.resolve(yaml.ScalarNode, str(text), (True, False))  # type: ignore[no-untyped-call]
    if not typed and tag != _TEXT_TAG:
        style = '"'
    return yaml.ScalarEvent(None, None, (style is None, True), str(text), style=style)
