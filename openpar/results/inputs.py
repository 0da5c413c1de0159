"""What a cycle holds at this moment, as the files of a round, so that a run keeps what it scored.

The same files make a folder for ``openpar score``; nothing else decides a result. Only submitted
sheets count: an unsubmitted one is the unit's own draft, and its criteria are missing.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml
from django.db.models import Case, IntegerField, TextField, Value, When
from django.db.models.functions import Cast

from openpar.assessments.models import (
    Kind,
    LayerStatus,
    ScoreItem,
    ScoreLayer,
    SheetRevision,
    was_submitted,
)
from openpar.assessments.submitted import frozen_of
from openpar.criteria.models import CriteriaSet, Cycle, CycleFile, Membership, Period
from openpar.people.models import Unit
from openpar.scoring.sets.model import Node

#: Layers that somebody judged, later ones outranking earlier ones. The unit's own points are not
#: among them: they are compared with the computed ones, and stand in only where nothing computes.
JUDGED = (Kind.APPRAISED, Kind.SECOND, Kind.AGREED, Kind.EXPLAINED, Kind.COUNCIL)

#: A unit and a criterion, by their codes.
Place = tuple[str, str]


@dataclass(slots=True)
class Inputs:
    """The files of the round, and which rows of the database they were read from.

    ``answers`` are the figures of each item as JSON text; ``layers`` the primary key and kind of
    the judging layer; ``revisions`` the submitted sheet of each unit, by unit code.
    """

    files: dict[str, str]
    set_hashes: dict[str, str]
    memberships: list[Membership]
    answers: dict[Place, str] = field(default_factory=dict)
    layers: dict[Place, tuple[int, str]] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The hash of the files."""
        return digest(self.files)


def digest(files: Mapping[str, str]) -> str:
    """Return the SHA-256 of the files' canonical JSON: sorted names, no spaces, UTF-8."""
    text = json.dumps(files, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def gather(cycle: Cycle) -> Inputs:
    """Read everything that decides the results of a cycle: six queries, whatever its size, and one
    more where a sheet is reopened."""
    memberships = list(
        Membership.objects.for_cycle(cycle).select_related("unit", "cohort__criteria_set")
    )
    sets = {row.cohort.criteria_set_id: row.cohort.criteria_set for row in memberships}
    hashes = {row.cohort.code: row.cohort.criteria_set.sha256 for row in memberships}
    gathered = Inputs(_frame(cycle, memberships, sets), hashes, memberships)
    revisions = SheetRevision.objects.filter(
        sheet__cycle=cycle, sheet__period__kind=Period.Kind.YEAR
    ).order_by("number")
    gathered.revisions.update(revisions.values_list("sheet__unit__code", "pk"))
    _read_items(cycle, sets, gathered)
    for name, text in CycleFile.objects.filter(cycle=cycle).values_list("name", "text"):
        gathered.files[name] = text
    return gathered


def _frame(
    cycle: Cycle, memberships: list[Membership], sets: Mapping[int, CriteriaSet]
) -> dict[str, str]:
    """Write round.yaml, units.csv and the set files."""
    keys = {pk: f"{row.code}-{row.version}" for pk, row in sets.items()}
    cohorts = {row.cohort.code: keys[row.cohort.criteria_set_id] for row in memberships}
    head = {
        "title": cycle.title,
        "year": cycle.year,
        "as_of": cycle.as_of,
        "sets": {key: f"{key}.yaml" for key in keys.values()},
        "cohorts": cohorts,
    }
    files = {
        "round.yaml": yaml.safe_dump(head, allow_unicode=True, sort_keys=False),
        "units.csv": _units(memberships),
    }
    return files | {f"{keys[pk]}.yaml": row.text for pk, row in sets.items()}


def _units(memberships: list[Membership]) -> str:
    """Write the units with the attributes that any of them has."""
    names = sorted({name for row in memberships for name in row.unit.attributes})
    rows = (
        [row.unit.code, row.unit.name, row.cohort.code, *_attributes(row.unit, names)]
        for row in memberships
    )
    return _table(("unit", "name", "cohort", *names), rows)


def _attributes(unit: Unit, names: list[str]) -> list[str]:
    values = (unit.attributes.get(name) for name in names)
    return [_attribute(value) for value in values]


def _attribute(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _read_items(cycle: Cycle, sets: Mapping[int, CriteriaSet], gathered: Inputs) -> None:
    """Read submitted items with the layer that judges each; write answers, claims and points.

    Exact numbers and figures stay the text they are in the database: nothing here computes.
    """
    rows = (
        ScoreItem.objects.filter(was_submitted("sheet__"), sheet__cycle=cycle)
        .filter(sheet__period__kind=Period.Kind.YEAR)
        .filter(criterion__set__in=sets)
        .order_by("sheet__unit__code", "criterion__position")
        .values_list(
            "pk", "sheet__unit__code", "criterion__set", "criterion__code",
            Cast("inputs", TextField()), "claim_not_applicable", "claim_ground",
            Cast("self_points", TextField()), "sheet", "sheet__reopening",
        )
    )  # fmt: skip
    layers = _judging_layers(cycle)
    uncomputed = {pk: _uncomputed(row) for pk, row in sets.items()}
    answers, claims, points = [], [], []
    for item, unit, set_id, code, inputs, claimed, ground, declared in _as_submitted(rows):
        layer = layers.get(item)
        gathered.answers[unit, code] = inputs
        given = json.loads(inputs).items()
        answers += [(unit, code, name, text) for name, text in given if text]
        if claimed:
            claims.append((unit, code, "not_applicable", ground, _decision(layer)))
        if layer is not None:
            gathered.layers[unit, code] = (layer.pk, layer.kind)
            if layer.points is not None:
                points.append((unit, code, layer.kind, layer.points, layer.reason))
        elif declared is not None and code in uncomputed[set_id]:
            points.append((unit, code, str(Kind.SELF), declared, ""))
    gathered.files["answers.csv"] = _table(("unit", "criterion", "input", "value"), answers)
    if claims:
        head = ("unit", "criterion", "claim", "ground", "decision")
        gathered.files["claims.csv"] = _table(head, claims)
    if points:
        head = ("unit", "criterion", "layer", "points", "reason")
        gathered.files["points.csv"] = _table(head, points)


def _as_submitted(rows: Iterable[tuple]) -> Iterator[tuple]:
    """Leave out the two columns of the sheet; an item of a reopened one stands as it was submitted
    last. One query more where a sheet is reopened."""
    rows = list(rows)
    frozen = frozen_of(sheet for *_item, sheet, reopening in rows if reopening is not None)
    for *item, sheet, _reopening in rows:
        if sheet in frozen:
            before = frozen[sheet][item[3]]
            inputs = json.dumps(before["inputs"], ensure_ascii=False)
            claim = (before["claim_not_applicable"], before["claim_ground"])
            yield (*item[:4], inputs, *claim, before["self_points"])
        else:
            yield tuple(item)


class _Layer(NamedTuple):
    """The layer that judges an item; points as exact text."""

    pk: int
    kind: str
    status: str
    points: str | None
    reason: str


def _judging_layers(cycle: Cycle) -> dict[int, _Layer]:
    """Return the newest judging layer of each item that has one: one query."""
    order = Case(
        *[When(kind=kind, then=Value(place)) for place, kind in enumerate(JUDGED)],
        output_field=IntegerField(),
    )
    rows = (
        ScoreLayer.objects.filter(item__sheet__cycle=cycle, kind__in=JUDGED)
        .filter(item__sheet__period__kind=Period.Kind.YEAR)
        .order_by("item", order.desc(), "-pk")
        .distinct("item")
        .values_list("item", "pk", "kind", "status", Cast("points", TextField()), "reason")
    )
    return {item: _Layer(*columns) for item, *columns in rows}


def _decision(layer: _Layer | None) -> str:
    """Return what a judging layer decides of a claim: nothing yet, accepted, refused."""
    if layer is None:
        return ""
    return "accepted" if layer.status == LayerStatus.NOT_APPLICABLE else "refused"


def _uncomputed(criteria_set: CriteriaSet) -> frozenset[str]:
    """Return the leaves whose points no rule computes from figures of the unit."""
    return frozenset(leaf.code for leaf in criteria_set.parsed.leaves() if _is_judged(leaf))


def _is_judged(leaf: Node) -> bool:
    rule = leaf.rule
    return rule is None or (rule.measure is not None and rule.measure.kind == "judged")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()
