"""What the names in a leaf's formulas are called, their types, and why a mark has no points."""

from collections.abc import Mapping
from functools import cache

from openpar.scoring.language.phrases import PHRASES, phrase
from openpar.scoring.language.tree import Call, Name
from openpar.scoring.language.types import ANY, INPUT_KINDS, NUMBER, SHARE, Checker, Type
from openpar.scoring.language.wording import Wording
from openpar.scoring.marks import Mark, Status
from openpar.scoring.sets.model import CriteriaSet, Input, Node

_CYCLE_TYPES = {"year": NUMBER, "as_of": Type("date"), "due": Type("date")}


def find_leaf(criteria_set: CriteriaSet | None, code: str) -> Node | None:
    """Return the node with ``code``, or ``None``."""
    if criteria_set is None:
        return None
    return next((n for root in criteria_set.roots() for n in root.walk() if n.code == code), None)


def find_input(node: Node | None, name: str) -> Input | None:
    """Return the input called ``name`` of a leaf, or ``None``."""
    return next((one for one in node.inputs if one.name == name), None) if node else None


def input_type(one: Input | None, language: str = "vi") -> Type:
    """Return the type of an input; an unknown one fits anywhere (another check names it)."""
    if one is None:
        return ANY
    if one.type == "percent":
        return Type("number", SHARE)
    unit = (one.unit_en if language == "en" else "") or one.unit
    if not unit and one.type == "money":
        unit = "đồng"
    kind = INPUT_KINDS.get(one.type, "any")
    return Type(kind, unit if kind == "number" else "")


def name_type(
    name: Name, node: Node, criteria_set: CriteriaSet | None, language: str = "vi"
) -> Type:
    """Return the type of a name in the formulas of ``node``."""
    if name.kind in ("input", "target", "previous") and not name.code:
        return input_type(find_input(node, name.name), language)
    if name.kind in ("criterion", "previous"):
        if name.name == "points":
            return NUMBER
        if name.name == "share":
            return Type("number", SHARE)
        return input_type(find_input(find_leaf(criteria_set, name.code), name.name), language)
    if name.kind == "survey":
        return Type("number", SHARE)
    if name.kind == "cycle":
        return _CYCLE_TYPES.get(name.name, ANY)
    return ANY if name.kind == "unit" else NUMBER


def title_of(one: Input, language: str) -> str:
    """Return the title of an input in ``language``, its name where it has none."""
    return (one.title_en if language == "en" else "") or one.title or one.name


def name_title(name: Name, node: Node, criteria_set: CriteriaSet | None, language: str) -> str:
    """Return what a name is called in a sentence."""
    own = find_input(find_leaf(criteria_set, name.code) if name.code else node, name.name)
    title = title_of(own, language) if own else name.name
    if name.kind == "input":
        return title
    given = _given_name(name, criteria_set, language)
    if given and name.part != "rank":
        return given
    if name.kind == "criterion" and name.name not in ("points", "share"):
        other = find_input(find_leaf(criteria_set, name.code), name.name)
        title = title_of(other, language) if other else name.name
        return phrase("name_criterion", language, title=title, code=name.code)
    key = f"name_{name.kind}"
    if name.kind in ("criterion", "cycle"):
        key = f"name_{name.name}"
    elif name.kind == "external" and name.part == "rank":
        key = "name_external_rank"
    elif name.kind == "survey" and name.name == "all":
        key = "name_survey_all"
    return phrase(key, language, title=title, name=given or name.name, code=name.code)


def _given_name(name: Name, criteria_set: CriteriaSet | None, language: str) -> str:
    """Return what the set calls an attribute, another index or survey questions, if it says so."""
    if criteria_set is None or name.kind not in ("unit", "external", "survey"):
        return ""
    labels = {key: (en if language == "en" else "") or vi for key, vi, en in criteria_set.names}
    found = [labels.get(f"{name.kind}.{one}", "") for one in name.name.split(",")]
    return "; ".join(found) if all(found) else ""


def node_wording(
    node: Node,
    criteria_set: CriteriaSet | None,
    language: str,
    values: Mapping[Name | Call, object] | None = None,
) -> Wording:
    """Return the wording of a leaf's formulas, in names, or with ``values`` in numbers."""

    @cache  # most formulas name no option, and a set has a hundred leaves to look through
    def options() -> dict[str, str]:
        leaves = [*(criteria_set.leaves() if criteria_set else ()), node]
        return {
            key: label
            for leaf in leaves
            for one in leaf.inputs
            for key, label in (*one.options, *(one.options_en if language == "en" else ()))
        }

    return Wording(
        language,
        Checker(lambda name: name_type(name, node, criteria_set, language)),
        lambda name: name_title(name, node, criteria_set, language),
        lambda option: options().get(option, option),
        values,
    )


def status_text(
    mark: Mark, node: Node, criteria_set: CriteriaSet | None, language: str = "vi"
) -> str:
    """Say why a leaf has no points: what is missing, not applicable or undetermined."""
    reason = reason_text(mark.reason, node, criteria_set, language)
    if mark.status is Status.NOT_YET_DUE:
        reason = f" ({reason})" if reason else ""
    return phrase(mark.status.value, language, reason=reason)


def reason_text(
    reason: str, node: Node, criteria_set: CriteriaSet | None, language: str = "vi"
) -> str:
    """Say a mark's reason in words; a reason typed by a person is said as typed."""
    kind, _, rest = reason.partition(" ")
    if kind in ("input", "target", "previous", "external", "survey", "unit", "cycle") and rest:
        return name_title(Name(kind, rest), node, criteria_set, language)
    if kind == "criterion" and " " in rest:
        code, name = rest.split(" ", 1)
        return name_title(Name(kind, name, code), node, criteria_set, language)
    if f"reason_{kind}" in PHRASES:
        return phrase(f"reason_{kind}", language, name=rest)
    return reason
