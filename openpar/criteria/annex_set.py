"""The tree of an annex and what people decided about its leaves -> the set file.

Rules stay proposals until a person accepts them. A leaf whose text is not understood, or that a
person leaves to the appraiser, is judged directly; the set's note lists those to be completed.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from openpar.criteria.annex_tree import Row, Tree
from openpar.people.search import fold
from openpar.scoring.defects import Place
from openpar.scoring.language.explain import describe_rule
from openpar.scoring.sets.check import check_set
from openpar.scoring.sets.document import Data, Entries, Items
from openpar.scoring.sets.model import CriteriaSet
from openpar.scoring.sets.plain import Plain, data_of
from openpar.scoring.sets.reading import SetError, set_from
from openpar.scoring.sets.recognising import Confidence, Recognition, judged, recognise
from openpar.scoring.sets.recognising_phrases import written

ACCEPTED, JUDGED = "accepted", "judged"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person said of a leaf: ``choice`` accepted, judged or nothing yet; own ``wording``."""

    choice: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What the annex does not say: the set's name and its decision."""

    code: str = "phu-luc"
    title: str = "Phụ lục"
    level: str = "department"
    cohort: str = "Khối đơn vị"
    number: str = ""
    date: datetime.date | None = None
    issuer: str = ""
    in_force: datetime.date | None = None


@dataclass(slots=True)
class Leaf:
    """A leaf with its proposal. ``words``: the rule in sentences; ``defects``: what is wrong."""

    row: Row
    text: str
    found: Recognition
    decided: Decided
    words: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What names the leaf in the form."""
        return self.row.key

    @property
    def is_understood(self) -> bool:
        """Whether there is a proposal at all."""
        return self.found.confidence != Confidence.NONE

    @property
    def is_open(self) -> bool:
        """Whether a person still has to accept or refuse the proposal."""
        return self.is_understood and not self.decided.choice

    @property
    def to_complete(self) -> bool:
        """Whether nobody has said how the leaf is scored: its text was not understood."""
        return not self.is_understood and self.decided.choice != JUDGED


def leaves_of(tree: Tree, decisions: Mapping[str, Decided], language: str = "vi") -> list[Leaf]:
    """Return every leaf with its proposal in words and the defects that the proposal has."""
    leaves = [_leaf(row, decisions.get(row.key, Decided())) for row in tree.leaves()]
    try:
        made = set_from(_document(tree, leaves, Head(), {}))
    except SetError as error:
        _note_defects(leaves, error.defects, language)
        return leaves
    for leaf, node in zip(leaves, made.leaves(), strict=True):
        leaf.words = describe_rule(node, language, made)
    _note_defects(leaves, [one for one in check_set(made) if one.check != "V3"], language)
    return leaves


def _leaf(row: Row, decided: Decided) -> Leaf:
    text = decided.wording or "\n".join(row.scoring)
    return Leaf(row, text, recognise(text, row.maximum or 0), decided)


def _note_defects(leaves: list[Leaf], defects: list, language: str) -> None:
    """Put each defect beside the leaf of its row."""
    by_row = {leaf.row.number: leaf for leaf in leaves}
    for defect in defects:
        if leaf := by_row.get(defect.place.line):
            leaf.defects.append(f"{defect.text(language)} ({defect.check})")


def document_of(
    tree: Tree, leaves: list[Leaf], head: Head, leads: Mapping[str, str]
) -> tuple[Data, CriteriaSet]:
    """Return the data of the set file and the set it makes.

    ``leads`` maps a folded name of a unit to its code. A lead agency that is no unit of the
    register stays in the guide of its criterion, so that nothing of the annex is lost.

    Raises
    ------
    openpar.scoring.sets.reading.SetError
        Something of it no set can hold, for example a code with a space.
    """
    data = _document(tree, leaves, head, leads)
    return data, set_from(data)


def _document(tree: Tree, leaves: list[Leaf], head: Head, leads: Mapping[str, str]) -> Entries:
    by_key = {leaf.key: leaf for leaf in leaves}
    left = [leaf.row.code for leaf in leaves if leaf.to_complete]
    about: dict[str, Plain] = {
        "code": head.code,
        "title": head.title,
        "level": head.level,
        "total": written(tree.sum),
        "kind": "official",
        "decision": dict(_decision(head)),
    }
    if left:
        about["note"] = f"Chấm trực tiếp, cần hoàn thiện cách chấm: {', '.join(left)}."
    made = _entries({"set": about, "not_applicable": "reduce_max"}, Place())
    fields = Items()
    fields.extend(_node(root, by_key, leads) for root in tree.roots)
    _put(made, "fields", fields, Place())
    cohort: Plain = [{"code": "khoi", "title": head.cohort, "ranked": "yes"}]
    _put(made, "cohorts", data_of(cohort), Place())
    return made


def _decision(head: Head) -> Iterator[tuple[str, str]]:
    for name in ("number", "date", "issuer", "in_force"):
        if value := getattr(head, name):
            yield name, value.isoformat() if isinstance(value, datetime.date) else value


def _node(row: Row, leaves: Mapping[str, Leaf], leads: Mapping[str, str]) -> Entries:
    place = Place(row.number)
    plain: dict[str, Plain] = {"code": row.code, "title": row.title or row.code}
    if row.maximum is not None:
        plain["maximum"] = written(row.maximum)
    if row.is_leaf:
        plain |= _rule(leaves[row.key])
    plain |= _around(row, leads)
    made = _entries(plain, place)
    if row.children:
        children = Items(place)
        children.extend(_node(child, leaves, leads) for child in row.children)
        _put(made, "criteria", children, place)
    return made


def _rule(leaf: Leaf) -> dict[str, Plain]:
    found = judged() if leaf.decided.choice == JUDGED else leaf.found
    said: dict[str, Plain] = {"inputs": found.inputs, "rule": found.rule}
    if found.not_applicable:
        said["not_applicable"] = found.not_applicable
    return said


def _around(row: Row, leads: Mapping[str, str]) -> dict[str, Plain]:
    """Return evidence, agencies and the annex's own words."""
    said: dict[str, Plain] = {}
    titles = [one.strip(" -+•.") for text in row.evidence for one in _parts(text)]
    if any(titles):
        said["evidence"] = [{"kind": "document", "title": one} for one in titles if one]
    lead = leads.get(fold(row.lead), "")
    helping = [name.strip() for name in _parts(row.cooperating)]
    cooperating: list[Plain] = [leads[fold(name)] for name in helping if fold(name) in leads]
    unknown = [] if lead or not row.lead else [f"Cơ quan chủ trì: {row.lead}"]
    unknown += [f"Cơ quan phối hợp: {name}" for name in helping if fold(name) not in leads]
    if lead:
        said["lead"] = lead
    if cooperating:
        said["cooperating"] = cooperating
    if guide := [*row.scoring, *unknown]:
        said["guide"] = "\n".join(guide)
    return said


def _parts(text: str) -> list[str]:
    return [one for line in text.splitlines() for one in line.split(";") if one.strip()]


def _entries(plain: dict[str, Plain], place: Place) -> Entries:
    made = Entries(place)
    for key, value in plain.items():
        _put(made, key, data_of(value, place), place)
    return made


def _put(entries: Entries, key: str, value: Data, place: Place) -> None:
    entries[key] = value
    entries.keys_at[key] = place
