"""The small schemas that every part of a set file is made of: numbers, texts, formulas, words.

A scalar of a set file is text typed by whoever reads it, so a number may stand as a number or in
quotation marks, and yes may stand as a word or as a boolean.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from openpar.scoring.language.formula import LONGEST_FORMULA
from openpar.scoring.language.reading import YES_NO
from openpar.scoring.sets.schema_words import Words

Schema = dict[str, Any]

_ONE_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?\s*%?"
TEXT: Schema = {"type": ["string", "number", "boolean"]}
NUMBER: Schema = {
    "type": ["number", "string"],
    "pattern": rf"^\s*{_ONE_NUMBER}\s*(?:/\s*{_ONE_NUMBER}\s*)?$",
    "description": 'Số chính xác, dấu chấm thập phân: 0.85, 85%, "1/3".',
    "$comment": "An exact number with a decimal dot; a fraction stands in quotation marks.",
}
FORMULA: Schema = {
    "type": ["string", "number", "boolean"],
    "maxLength": LONGEST_FORMULA,
    # The commonest slip: a decimal comma.
    "not": {"type": "string", "pattern": r"^\s*[0-9]+,[0-9]+\s*%?\s*$"},
    "description": "Công thức, ví dụ done / planned * 100%.",
    "$comment": "A formula; docs/develop/criteria-sets.md, section 4.",
}
YES_OR_NO: Schema = {"enum": [True, False, *YES_NO]}
# A day that does not exist leaves the file readable (V9), so the pattern asks only for the form.
DAY: Schema = {"type": "string", "description": "Ngày, viết như 2026-12-15.", "$comment": "A day."}
TEXTS: Schema = {
    "anyOf": [TEXT, {"type": "array", "items": TEXT}],
}


def ref(name: str) -> Schema:
    """Point at a definition."""
    return {"$ref": f"#/$defs/{name}"}


def word(allowed: Collection[str]) -> Schema:
    """One of the allowed words."""
    return {"enum": list(allowed)}


def listed(items: Schema, least: int = 0, most: int | None = None) -> Schema:
    """A list of ``least`` to ``most`` items."""
    made: Schema = {"type": "array", "items": items}
    if least:
        made["minItems"] = least
    if most is not None:
        made["maxItems"] = most
    return made


def whole(least: int, most: int) -> Schema:
    """A whole number from ``least`` to ``most``, also in quotation marks."""
    return {
        "anyOf": [
            {"type": "integer", "minimum": least, "maximum": most},
            {"type": "string", "pattern": r"^\s*\+?[0-9]+(?:\.0*)?\s*$"},
        ]
    }


def record(
    keys: Collection[str],
    words: Words,
    values: Mapping[str, Schema],
    needed: Sequence[str] = (),
) -> Schema:
    """A mapping with exactly the ``keys`` of the reader, each with its value and its sentences.

    Raises
    ------
    KeyError
        The reader knows a key that has no schema or no sentence here.
    """
    made: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            key: values[key] | {"description": words[key][0], "$comment": words[key][1]}
            for key in keys
        },
    }
    if needed:
        made["required"] = list(needed)
    return made


def exactly_one(keys: Collection[str]) -> Schema:
    """Exactly one of the keys stands in the mapping."""
    return {"oneOf": [{"required": [key]} for key in keys]}


def together(*schemas: Schema) -> Schema:
    """All of the schemas hold; ``exactly_one`` and conditions are added to a record this way."""
    first, *rest = schemas
    return first | {"allOf": [*first.get("allOf", []), *rest]}
