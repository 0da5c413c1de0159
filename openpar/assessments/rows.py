"""A sheet as its pages show it: rows with marks, sentences, fields, evidence, and what is left."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openpar.assessments.computed import (
    Figures,
    asked_of_unit,
    evidence_title,
    figures_of_sheet,
    is_filled_in,
    is_self_assessed,
    missing_evidence,
)
from openpar.assessments.entry import example_of
from openpar.assessments.forms import EXPLANATION, Entry, name_of, stored_texts
from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet
from openpar.people.formats import is_vietnamese
from openpar.scoring.language.explain import describe_rule
from openpar.scoring.marks import Mark, Status
from openpar.scoring.numbers import Number
from openpar.scoring.sets.model import CriteriaSet, Input, Node, Source


@dataclass(frozen=True, slots=True)
class Field:
    """One figure to type: its label, unit, what stands in it, and what is wrong with that."""

    name: str
    id: str
    label: str
    type: str
    unit: str
    text: str
    error: str
    example: str
    options: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> str:
        """What stands in it, in words where it is an option."""
        if not self.text:
            return ""
        return str(dict(self.options).get(self.text, self.text))


@dataclass(slots=True)
class Row:
    """One leaf of the sheet."""

    item: ScoreItem
    node: Node
    criteria_set: CriteriaSet
    mark: Mark
    sentences: list[str]
    may_edit: bool = False
    entry: Entry | None = None
    conflicts: list[tuple[str, str, str]] = field(default_factory=list)
    conflict_by: str = ""
    notice: str = ""
    file_errors: list[str] = field(default_factory=list)
    kinds: Sequence[str] = ()
    must_explain: bool = False

    @property
    def uses(self) -> list[EvidenceUse]:
        """The files attached, oldest first."""
        return list(self.item.uses.all())

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return in_language(self.node.title, self.node.title_en)

    @property
    def how(self) -> list[str]:
        """How it is scored, in sentences: the guide of the set, else the rule itself in words."""
        return how_scored(self.node, self.criteria_set)

    @property
    def is_read_only(self) -> bool:
        """Whether it is shown as text; a refused row keeps its fields with what was typed."""
        return not self.may_edit and self.entry is None

    @property
    def was(self) -> str:
        """The stored texts as JSON, by which a later save knows what its form began with."""
        return json.dumps(stored_texts(self.node, self.item), ensure_ascii=False)

    @property
    def rule(self) -> list[str]:
        """The rule itself in words, shown beside a guide."""
        return rule_in_words(self.node, self.criteria_set)

    @property
    def next_kind(self) -> str:
        """The kind of evidence to offer first: the first required one that is not there."""
        there = set(self.kinds)
        kinds = [kind for kind, _title in self.wanted]
        return next((kind for kind in kinds if kind not in there), kinds[0] if kinds else "")

    @property
    def is_open(self) -> bool:
        """Whether the unit fills it in at all."""
        return is_self_assessed(self.node) and not self.is_outside

    @property
    def is_outside(self) -> bool:
        """Whether the set leaves the criterion out for units like this one."""
        return self.mark.status is Status.NOT_APPLICABLE and self.mark.reason == "applies"

    @property
    def locked_reason(self) -> str:
        """Why the unit does not fill it in; empty where it does."""
        if self.is_outside:
            return _("The criteria set leaves this criterion out for this unit.")
        return "" if self.is_open else str(locked_reason(self.node.source))

    @property
    def errors(self) -> Mapping[str, str]:
        """Sentences by form name."""
        return self.entry.errors if self.entry else {}

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the form, by form name."""
        return self.entry.typed if self.entry else stored_texts(self.node, self.item)

    @property
    def fields(self) -> list[Field]:
        """The figures asked of the unit."""
        texts = self.texts
        return [
            Field(
                name=name_of(asked.name),
                id=f"item-{self.item.pk}-{asked.name}",
                label=in_language(asked.title, asked.title_en) or asked.name,
                type=asked.type,
                unit="%" if asked.type == "percent" else asked.unit,
                text=texts[name_of(asked.name)],
                error=self.errors.get(name_of(asked.name), ""),
                example=example_of(asked),
                options=options_of(asked),
            )
            for asked in asked_of_unit(self.node)
        ]

    @property
    def is_judged(self) -> bool:
        """Whether no figure of the unit leads to points, so that it must declare points itself."""
        return not asked_of_unit(self.node)

    @property
    def status(self) -> str:
        """The status word of the badge."""
        if self.item.claim_not_applicable:
            return str(Status.NOT_APPLICABLE)
        if self.item.self_points is not None:
            return str(Status.SCORED)
        return str(self.mark.status)

    @property
    def points(self) -> Number | None:
        """The self-score: the declared points, else the computed ones."""
        if self.item.claim_not_applicable:
            return None
        return self.mark.points if self.item.self_points is None else self.item.self_points

    @property
    def departs(self) -> bool:
        """Whether the unit declares points other than the computed ones."""
        return self.item.self_points is not None and self.item.self_points != self.mark.points

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to type."""
        return is_filled_in(self.node, self.item, self.mark) and not self.lacks_explanation

    @property
    def lacks_explanation(self) -> bool:
        """Whether figures stand without the explanation that a file for the superior level owes."""
        given = is_filled_in(self.node, self.item, self.mark) and bool(self.node.maximum)
        owed = self.must_explain and self.is_open and given
        return owed and not self.item.claim_not_applicable and not self.item.explanation

    @property
    def missing(self) -> list[str]:
        """Kinds of evidence that are required and not attached."""
        return missing_evidence(self.node, self.item, self.kinds)

    @property
    def wanted(self) -> list[tuple[str, str]]:
        """The kinds of evidence that the set asks for: (kind, title)."""
        return [(each.kind, evidence_title(each)) for each in self.node.evidence]

    @property
    def needs_explanation(self) -> bool:
        """Whether evidence is missing and not a word is said about it."""
        return bool(self.missing) and not self.item.explanation


@dataclass(frozen=True, slots=True)
class Summary:
    """What is done and what is left of a sheet; ``points`` of ``maximum`` counted so far."""

    done: int
    leaves: int
    missing_documents: int
    points: Number
    maximum: Number
    unfilled: tuple[Row, ...]
    without_evidence: tuple[Row, ...]

    @property
    def left(self) -> int:
        """Criteria still to fill in."""
        return self.leaves - self.done

    @property
    def is_complete(self) -> bool:
        """Whether every criterion is filled in and no required document is missing."""
        return not self.left and not self.missing_documents


@dataclass(frozen=True, slots=True)
class Block:
    """A field of the set with its rows in the order of the document, groups between them."""

    code: str
    title: str
    maximum: Number | None
    lines: tuple[tuple[Node, Row | None], ...]

    @property
    def rows(self) -> list[Row]:
        """The leaves."""
        return [row for _node, row in self.lines if row is not None]

    @property
    def left(self) -> int:
        """Criteria still to fill in."""
        return sum(1 for row in self.rows if row.is_open and not row.is_done)


def rows_of(
    sheet: ScoreSheet, criteria_set: CriteriaSet, items: Iterable[ScoreItem], *, may_edit: bool,
    explained: bool = True,
) -> dict[str, Row]:  # fmt: skip
    """Return the rows of a sheet by criterion code, computed from the figures as they stand."""
    items = list(items)
    figures = figures_of_sheet(sheet, criteria_set, items)
    nodes = {node.code: node for node in criteria_set.leaves()}
    rows = {
        item.criterion.code: row_of(
            item, nodes[item.criterion.code], figures, may_edit=may_edit, explained=explained
        )
        for item in items
        if item.criterion.code in nodes
    }
    for row in rows.values():
        row.must_explain = sheet.cycle.is_own_file
    return rows


def row_of(
    item: ScoreItem, node: Node, figures: Figures, *, may_edit: bool, explained: bool = True
) -> Row:
    """Return one row; ``explained`` adds the sentences with the unit's own figures."""
    own = is_self_assessed(node)
    mark = figures.mark(node.code) if own else Mark(Status.MISSING, None, node.maximum or 0)
    sentences = figures.explanation(node.code, language()) if own and explained else []
    kinds = getattr(item, "kinds", None)
    return Row(
        item=item,
        node=node,
        criteria_set=figures.criteria_set,
        mark=mark,
        sentences=sentences,
        may_edit=may_edit and own,
        kinds=[use.revision.document.kind for use in item.uses.all()] if kinds is None else kinds,
    )


def blocks_of(criteria_set: CriteriaSet, rows: Mapping[str, Row]) -> list[Block]:
    """Return the fields with their rows, bonus and penalty criteria as blocks of their own."""
    blocks = [_block(node, node.walk(), rows) for node in criteria_set.fields]
    for block, title in (
        (criteria_set.bonus, _("Bonus points")),
        (criteria_set.penalty, _("Penalty points")),
    ):
        if block is not None:
            nodes = (node for criterion in block.criteria for node in criterion.walk())
            lines = tuple((node, rows.get(node.code)) for node in nodes)
            named = in_language(block.title or title, title)
            blocks.append(Block("", named, block.at_most, lines))
    return blocks


def _block(node: Node, nodes: Iterator[Node], rows: Mapping[str, Row]) -> Block:
    """A field; one without criteria below is its own row."""
    lines = tuple((each, rows.get(each.code)) for each in nodes if each is not node or node.is_leaf)
    return Block(node.code, in_language(node.title, node.title_en), node.maximum, lines)


def summary_of(rows: Iterable[Row]) -> Summary:
    """Count what is done and left, over the leaves that the unit fills in."""
    own = [row for row in rows if row.is_open]
    unfilled = tuple(row for row in own if not row.is_done)
    counted = [row for row in own if row.points is not None]
    return Summary(
        done=len(own) - len(unfilled),
        leaves=len(own),
        missing_documents=sum(len(row.missing) for row in own),
        points=sum((row.points for row in counted), 0),
        maximum=sum((row.node.maximum or 0 for row in counted), 0),
        unfilled=unfilled,
        without_evidence=tuple(row for row in own if row.missing),
    )


def conflicts_of(row: Row) -> list[tuple[str, str, str]]:
    """Return (label, stored text, typed text) of every field in which a stale row differs."""
    stored = stored_texts(row.node, row.item)
    labels = {each.name: each.label for each in row.fields}
    labels |= {"self_points": _("Self-score"), EXPLANATION: _("Explanation")}
    labels |= {"claim": _("Not applicable"), "ground": _("Ground")}
    return [
        (labels[name], stored[name], typed)
        for name, typed in row.texts.items()
        if typed.strip() != stored[name].strip()
    ]


def options_of(asked: Input) -> tuple[tuple[str, str], ...]:
    """Return the choices of a yes/no or a choice, first the one that answers nothing."""
    if asked.type == "yes_no":
        return (("", _("Not answered")), ("yes", _("Yes")), ("no", _("No")))
    if asked.type == "choice":
        return (("", _("Not answered")), *asked.options)
    return ()


def locked_reason(source: Source) -> str:
    """Say who gives the points of a leaf that the unit does not score itself."""
    return {
        Source.SURVEY: _("Scored by the sociological survey."),
        Source.EXTERNAL: _("Taken from an index published elsewhere."),
        Source.INSPECTION: _("Scored by the appraiser's inspection."),
    }.get(source, "")


def how_scored(node: Node, criteria_set: CriteriaSet) -> list[str]:
    """Return how a leaf is scored: the guide of the set if it has one, else its rule in words."""
    guide = in_language(node.guide, node.guide_en)
    return [guide] if guide else rule_in_words(node, criteria_set)


def rule_in_words(node: Node, criteria_set: CriteriaSet) -> list[str]:
    """Return the rule of a leaf in sentences without figures."""
    return list(_described(_Leaf(node, criteria_set), language())) if node.rule else []


class _Leaf:
    """A leaf as a cache key: known by identity, because a parsed set is itself kept per process."""

    __slots__ = ("criteria_set", "node")

    def __init__(self, node: Node, criteria_set: CriteriaSet) -> None:
        self.node = node
        self.criteria_set = criteria_set

    def __hash__(self) -> int:
        return id(self.node)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Leaf) and other.node is self.node


@lru_cache(maxsize=4096)
def _described(leaf: _Leaf, language_code: str) -> tuple[str, ...]:
    return tuple(describe_rule(leaf.node, language_code, leaf.criteria_set))


def language() -> str:
    """Return ``vi`` or ``en`` for the pure scoring package's own sentences."""
    return "vi" if is_vietnamese(get_language()) else "en"


def in_language(vietnamese: str, english: str) -> str:
    """Return the text in the reader's language, Vietnamese where there is no English."""
    return vietnamese if language() == "vi" or not english else english
