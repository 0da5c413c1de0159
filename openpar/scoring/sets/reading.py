"""The text of a set file -> a criteria set, with the defects that leave it readable."""

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import Any, TypeVar

from openpar.scoring.defects import Defect, Wrong
from openpar.scoring.language import reading
from openpar.scoring.language.grammar import read_rule
from openpar.scoring.language.tree import Formula, Operation
from openpar.scoring.sets.cohorts import read_cohort
from openpar.scoring.sets.document import Data, Entries, Items, read_document
from openpar.scoring.sets.model import (
    Block,
    CriteriaSet,
    Decision,
    Input,
    Node,
    NotApplicable,
    Rounding,
    Source,
)
from openpar.scoring.sets.parts import (
    read_clamp,
    read_evidence,
    read_input,
    read_names,
    read_policy,
    read_rounding,
    read_submission,
    read_survey,
    text_of,
    texts_of,
)

CODE = re.compile(r"[^\s\[\]/:,;]{1,40}")
SET_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KINDS = ("official", "example", "adjacent")
TOP_KEYS = (
    "set",
    "rounding",
    "not_applicable",
    "survey",
    "submission",
    "clamp",
    "fields",
    "names",
    "bonus",
    "penalty",
    "cohorts",
)
SET_KEYS = ("code", "title", "title_en", "level", "total", "kind", "decision", "note")
DECISION_KEYS = ("number", "date", "issuer", "in_force", "in_force_to")
NODE_KEYS = (
    "code", "title", "title_en", "maximum", "minimum", "criteria", "source", "inputs", "rule",
    "evidence", "lead", "cooperating", "due", "legal_basis", "guide", "guide_en", "applies",
    "not_applicable",
)  # fmt: skip
BLOCK_KEYS = ("title", "at_most", "inside", "criteria")

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
        top = reading.entries(data, "file", TOP_KEYS)
        for key in ("set", "fields"):
            if key not in top:
                raise Wrong(f"tệp phải có {key}", f"the file needs {key}", top.place)
        head = reading.entries(top["set"], "set", SET_KEYS)
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
            title_en=text_of(head, "title_en"),
            level=reading.text(head["level"], "level"),
            kind=reading.word(head["kind"], "kind", KINDS) if "kind" in head else "official",
            note=text_of(head, "note"),
            total=total,
            decision=self.part(lambda: self.decision(head)) or Decision(),
            rounding=self.part(lambda: read_rounding(top)) or Rounding(),
            not_applicable=self.part(lambda: read_policy(top)) or NotApplicable(),
            names=self.part(lambda: read_names(top)) or (),
            survey_absent=self.part(lambda: read_survey(top)) or "missing",
            late_by=self.part(lambda: read_submission(top)) or "received",
            clamp=self.part(lambda: read_clamp(top)),
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
        found = reading.entries(head["decision"], "decision", DECISION_KEYS)
        days = {
            key: self.day(found[key], key)
            for key in ("date", "in_force", "in_force_to")
            if key in found
        }
        return Decision(number=text_of(found, "number"), issuer=text_of(found, "issuer"), **days)

    def nodes(self, data: Data, what: str, penalty: bool = False) -> tuple[Node, ...]:
        found = reading.items(data, what)
        made = [self.part(lambda item=item: self.node(item, penalty)) for item in found]  # type: ignore[misc]
        return tuple(node for node in made if node is not None)

    def block(self, data: Data, what: str) -> Block:
        found = reading.entries(data, what, BLOCK_KEYS)
        if "criteria" not in found:
            raise Wrong(f"{what} phải có criteria", f"{what} needs criteria", found.place)
        return Block(
            criteria=self.nodes(found["criteria"], what, penalty=what == "penalty"),
            at_most=reading.number(found["at_most"], "at_most") if "at_most" in found else None,
            inside=reading.yes_no(found["inside"], "inside") if "inside" in found else False,
            title=text_of(found, "title"),
        )

    def node(self, data: Data, penalty: bool) -> Node:
        found = reading.entries(data, "criterion", NODE_KEYS)
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
        leaf = self.leaf(found)
        children = tuple(
            _below(child, leaf["applies"], leaf["not_applicable"]) for child in children
        )
        return Node(
            code=code,
            title=reading.text(found["title"], "title"),
            title_en=text_of(found, "title_en"),
            maximum=reading.number(found["maximum"], "maximum")
            if "maximum" in found
            else (0 if penalty else None),
            minimum=None if penalty and "minimum" not in found else minimum,
            children=children,
            place=found.place,
            **leaf,
        )

    def leaf(self, found: Entries) -> dict[str, Any]:
        """Read what a leaf has; a mistake in one part leaves the others read."""
        source = found.get("source")
        return {
            "source": Source(reading.word(source, "source", [one.value for one in Source]))
            if source is not None
            else Source.APPRAISAL,
            "inputs": self.inputs(found),
            "rule": self.part(lambda: read_rule(found["rule"]) if "rule" in found else None),
            "evidence": self.part(lambda: read_evidence(found)) or (),
            "lead": text_of(found, "lead"),
            "cooperating": texts_of(found, "cooperating"),
            "due": self.day(found["due"], "due") if "due" in found else None,
            "legal_basis": texts_of(found, "legal_basis"),
            "guide": text_of(found, "guide"),
            "guide_en": text_of(found, "guide_en"),
            "applies": self.part(
                lambda: reading.formula(found["applies"], "applies") if "applies" in found else None
            ),
            "not_applicable": self.part(lambda: read_policy(found)) or NotApplicable(),
        }

    def inputs(self, found: Entries) -> tuple[Input, ...]:
        if "inputs" not in found:
            return ()
        data = found["inputs"]
        if not isinstance(data, Entries):
            raise Wrong(
                "inputs phải gồm các cặp tên: mô tả", "inputs must be name: description", data.place
            )
        made = [self.part(lambda name=name: read_input(name, data)) for name in data]  # type: ignore[misc]
        return tuple(one for one in made if one is not None)


def _below(node: Node, applies: Formula | None, out: NotApplicable) -> Node:
    """Return ``node`` under a parent's conditions: what holds for a block holds for all in it."""
    if applies is None and out.when is None:
        return node
    both = [one for one in (applies, node.applies) if one is not None]
    either = [one for one in (out.when, node.not_applicable.when) if one is not None]
    return replace(
        node,
        applies=reduce(lambda left, right: Operation("and", (left, right)), both) if both else None,
        not_applicable=replace(
            node.not_applicable,
            when=reduce(lambda left, right: Operation("or", (left, right)), either)
            if either
            else None,
        ),
        children=tuple(_below(child, applies, out) for child in node.children),
    )
