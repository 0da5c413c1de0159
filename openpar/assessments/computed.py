"""Marks and explanations of a sheet, computed from the figures as they stand.

Nothing here is stored: a draft is computed whenever it is shown; a submitted sheet keeps its marks
as score layers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from openpar.assessments.models import ScoreItem
from openpar.criteria.models import Cycle
from openpar.people.models import Unit
from openpar.scoring.marks import Mark, Status
from openpar.scoring.numbers import exact
from openpar.scoring.rounds.leaf import evaluate_leaf, explain_leaf
from openpar.scoring.rounds.values import BadValue, Value, parse_value
from openpar.scoring.sets.model import CriteriaSet, EvidenceRequirement, Input, Node, Source

#: Leaves that a unit fills in. The others are given by a survey, an index published elsewhere or
#: the appraiser's own inspection, and are locked on the sheet.
SELF_ASSESSED = frozenset({Source.APPRAISAL, Source.FIGURES})

#: Words for the kinds of evidence that sets commonly ask for; any other kind shows its own word.
EVIDENCE_KINDS = {
    "plan": _("plan"),
    "implementation": _("implementing document"),
    "report": _("report"),
    "directive": _("directive"),
    "decision": _("decision"),
    "inspection": _("inspection record"),
    "minutes": _("minutes"),
    "list": _("list"),
    "link": _("address of a page"),
    "photo": _("photograph"),
}


def evidence_title(wanted: EvidenceRequirement) -> str:
    """Return what a kind of evidence is called: the set's own title, else the common word."""
    return wanted.title or str(EVIDENCE_KINDS.get(wanted.kind, wanted.kind))


def is_self_assessed(node: Node) -> bool:
    """Whether the unit itself gives figures and points for the leaf."""
    return node.source in SELF_ASSESSED


def asked_of_unit(node: Node) -> tuple[Input, ...]:
    """Return the inputs of a leaf that the unit fills in, in the order of the set."""
    return tuple(asked for asked in node.inputs if asked.decided_by == "unit")


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything one unit has declared, ready for the rules of its criteria set."""

    criteria_set: CriteriaSet
    values: Mapping[tuple[str, str], Value]  # (criterion, input) -> value
    attributes: Mapping[str, Value]
    as_of: date
    year: int

    def mark(self, code: str) -> Mark:
        """Return the mark of one leaf; what depends on the other units is undetermined here."""
        return evaluate_leaf(self.criteria_set, code, self._own(code), **self._context())

    def explanation(self, code: str, language: str) -> list[str]:
        """Return how the mark of one leaf came about, in sentences with the unit's own figures."""
        return explain_leaf(
            self.criteria_set, code, self._own(code), **self._context(), language=language
        )

    def _own(self, code: str) -> dict[str, Value]:
        return {name: value for (owner, name), value in self.values.items() if owner == code}

    def _context(self) -> dict[str, object]:
        return {
            "attributes": self.attributes,
            "as_of": self.as_of,
            "year": self.year,
            "others": self.values,
        }


def figures_of(
    criteria_set: CriteriaSet, items: Iterable[ScoreItem], *, cycle: Cycle, unit: Unit
) -> Figures:
    """Read the kept texts of all items of one sheet into values.

    Text that the set no longer accepts is left out: the leaf is then missing, never zero.
    """
    nodes = {node.code: node for node in criteria_set.leaves()}
    values: dict[tuple[str, str], Value] = {}
    for item in items:
        code = item.criterion.code
        asked = {each.name: each for each in nodes[code].inputs} if code in nodes else {}
        for name, text in item.inputs.items():
            if name in asked and text != "":
                try:
                    values[code, name] = parse_value(asked[name], text)
                except BadValue:
                    continue
    return Figures(criteria_set, values, attributes_of(unit), cycle.as_of, cycle.year)


def attributes_of(unit: Unit) -> dict[str, Value]:
    """Return what criteria may ask of a unit; a JSON number becomes an exact one."""
    return {
        name: exact(Fraction(str(value))) if isinstance(value, float) else value
        for name, value in unit.attributes.items()
        if value is not None
    }


def is_filled_in(node: Node, item: ScoreItem, mark: Mark) -> bool:
    """Whether the unit has nothing left to do for a leaf, its evidence aside.

    A leaf that depends on other units stays undetermined until all have answered; it is filled in
    once its own figures are. Penalties that only the appraiser counts ask nothing of the unit.
    """
    if item.claim_not_applicable or item.self_points is not None:
        return True
    if not asked_of_unit(node) and not node.maximum:
        return True
    if mark.status is Status.UNDETERMINED:
        return all(item.inputs.get(asked.name, "") != "" for asked in asked_of_unit(node))
    return mark.status is not Status.MISSING


def missing_evidence(node: Node, item: ScoreItem, kinds: Iterable[str]) -> list[str]:
    """Return the titles of required kinds of evidence that none of the attached files has."""
    if item.claim_not_applicable:
        return []
    there = set(kinds)
    return [
        evidence_title(wanted)
        for wanted in node.evidence
        if wanted.required and wanted.kind not in there
    ]
