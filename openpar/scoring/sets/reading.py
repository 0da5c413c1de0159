"""The text of a set file -> a criteria set, with the defects that leave it readable."""

import datetime
import re
from collections.abc import Callable
from typing import TypeVar

from openpar.scoring.defects import Defect, Wrong
from openpar.scoring.language import reading
from openpar.scoring.language.grammar import read_rule
from openpar.scoring.numbers import ROUNDING_MODES, Number
from openpar.scoring.sets.cohorts import read_cohort
from openpar.scoring.sets.document import Data, Entries, Items, Text, read_document
from openpar.scoring.sets.model import (
    Block,
    CriteriaSet,
    Decision,
    EvidenceRequirement,
    Input,
    Node,
    NotApplicable,
    Policy,
    Rounding,
    Source,
)

CODE = re.compile(r"[^\s\[\]/:,;]{1,40}")
SET_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
INPUT_NAME = re.compile(r"[^\W\d]\w{0,59}")
KINDS = ("official", "example", "adjacent")
INPUT_TYPES = ("count", "number", "money", "percent", "yes_no", "choice", "date", "list")
POLICIES = tuple(policy.value for policy in Policy)
_TOP = (
    "set",
    "rounding",
    "not_applicable",
    "survey",
    "clamp",
    "fields",
    "bonus",
    "penalty",
    "cohorts",
)
_SET = ("code", "title", "title_en", "level", "total", "kind", "decision", "note")
_DECISION = ("number", "date", "issuer", "in_force", "in_force_to")
_NODE = (
    "code", "title", "title_en", "maximum", "minimum", "criteria", "source", "inputs", "rule",
    "evidence", "lead", "cooperating", "due", "legal_basis", "guide", "guide_en", "applies",
    "not_applicable",
)  # fmt: skip
_INPUT = ("type", "unit", "title", "title_en", "options", "least", "most", "decided_by")


Made = TypeVar("Made")


class SetError(Wrong):
    """A set file cannot be read; ``defects`` lists all that was met, the first is this error."""

    def __init__(self, defects: list[Defect]) -> None:
        first = defects[0]
        super().__init__(first.vi, first.en, first.place)
        self.defects = defects


def read_set(text: str) -> CriteriaSet:
    """Read a criteria set from the text of its YAML file.

    The set's ``defects`` holds what was wrong but left it readable (a day that does not exist);
    ``check.check_set`` gives all of them.

    Raises
    ------
    SetError
        The text is no YAML, is too large, or is not as ``docs/develop/criteria-sets.md`` says;
        every place found wrong is listed.
    """
    try:
        return set_from(read_document(text))
    except SetError:
        raise
    except Wrong as wrong:
        raise SetError([Defect("V0", wrong.place, wrong.vi, wrong.en)]) from None


def set_from(data: Data) -> CriteriaSet:
    """Make a criteria set of a document's data (from YAML or from the Excel form)."""
    reader = _Reader()
    made = reader.criteria_set(data)
    if made is None or reader.unreadable:
        raise SetError(reader.unreadable)
    return made


class _Reader:
    """Reads node after node and goes on after a mistake, so that a person sees all of them."""

    def __init__(self) -> None:
        self.unreadable: list[Defect] = []
        self.defects: list[Defect] = []

    def part(self, read: Callable[[], Made]) -> Made | None:
        """Return what ``read`` makes, or note why it cannot."""
        try:
            return read()
        except Wrong as wrong:
            self.unreadable.append(Defect("V0", wrong.place, wrong.vi, wrong.en))
            return None

    def day(self, data: Data, what: str) -> datetime.date | None:
        """Read a day; one that does not exist is a defect (V9), not the end of reading."""
        try:
            return reading.day(data, what)
        except Wrong as wrong:
            self.defects.append(Defect("V9", wrong.place, wrong.vi, wrong.en))
            return None

    def criteria_set(self, data: Data) -> CriteriaSet | None:
        top = reading.entries(data, "file", _TOP)
        for key in ("set", "fields"):
            if key not in top:
                raise Wrong(f"tệp phải có {key}", f"the file needs {key}", top.place)
        head = reading.entries(top["set"], "set", _SET)
        for key in ("code", "title", "level", "total"):
            if key not in head:
                raise Wrong(f"set phải có {key}", f"set needs {key}", head.place)
        code = reading.text(head["code"], "code")
        if not SET_CODE.fullmatch(code):
            raise Wrong(
                "code chỉ gồm chữ thường, chữ số và dấu gạch nối",
                "code has lower-case letters, digits and hyphens only",
                head["code"].place,
            )
        total = reading.number(head["total"], "total")
        fields = self.nodes(top["fields"], "fields")
        blocks = {
            key: self.part(lambda key=key: self.block(top[key], key))  # type: ignore[misc]
            for key in ("bonus", "penalty")
            if key in top
        }
        cohorts = reading.items(top["cohorts"], "cohorts") if "cohorts" in top else Items()
        return CriteriaSet(
            code=code,
            title=reading.text(head["title"], "title"),
            title_en=_text(head, "title_en"),
            level=reading.text(head["level"], "level"),
            kind=reading.word(head["kind"], "kind", KINDS) if "kind" in head else "official",
            note=_text(head, "note"),
            total=total,
            decision=self.part(lambda: self.decision(head)) or Decision(),
            rounding=self.part(lambda: _rounding(top)) or Rounding(),
            not_applicable=self.part(lambda: _policy(top)) or NotApplicable(),
            survey_absent=self.part(lambda: _survey(top)) or "missing",
            clamp=self.part(lambda: _clamp(top)),
            fields=fields,
            bonus=blocks.get("bonus"),
            penalty=blocks.get("penalty"),
            cohorts=tuple(
                made
                for item in cohorts
                if (made := self.part(lambda item=item: read_cohort(item)))  # type: ignore[misc]
            ),
            place=head.place,
            defects=tuple(self.defects),
        )

    def decision(self, head: Entries) -> Decision:
        if "decision" not in head:
            return Decision()
        found = reading.entries(head["decision"], "decision", _DECISION)
        days = {
            key: self.day(found[key], key)
            for key in ("date", "in_force", "in_force_to")
            if key in found
        }
        return Decision(number=_text(found, "number"), issuer=_text(found, "issuer"), **days)

    def nodes(self, data: Data, what: str, penalty: bool = False) -> tuple[Node, ...]:
        found = reading.items(data, what)
        made = [self.part(lambda item=item: self.node(item, penalty)) for item in found]  # type: ignore[misc]
        return tuple(node for node in made if node is not None)

    def block(self, data: Data, what: str) -> Block:
        found = reading.entries(data, what, ("at_most", "inside", "title", "criteria"))
        if "criteria" not in found:
            raise Wrong(f"{what} phải có criteria", f"{what} needs criteria", found.place)
        return Block(
            criteria=self.nodes(found["criteria"], what, penalty=what == "penalty"),
            at_most=reading.number(found["at_most"], "at_most") if "at_most" in found else None,
            inside=reading.yes_no(found["inside"], "inside") if "inside" in found else False,
            title=_text(found, "title"),
        )

    def node(self, data: Data, penalty: bool) -> Node:
        found = reading.entries(data, "criterion", _NODE)
        for key in ("code", "title"):
            if key not in found:
                raise Wrong(f"tiêu chí phải có {key}", f"a criterion needs {key}", found.place)
        code = reading.text(found["code"], "code")
        if not CODE.fullmatch(code):
            raise Wrong(
                f"mã {code[:40]!r} có ký tự không dùng được hoặc quá dài",
                f"the code {code[:40]!r} has signs that cannot be used or is too long",
                found["code"].place,
            )
        children = self.nodes(found["criteria"], "criteria", penalty) if "criteria" in found else ()
        leaf_keys = [key for key in ("rule", "inputs", "source") if key in found]
        if children and leaf_keys:
            raise Wrong(
                f"{code} có tiêu chí con nên không được có {leaf_keys[0]}",
                f"{code} has criteria below it, so it has no {leaf_keys[0]}",
                found.keys_at[leaf_keys[0]],
            )
        minimum = reading.number(found["minimum"], "minimum") if "minimum" in found else 0
        return Node(
            code=code,
            title=reading.text(found["title"], "title"),
            title_en=_text(found, "title_en"),
            maximum=reading.number(found["maximum"], "maximum")
            if "maximum" in found
            else (0 if penalty else None),
            minimum=None if penalty and "minimum" not in found else minimum,
            children=children,
            place=found.place,
            **self.leaf(found),  # type: ignore[arg-type]
        )

    def leaf(self, found: Entries) -> dict[str, object]:
        """Read what a leaf has; a mistake in one part leaves the others read."""
        source = found.get("source")
        return {
            "source": Source(reading.word(source, "source", [one.value for one in Source]))
            if source is not None
            else Source.APPRAISAL,
            "inputs": self.inputs(found),
            "rule": self.part(lambda: read_rule(found["rule"]) if "rule" in found else None),
            "evidence": self.part(lambda: _evidence(found)) or (),
            "lead": _text(found, "lead"),
            "cooperating": _texts(found, "cooperating"),
            "due": self.day(found["due"], "due") if "due" in found else None,
            "legal_basis": _texts(found, "legal_basis"),
            "guide": _text(found, "guide"),
            "guide_en": _text(found, "guide_en"),
            "applies": self.part(
                lambda: reading.formula(found["applies"], "applies") if "applies" in found else None
            ),
            "not_applicable": self.part(lambda: _policy(found)) or NotApplicable(),
        }

    def inputs(self, found: Entries) -> tuple[Input, ...]:
        if "inputs" not in found:
            return ()
        data = found["inputs"]
        if not isinstance(data, Entries):
            raise Wrong(
                "inputs phải gồm các cặp tên: mô tả", "inputs must be name: description", data.place
            )
        made = [self.part(lambda name=name: _input(name, data)) for name in data]  # type: ignore[misc]
        return tuple(one for one in made if one is not None)


def _text(found: Entries, key: str) -> str:
    return reading.text(found[key], key) if key in found else ""


def _texts(found: Entries, key: str) -> tuple[str, ...]:
    if key not in found:
        return ()
    if isinstance(found[key], Text):
        return (str(found[key]),)
    return tuple(reading.text(item, key) for item in reading.items(found[key], key))


def _input(name: str, data: Entries) -> Input:
    place = data.keys_at[name]
    if not INPUT_NAME.fullmatch(name) or name in ("and", "or", "not", "in", "yes", "no", "maximum"):
        raise Wrong(
            f"tên số liệu {name[:40]!r} không dùng được",
            f"{name[:40]!r} cannot name an input",
            place,
        )
    found = reading.entries(data[name], name, _INPUT)
    if "type" not in found:
        raise Wrong(f"{name} phải có type", f"{name} needs a type", place)
    kind = reading.word(found["type"], "type", INPUT_TYPES)
    options = _options(found, name)
    if (kind == "choice") != bool(options):
        raise Wrong(
            f"{name}: options đi cùng type: choice", f"{name}: options go with type: choice", place
        )
    bounds = {key: reading.number(found[key], key) for key in ("least", "most") if key in found}
    deciders = ("unit", "appraiser", "system")
    return Input(
        name=name,
        type=kind,
        unit=_text(found, "unit"),
        title=_text(found, "title"),
        title_en=_text(found, "title_en"),
        options=options,
        decided_by=reading.word(found["decided_by"], "decided_by", deciders)
        if "decided_by" in found
        else "unit",
        place=place,
        **bounds,
    )


def _options(found: Entries, name: str) -> tuple[tuple[str, str], ...]:
    if "options" not in found:
        return ()
    data = found["options"]
    if isinstance(data, Items):
        return tuple((reading.text(item, name), reading.text(item, name)) for item in data)
    if not isinstance(data, Entries):
        raise Wrong(f"{name}: options gồm mức: tên", f"{name}: options are key: label", data.place)
    return tuple((key, reading.text(label, name)) for key, label in data.items())


def _evidence(found: Entries) -> tuple[EvidenceRequirement, ...]:
    if "evidence" not in found:
        return ()
    made = []
    for item in reading.items(found["evidence"], "evidence"):
        if isinstance(item, Text):
            made.append(EvidenceRequirement("document", str(item)))
            continue
        one = reading.entries(item, "evidence", ("kind", "title", "required"))
        if "kind" not in one:
            raise Wrong("tài liệu kiểm chứng phải có kind", "evidence needs a kind", one.place)
        required = reading.yes_no(one["required"], "required") if "required" in one else True
        made.append(
            EvidenceRequirement(reading.text(one["kind"], "kind"), _text(one, "title"), required)
        )
    return tuple(made)


def _policy(found: Entries) -> NotApplicable:
    if "not_applicable" not in found:
        return NotApplicable()
    data = found["not_applicable"]
    if isinstance(data, Text):
        return NotApplicable(Policy(reading.word(data, "not_applicable", POLICIES)))
    one = reading.entries(data, "not_applicable", ("policy", "when", "to"))
    policy = Policy(reading.word(one["policy"], "policy", POLICIES)) if "policy" in one else None
    return NotApplicable(
        policy,
        reading.formula(one["when"], "when") if "when" in one else None,
        reading.number(one["to"], "to") if "to" in one else None,
    )


def _rounding(top: Entries) -> Rounding:
    if "rounding" not in top:
        return Rounding()
    found = reading.entries(top["rounding"], "rounding", ("at", "digits", "mode"))
    places = ("criterion", "field", "index")
    at = _texts(found, "at")
    for one in at:
        if one not in places:
            raise Wrong(
                f"rounding at phải là một trong: {', '.join(places)}; không phải {one!r}",
                f"rounding at must be one of {', '.join(places)}, not {one!r}",
                found["at"].place,
            )
    return Rounding(
        at=frozenset(at) if "at" in found else Rounding().at,
        digits=reading.whole(found["digits"], "digits", 0, 12) if "digits" in found else 2,
        mode=reading.word(found["mode"], "mode", ROUNDING_MODES) if "mode" in found else "half_up",
    )


def _survey(top: Entries) -> str:
    if "survey" not in top:
        return "missing"
    found = reading.entries(top["survey"], "survey", ("when_not_held",))
    if "when_not_held" not in found:
        return "missing"
    return reading.word(found["when_not_held"], "when_not_held", ("missing", "rescale"))


def _clamp(top: Entries) -> tuple[Number, Number] | None:
    if "clamp" not in top:
        return None
    bounds = [reading.number(item, "clamp") for item in reading.items(top["clamp"], "clamp")]
    if len(bounds) != 2 or bounds[0] > bounds[1]:
        raise Wrong(
            "clamp cần [thấp nhất, cao nhất]", "clamp takes [lowest, highest]", top["clamp"].place
        )
    return bounds[0], bounds[1]
