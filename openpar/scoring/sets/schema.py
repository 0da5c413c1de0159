"""The JSON Schema of a criteria set file (draft 2020-12), made from the reader's own tables.

An editor that knows it completes keys and words, explains them in Vietnamese, and marks mistakes
while an officer types. Whatever the reader takes, the schema takes; what only the whole set can
tell (sums, references, units) is left to ``openpar check``.
"""

from openpar.scoring.numbers import ROUNDING_MODES
from openpar.scoring.sets import schema_words as words
from openpar.scoring.sets.cohorts import (
    BAND_KEYS,
    COHORT_KEYS,
    LIMIT_KEYS,
    RANK_ON,
    SHARED_RANKS,
    TIE_KEY,
)
from openpar.scoring.sets.model import Source
from openpar.scoring.sets.parts import (
    DECIDERS,
    EVIDENCE_KEYS,
    INPUT_KEYS,
    INPUT_TYPES,
    LATE_BY,
    NAMED_GROUPS,
    POLICIES,
    POLICY_KEYS,
    RESERVED_NAMES,
    ROUNDED_AT,
    ROUNDING_KEYS,
    SURVEY_ABSENT,
)
from openpar.scoring.sets.reading import (
    BLOCK_KEYS,
    CODE,
    DECISION_KEYS,
    KINDS,
    NODE_KEYS,
    SET_CODE,
    SET_KEYS,
    TOP_KEYS,
)
from openpar.scoring.sets.schema_rules import rule_definitions
from openpar.scoring.sets.schema_values import (
    DAY,
    TEXT,
    TEXTS,
    YES_OR_NO,
    Schema,
    exactly_one,
    listed,
    record,
    ref,
    together,
    whole,
    word,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = "urn:openpar:criteria-set"
#: The levels that have a name; any other word is taken.
LEVELS = ("department", "commune", "district", "province", "ministry", "division")
# Letters of any script, as \w has them for the reader but not for every editor.
_NO_LETTER = r"\s!-/:-@\[-^`{-~"
_INPUT_NAME = rf"^[^0-9{_NO_LETTER}][^{_NO_LETTER}]{{0,59}}$"


def criteria_set_schema() -> Schema:
    """Return the whole schema as plain dictionaries, lists and scalars.

    >>> criteria_set_schema()["required"]
    ['set', 'fields']
    """
    values = {
        "set": ref("set"),
        "rounding": ref("rounding"),
        "not_applicable": ref("not_applicable"),
        "survey": record(("when_not_held",), words.SURVEY, {"when_not_held": word(SURVEY_ABSENT)}),
        "submission": record(("late_by",), words.SUBMISSION, {"late_by": word(LATE_BY)}),
        "clamp": listed(ref("number"), 2, 2),
        "names": _names(),
        "fields": listed(ref("node")),
        "bonus": ref("block"),
        "penalty": ref("block"),
        "cohorts": listed(ref("cohort")),
    }
    top = record(TOP_KEYS, words.TOP, values, ("set", "fields"))
    return {
        "$schema": DIALECT,
        "$id": IDENTIFIER,
        "title": "Bộ tiêu chí (OpenPAR)",
        "description": "Tệp bộ tiêu chí xác định Chỉ số cải cách hành chính của một cấp.",
        "$comment": "A criteria set of one level; docs/develop/criteria-sets.md explains all.",
        **top,
        "$defs": {**_definitions(), **rule_definitions()},
    }


def _definitions() -> dict[str, Schema]:
    return {
        "set": _set(),
        "rounding": _rounding(),
        "not_applicable": _not_applicable(),
        "block": _block(),
        "node": _node(),
        "inputs": {
            "type": "object",
            "propertyNames": {"pattern": _INPUT_NAME, "not": {"enum": list(RESERVED_NAMES)}},
            "additionalProperties": ref("input"),
        },
        "input": _input(),
        "label": _label(),
        "evidence": _evidence(),
        "cohort": _cohort(),
        "class": _class(),
        "class_limit": _class_limit(),
    }


def _set() -> Schema:
    days = dict.fromkeys(DECISION_KEYS, DAY)
    decision = record(DECISION_KEYS, words.DECISION, days | {"number": TEXT, "issuer": TEXT})
    values = {
        "code": {"type": ["string", "integer"], "pattern": f"^(?:{SET_CODE.pattern})$"},
        "title": TEXT,
        "title_en": TEXT,
        "level": TEXT | {"examples": list(LEVELS)},
        "total": ref("number"),
        "kind": word(KINDS),
        "decision": decision,
        "note": TEXT,
    }
    return record(SET_KEYS, words.SET, values, ("code", "title", "level", "total"))


def _rounding() -> Schema:
    at: Schema = {"anyOf": [word(ROUNDED_AT), listed(word(ROUNDED_AT))]}
    values = {"at": at, "digits": whole(0, 12), "mode": word(ROUNDING_MODES)}
    return record(ROUNDING_KEYS, words.ROUNDING, values)


def _not_applicable() -> Schema:
    values = {"policy": word(POLICIES), "when": ref("formula"), "to": ref("number")}
    return {"anyOf": [word(POLICIES), record(POLICY_KEYS, words.POLICY, values)]}


def _names() -> Schema:
    return {
        "type": "object",
        "propertyNames": {"pattern": f"^(?:{'|'.join(NAMED_GROUPS)})(?:\\.|$)"},
        "additionalProperties": ref("label"),
    }


def _label() -> Schema:
    """A text, or one in each language."""
    both: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"vi": TEXT, "en": TEXT},
    }
    return {"anyOf": [TEXT, both]}


def _block() -> Schema:
    values = {
        "title": TEXT,
        "at_most": ref("number"),
        "inside": YES_OR_NO,
        "criteria": listed(ref("node")),
    }
    return record(BLOCK_KEYS, words.BLOCK, values, ("criteria",))


def _node() -> Schema:
    code: Schema = {"type": ["string", "number"], "pattern": f"^{CODE.pattern}$"}
    values = {
        "code": code,
        "title": TEXT,
        "title_en": TEXT,
        "maximum": ref("number"),
        "minimum": ref("number"),
        "criteria": listed(ref("node")),
        "source": word([one.value for one in Source]),
        "inputs": ref("inputs"),
        "rule": ref("rule"),
        "evidence": listed(ref("evidence")),
        "lead": TEXT,
        "cooperating": TEXTS,
        "due": DAY,
        "legal_basis": TEXTS,
        "guide": TEXT,
        "guide_en": TEXT,
        "applies": ref("formula"),
        "not_applicable": ref("not_applicable"),
    }
    has_children: Schema = {"required": ["criteria"], "properties": {"criteria": {"minItems": 1}}}
    no_leaf_keys: Schema = {
        "not": {"anyOf": [{"required": [key]} for key in ("rule", "inputs", "source")]}
    }
    return together(
        record(NODE_KEYS, words.NODE, values, ("code", "title")),
        {"if": has_children, "then": no_leaf_keys},
    )


def _input() -> Schema:
    options: Schema = {
        "anyOf": [
            {"type": "object", "minProperties": 1, "additionalProperties": ref("label")},
            listed(TEXT, 1),
        ]
    }
    values = {
        "type": word(INPUT_TYPES),
        "unit": TEXT,
        "unit_en": TEXT,
        "title": TEXT,
        "title_en": TEXT,
        "options": options,
        "least": ref("number"),
        "most": ref("number"),
        "decided_by": word(DECIDERS),
    }
    choice: Schema = {"required": ["type"], "properties": {"type": {"const": "choice"}}}
    with_options: Schema = {"required": ["options"]}
    # Elsewhere options may only be empty, as nothing is chosen from.
    without: Schema = {"properties": {"options": {"maxItems": 0, "maxProperties": 0}}}
    return together(
        record(INPUT_KEYS, words.INPUT, values, ("type",)),
        {"if": choice, "then": with_options, "else": without},
    )


def _evidence() -> Schema:
    values = {"kind": TEXT, "title": TEXT, "required": YES_OR_NO}
    return {"anyOf": [TEXT, record(EVIDENCE_KEYS, words.EVIDENCE, values, ("kind",))]}


def _cohort() -> Schema:
    tie = TIE_KEY.pattern.replace(r"\w", f"[^{_NO_LETTER}]")
    values = {
        "code": TEXT,
        "title": TEXT,
        "title_en": TEXT,
        "ranked": YES_OR_NO,
        "rank_on": word(RANK_ON),
        "shared_ranks": word(SHARED_RANKS),
        "ties": listed({"type": "string", "pattern": f"^(?:{tie})$"}),
        "classes": listed(ref("class")),
        "class_limits": listed(ref("class_limit")),
        "fall_through": YES_OR_NO,
    }
    return record(COHORT_KEYS, words.COHORT, values, ("code", "title"))


def _class() -> Schema:
    conditions: Schema = {"anyOf": [ref("formula"), listed(ref("formula"))]}
    bounds = {key: ref("number") for key in ("from", "above", "to", "below")}
    values = {
        "title": TEXT,
        "title_en": TEXT,
        **bounds,
        "all_of": conditions,
        "any_of": conditions,
    }
    return record(BAND_KEYS, words.CLASS, values, ("title",))


def _class_limit() -> Schema:
    values = {"when": ref("formula"), "at_most": TEXT, "exactly": TEXT}
    return together(
        record(LIMIT_KEYS, words.LIMIT, values, ("when",)), exactly_one(("at_most", "exactly"))
    )
