"""Readers of the parts of a set file: inputs, evidence, policies, rounding, names."""

import re

from openpar.scoring.defects import Wrong
from openpar.scoring.language import reading
from openpar.scoring.numbers import ROUNDING_MODES, Number
from openpar.scoring.sets.document import Data, Entries, Items, Text
from openpar.scoring.sets.model import (
    EvidenceRequirement,
    Input,
    NotApplicable,
    Policy,
    Rounding,
)

INPUT_NAME = re.compile(r"[^\W\d]\w{0,59}")
INPUT_TYPES = ("count", "number", "money", "percent", "yes_no", "choice", "date", "list")
DECIDERS = ("unit", "appraiser", "system")
RESERVED_NAMES = ("and", "or", "not", "in", "yes", "no", "maximum")
EVIDENCE_KEYS = ("kind", "title", "required")
POLICY_KEYS = ("policy", "when", "to")
ROUNDING_KEYS = ("at", "digits", "mode")
ROUNDED_AT = ("criterion", "field", "index")
SURVEY_ABSENT = ("missing", "rescale")
LATE_BY = ("received", "document")
NAMED_GROUPS = ("unit", "external", "survey")
POLICIES = tuple(policy.value for policy in Policy)
INPUT_KEYS = (
    "type",
    "unit",
    "unit_en",
    "title",
    "title_en",
    "options",
    "least",
    "most",
    "decided_by",
)


def text_of(found: Entries, key: str) -> str:
    return reading.text(found[key], key) if key in found else ""


def texts_of(found: Entries, key: str) -> tuple[str, ...]:
    if key not in found:
        return ()
    if isinstance(found[key], Text):
        return (str(found[key]),)
    return tuple(reading.text(item, key) for item in reading.items(found[key], key))


def read_input(name: str, data: Entries) -> Input:
    place = data.keys_at[name]
    if not INPUT_NAME.fullmatch(name) or name in RESERVED_NAMES:
        raise Wrong(
            f"tên số liệu {name[:40]!r} không dùng được",
            f"{name[:40]!r} cannot name an input",
            place,
        )
    found = reading.entries(data[name], name, INPUT_KEYS)
    if "type" not in found:
        raise Wrong(f"{name} phải có type", f"{name} needs a type", place)
    kind = reading.word(found["type"], "type", INPUT_TYPES)
    options = read_options(found, name)
    if (kind == "choice") != bool(options):
        raise Wrong(
            f"{name}: options đi cùng type: choice", f"{name}: options go with type: choice", place
        )
    bounds = {key: reading.number(found[key], key) for key in ("least", "most") if key in found}
    return Input(
        name=name,
        type=kind,
        unit=text_of(found, "unit"),
        title=text_of(found, "title"),
        title_en=text_of(found, "title_en"),
        options=tuple((key, vi) for key, vi, _ in options),
        options_en=tuple((key, en) for key, _, en in options if en),
        unit_en=text_of(found, "unit_en"),
        decided_by=reading.word(found["decided_by"], "decided_by", DECIDERS)
        if "decided_by" in found
        else "unit",
        place=place,
        **bounds,
    )


def read_options(found: Entries, name: str) -> list[tuple[str, str, str]]:
    """Read the options of a choice: key, Vietnamese label, English label."""
    if "options" not in found:
        return []
    data = found["options"]
    if isinstance(data, Items):
        keys = [reading.text(item, name) for item in data]
        return [(key, key, "") for key in keys]
    if not isinstance(data, Entries):
        raise Wrong(f"{name}: options gồm mức: tên", f"{name}: options are key: label", data.place)
    return [(key, *read_label(label, name)) for key, label in data.items()]


def read_evidence(found: Entries) -> tuple[EvidenceRequirement, ...]:
    if "evidence" not in found:
        return ()
    made = []
    for item in reading.items(found["evidence"], "evidence"):
        if isinstance(item, Text):
            made.append(EvidenceRequirement("document", str(item)))
            continue
        one = reading.entries(item, "evidence", EVIDENCE_KEYS)
        if "kind" not in one:
            raise Wrong("tài liệu kiểm chứng phải có kind", "evidence needs a kind", one.place)
        required = reading.yes_no(one["required"], "required") if "required" in one else True
        made.append(
            EvidenceRequirement(reading.text(one["kind"], "kind"), text_of(one, "title"), required)
        )
    return tuple(made)


def read_policy(found: Entries) -> NotApplicable:
    if "not_applicable" not in found:
        return NotApplicable()
    data = found["not_applicable"]
    if isinstance(data, Text):
        return NotApplicable(Policy(reading.word(data, "not_applicable", POLICIES)))
    one = reading.entries(data, "not_applicable", POLICY_KEYS)
    policy = Policy(reading.word(one["policy"], "policy", POLICIES)) if "policy" in one else None
    return NotApplicable(
        policy,
        reading.formula(one["when"], "when") if "when" in one else None,
        reading.number(one["to"], "to") if "to" in one else None,
    )


def read_rounding(top: Entries) -> Rounding:
    if "rounding" not in top:
        return Rounding()
    found = reading.entries(top["rounding"], "rounding", ROUNDING_KEYS)
    at = texts_of(found, "at")
    for one in at:
        if one not in ROUNDED_AT:
            raise Wrong(
                f"rounding at phải là một trong: {', '.join(ROUNDED_AT)}; không phải {one!r}",
                f"rounding at must be one of {', '.join(ROUNDED_AT)}, not {one!r}",
                found["at"].place,
            )
    return Rounding(
        at=frozenset(at) if "at" in found else Rounding().at,
        digits=reading.whole(found["digits"], "digits", 0, 12) if "digits" in found else 2,
        mode=reading.word(found["mode"], "mode", ROUNDING_MODES) if "mode" in found else "half_up",
    )


def read_label(data: Data, what: str) -> tuple[str, str]:
    """Read a label: one text, or ``{vi: …, en: …}``."""
    if isinstance(data, Text):
        return str(data), ""
    found = reading.entries(data, what, ("vi", "en"))
    return text_of(found, "vi"), text_of(found, "en")


def read_names(top: Entries) -> tuple[tuple[str, str, str], ...]:
    """Read what attributes, other indices and survey questions are called."""
    if "names" not in top:
        return ()
    if not isinstance(top["names"], Entries):
        raise Wrong("names gồm các cặp tên: nhãn", "names are name: label", top["names"].place)
    for name, place in top["names"].keys_at.items():
        if name.partition(".")[0] not in NAMED_GROUPS:
            raise Wrong(
                f"names: {name!r} phải bắt đầu bằng unit., external. hoặc survey.",
                f"names: {name!r} must begin with unit., external. or survey.",
                place,
            )
    return tuple((name, *read_label(label, name)) for name, label in top["names"].items())


def read_survey(top: Entries) -> str:
    if "survey" not in top:
        return "missing"
    found = reading.entries(top["survey"], "survey", ("when_not_held",))
    if "when_not_held" not in found:
        return "missing"
    return reading.word(found["when_not_held"], "when_not_held", SURVEY_ABSENT)


def read_submission(top: Entries) -> str:
    if "submission" not in top:
        return "received"
    found = reading.entries(top["submission"], "submission", ("late_by",))
    if "late_by" not in found:
        return "received"
    return reading.word(found["late_by"], "late_by", LATE_BY)


def read_clamp(top: Entries) -> tuple[Number, Number] | None:
    if "clamp" not in top:
        return None
    bounds = [reading.number(item, "clamp") for item in reading.items(top["clamp"], "clamp")]
    if len(bounds) != 2 or bounds[0] > bounds[1]:
        raise Wrong(
            "clamp cần [thấp nhất, cao nhất]", "clamp takes [lowest, highest]", top["clamp"].place
        )
    return bounds[0], bounds[1]
