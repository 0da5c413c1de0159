"""Marks and explanations of a sheet, computed from the figures as they stand.

Nothing here is stored: a draft is computed whenever it is shown; a submitted sheet keeps its marks
as score layers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from openpar.assessments.given import NOTHING, Given, files_of, given_to
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.criteria.models import Cycle
from openpar.evidence.kinds import kind_title
from openpar.people.models import Unit
from openpar.scoring.language.evaluate import compile_rule
from openpar.scoring.marks import Mark, Status
from openpar.scoring.rounds.leaf import Facts, evaluate_leaf, explain_leaf
from openpar.scoring.rounds.values import BadValue, Value, parse_attributes, parse_value
from openpar.scoring.sets.model import CriteriaSet, EvidenceRequirement, Input, Node, Source

#: Leaves that a unit fills in. The others are given by a survey, an index published elsewhere or
#: the appraiser's own inspection, and are locked on the sheet.
SELF_ASSESSED = frozenset({Source.APPRAISAL, Source.FIGURES})


def evidence_title(wanted: EvidenceRequirement) -> str:
    """Return what a kind of evidence is called: the set's own title, else the common word."""
    return wanted.title or kind_title(wanted.kind)


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
    given: Given = NOTHING

    def mark(self, code: str) -> Mark:
        """Return the mark of one leaf; what depends on the other units is undetermined here."""
        return evaluate_leaf(self.criteria_set, code, self._own(code), **self._facts(code))

    def explanation(self, code: str, language: str) -> list[str]:
        """Return how the mark of one leaf came about, in sentences with the unit's own figures."""
        return explain_leaf(
            self.criteria_set, code, self._own(code), language=language, **self._facts(code)
        )

    def _own(self, code: str) -> dict[str, Value]:
        return _of(self.values, code)

    def _facts(self, code: str) -> Facts:
        return {
            "targets": _of(self.given.targets, code),
            "previous": _of(self.given.previous, code),
            "external": self.given.external,
            "attributes": self.attributes,
            "as_of": self.as_of,
            "year": self.year,
            "others": self.values,
        }


def _of(values: Mapping[tuple[str, str], Value], code: str) -> dict[str, Value]:
    """Return what belongs to one leaf, by the name of the input."""
    return {name: value for (owner, name), value in values.items() if owner == code}


def figures_of(
    criteria_set: CriteriaSet,
    items: Iterable[ScoreItem],
    *,
    cycle: Cycle,
    unit: Unit,
    files: Iterable[str] = (),
    as_of: date | None = None,
) -> Figures:
    """Read the kept texts of all items of one sheet into values.

    ``files`` are the cycle's files of figures as ``given.file_hashes`` names them; without them
    targets, last year's figures and outer indices are not known. ``as_of`` is the day results
    count up to, the cycle's unless given.

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
    given = given_to(unit, cycle, criteria_set, files)
    attributes, day = attributes_of(unit), as_of or cycle.as_of
    return Figures(criteria_set, values, attributes, day, cycle.year, given)


def figures_of_sheet(
    sheet: ScoreSheet, criteria_set: CriteriaSet, items: Iterable[ScoreItem]
) -> Figures:
    """Read a sheet's items into values, with the figures that the cycle's files give to its unit.

    ``sheet.files`` is there when the sheet was loaded ``for_page``; else one query asks for it.
    """
    if not hasattr(sheet, "files"):
        sheet.files = files_of(sheet.cycle)
    return figures_of(
        criteria_set,
        items,
        cycle=sheet.cycle,
        unit=sheet.unit,
        files=sheet.files,
        as_of=None if sheet.period.is_year else sheet.period.as_of,
    )


def attributes_of(unit: Unit) -> dict[str, Value]:
    """Return what criteria may ask of a unit; text is read as in the units file of a round."""
    return {
        name: value if isinstance(value, bool | int) else parse_attributes([str(value)])[0]
        for name, value in unit.attributes.items()
        if value not in (None, "")
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


def readers_of(criteria_set: CriteriaSet, code: str) -> list[Node]:
    """Return the leaves whose rules read an input or the points of the leaf ``code``."""
    return [
        leaf
        for leaf in criteria_set.leaves()
        if leaf.code != code
        and leaf.rule is not None
        and any(
            getattr(name, "code", "") == code for name in compile_rule(leaf, criteria_set).names
        )
    ]
