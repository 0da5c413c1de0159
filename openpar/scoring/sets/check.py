"""The defects of a criteria set: each check broke on a real document (domain source, V1 – V11).

A set with a defect may stand as a draft, but is not published. Every defect names its place and
says what does not fit, with both numbers.
"""

from collections.abc import Iterator
from itertools import chain

from openpar.scoring.defects import Defect
from openpar.scoring.language.wording import number_text
from openpar.scoring.numbers import Number
from openpar.scoring.sets.check_classes import class_defects
from openpar.scoring.sets.check_references import reference_defects
from openpar.scoring.sets.check_rules import rule_defects
from openpar.scoring.sets.model import CriteriaSet, Node, Policy


def check_set(criteria_set: CriteriaSet) -> list[Defect]:
    """Return every defect, in the order of the file; an empty list means fit to be published."""
    found = chain(
        criteria_set.defects,
        sum_defects(criteria_set),
        stretch_defects(criteria_set),
        unknown_maxima(criteria_set),
        date_defects(criteria_set),
        reference_defects(criteria_set),
        (defect for leaf in criteria_set.leaves() for defect in rule_defects(leaf, criteria_set)),
        (defect for cohort in criteria_set.cohorts for defect in class_defects(cohort)),
    )
    return sorted(found, key=lambda defect: (defect.place.line, defect.check, defect.vi))


def all_nodes(criteria_set: CriteriaSet) -> Iterator[Node]:
    """Yield every node of fields, bonus and penalty."""
    for root in criteria_set.roots():
        yield from root.walk()


def sum_defects(criteria_set: CriteriaSet) -> Iterator[Defect]:
    """V3: children add up to their parent at every level, and fields to the total."""
    for node in all_nodes(criteria_set):
        if node.children and node.maximum is not None:
            yield from _sum_defect(node, _sum(node.children), node.maximum, node.code)
    bonus = criteria_set.bonus
    fields = _sum(criteria_set.fields)
    if fields is not None and bonus is not None and bonus.inside:
        inside = bonus.at_most if bonus.at_most is not None else _sum(bonus.criteria)
        fields = None if inside is None else fields + inside
    yield from _sum_defect(criteria_set, fields, criteria_set.total, "")


def _sum(nodes: tuple[Node, ...]) -> Number | None:
    """Return the sum of maxima; ``None`` while one is unknown (V7 says so)."""
    maxima = [node.maximum for node in nodes]
    return None if None in maxima else sum(one for one in maxima if one is not None)


def _sum_defect(
    holder: Node | CriteriaSet, found: Number | None, wanted: Number, code: str
) -> Iterator[Defect]:
    if found is None or found == wanted:
        return
    below_vi, whole_vi = (
        (f"các tiêu chí của {code}", "điểm tối đa") if code else ("các lĩnh vực", "tổng điểm")
    )
    below_en, whole_en = (
        (f"the criteria of {code}", "its maximum") if code else ("the fields", "the total")
    )
    yield Defect(
        "V3",
        holder.place,
        f"tổng điểm của {below_vi} là {number_text(found)}, {whole_vi} ghi {number_text(wanted)}",
        f"{below_en} add up to {number_text(found, 'en')}, "
        f"{whole_en} says {number_text(wanted, 'en')}",
    )


def stretch_defects(criteria_set: CriteriaSet) -> Iterator[Defect]:
    """V4: a block is stretched to its own maximum."""
    for node in all_nodes(criteria_set):
        rule = node.not_applicable
        if rule.policy is Policy.GROSS_UP and rule.to is not None and rule.to != node.maximum:
            own = number_text(node.maximum) if node.maximum is not None else "?"
            yield Defect(
                "V4",
                node.place,
                f"{node.code}: quy đổi về {number_text(rule.to)} điểm, nhưng điểm tối đa là {own}",
                f"{node.code}: stretched to {number_text(rule.to, 'en')}, but its maximum is {own}",
            )


def unknown_maxima(criteria_set: CriteriaSet) -> Iterator[Defect]:
    """V7: the maximum of every node is known before a total is shown."""
    for node in all_nodes(criteria_set):
        monitored = node.rule is not None and node.rule.kind == "monitor"
        if node.maximum is None and not monitored:
            yield Defect(
                "V7",
                node.place,
                f"{node.code}: chưa có điểm tối đa",
                f"{node.code}: no maximum is given",
            )


def date_defects(criteria_set: CriteriaSet) -> Iterator[Defect]:
    """V9: a set does not end before it begins (days that do not exist are met while reading)."""
    decision = criteria_set.decision
    if decision.in_force and decision.in_force_to and decision.in_force_to < decision.in_force:
        yield Defect(
            "V9",
            criteria_set.place,
            "ngày hết hiệu lực đứng trước ngày có hiệu lực",
            "the set ends before it begins",
        )
