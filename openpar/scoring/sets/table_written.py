"""The data of a set file -> one cell of the Excel form."""

import datetime
import re
from collections.abc import Callable
from fractions import Fraction

from openpar.scoring.numbers import exact
from openpar.scoring.sets.document import Data, Entries, Items, Text
from openpar.scoring.sets.table_cells import IF_ANY, NONE, Cell, data_of, entries, items
from openpar.scoring.sets.table_columns import (
    EVIDENCE_KINDS,
    TIE_KEYS,
    TIE_PREFIXES,
    YES_NO,
    Column,
    Words,
)
from openpar.scoring.sets.writing import one_line

#: Digits that a spreadsheet keeps exactly.
SPREADSHEET_DIGITS = 15
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")


def cell_of(column: Column, data: Data) -> Cell:
    """Return the cell that ``data_of`` reads as ``data``; in YAML where nothing simpler does."""
    if column.kind == "words":
        return "\n".join(said(column.words, str(word)) for word in _several(data)) or NONE
    if isinstance(data, Items) and not data:
        return None
    if column.kind in _WRITERS:
        simple = _WRITERS[column.kind](data)
        if simple and data_of(column, simple, data.place) == _usual(column, data):
            return simple
        return one_line(data)
    if isinstance(data, Text) and column.kind in _TEXT_WRITERS:
        return _TEXT_WRITERS[column.kind](column, data)
    return str(data) if isinstance(data, Text) else one_line(data)


def said(words: Words, key: str) -> str:
    """Return the Vietnamese word for a word of the set file."""
    return next((word for word, known in words.items() if known == key), str(key))


def _number_cell(_: Column, data: Text) -> Cell:
    """A number cell where a spreadsheet keeps it exactly, else text with a decimal comma."""
    if _PLAIN.fullmatch(data) and len(data) <= SPREADSHEET_DIGITS:
        return exact(Fraction(data))
    return data.replace(".", ",") if re.fullmatch(r"[-+]?\d+\.\d+\s*%?", data) else str(data)


def _day_cell(_: Column, data: Text) -> Cell:
    try:
        day = datetime.date.fromisoformat(data)
    except ValueError:
        return str(data)
    return day if day.year > 1900 else str(data)  # a spreadsheet's days begin in 1900


def _yes_no_cell(_: Column, data: Text) -> Cell:
    return said(YES_NO, {"true": "yes", "false": "no"}.get(data, data))


_TEXT_WRITERS: dict[str, Callable[[Column, Text], Cell]] = {
    "number": _number_cell,
    "day": _day_cell,
    "yes_no": _yes_no_cell,
    "word": lambda column, data: said(column.words, data),
}


def _usual(column: Column, data: Data) -> Data:
    """Return the data as cells have it: a list where one may stand alone, no needless keys."""
    if isinstance(data, Text):
        return items(data.place, [data])
    if column.kind == "options" and isinstance(data, Items):
        return entries(data.place, {str(item): item for item in data})
    if column.kind == "evidence" and isinstance(data, Items):
        return items(data.place, map(_usual_evidence, data))
    return data


def _usual_evidence(item: Data) -> Data:
    if not isinstance(item, Entries) or item.get("required") not in ("yes", "true"):
        return item
    return entries(item.place, {key: item[key] for key in item if key != "required"})


def _several(data: Data) -> list[Data]:
    """Return the members of a list, also where one stands alone."""
    return list(data) if isinstance(data, Items) else [data]


def _written_lines(write: Callable[[Data], str]) -> Callable[[Data], str]:
    def of(data: Data) -> str:
        return "\n".join(map(write, _several(data)))

    return of


def _written_evidence(item: Data) -> str:
    if not isinstance(item, Entries):
        return str(item)
    words = said(EVIDENCE_KINDS, str(item["kind"]))
    title = f": {item['title']}" if "title" in item else ""
    return f"{words}{title} {IF_ANY if item.get('required') in ('no', 'false') else ''}".rstrip()


def _written_tie(item: Data) -> str:
    key, blank, rest = str(item).partition(" ")
    return said(TIE_PREFIXES, key) + blank + rest if blank else said(TIE_KEYS, key)


def _written_options(data: Data) -> str:
    if not isinstance(data, Entries):
        return "\n".join(map(str, data))
    lines = []
    for key, label in data.items():
        if isinstance(label, Entries):
            lines.append(f"{key}: {label.get('vi', '')} | {label.get('en', '')}")
        else:
            lines.append(f"{key}: {label}")
    return "\n".join(lines)


_WRITERS: dict[str, Callable[[Data], str]] = {
    "lines": _written_lines(str),
    "formulas": _written_lines(str),
    "evidence": _written_lines(_written_evidence),
    "ties": _written_lines(_written_tie),
    "options": _written_options,
}
