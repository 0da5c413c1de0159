"""What two frozen contents of one sheet say differently, criterion by criterion."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openpar.assessments.canonical import frozen_items
from openpar.assessments.signed_report import points_of
from openpar.criteria.exact import parse_exact
from openpar.people.formats import write_number
from openpar.scoring.sets.model import CriteriaSet, Node

Item = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: its label, what stood there before, what stands there now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One criterion that differs."""

    code: str
    title: str
    changes: tuple[Change, ...]


def between(before: Item | None, after: Item, criteria_set: CriteriaSet) -> list[Difference]:
    """Return the criteria that differ, in the order of the set; without ``before`` there is
    nothing to compare, and nothing differs.

    ``before`` and ``after`` are contents as ``canonical.content_of`` writes them.
    """
    if before is None:
        return []
    old, new = frozen_items(before), frozen_items(after)
    nodes = {node.code: node for node in criteria_set.leaves()}
    found = [
        Difference(
            code, nodes[code].title if code in nodes else "", _changes(old, new, code, nodes)
        )
        for code in new
        if old.get(code) != new[code]
    ]
    return [difference for difference in found if difference.changes]


def _changes(
    old: Mapping[str, Item], new: Mapping[str, Item], code: str, nodes: Mapping[str, Node]
) -> tuple[Change, ...]:
    before, after = old.get(code), new[code]
    node = nodes.get(code)
    labels = {each.name: each.title or each.name for each in node.inputs} if node else {}
    names = {*(before["inputs"] if before else {}), *after["inputs"]}
    pairs = [
        (labels.get(name, name), _input(before, name), _input(after, name))
        for name in sorted(
            names, key=lambda name: (list(labels).index(name) if name in labels else 99, name)
        )
    ]
    pairs += [
        (_("Self-score"), _points(before), _points(after)),
        (_("Explanation"), _text(before, "explanation"), _text(after, "explanation")),
        (_("Does not apply to us"), _text(before, "claim_ground"), _text(after, "claim_ground")),
        (_("Evidence"), _evidence(before), _evidence(after)),
    ]
    return tuple(Change(label, was, now) for label, was, now in pairs if was != now)


def _input(item: Item | None, name: str) -> str:
    return str(item["inputs"].get(name, "")) if item else ""


def _points(item: Item | None) -> str:
    exact = points_of(item) if item else None
    return "" if exact is None else write_number(parse_exact(exact))


def _text(item: Item | None, name: str) -> str:
    return str(item[name]) if item else ""


def _evidence(item: Item | None) -> str:
    files = item["evidence"] if item else []
    return "; ".join(f"{file['code']} {file['file_name']}" for file in files)
