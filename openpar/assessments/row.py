"""One row of a sheet as its pages show it: figures to type, marks, sentences, evidence, gaps."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openpar.assessments.computed import (
    asked_of_unit,
    evidence_title,
    is_filled_in,
    is_self_assessed,
    missing_evidence,
)
from openpar.assessments.entry import example_of, write_entry
from openpar.assessments.forms import EXPLANATION, Entry, name_of, stored_texts
from openpar.assessments.models import EvidenceUse, ScoreItem
from openpar.assessments.past import PastPoints
from openpar.people.formats import is_vietnamese
from openpar.people.search import fold
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


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one kind of evidence: what the set calls it, and the files that fill it."""

    kind: str
    title: str
    is_required: bool
    uses: tuple[EvidenceUse, ...]

    @property
    def is_missing(self) -> bool:
        """Whether it is required and nothing lies in it."""
        return self.is_required and not self.uses


@dataclass(slots=True)
class Row:
    """One leaf of the sheet. ``people`` are the names of who answers for it in the unit, ``past``
    what the unit got for it the last time."""

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
    people: Sequence[str] = ()
    past: PastPoints | None = None

    @property
    def uses(self) -> list[EvidenceUse]:
        """The files attached, oldest first."""
        return list(self.item.uses.all())

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return in_language(self.node.title, self.node.title_en)

    @property
    def past_title(self) -> str:
        """What the code was called the last time, where that was something else."""
        told = self.past.title if self.past else ""
        return told if told and fold(told) != fold(self.node.title) else ""

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
    def provided(self) -> list[tuple[str, str, str, bool]]:
        """What lead agencies gave for the unit: (label, figure, agency, whether the unit says
        otherwise), only where there is something to compare.
        """
        given = {one["name"]: one for one in getattr(self.item, "provided", ()) if one["text"]}
        return [
            (
                in_language(asked.title, asked.title_en) or asked.name,
                str(dict(options_of(asked)).get(text, write_entry(asked, text))),
                given[asked.name]["agency"],
                self.item.inputs.get(asked.name, "") not in ("", text),
            )
            for asked in asked_of_unit(self.node)
            if asked.name in given
            for text in (given[asked.name]["text"],)
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
    def is_carried(self) -> bool:
        """Whether its figures come from an earlier period and nobody has confirmed them yet."""
        return self.is_open and self.item.carried_from_id is not None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to type, and what was carried here is confirmed."""
        given = is_filled_in(self.node, self.item, self.mark) and not self.lacks_explanation
        return given and not self.is_carried

    @property
    def gaps(self) -> list[str]:
        """What is still missing, in sentences; empty where the unit has nothing left to do."""
        if not self.is_open or self.item.claim_not_applicable:
            return []
        gaps = []
        if not is_filled_in(self.node, self.item, self.mark):
            gaps.append(_("Enter the points.") if self.is_judged else _("Enter the figures."))
        if self.is_carried:
            gaps.append(_("Confirm what was carried from the period before, or change it."))
        if self.lacks_explanation:
            gaps.append(_("Explain how the points were calculated."))
        gaps += [_("Attach: %(title)s.") % {"title": title} for title in self.missing]
        if self.owes_explanation:
            gaps.append(_("Or explain why a document cannot be given."))
        return gaps

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
    def slots(self) -> list[Slot]:
        """A place for each kind of evidence that the set asks for, and one for everything else
        where files lie in it or nothing is asked."""
        uses = self.uses
        claimed = self.item.claim_not_applicable
        slots = [
            Slot(
                kind=each.kind,
                title=evidence_title(each),
                is_required=each.required and not claimed,
                uses=tuple(use for use in uses if use.revision.document.kind == each.kind),
            )
            for each in self.node.evidence
        ]
        kinds = {slot.kind for slot in slots}
        others = tuple(use for use in uses if use.revision.document.kind not in kinds)
        if others or not slots:
            slots.append(Slot("", str(_("other documents")) if slots else "", False, others))
        return slots

    @property
    def needs_explanation(self) -> bool:
        """Whether evidence is missing and not a word is said about it."""
        return bool(self.missing) and not self.item.explanation

    @property
    def owes_explanation(self) -> bool:
        """Whether figures stand without a required document and without a word about it."""
        given = is_filled_in(self.node, self.item, self.mark)
        return self.is_open and given and self.needs_explanation


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
