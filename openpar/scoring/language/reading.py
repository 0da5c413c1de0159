"""Small readers that rules and sets share: a word, a number, yes/no, a formula, a date.

Each takes data that remembers its place and raises ``Wrong`` with that place, so that a person
finds the line.
"""

import datetime
from collections.abc import Collection

from openpar.scoring.defects import Place, Wrong
from openpar.scoring.language.formula import FormulaError, parse_formula
from openpar.scoring.language.tree import Formula
from openpar.scoring.numbers import Number, divided, parse_number
from openpar.scoring.sets.document import Data, Entries, Items, Text

YES_NO = {"yes": True, "no": False, "true": True, "false": False}


def entries(data: Data, what: str, allowed: Collection[str]) -> Entries:
    """Return ``data`` as a mapping whose keys are all in ``allowed``."""
    if not isinstance(data, Entries):
        raise Wrong(
            f"{what} phải gồm các cặp khóa: giá trị",
            f"{what} must be a mapping (key: value)",
            data.place,
        )
    for key, place in data.keys_at.items():
        if key not in allowed:
            known = ", ".join(sorted(allowed))
            raise Wrong(
                f"{what} không có khóa {key!r}; các khóa có: {known}",
                f"{what} has no key {key!r}; it may have {known}",
                place,
            )
    return data


def items(data: Data, what: str) -> Items:
    """Return ``data`` as a list."""
    if not isinstance(data, Items):
        raise Wrong(f"{what} phải là một danh sách", f"{what} must be a list", data.place)
    return data


def text(data: Data, what: str) -> str:
    """Return ``data`` as the text written."""
    if not isinstance(data, Text):
        raise Wrong(f"{what} phải là một đoạn chữ", f"{what} must be a text", data.place)
    return str(data)


def word(data: Data, what: str, allowed: Collection[str]) -> str:
    """Return one of the ``allowed`` words."""
    found = text(data, what)
    if found not in allowed:
        raise Wrong(
            f"{what} phải là một trong: {', '.join(allowed)}; không phải {found[:40]!r}",
            f"{what} must be one of {', '.join(allowed)}, not {found[:40]!r}",
            data.place,
        )
    return found


def yes_no(data: Data, what: str) -> bool:
    """Return yes or no as a boolean."""
    return YES_NO[word(data, what, YES_NO)]


def number(data: Data, what: str) -> Number:
    """Return an exact number; ``"1/3"`` is a third."""
    written = text(data, what)
    try:
        if written.count("/") == 1:
            over, under = (parse_number(part) for part in written.split("/"))
            return divided(over, under)
        return parse_number(written)
    except (ValueError, ZeroDivisionError):
        raise Wrong(
            f"{what} phải là số (dấu chấm thập phân), không phải {written[:40]!r}",
            f"{what} must be a number (decimal dot), not {written[:40]!r}",
            data.place,
        ) from None


def whole(data: Data, what: str, least: int, most: int) -> int:
    """Return a whole number from ``least`` to ``most``."""
    found = number(data, what)
    if not isinstance(found, int) or not least <= found <= most:
        raise Wrong(
            f"{what} phải là số nguyên từ {least} đến {most}",
            f"{what} must be a whole number from {least} to {most}",
            data.place,
        )
    return found


def day(data: Data, what: str) -> datetime.date:
    """Return a day of the calendar written 2026-12-15."""
    written = text(data, what)
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise Wrong(
            f"{what} phải là ngày có thật, viết như 2026-12-15, không phải {written[:40]!r}",
            f"{what} must be a real day written like 2026-12-15, not {written[:40]!r}",
            data.place,
        ) from None


def formula(data: Data, what: str) -> Formula:
    """Return a formula read from text."""
    written = text(data, what)
    try:
        return parse_formula(written)
    except FormulaError as error:
        place = data.place
        if not place.sheet:  # of a workbook the cell is place enough
            place = Place(place.line, place.column + error.column - 1)
        raise Wrong(f"{what}: {error.vi}", f"{what}: {error.en}", place) from None
