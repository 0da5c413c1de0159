"""The JSON Schema of rules, from the tables of the rule language."""

from openpar.scoring.language.adjustments import ADJUSTMENTS
from openpar.scoring.language.grammar import RULE_KEYS, SHAPES
from openpar.scoring.language.map_lookups import Bands, Options, YesNo
from openpar.scoring.language.map_parts import MapKind
from openpar.scoring.language.map_scales import Parameters
from openpar.scoring.language.maps import MAPS
from openpar.scoring.language.measures import MEASURES, OPTION_WORDS
from openpar.scoring.sets.schema_values import (
    FORMULA,
    NUMBER,
    TEXT,
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
from openpar.scoring.sets.schema_words import RULE

_PAIR = listed(ref("formula"), 2, 2)
_FORMULAS: Schema = {"anyOf": [ref("formula"), listed(ref("formula"), 1, 60)]}
#: What stands under a measure's keyword, where it is not one formula.
_UNDER: dict[str, Schema] = {
    "ratio": _PAIR,
    "days": _PAIR,
    "all": _FORMULAS,
    "any": _FORMULAS,
    "count_of": _FORMULAS,
    "share_of": _FORMULAS,
    "survey": {"anyOf": [TEXT, listed(TEXT, 1)]},
}
#: Measures whose value may be of any type: only the whole set can tell (``check_rules``).
_ANY_TYPE = ("value", "condition")


def rule_definitions() -> dict[str, Schema]:
    """Return the definitions ``formula``, ``rule``, ``measure``, ``map`` … for ``$defs``."""
    return {
        "number": NUMBER,
        "formula": FORMULA,
        "points": {
            "anyOf": [ref("formula"), ref("rule")],
            "description": "Điểm: một công thức, hoặc một quy tắc riêng.",
            "$comment": "Points: a formula, or a rule of its own.",
        },
        "rule": _rule(),
        "case": _case(),
        "measure": _measure(),
        "map": _map(),
        "adjustment": _adjustment(),
    }


def _rule() -> Schema:
    parts = listed(ref("rule"), 1)
    adjustments: Schema = {"anyOf": [ref("adjustment"), listed(ref("adjustment"))]}
    values = {
        "measure": ref("measure"),
        "map": ref("map"),
        "points": ref("formula"),
        "monitor": ref("formula"),
        "cases": listed(ref("case"), 1),
        "best": parts,
        "lowest": parts,
        "sum": parts,
        "adjust": adjustments,
        "round": whole(0, 12),
        "maximum": ref("number"),
    }
    whole_rule = record(RULE_KEYS, RULE, values)
    whole_rule["dependentRequired"] = {"map": ["measure"]}
    return together(whole_rule, exactly_one(SHAPES), *map(_pairing, MEASURES))


def _pairing(measure: str) -> Schema:
    """The maps that serve a measure, and whether it needs one."""
    gives = MEASURES[measure].gives
    fits = [key for key, kind in MAPS.items() if gives in kind.takes or measure in _ANY_TYPE]
    then: Schema = {"properties": {"map": {"propertyNames": {"enum": fits}}}}
    if gives not in ("yes_no", "points"):
        then["required"] = ["map"]
    holds: Schema = {"required": ["measure"], "properties": {"measure": {"required": [measure]}}}
    return {"if": holds, "then": then}


def _case() -> Schema:
    """A case: ``when`` with a rule or points, or ``otherwise`` alone."""
    branch: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"when": ref("formula"), "rule": ref("points"), "points": ref("points")},
        "required": ["when"],
        **exactly_one(("rule", "points")),
    }
    return {"anyOf": [branch, _alone("otherwise", ref("points"))]}


def _alone(key: str, value: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: value},
        "required": [key],
    }


def _measure() -> Schema:
    kinds = []
    for keyword, kind in MEASURES.items():
        options = {
            option: word(OPTION_WORDS[option]) if option in OPTION_WORDS else YES_OR_NO
            for option in kind.options
        }
        under = _UNDER.get(keyword, ref("formula"))
        kinds.append(
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {keyword: under | _said(kind.vi, kind.en), **options},
                "required": [keyword],
            }
        )
    return {"oneOf": kinds}


def _said(vi: str, en: str) -> Schema:
    """What a kind is called, its formula shown as an ellipsis."""
    return {"description": vi.replace("{}", "…"), "$comment": en.replace("{}", "…")}


def _map() -> Schema:
    return {"oneOf": [_alone(keyword, _under_map(kind)) for keyword, kind in MAPS.items()]}


def _under_map(kind: MapKind) -> Schema:
    """What stands under a map's keyword."""
    if isinstance(kind, Parameters):
        words = {key: _switch(allowed) for key, allowed in kind.words.items()}
        numbers = {key: ref("formula") for key in (*kind.needed, *kind.optional)}
        made: Schema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {**numbers, **words},
        }
        return made | ({"required": list(kind.needed)} if kind.needed else {})
    if isinstance(kind, YesNo):
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {"yes": ref("points"), "no": ref("points")},
        }
    if isinstance(kind, Options):
        return {"type": "object", "minProperties": 1, "additionalProperties": ref("points")}
    if isinstance(kind, Bands):
        return listed({"anyOf": [_band(), _alone("otherwise", ref("points"))]}, 1)
    raise TypeError(f"no schema for the map {kind!r}")


def _switch(allowed: tuple[str, ...]) -> Schema:
    return YES_OR_NO if set(allowed) == {"yes", "no"} else word(allowed)


def _band() -> Schema:
    """A band: points and one or two bounds, at most one on each side; ``exactly`` stands alone."""
    lower, upper, point = ("from", "above"), ("to", "below"), "exactly"
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {**{key: ref("formula") for key in Bands.bounds}, "points": ref("points")},
        "required": ["points"],
        "minProperties": 2,
        "allOf": [
            {"not": {"required": list(lower)}},
            {"not": {"required": list(upper)}},
            {"if": {"required": [point]}, "then": {"maxProperties": 2}},
        ],
    }


def _adjustment() -> Schema:
    kinds = []
    for keyword, kind in ADJUSTMENTS.items():
        says = {"formula": "…", "other": "…"}
        keyed = ref("formula") | {
            "description": kind.vi.format(**says),
            "$comment": kind.en.format(**says),
        }
        extra = {kind.extra: ref("formula")} if kind.extra else {}
        kinds.append(
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {keyword: keyed, **extra},
                "required": [keyword],
            }
        )
    return {"oneOf": kinds}
