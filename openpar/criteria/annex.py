"""A criteria set as its decision prints it: one row per node, in the order of the document."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openpar.people.models import Unit
from openpar.scoring.language.explain import describe_rule
from openpar.scoring.numbers import Number
from openpar.scoring.sets.model import Block, CriteriaSet, EvidenceRequirement, Node, Source


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One line of the annex. ``scoring`` are sentences; a heading has none of its own.

    ``level`` is 0 for a field; ``maximum`` in points, ``None`` where the document states none.
    """

    code: str
    title: str
    level: int
    maximum: Number | None
    is_leaf: bool
    scoring: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    lead: str = ""
    guide: str = ""
    source: str = ""


def _source(node: Node) -> str:
    """Return where the points of a leaf come from, if not from appraisal."""
    words = {
        Source.SURVEY: _("by the sociological survey"),
        Source.EXTERNAL: _("by an index published elsewhere"),
        Source.INSPECTION: _("by a spot check"),
        Source.FIGURES: _("by figures counted from dossiers"),
    }
    return words.get(node.source, "")


def annex(criteria_set: CriteriaSet, language: str) -> list[AnnexRow]:
    """Return the rows of the annex in ``language`` (vi | en); one query, for the lead agencies."""
    leads = {node.lead for root in criteria_set.roots() for node in root.walk() if node.lead}
    names = {unit.code: unit.label for unit in Unit.objects.filter(code__in=leads)}
    printer = _Printer(criteria_set, language, names)
    rows = [row for root in criteria_set.fields for row in printer.below(root, 0)]
    for block, title in (
        (criteria_set.bonus, _("Bonus points")),
        (criteria_set.penalty, _("Penalty points")),
    ):
        if block is not None:
            rows.append(_block_row(block, title))
            rows += [row for root in block.criteria for row in printer.below(root, 1)]
    return rows


@dataclass(frozen=True, slots=True)
class _Printer:
    """Prints nodes in one language; ``names`` are the labels of lead agencies by code."""

    criteria_set: CriteriaSet
    language: str
    names: dict[str, str]

    def below(self, node: Node, level: int) -> Iterator[AnnexRow]:
        """Yield the row of ``node`` and of everything below it."""
        english = self.language == "en"
        yield AnnexRow(
            code=node.code,
            title=(english and node.title_en) or node.title,
            level=level,
            maximum=node.maximum,
            is_leaf=node.is_leaf,
            scoring=self.scoring(node) if node.is_leaf else (),
            evidence=tuple(_evidence(requirement) for requirement in node.evidence),
            lead=self.names.get(node.lead, node.lead),
            guide=(english and node.guide_en) or node.guide,
            source=_source(node) if node.is_leaf else "",
        )
        for child in node.children:
            yield from self.below(child, level + 1)

    def scoring(self, node: Node) -> tuple[str, ...]:
        """Return how a leaf is scored, a sentence each."""
        return tuple(describe_rule(node, self.language, self.criteria_set))


def _block_row(block: Block, title: str) -> AnnexRow:
    """Return the heading of a bonus or penalty block, with its cap."""
    return AnnexRow(
        code="", title=block.title or title, level=0, maximum=block.at_most, is_leaf=False
    )


def _source(node: Node) -> str:
    """Return where the points of a leaf come from, if not from appraisal."""
    words = {
        Source.SURVEY: _("by the sociological survey"),
        Source.EXTERNAL: _("by an index published elsewhere"),
        Source.INSPECTION: _("by a spot check"),
        Source.FIGURES: _("by figures counted from dossiers"),
    }
    return words.get(node.source, "")


def _evidence(requirement: EvidenceRequirement) -> str:
    """Return a required document in words."""
    kinds = {
        "plan": _("plan"),
        "implementation": _("implementation"),
        "report": _("report"),
        "directive": _("directive"),
    }
    words = requirement.title or kinds.get(requirement.kind, requirement.kind)
    return words if requirement.required else _("%(document)s (if any)") % {"document": words}
